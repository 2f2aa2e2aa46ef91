/* take_twin.h - files in force twice: in a delivery that replaced something, and under
 * the same name in an earlier one, where they were not replaced */
#ifndef CHOSHO_TAKE_TWIN_H
#define CHOSHO_TAKE_TWIN_H

#include "engine/commands/command.h"
#include "engine/workpaper/store.h"

/* Warns of each, the first few by name, and says what names them, too: bindings and
 * queries by name read the records of both. file: of the bundle, as it was given. */
WARN_UNUSED bool take_twin_warn(struct command_call *call, struct store *store,
        int64_t bundle_id, const char *file, struct error *err);

#endif
