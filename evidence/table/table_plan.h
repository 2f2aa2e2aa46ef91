/* table_plan.h - how an evidence table is read for one place in a statement, as
 * xBestIndex tells xFilter
 *
 * Internal to table*.c. Columns here are the table's own: 0 is record_id, then the
 * item's, then the hidden ones. */
#ifndef CHOSHO_TABLE_PLAN_H
#define CHOSHO_TABLE_PLAN_H

#include "evidence/table/table_module.h"

struct table_plan {
    uint64_t columns;             /* as scan_open() wants them */
    uint32_t keys[STAGE_KEY_MAX]; /* columns that equal xFilter's arguments */
    uint32_t key_count;
};

/* Answers xBestIndex; false where memory ran out. */
WARN_UNUSED bool table_plan_choose(const struct table_item *table,
        sqlite3_index_info *info, uint64_t *ret_columns);

/* Reads what table_plan_choose() wrote for xFilter. */
void table_plan_read(const char *text, int key_count, struct table_plan *ret_plan);

#endif
