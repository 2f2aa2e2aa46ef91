#include "engine/workpaper/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/asset.h"
#include "engine/base/buf.h"
#include "engine/base/text.h"
#include "engine/workpaper/exception_table.h"
#include "engine/workpaper/store.h"

#define SCHEMA_FILE "engine/workpaper/schema.sql"
#define APPLICATION_ID 0x63686F73u /* "chos"; also in schema.sql */
#define HEADER_SIZE 100
#define SQL_LIMIT ((size_t)1 << 20)

bool schema_apply(struct db *db, struct error *err)
{
    struct slice sql;

    if (!asset_find(SCHEMA_FILE, &sql))
        return error_set(err, ERROR_MISSING, "this chosho was built without %s",
                SCHEMA_FILE);
    return db_execute(db, sql.text, err);
}

static uint32_t number_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
            bytes[3];
}

/* What SQLite itself demands of a header (its file format, 1.3): where one of ours does
 * not have it, it is damaged, not foreign. */
static bool is_sound(const uint8_t *header)
{
    unsigned page = (unsigned)header[16] << 8 | header[17];

    if (page != 1 && (page < 512 || (page & (page - 1)) != 0))
        return false;
    return header[18] <= 2 && header[19] <= 2 && header[20] == 0 && header[21] == 64 &&
            header[22] == 32 && header[23] == 32;
}

static bool check_header(const char *path, const uint8_t *header, size_t size,
        struct error *err)
{
    static const char magic[16] = "SQLite format 3";
    uint32_t version;

    if (size < sizeof(magic) || memcmp(header, magic, sizeof(magic)) != 0)
        return error_set(err, ERROR_DATABASE,
                TR("%s is not a workpaper", "%s は調書ではありません"), path);
    if (size < HEADER_SIZE)
        return error_set(err, ERROR_INTEGRITY,
                TR("%s is damaged: it ends after %zu bytes; restore it from a backup",
                        "%s は壊れています（%zuバイトで終わっています）。控えから戻してください"),
                path, size);
    if (number_at(header + 68) != APPLICATION_ID)
        return error_set(err, ERROR_DATABASE,
                TR("%s is a database of another program, not a workpaper",
                        "%s は別のプログラムのデータベースで、調書ではありません"),
                path);
    if (!is_sound(header))
        return error_set(err, ERROR_INTEGRITY,
                TR("%s is damaged: its header makes no sense; restore it from a backup",
                        "%s は壊れています（先頭部が不正です）。控えから戻してください"),
                path);
    version = number_at(header + 60);
    if (version > STORE_VERSION)
        return error_set(err, ERROR_DATABASE,
                TR("%s was made by a newer chosho (version %" PRIu32
                   " of the file, this one knows %d); nothing was changed, use that one",
                        "%s は新しい版のchoshoのものです（形式%" PRIu32
                        "、この版が読めるのは%dまで）。何も変更していません。新しい版を使ってください"),
                path, version, STORE_VERSION);
    if (version < 1)
        return error_set(err, ERROR_DATABASE,
                TR("%s is not a finished workpaper", "%s は完成した調書ではありません"),
                path);
    return true;
}

bool schema_check_header(const char *path, struct error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    uint8_t header[HEADER_SIZE];
    ssize_t size;

    if (file < 0)
        return error_set(err,
                errno == ENOENT || errno == ENOTDIR ? ERROR_MISSING : ERROR_IO, "%s: %s",
                path, error_reason(errno));
    size = pread(file, header, sizeof(header), 0);
    if (size < 0)
        error_set(err, ERROR_IO, "%s: %s", path, error_reason(errno));
    close(file);
    return size >= 0 && check_header(path, header, (size_t)size, err);
}

/* The end of the comment at sql; sql where there is none. */
static const char *skip_comment(const char *sql)
{
    const char *end;

    if (sql[0] == '-' && sql[1] == '-')
        return sql + strcspn(sql, "\n");
    if (sql[0] != '/' || sql[1] != '*')
        return sql;
    end = strstr(sql + 2, "*/");
    return end ? end + 2 : sql + strlen(sql);
}

