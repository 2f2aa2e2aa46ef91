#include "reports/report_json.h"

#include <string.h>

#include "engine/base/jsonwriter.h"
#include "reports/exception_cursor.h"
#include "reports/model.h"

#define BUFFER_LIMIT ((size_t)256 << 20) /* of one row with its children, but records */
#define FLUSH_SIZE ((size_t)64 << 10)

struct writing {
    struct db *db;
    FILE *out;
    struct buf buf;
    struct jsonwriter json;
    struct error failure; /* of the JSON writer */
    unsigned depth;
};

static bool flush(struct writing *writing, struct error *err)
{
    if (fwrite(buf_text(&writing->buf), 1, writing->buf.size, writing->out) !=
            writing->buf.size)
        return error_set(err, ERROR_IO, "the report cannot be written");
    buf_reset(&writing->buf);
    return true;
}

static bool flush_much(struct writing *writing, struct error *err)
{
    if (writing->json.failed) {
        *err = writing->failure;
        return false;
    }
    return writing->buf.size < FLUSH_SIZE || flush(writing, err);
}

/* ---- the tree ---- */

static void begin_list(void *owner, const struct model_node *node)
{
    struct writing *writing = owner;

    jsonwriter_key(&writing->json, node->name);
    jsonwriter_array(&writing->json);
}

static void end_list(void *owner, const struct model_node *node)
{
    struct writing *writing = owner;

    (void)node;
    jsonwriter_end(&writing->json);
}

static void begin_row(void *owner, const struct model_node *node)
{
    struct writing *writing = owner;

    if (!node->is_list && writing->depth > 0)
        jsonwriter_key(&writing->json, node->name);
    jsonwriter_object(&writing->json);
    if (writing->depth++ == 0)
        jsonwriter_member(&writing->json, "format", "chosho-report-1");
}

static bool end_row(void *owner, const struct model_node *node, struct error *err)
{
    struct writing *writing = owner;

    (void)node;
    writing->depth--;
    jsonwriter_end(&writing->json);
    return flush_much(writing, err);
}

static void absent(void *owner, const struct model_node *node)
{
    struct writing *writing = owner;

    jsonwriter_key(&writing->json, node->name);
    jsonwriter_null(&writing->json);
}

static void text(void *owner, const char *name, const char *value)
{
    struct writing *writing = owner;

    jsonwriter_member(&writing->json, name, value);
}

static void number(void *owner, const char *name, int64_t value)
{
    struct writing *writing = owner;

    jsonwriter_member_int(&writing->json, name, value);
}

static void boolean(void *owner, const char *name, bool value)
{
    struct writing *writing = owner;

    jsonwriter_key(&writing->json, name);
    jsonwriter_bool(&writing->json, value);
}

/* ---- records ---- */

static void write_values(struct jsonwriter *json, const struct exception_row *row)
{
    bool any = false;

    jsonwriter_key(json, "values");
    jsonwriter_object(json);
    for (size_t i = 0; i < row->value_count; i++)
        jsonwriter_member(json, row->values[i].name, row->values[i].text);
    jsonwriter_end(json);
    for (size_t i = 0; i < row->value_count; i++) {
        if (row->values[i].is_read)
            continue;
        if (!any) {
            jsonwriter_key(json, "unconverted");
            jsonwriter_array(json);
        }
        any = true;
        jsonwriter_text(json, row->values[i].name);
    }
    if (any)
        jsonwriter_end(json);
}

static void write_record(struct jsonwriter *json, const struct exception_row *row)
{
    jsonwriter_object(json);
    jsonwriter_member(json, "pointer", row->pointer);
    if (row->other)
        jsonwriter_member(json, "other", row->other);
    if (row->check != 0 && row->check != -1)
        jsonwriter_member_int(json, "check", row->check);
    if (row->value_count > 0)
        write_values(json, row);
    jsonwriter_end(json);
}

static bool records(void *owner, const struct model_node *node, int64_t result_id,
        struct error *err)
{
    CLEANUP(exception_cursor_closep) struct exception_cursor *cursor = NULL;
    struct writing *writing = owner;
    struct exception_row row;
    bool found;

    if (!exception_cursor_open(writing->db, result_id, node->records, &cursor, err))
        return false;
    begin_list(writing, node);
    for (;;) {
        if (!exception_cursor_next(cursor, &row, &found, err))
            return false;
        if (!found)
            break;
        write_record(&writing->json, &row);
        if (!flush_much(writing, err))
            return false;
    }
    end_list(writing, node);
    return true;
}

static void end(struct writing *writing)
{
    buf_clear(&writing->buf);
}

bool report_json_write(struct db *db, FILE *out, struct error *err)
{
    CLEANUP(end)
    struct writing writing = {.db = db, .out = out, .buf = BUF_INIT(BUFFER_LIMIT)};
    const struct model_sink sink = {&writing, MODEL_DATA, begin_list, end_list, begin_row,
            end_row, absent, text, number, boolean, records};

    jsonwriter_init(&writing.json, &writing.buf, true, &writing.failure);
    if (!model_begin(db, err) || !model_walk(db, &model_report, NULL, &sink, err))
        return false;
    if (!jsonwriter_finish(&writing.json)) {
        *err = writing.failure;
        return false;
    }
    return buf_append_text(&writing.buf, "\n", err) && flush(&writing, err);
}
