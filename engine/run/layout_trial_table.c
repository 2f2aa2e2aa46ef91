#include "engine/run/layout_trial_table.h"

#include "engine/base/db.h"
#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/evidence_set.h"
#include "engine/run/message.h"
#include "engine/run/problem.h"

#include <stdlib.h>
#include <string.h>

#define DIFFERENCES_TOLD 20u
#define CELLS_MAX ((size_t)4 << 20)
#define SQL_LIMIT ((size_t)1 << 20)

/* A table as it was read: cells in the order of rows. */
struct rows {
    struct arena *arena;
    uint32_t columns;
    size_t count; /* of rows */
    struct cell {
        const char *text; /* NULL: absent */
        bool is_raw;      /* did not convert */
    } * cells;
    size_t capacity;
    uint64_t unreadable;
    const char *problem; /* of the first of them */
};

static bool make_room(struct rows *rows, struct error *err)
{
    size_t capacity = rows->capacity ? 2 * rows->capacity : 1024;
    struct cell *more;

    if ((rows->count + 1) * rows->columns <= rows->capacity)
        return true;
    while (capacity < (rows->count + 1) * rows->columns)
        capacity *= 2;
    if (capacity > CELLS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("the sample has more than %zu values: make it smaller",
                        "見本の値が %zu を超えています。小さくしてください"),
                CELLS_MAX);
    if (!arena_allocate(rows->arena, capacity * sizeof(*more), &more, err))
        return false;
    if (rows->count)
        memcpy(more, rows->cells, rows->count * rows->columns * sizeof(*more));
    rows->cells = more;
    rows->capacity = capacity;
    return true;
}

static bool receive_row(struct rows *rows, struct unpack *content, struct error *err)
{
    struct cell *cells;

    if (unpack_count(content, 5) != rows->columns)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (row)");
    if (!make_room(rows, err))
        return false;
    cells = rows->cells + rows->count * rows->columns;
    for (uint32_t c = 0; c < rows->columns; c++) {
        uint8_t type = unpack_u8(content);
        struct slice value = unpack_bytes(content);

        cells[c] = (struct cell){.text = NULL, .is_raw = type == DB_BLOB};
        if (type == MESSAGE_IN_PIECES)
            return error_set(err, ERROR_LIMIT,
                    TR("a row of the sample is too long: make it smaller",
                            "見本の行が長すぎます。小さくしてください"));
        if (type != DB_NULL &&
                !arena_copy(rows->arena, value.text ? value.text : "", value.size,
                        &cells[c].text, err))
            return false;
    }
    rows->count++;
    return unpack_is_complete(content) ||
            error_set(err, ERROR_LOST, "the worker sent a damaged message (row)");
}

static bool receive_item(struct rows *rows, struct unpack *content, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 22);
    struct message_item item;

    if (!message_unpack_item(content, &arena, &item, err))
        return false;
    rows->unreadable += item.unreadable;
    for (uint32_t e = 0; e < item.event_count && !rows->problem; e++) {
        if (!(item.events[e].record ? arena_printf(rows->arena, &rows->problem, err,
                                              TR("record %llu %s", "レコード %llu: %s"),
                                              (unsigned long long)item.events[e].record,
                                              problem_text(item.events[e].reason))
                                    : arena_text(rows->arena, item.events[e].text,
                                              &rows->problem, err)))
            return false;
    }
    return true;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct rows *rows = owner;
    struct unpack content = frame->content;

    switch (frame->type) {
    case PROTOCOL_HEAD:
        return true;
    case PROTOCOL_ROW:
        return receive_row(rows, &content, err);
    case PROTOCOL_ITEM:
        return receive_item(rows, &content, err);
    case PROTOCOL_PIECE:
        return error_set(err, ERROR_LIMIT,
                TR("a row of the sample is too long: make it smaller",
                        "見本の行が長すぎます。小さくしてください"));
    default:
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    }
}

static bool write_sql(const struct item *item, struct buf *sql, struct error *err)
{
    if (!buf_append_text(sql, "SELECT ", err))
        return false;
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!buf_append_text(sql, c ? ", \"" : "\"", err))
            return false;
        for (const char *at = item->columns[c].name; *at; at++) {
            if (!buf_append(sql, at, 1, err) ||
                    (*at == '"' && !buf_append(sql, at, 1, err)))
                return false;
        }
        if (!buf_append_text(sql, "\"", err))
            return false;
    }
    return buf_printf(sql, err, " FROM \"%s\"", item->name);
}

