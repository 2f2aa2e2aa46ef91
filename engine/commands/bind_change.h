/* bind_change.h - `chosho bind --add` and `--remove`, and changes that others made */
#ifndef CHOSHO_BIND_CHANGE_H
#define CHOSHO_BIND_CHANGE_H

#include "engine/commands/bind_work.h"

/* Says which binding files were changed by other means than chosho since the journal last
 * had them, and records it there. A store opened to read, or a person who may not act:
 * says that it is not recorded. */
WARN_UNUSED bool bind_change_note(struct command_call *call, struct store *store,
        enum store_mode mode, struct error *err);

/* Checks the file of --add against the other bindings and the library, and adds it. */
WARN_UNUSED bool bind_change_add(struct command_call *call, const struct bind_work *work,
        const char *path, struct error *err);

/* Takes the file of --remove away; *ret_binding is what it bound, as far as it could be
 * read. */
WARN_UNUSED bool bind_change_remove(struct command_call *call, struct store *store,
        const char *name, struct binding *ret_binding, struct error *err);

#endif
