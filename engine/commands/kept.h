/* kept.h - are the bundles still there, as large as they were received? */
#ifndef CHOSHO_KEPT_H
#define CHOSHO_KEPT_H

#include "engine/commands/command.h"

/* Says of each bundle that is gone or of another size that it is, on stderr. Their bytes
 * are not read: that is `run --prove`. *ret_code: 0, or the exit code for the worst. */
WARN_UNUSED bool kept_check(struct command_call *call, struct store *store,
        size_t *ret_bundles, int *ret_code, struct error *err);

#endif
