/* plan_change.h - what `plan` is asked to change: --set, --assign, --scope, --profile,
 * --deviation */
#ifndef CHOSHO_PLAN_CHANGE_H
#define CHOSHO_PLAN_CHANGE_H

#include "engine/commands/command.h"

/* Whether any of them was given. */
bool plan_change_is_asked(const struct command_call *call);

/* Makes the changes in the order of the options here, each an act of its own; all of
 * them are judged first. ERROR_USAGE, ERROR_MISSING: one cannot be. */
WARN_UNUSED bool plan_change_make(struct command_call *call, struct store *store,
        struct complaint_list *complaints, struct error *err);

#endif
