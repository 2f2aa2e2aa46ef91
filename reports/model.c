#include "reports/model.h"

#include <string.h>

#include "engine/base/cell.h"
#include "engine/base/pointer.h"
#include "engine/base/text.h"

#define POINTER_LIMIT ((size_t)1 << 20)

bool model_prepare(struct db *db, struct error *err)
{
    static const char tables[] =
            "CREATE TEMP TABLE IF NOT EXISTS report_standing (result_id INTEGER PRIMARY KEY,"
            " standing TEXT NOT NULL CHECK (standing IN ('current', 'changed', 'gone')),"
            " values_state TEXT CHECK (values_state IN ('shown', 'refused')),"
            " values_reason TEXT) STRICT;"
            "CREATE TEMP TABLE IF NOT EXISTS report_text (result_id INTEGER NOT NULL, kind TEXT NOT NULL,"
            " name TEXT NOT NULL, ja TEXT, en TEXT, PRIMARY KEY (result_id, kind, name))"
            " STRICT, WITHOUT ROWID;"
            "CREATE TEMP TABLE IF NOT EXISTS report_shown (result_id INTEGER NOT NULL, position INTEGER"
            " NOT NULL, name TEXT NOT NULL, type TEXT, is_masked INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (result_id, position))"
            " STRICT, WITHOUT ROWID;"
            "CREATE TEMP TABLE IF NOT EXISTS report_value (result_id INTEGER NOT NULL, kind TEXT NOT NULL,"
            " number INTEGER NOT NULL, position INTEGER NOT NULL, is_read INTEGER NOT NULL,"
            " value TEXT, PRIMARY KEY (result_id, kind, number, position)) STRICT, WITHOUT ROWID;"
            "CREATE TEMP TABLE IF NOT EXISTS report_pending (instance_key TEXT PRIMARY KEY, procedure TEXT NOT NULL,"
            " version TEXT NOT NULL, catalogue TEXT NOT NULL, control TEXT NOT NULL,"
            " phase TEXT NOT NULL, title_ja TEXT, title_en TEXT) STRICT, WITHOUT ROWID;"
            "CREATE TEMP TABLE IF NOT EXISTS report_user (result_id INTEGER PRIMARY KEY, instance TEXT NOT NULL,"
            " test TEXT NOT NULL) STRICT;"
            "CREATE TEMP TABLE IF NOT EXISTS report_used (member_id INTEGER NOT NULL, result_id INTEGER NOT NULL,"
            " PRIMARY KEY (member_id, result_id)) STRICT, WITHOUT ROWID;";

    return db_execute(db, tables, err);
}

bool model_begin(struct db *db, struct error *err)
{
    return db_execute(db,
            "DELETE FROM report_used; DELETE FROM report_user;"
            "INSERT INTO report_user SELECT result_id, instance_key, test FROM report_result;"
            "INSERT INTO report_used SELECT member_id, result_id FROM report_use;",
            err);
}

bool model_read_head(struct db *db, struct buf *ret_head, struct buf *ret_zone,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    if (!db_prepare(db, "SELECT service || ' / ' || client, zone FROM report_engagement",
                &row, err) ||
            !db_step(row, &found, err))
        return false;
    if (!found)
        return error_set(err, ERROR_INTEGRITY, "the workpaper has no engagement");
    return buf_append_text(ret_head, db_column_text(row, 0), err) &&
            buf_append_text(ret_zone, db_column_text(row, 1), err);
}

/* ---- pointers ---- */

/* True where text_append_visible() would not leave the character as it is. */
static bool is_disturbing(const char *text, size_t length)
{
    CLEANUP(buf_clear) struct buf shown = BUF_INIT(64);
    struct error ignored = {0};

    return !text_append_visible(&shown, text, length, &ignored) || shown.size != length;
}

bool model_write_pointer(struct buf *buf, const char *bundle, const char *member,
        int64_t record, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(POINTER_LIMIT);
    uint32_t character;
    size_t end;

    if (!(record ? pointer_write(&pointer, bundle, member, (uint64_t)record, err)
                 : pointer_write_member(&pointer, bundle, member, err)))
        return false;
    end = record ? pointer.size : pointer.size - 1;
    for (size_t at = 0, length; at < end; at += length) {
        const char *text = pointer.data + at;
        bool ok = true;

        length = text_decode(text, end - at, &character);
        if (length == 1 || (length && !is_disturbing(text, length))) {
            ok = buf_append(buf, text, length, err);
        } else {
            length = length ? length : 1;
            for (size_t i = 0; ok && i < length; i++)
                ok = buf_printf(buf, err, "%%%02X", (unsigned)(unsigned char)text[i]);
        }
        if (!ok)
            return false;
    }
    return true;
}

/* ---- the walk ---- */

/* A row one stands in, and those around it. */
struct frame {
    struct db_statement *row; /* NULL: `values` instead */
    const struct model_value *values;
    const struct frame *outer;
};

struct walk {
    struct db *db;
    const struct model_sink *sink;
};

static bool is_named(const char *column, const char *name)
{
    return strcmp(column, name) == 0 ||
            (column[0] == '_' && strcmp(column + 1, name) == 0);
}

static bool bind_column(struct db_statement *statement, int index,
        struct db_statement *row, const char *name)
{
    for (int c = 0; c < db_column_count(row); c++) {
        if (!is_named(db_column_name(row, c), name))
            continue;
        if (db_column_type(row, c) == DB_INT)
            db_bind_int(statement, index, db_column_int(row, c));
        else
            db_bind_text(statement, index, db_column_text(row, c));
        return true;
    }
    return false;
}

