/* db_error.h - what a code of SQLite means to us; for db.c */
#ifndef CHOSHO_DB_ERROR_H
#define CHOSHO_DB_ERROR_H

#include "engine/base/error.h"

struct sqlite3;

/* Sets err from a code that SQLite has just returned on handle, by the rules of
 * db_step(), and returns false. path: the file, NULL for a database in memory, where a
 * full disk is a limit of ours. */
bool db_error_set(struct sqlite3 *handle, const char *path, int code, struct error *err);

#endif
