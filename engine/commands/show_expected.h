/* show_expected.h - of what `show` shows, the cells of time in which nothing was found:
 * no record can be shown for them, so what was searched is */
#ifndef CHOSHO_SHOW_EXPECTED_H
#define CHOSHO_SHOW_EXPECTED_H

#include "engine/commands/command.h"

/* text: an exception's id, or a cell's name (2025-Q2). *ret_done false, nothing printed,
 * where its record is one of the evidence. */
WARN_UNUSED bool show_expected_alone(struct command_call *call, struct store *store,
        const char *text, bool *ret_done, struct error *err);

/* Whether the id is a cell's, and none of a record. */
bool show_expected_is(int64_t record_id);

/* The same as show_expected_alone() of a grid's other axis; text as the record was asked
 * for. */
WARN_UNUSED bool show_expected_other(struct command_call *call, struct store *store,
        const char *text, int64_t other_id, struct error *err);

#endif