static bool bind_value(struct db_statement *statement, int index,
        const struct model_value *values, const char *name)
{
    for (; values && values->name; values++) {
        if (strcmp(values->name, name) != 0)
            continue;
        if (values->text)
            db_bind_text(statement, index, values->text);
        else
            db_bind_int(statement, index, values->number);
        return true;
    }
    return false;
}

static bool bind_all(struct db_statement *statement, const struct frame *outer,
        struct error *err)
{
    const char *name;

    for (int i = 1; (name = db_parameter_name(statement, i)); i++) {
        const struct frame *frame = outer;

        while (frame &&
                !(frame->row ? bind_column(statement, i, frame->row, name + 1)
                             : bind_value(statement, i, frame->values, name + 1)))
            frame = frame->outer;
        if (!frame)
            return error_set(err, ERROR_SCRIPT,
                    "a report's query wants %s: nothing is so named", name);
    }
    return true;
}

static bool write_pointer(const struct walk *walk, struct db_statement *row, int column,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(POINTER_LIMIT);
    const char *bundle = db_column_text(row, column);
    const char *member = db_column_text(row, column + 1);
    char cell[CELL_NAME_SIZE];

    if (!bundle && cell_format(db_column_int(row, column + 2), cell)) {
        walk->sink->text(walk->sink->owner, db_column_name(row, column) + 1, cell);
        return true;
    }
    if (bundle && member &&
            !model_write_pointer(&pointer, bundle, member, db_column_int(row, column + 2),
                    err))
        return false;
    walk->sink->text(walk->sink->owner, db_column_name(row, column) + 1,
            bundle && member ? buf_text(&pointer) : NULL);
    return true;
}

static bool write_columns(const struct walk *walk, struct db_statement *row,
        struct error *err)
{
    const struct model_sink *sink = walk->sink;

    for (int c = 0; c < db_column_count(row); c++) {
        const char *name = db_column_name(row, c);

        if (name[0] == '@') {
            if (!write_pointer(walk, row, c, err))
                return false;
            c += 2;
        } else if (name[0] == '_' && sink->use != MODEL_PAGE) {
            continue;
        } else if (db_column_type(row, c) != DB_INT) {
            sink->text(sink->owner, name, db_column_text(row, c));
        } else if (text_starts_with(name, "is_")) {
            sink->boolean(sink->owner, name, db_column_int(row, c) != 0);
        } else {
            sink->number(sink->owner, name, db_column_int(row, c));
        }
    }
    return true;
}

static bool walk_node(const struct walk *walk, const struct model_node *node,
        const struct frame *outer, struct error *err);

static bool walk_children(const struct walk *walk, const struct model_node *node,
        const struct frame *frame, struct error *err)
{
    for (const struct model_node *child = node->children; child && child->name; child++) {
        if ((!child->use || child->use & walk->sink->use) &&
                !walk_node(walk, child, frame, err))
            return false;
    }
    return true;
}

static bool walk_row(const struct walk *walk, const struct model_node *node,
        const struct frame *frame, struct error *err)
{
    const struct model_sink *sink = walk->sink;

    sink->begin_row(sink->owner, node);
    return (!frame->row || write_columns(walk, frame->row, err)) &&
            walk_children(walk, node, frame, err) &&
            sink->end_row(sink->owner, node, err);
}

static bool walk_rows(const struct walk *walk, const struct model_node *node,
        struct db_statement *row, const struct frame *outer, struct error *err)
{
    const struct frame frame = {row, NULL, outer};
    const struct model_sink *sink = walk->sink;
    bool more, any = false;

    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            break;
        any = true;
        if (!walk_row(walk, node, &frame, err))
            return false;
    }
    if (!any && !node->is_list && sink->absent)
        sink->absent(sink->owner, node);
    return true;
}

/* Records are read by their own cursor; the sink knows how. */
static bool walk_records(const struct walk *walk, const struct model_node *node,
        const struct frame *outer, struct error *err)
{
    const struct model_sink *sink = walk->sink;

    for (const struct frame *frame = outer; sink->records && frame;
            frame = frame->outer) {
        for (int c = 0; frame->row && c < db_column_count(frame->row); c++) {
            if (strcmp(db_column_name(frame->row, c), "_result") == 0)
                return sink->records(sink->owner, node, db_column_int(frame->row, c),
                        err);
        }
    }
    return true;
}

static bool walk_node(const struct walk *walk, const struct model_node *node,
        const struct frame *outer, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    const struct model_sink *sink = walk->sink;

    if (node->records)
        return walk_records(walk, node, outer, err);
    if (!node->sql)
        return walk_row(walk, node, &(struct frame){NULL, NULL, outer}, err);
    if (!db_prepare(walk->db, node->sql, &row, err) || !bind_all(row, outer, err))
        return error_prefix(err, "the report's list '%s'", node->name);
    if (node->is_list && sink->begin_list)
        sink->begin_list(sink->owner, node);
    if (!walk_rows(walk, node, row, outer, err))
        return false;
    if (node->is_list && sink->end_list)
        sink->end_list(sink->owner, node);
    return true;
}

bool model_walk(struct db *db, const struct model_node *node,
        const struct model_value *values, const struct model_sink *sink,
        struct error *err)
{
    const struct walk walk = {db, sink};
    const struct frame frame = {NULL, values, NULL};

    return walk_node(&walk, node, &frame, err);
}
