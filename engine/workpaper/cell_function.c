#include "engine/workpaper/cell_function.h"

#include <sqlite3.h>

#include "engine/base/cell.h"

static void cell_name(sqlite3_context *call, int count, sqlite3_value **values)
{
    char name[CELL_NAME_SIZE];

    (void)count;
    if (cell_format(sqlite3_value_int64(values[0]), name))
        sqlite3_result_text(call, name, -1, SQLITE_TRANSIENT);
}

bool cell_function_register(struct db *db, struct error *err)
{
    int code = sqlite3_create_function_v2(db_handle(db), "cell_name", 1,
            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, cell_name, NULL,
            NULL, NULL);

    return code == SQLITE_OK ||
            error_set(err, code == SQLITE_NOMEM ? ERROR_MEMORY : ERROR_DATABASE,
                    "the function cell_name: %s", sqlite3_errstr(code));
}
