/* take_replaced.h - what a delivery changed of what it took the place of, as rows */
#ifndef CHOSHO_TAKE_REPLACED_H
#define CHOSHO_TAKE_REPLACED_H

#include "engine/commands/command.h"
#include "engine/workpaper/bundle.h"

/* --difference: a row a member, and a row a record that differs, in the call's format. */
WARN_UNUSED bool take_replaced_print(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err);

/* Behind a receipt: the members that differ, with how many records of each; in a table
 * only. */
WARN_UNUSED bool take_replaced_sum_up(struct command_call *call, struct store *store,
        int64_t bundle_id, struct error *err);

#endif
