#include "engine/base/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/db_error.h"
#include "engine/base/db_name.h"
#include "engine/base/text.h"

struct db {
    sqlite3 *handle;
    char *path; /* as the caller wrote it, for messages */
    enum db_mode mode;
    int error_offset;
    bool (*is_over)(void);
};

struct db_statement {
    struct db *db;
    sqlite3_stmt *handle;
    int bind_error; /* the first one since the last step, SQLITE_OK where none */
};

static bool fail(struct db *db, int code, struct error *err)
{
    const char *path = db->mode == DB_MEMORY ? NULL : db->path;

    return db_error_set(db->handle, path, code, err);
}

static bool fail_on_file(const char *path, int reason, struct error *err)
{
    bool is_missing = reason == ENOENT || reason == ENOTDIR;

    return error_set(err, is_missing ? ERROR_MISSING : ERROR_IO, "%s: %s", path,
            error_reason(reason));
}

static bool check_file(const char *path, struct error *err)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return fail_on_file(path, errno, err);
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_DATABASE,
                TR("%s: not a database, not even a file",
                        "%s: データベースではなく、ファイルでもありません"),
                path);
    return true;
}

static bool create_file(const char *path, struct error *err)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok;

    if (file < 0 && errno == EEXIST)
        return error_set(err, ERROR_REFUSED,
                TR("%s: exists already; choose another name or remove it",
                        "%s: すでに存在します。別の名前にするか、削除してください"),
                path);
    if (file < 0)
        return fail_on_file(path, errno, err);
    ok = fchmod(file, 0600) == 0; /* a umask may have taken our own rights */
    if (!ok) {
        fail_on_file(path, errno, err);
        unlink(path);
    }
    close(file);
    return ok;
}

