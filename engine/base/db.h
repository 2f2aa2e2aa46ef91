/* db.h - the door to SQLite
 *
 * Statements are prepared once, bound by position (from 1), stepped, finalized. Text is
 * UTF-8. Table modules (evidence/table/table.c and its like) use the virtual table API
 * besides, through db_handle(). */
#ifndef CHOSHO_DB_H
#define CHOSHO_DB_H

#include "engine/base/error.h"

struct sqlite3;
struct db;
struct db_statement;

enum db_mode {
    DB_READ,   /* an existing file, never written, also in a folder that may not be */
    DB_WRITE,  /* an existing file */
    DB_CREATE, /* a new file; ERROR_REFUSED where one exists */
    DB_MEMORY, /* path ignored */
};

/* Opens and sets: foreign keys on, DQS off, trusted schema off, defensive, extension
 * loading off, busy timeout 10 s, temporary tables in memory. ERROR_MISSING: no such
 * file; ERROR_IO; ERROR_DATABASE: not a database, or not writable (a damaged one is
 * ERROR_INTEGRITY). A new file is for its owner only (0600). One thread at a time uses a
 * db and its statements. */
WARN_UNUSED bool db_open(const char *path, enum db_mode mode, struct db **ret_db,
        struct error *err);
void db_close(struct db *db);
CLEANUP_POINTER(struct db, db_close)

/* For table modules and the guard only. Owned by db. */
struct sqlite3 *db_handle(struct db *db);

/* Runs every statement of sql, ignoring rows. */
WARN_UNUSED bool db_execute(struct db *db, const char *sql, struct error *err);

/* ERROR_SCRIPT when the SQL is wrong: err says what SQLite said; db_error_offset() tells
 * where. Only one statement: anything but blanks and comments behind it is ERROR_SCRIPT,
 * and so is none at all. The statement must end before its db. */
WARN_UNUSED bool db_prepare(struct db *db, const char *sql,
        struct db_statement **ret_statement, struct error *err);
/* Byte offset of the last prepare's error in its SQL, -1 where unknown. */
int db_error_offset(const struct db *db);
void db_finalize(struct db_statement *statement);
CLEANUP_POINTER(struct db_statement, db_finalize)

/* Binding copies. A bad index is a fault of ours and makes the next db_step() fail; so
 * does binding between two rows. What is bound stays bound over db_reset(). */
void db_bind_int(struct db_statement *statement, int index, int64_t value);
void db_bind_real(struct db_statement *statement, int index, double value);
void db_bind_text(struct db_statement *statement, int index,
        const char *text); /* NULL: null */
void db_bind_blob(struct db_statement *statement, int index, const void *bytes,
        size_t size);
void db_bind_null(struct db_statement *statement, int index);
/* 0 where the SQL has no such parameter (name with its colon). */
int db_parameter_index(struct db_statement *statement, const char *name);
const char *db_parameter_name(struct db_statement *statement,
        int index); /* NULL beyond the last */

/* Asks is_over now and then while statements of db run, and interrupts the one that runs
 * where it says so. */
void db_stop_when(struct db *db, bool (*is_over)(void));

/* One row further. *ret_row false at the end. SQLite's interrupt and a full heap or spill
 * are ERROR_LIMIT, a busy or full or unwritable database ERROR_DATABASE, a violated
 * constraint ERROR_REFUSED with the trigger's own sentence, a malformed file
 * ERROR_INTEGRITY, an error that the SQL or one of its functions raised ERROR_SCRIPT with
 * its sentence. At the end, and on an error, the statement is reset: it can be bound
 * again, and the next step would begin anew. */
WARN_UNUSED bool db_step(struct db_statement *statement, bool *ret_row,
        struct error *err);
/* Steps to the end of a statement that yields no row of interest. */
WARN_UNUSED bool db_run(struct db_statement *statement, struct error *err);
void db_reset(struct db_statement *statement);

/* Columns of the row the statement stands on, from 0. Texts and bytes are SQLite's, good
 * until the next step, reset or finalize; NULL for a null. */
enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
int db_column_count(struct db_statement *statement);
const char *db_column_name(struct db_statement *statement, int column);
enum db_type db_column_type(struct db_statement *statement, int column);
int64_t db_column_int(struct db_statement *statement, int column);
const char *db_column_text(struct db_statement *statement, int column);
struct slice db_column_bytes(struct db_statement *statement, int column);

/* A transaction that takes the write lock at once. db_rollback() never fails. */
WARN_UNUSED bool db_begin(struct db *db, struct error *err);
WARN_UNUSED bool db_commit(struct db *db, struct error *err);
void db_rollback(struct db *db);

/* Of the connection's last insert: its row id; and of the last statement: how many rows
 * it changed. */
int64_t db_last_id(struct db *db);
int64_t db_changes(struct db *db);

/* First column of the first row of a query without parameters; NULL value: *ret_value is
 * 0, no row: ERROR_MISSING. */
WARN_UNUSED bool db_query_int(struct db *db, const char *sql, int64_t *ret_value,
        struct error *err);

#endif
