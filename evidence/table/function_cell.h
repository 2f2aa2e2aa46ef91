/* function_cell.h - the SQL functions of the period's cells (cell.h)
 *
 * period_cell(unit, i, part): of the i-th cell (from 0) of the audit period its 'number',
 * 'name', 'start' or 'end'; NULL behind the last. unit: 'day', 'week', 'month', 'quarter'
 * ('business-day' is as 'day').
 *
 * cell_at(unit, x): the number of the cell that the date or timestamp x lies in by the
 * client's day; NULL outside the period. NULL and what did not convert come out again.
 *
 * add_days(x, n): the day n calendar days behind the client's day of x. */
#ifndef CHOSHO_FUNCTION_CELL_H
#define CHOSHO_FUNCTION_CELL_H

#include "evidence/table/function.h"

/* context is borrowed. */
WARN_UNUSED bool function_cell_register(struct db *db, struct function_context *context,
        struct error *err);

#endif