static bool read_rows(const struct layout_trial_table *table, const struct item *item,
        struct rows *rows, struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(SQL_LIMIT);
    const struct schedule_options how = {.spill_folder = table->spill_folder};
    struct job_archive archive = {.label = "sample",
            .first_member = 1,
            .size = table->size};
    struct item copy = *item;
    struct job job = {.kind = JOB_QUERY,
            .language = text_language(),
            .zone = table->zone,
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = table->seconds,
            .archives = &archive,
            .archive_count = 1,
            .items = &copy,
            .item_count = 1};

    rows->columns = item->column_count;
    if (rows->columns == 0)
        return true;
    if (!write_sql(item, &sql, err))
        return false;
    job.text = buf_text(&sql);
    return ask_worker(&job, &table->fd, 1, &how, receive, rows, err);
}

/* What is expected as an item: the CSV's own columns, as text. */
static bool make_expected(const struct layout_trial_table *table, struct arena *arena,
        struct item *ret_item, struct error *err)
{
    const struct bundle_member *member = table->expected;
    size_t count = member->column_count;
    struct item_source *source;

    *ret_item = (struct item){.name = "expected", .source_count = 1};
    if (!arena_allocate(arena, (count + 1) * sizeof(*ret_item->columns),
                &ret_item->columns, err) ||
            !arena_allocate(arena, sizeof(*source), &source, err) ||
            !arena_allocate(arena, sizeof(*source->members), &source->members, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*source->columns),
                    &source->columns, err))
        return false;
    source->members[0] = table->expected_index;
    source->member_count = 1;
    source->zone = table->zone;
    evidence_set_format(member, &source->format);
    for (size_t i = 0; i < count; i++) {
        ret_item->columns[i] = (struct program_column){.name = member->columns[i]};
        ret_item->columns[i].type = PROGRAM_TEXT;
        source->columns[i].origin = ITEM_FIELD;
        source->columns[i].from = member->columns[i];
    }
    ret_item->sources = source;
    ret_item->column_count = (uint32_t)count;
    return true;
}

/* ---- comparing ---- */

static bool is_number(const char *text, double *ret_number)
{
    char *behind;

    *ret_number = strtod(text, &behind);
    return *text && !*behind;
}

static bool is_alike(const struct cell *got, const char *expected, enum program_type type)
{
    const char *text = got->text ? got->text : "";
    double left, right;

    if (got->is_raw)
        return false;
    return strcmp(text, expected) == 0 ||
            (type == PROGRAM_NUMBER && is_number(text, &left) &&
                    is_number(expected, &right) && left == right);
}

static bool tell_difference(struct layout_trial_report *report, size_t row,
        const char *column, const char *expected, const struct cell *got,
        struct error *err)
{
    const char *text = got->text ? complaint_quote(got->text).text : "";

    if (got->is_raw)
        return buf_printf(&report->text, err,
                TR("    row %zu, column %s: '%s' does not convert\n",
                        "    %zu 行目の列 %s: 「%s」は変換できない\n"),
                row, column, text);
    return buf_printf(&report->text, err,
            TR("    row %zu, column %s: expected '%s', got '%s'\n",
                    "    %zu 行目の列 %s: 期待「%s」、実際「%s」\n"),
            row, column, complaint_quote(expected).text, text);
}

static const struct program_column *find_column(const struct item *item, const char *name,
        uint32_t *ret_index)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        *ret_index = c;
        if (strcmp(item->columns[c].name, name) == 0)
            return &item->columns[c];
    }
    return NULL;
}

struct comparison {
    const struct item *got_item, *expected_item;
    const struct rows *got, *expected;
    struct layout_trial_report *report;
    size_t differences;
};

/* A column of the expected table, cell by cell. */
static bool compare_column(struct comparison *comparison, uint32_t index,
        struct error *err)
{
    const struct rows *got = comparison->got, *expected = comparison->expected;
    const char *name = comparison->expected_item->columns[index].name;
    const struct program_column *column;
    uint32_t at = 0;

    column = find_column(comparison->got_item, name, &at);
    if (!column) {
        comparison->differences++;
        return buf_printf(&comparison->report->text, err,
                TR("    column %s: the layout has none of that name\n",
                        "    列 %s: レイアウトにこの名前の列がない\n"),
                name);
    }
    for (size_t row = 0; row < got->count && row < expected->count; row++) {
        const struct cell *cell = &got->cells[row * got->columns + at];
        const char *text = expected->cells[row * expected->columns + index].text;

        if (is_alike(cell, text ? text : "", column->type))
            continue;
        if (comparison->differences++ < DIFFERENCES_TOLD &&
                !tell_difference(comparison->report, row + 1, name, text ? text : "",
                        cell, err))
            return false;
    }
    return true;
}

