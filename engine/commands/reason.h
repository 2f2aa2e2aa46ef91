/* reason.h - why a record is an exception: the test, what the check says, the values
 * compared */
#ifndef CHOSHO_REASON_H
#define CHOSHO_REASON_H

#include "engine/commands/command.h"

/* Prints a few lines to call->out for an exception's id; the values are read from the
 * evidence again unless with_values is false. ERROR_MISSING: no such exception. */
WARN_UNUSED bool reason_print(const struct command_call *call, struct store *store,
        const char *id, bool with_values, struct error *err);

#endif
