/* execute_repeat.h - the query that finds keys an item has more than once */
#ifndef CHOSHO_EXECUTE_REPEAT_H
#define CHOSHO_EXECUTE_REPEAT_H

#include "engine/base/buf.h"
#include "engine/base/program.h"

/* Appends a query of one row: how many records have a key that an earlier record has, and
 * the first of them. Only whole keys are: a record with a blank or absent part has none.
 * SQLite's sorter compares them, within its limits of memory. *ret_has_keys false, and
 * nothing appended: no column of the item is a key. */
WARN_UNUSED bool execute_repeat_write(const struct program_item *item, struct buf *sql,
        bool *ret_has_keys, struct error *err);

#endif
