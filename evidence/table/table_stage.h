/* table_stage.h - the staged rows of an evidence table, and looking them up by key
 *
 * Internal to table*.c. */
#ifndef CHOSHO_TABLE_STAGE_H
#define CHOSHO_TABLE_STAGE_H

#include "evidence/table/table_plan.h"

/* Whether the rows of a cursor that wants these columns are staged already. */
bool table_stage_is_there(const struct table_item *table, uint64_t columns);

/* Stages every column that some cursor of the statement uses, so that no stage is widened
 * while it is read. Nothing to do where that was done. */
WARN_UNUSED bool table_stage_make(struct table_item *table, struct error *err);
void table_stage_free(struct table_item *table);

/* Where reading by a plan's keys begins. */
struct table_stage_search {
    uint32_t columns[STAGE_KEY_MAX]; /* of the stage */
    uint32_t key_count;              /* 0: every row is read */
    uint32_t row;                    /* the first; STAGE_END: none */
};

/* values: xFilter's arguments, one a key. */
WARN_UNUSED bool table_stage_search(struct table_item *table,
        const struct table_plan *plan, sqlite3_value **values,
        struct table_stage_search *ret_search, struct error *err);
/* The row behind search->row, written there. */
void table_stage_next(const struct table_item *table, struct table_stage_search *search);

#endif