/* A column that is in the layout and not in the expected table is not tested. */
static bool check_columns(struct comparison *comparison, struct error *err)
{
    uint32_t ignored;

    for (uint32_t c = 0; c < comparison->got_item->column_count; c++) {
        const char *name = comparison->got_item->columns[c].name;

        if (find_column(comparison->expected_item, name, &ignored))
            continue;
        comparison->differences++;
        if (!buf_printf(&comparison->report->text, err,
                    TR("    column %s: the expected table has none of that name\n",
                            "    列 %s: 期待する表にこの名前の列がない\n"),
                    name))
            return false;
    }
    return true;
}

static bool compare(struct comparison *comparison, struct error *err)
{
    size_t got = comparison->got->count, expected = comparison->expected->count;

    for (uint32_t c = 0; c < comparison->expected_item->column_count; c++) {
        if (!compare_column(comparison, c, err))
            return false;
    }
    if (!check_columns(comparison, err))
        return false;
    if (comparison->differences > DIFFERENCES_TOLD &&
            !buf_printf(&comparison->report->text, err,
                    TR("    … %zu differences in all\n", "    … 全部で %zu 件\n"),
                    comparison->differences))
        return false;
    if (got == expected)
        return true;
    comparison->differences++;
    return buf_printf(&comparison->report->text, err,
            TR("    expected %zu rows, got %zu\n", "    期待 %zu 行、実際 %zu 行\n"),
            expected, got);
}

/* ---- complaints ---- */

static void complain_of_unreadable(const struct layout_trial_table *table,
        const char *file, const struct rows *rows, struct complaint_list *complaints)
{
    if (rows->unreadable)
        complaint_add(complaints, COMPLAINT_ERROR, file, table->layout->sample_line, 1,
                TR("records of the sample that cannot be read: %llu; %s",
                        "見本のうち読み取れないレコード: %llu 件。%s"),
                (unsigned long long)rows->unreadable, rows->problem ? rows->problem : "");
}

static void complain_of_empty(const struct layout_trial_table *table, const char *file,
        const struct item *item, const struct rows *rows,
        struct complaint_list *complaints)
{
    for (uint32_t c = 0; rows->count && c < item->column_count; c++) {
        size_t row = 0;

        while (row < rows->count && !rows->cells[row * rows->columns + c].text)
            row++;
        if (row == rows->count && *item->sources[0].columns[c].from != '^')
            complaint_add(complaints, COMPLAINT_WARNING, file,
                    table->layout->columns[c].line, 1,
                    TR("the sample has no value for column '%s' (field '%s'): it is not tested, or its name is wrong",
                            "見本に列「%s」（フィールド「%s」）の値がありません。検査されていないか、名前の誤りです"),
                    item->columns[c].name, item->sources[0].columns[c].from);
    }
}

static bool begin_report(const struct layout_trial_table *table, size_t differences,
        struct layout_trial_report *report, const struct buf *details, struct error *err)
{
    const struct layout *layout = table->layout;

    if (differences)
        report->failed++;
    else
        report->passed++;
    return buf_printf(&report->text, err, "%s%s%s  %s: %s\n", layout->id,
                   layout->table ? " " : "", layout->table ? layout->table : "",
                   layout->expected,
                   differences ? TR("not as expected", "不一致")
                               : TR("as expected", "期待どおり")) &&
            buf_append(&report->text, buf_text(details), details->size, err);
}

bool layout_trial_table_compare(const struct layout_trial_table *table, const char *file,
        const struct item *item, struct layout_trial_report *report,
        struct complaint_list *complaints, struct arena *arena, struct error *err)
{
    struct layout_trial_report details = {0, 0, BUF_INIT(SQL_LIMIT)};
    struct rows got = {.arena = arena}, expected = {.arena = arena};
    struct item expected_item = {0};
    struct comparison comparison = {item, &expected_item, &got, &expected, &details, 0};
    bool ok;

    if (!read_rows(table, item, &got, err))
        return false;
    complain_of_unreadable(table, file, &got, complaints);
    complain_of_empty(table, file, item, &got, complaints);
    if (!table->expected)
        return true;
    if (!make_expected(table, arena, &expected_item, err) ||
            !read_rows(table, &expected_item, &expected, err))
        return false;
    ok = compare(&comparison, err) &&
            begin_report(table, comparison.differences, report, &details.text, err);
    buf_clear(&details.text);
    return ok;
}
