/* promote.h - the act of `exception --promote`: the finding's texts put together from the
 * options, what is unusual about them told */
#ifndef CHOSHO_PROMOTE_H
#define CHOSHO_PROMOTE_H

#include "engine/commands/command.h"

/* ERROR_USAGE: options or arguments that do not go with --promote. */
WARN_UNUSED bool promote_check(const struct command_call *call, struct error *err);

/* Promotes the exceptions that are the call's arguments; prints the finding's number. */
WARN_UNUSED bool promote_run(struct command_call *call, struct store *store,
        struct error *err);

#endif
