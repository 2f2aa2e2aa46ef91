/* db_name.h - for db.c: what lies beside a database, and its name for reading it as it
 * stands */
#ifndef CHOSHO_DB_NAME_H
#define CHOSHO_DB_NAME_H

#include <stdbool.h>

/* True where a log of changes lies beside the file, which must be read with it; also
 * where that cannot be told. */
bool db_name_has_log(const char *path);

/* The URI by which SQLite reads the file without making others beside it. The caller
 * frees it; NULL: no memory. */
char *db_name_as_it_stands(const char *path);

#endif
