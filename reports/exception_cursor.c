#include "reports/exception_cursor.h"

#include <stdlib.h>

#include "engine/base/arena.h"
#include "engine/base/cell.h"
#include "reports/model.h"

#define NAMES_LIMIT ((size_t)1 << 20)
#define POINTER_LIMIT ((size_t)1 << 20)
#define TEXTS_LIMIT ((size_t)64 << 20) /* of one row */
#define ABSENT SIZE_MAX

struct exception_cursor {
    struct arena arena; /* the names */
    struct exception_value *values;
    size_t *starts; /* of the values in texts */
    size_t value_count;
    struct buf texts;
    struct db_statement *rows;
    struct db_statement *shown; /* their values, in the same order */
    bool has_shown;             /* `shown` stands on a row that is not used up */
    struct buf pointer, other;
};

void exception_cursor_close(struct exception_cursor *cursor)
{
    if (cursor->rows)
        db_finalize(cursor->rows);
    if (cursor->shown)
        db_finalize(cursor->shown);
    buf_clear(&cursor->pointer);
    buf_clear(&cursor->other);
    buf_clear(&cursor->texts);
    free(cursor->values);
    free(cursor->starts);
    arena_clear(&cursor->arena);
    free(cursor);
}

static bool add_name(struct exception_cursor *cursor, const char *name, const char *type,
        struct error *err)
{
    size_t count = cursor->value_count + 1;
    struct exception_value *values = realloc(cursor->values, count * sizeof(*values));
    size_t *starts;

    if (!values)
        return error_memory(err);
    cursor->values = values;
    starts = realloc(cursor->starts, count * sizeof(*starts));
    if (!starts)
        return error_memory(err);
    cursor->starts = starts;
    values[count - 1] = (struct exception_value){NULL, NULL, NULL, true};
    cursor->value_count = count;
    return arena_text(&cursor->arena, name, &values[count - 1].name, err) &&
            arena_text(&cursor->arena, type, &values[count - 1].type, err);
}

static bool load_names(struct db *db, int64_t result_id, struct exception_cursor *cursor,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *names = NULL;
    bool more;

    if (!db_prepare(db,
                "SELECT name, type FROM report_shown WHERE result_id = ?1 ORDER BY position",
                &names, err))
        return false;
    db_bind_int(names, 1, result_id);
    for (;;) {
        if (!db_step(names, &more, err))
            return false;
        if (!more)
            return true;
        if (!add_name(cursor, db_column_text(names, 0), db_column_text(names, 1), err))
            return false;
    }
}

static bool prepare(struct db *db, const char *sql, int64_t result_id, const char *kind,
        struct db_statement **ret_statement, struct error *err)
{
    if (!db_prepare(db, sql, ret_statement, err))
        return false;
    db_bind_int(*ret_statement, 1, result_id);
    db_bind_text(*ret_statement, 2, kind);
    return true;
}

bool exception_cursor_open(struct db *db, int64_t result_id, const char *kind,
        struct exception_cursor **ret_cursor, struct error *err)
{
    CLEANUP(exception_cursor_closep)
    struct exception_cursor *cursor = calloc(1, sizeof(*cursor));

    if (!cursor)
        return error_memory(err);
    cursor->arena.limit = NAMES_LIMIT;
    cursor->pointer.limit = cursor->other.limit = POINTER_LIMIT;
    cursor->texts.limit = TEXTS_LIMIT;
    if (!load_names(db, result_id, cursor, err) ||
            !prepare(db,
                    "SELECT number, verdict, bundle, member, record, other_bundle, other_member,"
                    " other_record FROM report_exception WHERE result_id = ?1 AND kind = ?2"
                    " ORDER BY number",
                    result_id, kind, &cursor->rows, err) ||
            !prepare(db,
                    "SELECT number, position, is_read, value FROM report_value"
                    " WHERE result_id = ?1 AND kind = ?2 ORDER BY number, position",
                    result_id, kind, &cursor->shown, err) ||
            !db_step(cursor->shown, &cursor->has_shown, err))
        return false;
    *ret_cursor = cursor;
    cursor = NULL;
    return true;
}

static bool write_pointer(struct exception_cursor *cursor, int column, struct buf *buf,
        struct error *err)
{
    const char *bundle = db_column_text(cursor->rows, column);
    const char *member = db_column_text(cursor->rows, column + 1);
    char cell[CELL_NAME_SIZE];

    buf_reset(buf);
    if (!bundle && cell_format(db_column_int(cursor->rows, column + 2), cell))
        return buf_append_text(buf, cell, err);
    return !bundle || !member ||
            model_write_pointer(buf, bundle, member,
                    db_column_int(cursor->rows, column + 2), err);
}

/* SQLite keeps a row's texts until the next step, so each is copied behind the others. */
static bool keep_value(struct exception_cursor *cursor, size_t place, struct error *err)
{
    struct slice value = db_column_bytes(cursor->shown, 3);

    cursor->values[place].is_read = db_column_int(cursor->shown, 2) != 0;
    cursor->starts[place] = value.text ? cursor->texts.size : ABSENT;
    return !value.text ||
            (buf_append(&cursor->texts, value.text, value.size, err) &&
                    buf_append(&cursor->texts, "", 1, err));
}

static bool take_values(struct exception_cursor *cursor, int64_t number,
        size_t *ret_count, struct error *err)
{
    size_t count = 0;

    buf_reset(&cursor->texts);
    for (; cursor->has_shown && db_column_int(cursor->shown, 0) == number; count++) {
        if (count == cursor->value_count ||
                db_column_int(cursor->shown, 1) != (int64_t)count + 1)
            return error_set(err, ERROR_INTEGRITY,
                    "record %lld has other values than its result shows",
                    (long long)number);
        if (!keep_value(cursor, count, err) ||
                !db_step(cursor->shown, &cursor->has_shown, err))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        cursor->values[i].text = cursor->starts[i] == ABSENT
                ? NULL
                : cursor->texts.data + cursor->starts[i];
    *ret_count = count;
    return true;
}

bool exception_cursor_next(struct exception_cursor *cursor, struct exception_row *ret_row,
        bool *ret_found, struct error *err)
{
    struct exception_row row = {.values = cursor->values};

    if (!db_step(cursor->rows, ret_found, err))
        return false;
    if (!*ret_found)
        return true;
    row.number = db_column_int(cursor->rows, 0);
    row.check = db_column_int(cursor->rows, 1);
    if (!write_pointer(cursor, 2, &cursor->pointer, err) ||
            !write_pointer(cursor, 5, &cursor->other, err) ||
            !take_values(cursor, row.number, &row.value_count, err))
        return false;
    row.pointer = buf_text(&cursor->pointer);
    row.other = cursor->other.size ? buf_text(&cursor->other) : NULL;
    *ret_row = row;
    return true;
}
