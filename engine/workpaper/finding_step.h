/* finding_step.h - findings that rest on answers of manual steps; for finding.c
 *
 * A deviating answer is promoted like an exception, by its id (M3). It stays the ground
 * of its finding where a later answer takes its place. */
#ifndef CHOSHO_FINDING_STEP_H
#define CHOSHO_FINDING_STEP_H

#include "engine/workpaper/step.h"

/* Finds the answer; columns 2 and 3 of *ret_row are its catalogue and control.
 * ERROR_MISSING: there is none of that id. ERROR_REFUSED: it is no exception, not the
 * newest of its step, or in a finding already. */
WARN_UNUSED bool finding_step_find(struct db *db, int64_t answer_id,
        struct db_statement **ret_row, struct error *err);

/* The row, once finding_step_find() has allowed it. */
WARN_UNUSED bool finding_step_insert(const struct store_act *act, int64_t finding_id,
        int64_t answer_id, const char *reason, struct error *err);

#endif
