/* table_watch.h - comparisons of a statement that pass over records for how values are
 * written (struct table_watch in table.h)
 *
 * Internal to table*.c. */
#ifndef CHOSHO_TABLE_WATCH_H
#define CHOSHO_TABLE_WATCH_H

#include "evidence/table/table_module.h"

/* Watches the column where the statement compares it so: with '' (but <> '', which is
 * right either way), with NULL, or by order with a date. value NULL: no constant. op:
 * SQLITE_INDEX_CONSTRAINT_*. */
void table_watch_note(struct table_item *table, uint32_t column, unsigned char op,
        sqlite3_value *value);

/* Looks at a value that the statement was given. */
void table_watch_look(struct table_item *table, uint32_t column,
        const struct stage_value *value);

/* Keeps the watches that passed over something. */
void table_watch_judge(struct table_item *table);

#endif
