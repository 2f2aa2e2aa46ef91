/* result_rows.h - the rows of a result, written within result_record()'s transaction */
#ifndef CHOSHO_RESULT_ROWS_H
#define CHOSHO_RESULT_ROWS_H

#include "engine/base/digest.h"
#include "engine/workpaper/result.h"

/* The row of the instance, made where there is none. ERROR_REFUSED: the key names another
 * one. */
WARN_UNUSED bool result_rows_instance(struct db *db,
        const struct result_instance *instance, int64_t *ret_instance_id,
        struct error *err);

/* The row of the procedure's text, made with its tests, checks and steps where this
 * content was never run. */
WARN_UNUSED bool result_rows_procedure(struct db *db,
        const struct result_procedure *procedure, char ret_digest[DIGEST_HEX_SIZE],
        int64_t *ret_procedure_text_id, struct error *err);

/* Population, sources with members, guards, events and parameters. */
WARN_UNUSED bool result_rows_insert(struct db *db, int64_t result_id,
        const struct result *result, struct error *err);

#endif