static bool configure(struct db *db, struct error *err)
{
    static const struct {
        int option, value;
    } options[] = {
            {SQLITE_DBCONFIG_DEFENSIVE, 1},
            {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
            {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
            {SQLITE_DBCONFIG_DQS_DML, 0},
            {SQLITE_DBCONFIG_DQS_DDL, 0},
            {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
    };
    int code;

    for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
        code = sqlite3_db_config(db->handle, options[i].option, options[i].value, NULL);
        if (code != SQLITE_OK)
            return fail(db, code, err);
    }
    code = sqlite3_busy_timeout(db->handle, 10000 /* ms */);
    if (code != SQLITE_OK)
        return fail(db, code, err);
    return db_execute(db, "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON", err);
}

/* SQLite opens lazily: only a read shows what the file is. */
static bool read_header(struct db *db, struct error *err)
{
    int code = sqlite3_exec(db->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL,
            NULL);

    if (code == SQLITE_OK && db->mode != DB_READ &&
            sqlite3_db_readonly(db->handle, "main") != 0)
        return error_set(err, ERROR_DATABASE,
                TR("%s: may only be read; its permissions or its disk do not let it be written",
                        "%s: 読み取り専用です。権限またはディスクの都合で書き込めません"),
                db->path);
    if (code == SQLITE_OK)
        return true;
    if ((code & 0xFF) == SQLITE_NOTADB)
        return error_set(err, ERROR_DATABASE,
                TR("%s: not a database", "%s: データベースではありません"), db->path);
    return fail(db, code, err);
}

static bool open_name(struct db *db, const char *name, int flags, struct error *err)
{
    int code = sqlite3_open_v2(name, &db->handle,
            flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (!db->handle)
        return error_memory(err);
    return code == SQLITE_OK ? configure(db, err) && read_header(db, err)
                             : fail(db, code, err);
}

/* SQLite wants files beside its own even to read. Where it may not make them, a database
 * without a log is read as it stands. */
static bool open_to_read(struct db *db, const char *name, struct error *err)
{
    struct error failure = {0};
    char *as_it_stands;
    int code;
    bool ok;

    if (open_name(db, name, SQLITE_OPEN_READONLY, &failure))
        return true;
    code = sqlite3_errcode(db->handle) & 0xFF; /* without the detail */
    if ((code != SQLITE_READONLY && code != SQLITE_CANTOPEN) || db_name_has_log(name)) {
        *err = failure;
        return false;
    }
    sqlite3_close_v2(db->handle);
    db->handle = NULL;
    as_it_stands = db_name_as_it_stands(name);
    if (!as_it_stands)
        return error_memory(err);
    ok = open_name(db, as_it_stands, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
    free(as_it_stands);
    return ok;
}

static bool open_handle(struct db *db, struct error *err)
{
    /* With a folder in front no path is special to SQLite (":memory:", "", "file:...").
     */
    const char *folder = db->path[0] == '/' ? "" : "./";
    char *name;
    bool ok;

    if (db->mode == DB_MEMORY)
        return open_name(db, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
    if (asprintf(&name, "%s%s", folder, db->path) < 0)
        return error_memory(err);
    ok = db->mode == DB_READ ? open_to_read(db, name, err)
                             : open_name(db, name, SQLITE_OPEN_READWRITE, err);
    free(name);
    return ok;
}

bool db_open(const char *path, enum db_mode mode, struct db **ret_db, struct error *err)
{
    CLEANUP(db_closep) struct db *db = calloc(1, sizeof(*db));

    if (!db)
        return error_memory(err);
    db->mode = mode;
    db->error_offset = -1;
    db->path = strdup(mode == DB_MEMORY ? ":memory:" : path);
    if (!db->path)
        return error_memory(err);
    if ((mode == DB_READ || mode == DB_WRITE) && !check_file(path, err))
        return false;
    if (mode == DB_CREATE && !create_file(path, err))
        return false;
    if (!open_handle(db, err)) {
        if (mode == DB_CREATE)
            unlink(path);
        return false;
    }
    *ret_db = db;
    db = NULL;
    return true;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    sqlite3_close_v2(db->handle);
    free(db->path);
    free(db);
}

struct sqlite3 *db_handle(struct db *db)
{
    return db->handle;
}

bool db_execute(struct db *db, const char *sql, struct error *err)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return code == SQLITE_OK || fail(db, code, err);
}

/* The end of the comment at sql, NULL where there is none. One that is never closed ends
 * with the SQL, as SQLite has it. */
static const char *skip_comment(const char *sql)
{
    const char *end;

    if (sql[0] == '-' && sql[1] == '-')
        return sql + strcspn(sql, "\n");
    if (sql[0] != '/' || sql[1] != '*')
        return NULL;
    end = strstr(sql + 2, "*/");
    return end ? end + 2 : sql + strlen(sql);
}

static const char *skip_blanks(const char *sql)
{
    const char *next = sql;

    do {
        sql = next + strspn(next, " \t\n\f\r");
        next = skip_comment(sql);
    } while (next);
    return sql;
}

static bool fail_prepare(struct db *db, int code, struct error *err)
{
    db->error_offset = sqlite3_error_offset(db->handle);
    return fail(db, code, err);
}

bool db_prepare(struct db *db, const char *sql, struct db_statement **ret_statement,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = calloc(1, sizeof(*statement));
    const char *tail = sql;
    int code;

    if (!statement)
        return error_memory(err);
    statement->db = db;
    db->error_offset = -1;
    code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
            &statement->handle, &tail);
    if (code != SQLITE_OK)
        return fail_prepare(db, code, err);
    if (!statement->handle)
        return error_set(err, ERROR_SCRIPT,
                TR("no SQL statement here, only blanks or comments",
                        "SQL文がありません（空白かコメントだけです）"));
    tail = skip_blanks(tail);
    if (*tail) {
        db->error_offset = (int)(tail - sql);
        return error_set(err, ERROR_SCRIPT,
                TR("more than one SQL statement: write only one, and nothing behind it",
                        "SQL文が二つ以上あります。一つだけを書き、後ろに何も置かないでください"));
    }
    *ret_statement = statement;
    statement = NULL;
    return true;
}

int db_error_offset(const struct db *db)
{
    return db->error_offset;
}

void db_finalize(struct db_statement *statement)
{
    if (!statement)
        return;
    sqlite3_finalize(statement->handle);
    free(statement);
}

static void note_bind(struct db_statement *statement, int code)
{
    if (statement->bind_error == SQLITE_OK)
        statement->bind_error = code;
}

void db_bind_int(struct db_statement *statement, int index, int64_t value)
{
    note_bind(statement, sqlite3_bind_int64(statement->handle, index, value));
}

void db_bind_real(struct db_statement *statement, int index, double value)
{
    note_bind(statement, sqlite3_bind_double(statement->handle, index, value));
}

void db_bind_text(struct db_statement *statement, int index, const char *text)
{
    note_bind(statement,
            sqlite3_bind_text(statement->handle, index, text, -1, SQLITE_TRANSIENT));
}

void db_bind_blob(struct db_statement *statement, int index, const void *bytes,
        size_t size)
{
    /* NULL would bind a null; an empty blob has no bytes to point at. */
    note_bind(statement,
            sqlite3_bind_blob64(statement->handle, index, size ? bytes : "", size,
                    SQLITE_TRANSIENT));
}

void db_bind_null(struct db_statement *statement, int index)
{
    note_bind(statement, sqlite3_bind_null(statement->handle, index));
}

int db_parameter_index(struct db_statement *statement, const char *name)
{
    return sqlite3_bind_parameter_index(statement->handle, name);
}

const char *db_parameter_name(struct db_statement *statement, int index)
{
    return sqlite3_bind_parameter_name(statement->handle, index);
}

static bool fail_bind(struct db_statement *statement, struct error *err)
{
    int code = statement->bind_error;

    statement->bind_error = SQLITE_OK;
    sqlite3_reset(statement->handle);
    if (code == SQLITE_NOMEM || code == SQLITE_TOOBIG)
        return fail(statement->db, code, err);
    return error_set(err, ERROR_DATABASE, "a parameter could not be bound (%s) in: %s",
            sqlite3_errstr(code), sqlite3_sql(statement->handle));
}

static int ask_whether_over(void *db)
{
    return ((struct db *)db)->is_over();
}

void db_stop_when(struct db *db, bool (*is_over)(void))
{
    db->is_over = is_over;
    sqlite3_progress_handler(db->handle, 1000, ask_whether_over, db);
}

bool db_step(struct db_statement *statement, bool *ret_row, struct error *err)
{
    int code;

    if (statement->bind_error != SQLITE_OK)
        return fail_bind(statement, err);
    code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
        *ret_row = true;
        return true;
    }
    if (code != SQLITE_DONE)
        fail(statement->db, code, err);
    /* At once, so that locks are given back and parameters can be bound again. */
    sqlite3_reset(statement->handle);
    if (code != SQLITE_DONE)
        return false;
    *ret_row = false;
    return true;
}

bool db_run(struct db_statement *statement, struct error *err)
{
    bool row = true;

    while (row) {
        if (!db_step(statement, &row, err))
            return false;
    }
    return true;
}

void db_reset(struct db_statement *statement)
{
    sqlite3_reset(statement->handle);
}

int db_column_count(struct db_statement *statement)
{
    return sqlite3_column_count(statement->handle);
}

const char *db_column_name(struct db_statement *statement, int column)
{
    return sqlite3_column_name(statement->handle, column);
}

enum db_type db_column_type(struct db_statement *statement, int column)
{
    switch (sqlite3_column_type(statement->handle, column)) {
    case SQLITE_INTEGER:
        return DB_INT;
    case SQLITE_FLOAT:
        return DB_REAL;
    case SQLITE_TEXT:
        return DB_TEXT;
    case SQLITE_BLOB:
        return DB_BLOB;
    default:
        return DB_NULL;
    }
}

int64_t db_column_int(struct db_statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

const char *db_column_text(struct db_statement *statement, int column)
{
    return (const char *)sqlite3_column_text(statement->handle, column);
}

struct slice db_column_bytes(struct db_statement *statement, int column)
{
    struct slice slice = {NULL, 0};
    int type = sqlite3_column_type(statement->handle, column);

    if (type == SQLITE_NULL)
        return slice;
    /* A blob is taken as it is: as text it would have to be decoded. */
    slice.text = type == SQLITE_BLOB
            ? sqlite3_column_blob(statement->handle, column)
            : (const char *)sqlite3_column_text(statement->handle, column);
    slice.size = (size_t)sqlite3_column_bytes(statement->handle, column);
    if (!slice.text && slice.size == 0)
        slice.text = "";
    return slice;
}

bool db_begin(struct db *db, struct error *err)
{
    return db_execute(db, "BEGIN IMMEDIATE", err);
}

bool db_commit(struct db *db, struct error *err)
{
    return db_execute(db, "COMMIT", err);
}

void db_rollback(struct db *db)
{
    /* Some errors have ended the transaction already; a second end would fail, and change
     * nothing. */
    if (!sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int64_t db_last_id(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

bool db_query_int(struct db *db, const char *sql, int64_t *ret_value, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    bool row;

    if (!db_prepare(db, sql, &statement, err) || !db_step(statement, &row, err))
        return false;
    if (!row)
        return error_set(err, ERROR_MISSING, "no row from: %s", sql);
    *ret_value = db_column_int(statement, 0);
    return true;
}
