/* nothing.h - why a list is empty, so that "none" is not mistaken for "not looked yet" */
#ifndef CHOSHO_NOTHING_H
#define CHOSHO_NOTHING_H

#include "engine/commands/command.h"

/* Says `none` on stderr; where nothing was run yet, that. */
WARN_UNUSED bool nothing_say(struct store *store, const char *none, struct error *err);

#endif