/* The end of the quoted text or name at sql; sql where there is none. */
static const char *skip_quoted(const char *sql)
{
    const char *quote = strchr("'\"`[", *sql);
    const char *end;

    if (!*sql || !quote)
        return sql;
    end = strchr(sql + 1, *quote == '[' ? ']' : *quote);
    return end ? end + 1 : sql + strlen(sql);
}

/* Ends a run of what normalise() copies as it is. */
#define SPECIAL " \t\n\f\r-/'\"`["

/* The end of what stands at sql: a quoted text, a sign, or a run of what is neither. */
static const char *skip_word(const char *sql)
{
    const char *next = skip_quoted(sql);

    return next > sql ? next : sql + 1 + strcspn(sql + 1, SPECIAL);
}

/* Appends sql without comments, each run of blanks as one blank. Every command does this
 * to the whole schema: words are copied whole. */
static bool normalise(const char *sql, struct buf *buf, struct error *err)
{
    bool is_apart = false;
    const char *next;

    while (*sql) {
        next = skip_comment(sql);
        if (next > sql || strchr(" \t\n\f\r", *sql)) {
            is_apart = true;
            sql = next > sql ? next : sql + 1 + strspn(sql + 1, " \t\n\f\r");
            continue;
        }
        if (is_apart && buf->size > 0 && !buf_append(buf, " ", 1, err))
            return false;
        is_apart = false;
        next = skip_word(sql);
        if (!buf_append(buf, sql, (size_t)(next - sql), err))
            return false;
        sql = next;
    }
    return true;
}

/* The order of two rows of sqlite_schema, as the query gives them. */
static int compare_name(struct db_statement *ours, struct db_statement *theirs)
{
    int order = 0;

    for (int i = 0; i < 2 && order == 0; i++) {
        const char *our_text = db_column_text(ours, i);
        const char *their_text = db_column_text(theirs, i);

        order = strcmp(our_text ? our_text : "", their_text ? their_text : "");
    }
    return order;
}

static bool is_same_object(struct db_statement *ours, struct db_statement *theirs,
        bool *ret_same, struct error *err)
{
    CLEANUP(buf_clear) struct buf our_sql = BUF_INIT(SQL_LIMIT);
    CLEANUP(buf_clear) struct buf their_sql = BUF_INIT(SQL_LIMIT);
    const char *our_text = db_column_text(ours, 3);
    const char *their_text = db_column_text(theirs, 3);

    if (!our_text || !their_text ||
            !text_is_equal(db_column_text(ours, 2), db_column_text(theirs, 2))) {
        *ret_same = !our_text && !their_text;
        return true;
    }
    if (!normalise(our_text, &our_sql, err) || !normalise(their_text, &their_sql, err))
        return false;
    *ret_same = text_is_equal(buf_text(&our_sql), buf_text(&their_sql));
    return true;
}

static bool refuse(const char *path, struct db_statement *object, const char *what,
        struct error *err)
{
    const char *type = db_column_text(object, 0);
    const char *name = db_column_text(object, 1);

    return error_set(err, ERROR_DATABASE,
            TR("%s is not a workpaper of this chosho: the %s '%s' %s; nothing was changed",
                    "%s はこのchoshoの調書ではありません（%s「%s」%s）。何も変更していません"),
            path, type ? type : "?", name ? name : "?", what);
}

static bool compare(const char *path, struct db_statement *ours,
        struct db_statement *theirs, struct error *err)
{
    bool our_row = true, their_row = true, is_same;
    int order;

    for (;;) {
        if (!db_step(ours, &our_row, err) || !db_step(theirs, &their_row, err))
            return false;
        if (!our_row && !their_row)
            return true;
        order = !our_row ? 1 : !their_row ? -1 : compare_name(ours, theirs);
        if (order > 0)
            return refuse(path, theirs, TR("is unknown", "は未知です"), err);
        if (order < 0)
            return refuse(path, ours, TR("is missing", "がありません"), err);
        if (!is_same_object(ours, theirs, &is_same, err))
            return false;
        if (!is_same)
            return refuse(path, theirs, TR("is another than ours", "が異なります"), err);
    }
}

