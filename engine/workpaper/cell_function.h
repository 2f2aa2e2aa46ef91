/* cell_function.h - cell_name(record_id) in the workpaper's SQL: the name of a cell of
 * time (cell.h), NULL for a record */
#ifndef CHOSHO_CELL_FUNCTION_H
#define CHOSHO_CELL_FUNCTION_H

#include "engine/base/db.h"

/* On a connection that is open; false: SQLite refused. */
WARN_UNUSED bool cell_function_register(struct db *db, struct error *err);

#endif
