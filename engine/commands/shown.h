/* shown.h - the values shown with an exception, read from the evidence again
 *
 * They are not in the workpaper. Reading them costs a run of each test they are of; a
 * result whose inputs have changed since, or whose worker ran out, has none. */
#ifndef CHOSHO_SHOWN_H
#define CHOSHO_SHOWN_H

#include "engine/commands/command.h"
#include "engine/run/values.h"

/* Fills the temporary tables of reports/model.h for the results chosen, with progress.
 * ERROR_SCRIPT: library or bindings are wrong; the complaints are printed. */
WARN_UNUSED bool shown_fill(const struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err);

/* The same, sensitive values masked: for what is meant for somebody else. */
WARN_UNUSED bool shown_fill_masked(const struct command_call *call, struct store *store,
        struct error *err);

/* The same, with the values of a result that has sensitive ones alone. */
WARN_UNUSED bool shown_fill_sensitive(const struct command_call *call,
        struct store *store, const struct values_choice *choice, struct error *err);

/* The same for a listing that has something to say without values, too: what is wrong
 * with library or bindings, or short on this machine, is a warning then. */
WARN_UNUSED bool shown_try(const struct command_call *call, struct store *store,
        const struct values_choice *choice, struct error *err);

/* Prints which results have no values, and why. */
WARN_UNUSED bool shown_warn(struct store *store, struct error *err);

/* Makes the statement that shown_write() reads with; the caller finalizes it. */
WARN_UNUSED bool shown_prepare(struct store *store, struct db_statement **ret_values,
        struct error *err);

/* Appends the values of one exception, each as "NAME=VALUE" in words of the language of
 * messages, with `between` between them; nothing where there are none. */
WARN_UNUSED bool shown_write(struct db_statement *values, int64_t result_id,
        const char *kind, int64_t number, const char *between, struct buf *buf,
        struct error *err);

#endif