/* Where the next statement of a normalised schema that makes something begins. */
static const char *skip_pragmas(const char *at)
{
    for (;;) {
        at += strspn(at, " ;");
        if (!text_starts_with(at, "PRAGMA "))
            return at;
        at += strcspn(at, ";");
    }
}

/* "CREATE TABLE name ...", "CREATE VIRTUAL TABLE ...": of the type and name of its row,
 * and, where that is another, on its table. */
static bool is_row_of(struct db_statement *row, const char *sql)
{
    char begin[256], on[256];
    const char *type = db_column_text(row, 0), *name = db_column_text(row, 1);
    const char *table = db_column_text(row, 2);

    if (!type || !name || !table)
        return false;
    sql += strlen("CREATE ");
    if (text_starts_with(sql, "VIRTUAL "))
        sql += strlen("VIRTUAL ");
    else if (text_starts_with(sql, "UNIQUE "))
        sql += strlen("UNIQUE ");
    snprintf(begin, sizeof(begin), "%s %s ", type, name);
    snprintf(on, sizeof(on), " ON %s ", table);
    return strncasecmp(sql, begin, strlen(begin)) == 0 &&
            (text_is_equal(name, table) || strstr(sql, on));
}

/* Whether the row's SQL is the statement at *at, which is then passed. */
static bool take_statement(struct db_statement *row, const char **at, bool *ret_same,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(SQL_LIMIT);
    const char *text = db_column_text(row, 3);

    *ret_same = false;
    if (!text || !normalise(text, &sql, err))
        return text == NULL;
    *at = skip_pragmas(*at);
    if (strncmp(*at, buf_text(&sql), sql.size) != 0 || (*at)[sql.size] != ';')
        return true;
    *ret_same = text_starts_with(*at, "CREATE ") && is_row_of(row, *at);
    *at += sql.size;
    return true;
}

/* The quick way: the objects stand in the file in the order and the words of schema.sql.
 * Where they do not, that alone means nothing. */
static bool is_as_written(struct db *db, bool *ret_same, struct error *err)
{
    CLEANUP(buf_clear) struct buf ours = BUF_INIT(SQL_LIMIT);
    CLEANUP(db_finalizep) struct db_statement *rows = NULL;
    struct slice sql;
    const char *at;
    bool row;

    *ret_same = false;
    if (!asset_find(SCHEMA_FILE, &sql) || !normalise(sql.text, &ours, err) ||
            !db_prepare(db,
                    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT"
                    " NULL OR name NOT GLOB 'sqlite_autoindex_*' ORDER BY rowid",
                    &rows, err))
        return false;
    at = buf_text(&ours);
    for (;;) {
        if (!db_step(rows, &row, err))
            return false;
        if (!row)
            break;
        if (!take_statement(rows, &at, ret_same, err))
            return false;
        if (!*ret_same)
            return true;
    }
    *ret_same = *skip_pragmas(at) == '\0';
    return true;
}

static bool compare_all(struct db *db, const char *path, struct error *err)
{
    static const char sql[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
                              " ORDER BY type, name";
    CLEANUP(db_closep) struct db *pattern = NULL;
    CLEANUP(db_finalizep) struct db_statement *ours = NULL;
    CLEANUP(db_finalizep) struct db_statement *theirs = NULL;

    return db_open(NULL, DB_MEMORY, &pattern, err) &&
            exception_table_register(pattern, err) && schema_apply(pattern, err) &&
            db_prepare(pattern, sql, &ours, err) && db_prepare(db, sql, &theirs, err) &&
            compare(path, ours, theirs, err);
}

bool schema_check(struct db *db, const char *path, struct error *err)
{
    bool is_same;

    return is_as_written(db, &is_same, err) && (is_same || compare_all(db, path, err));
}
