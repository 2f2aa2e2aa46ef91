#include "engine/run/returned_rows.h"

#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/evidence_set.h"
#include "engine/run/message.h"
#include "engine/run/problem.h"
#include "engine/run/query_table.h"

#include <string.h>

#define SECONDS 600
#define LINE_COLUMNS 2u /* _line and record_id stand before the file's own */

const char *returned_rows_sheet(const struct bundle_member *member)
{
    const char *mark = member->holder ? strchr(member->name, '!') : NULL;

    return mark ? mark + 1 : "";
}

struct receiving {
    struct returned_reading *reading;
    const char *sheet;
    struct returned_table *table;
    struct returned_row *rows;
    size_t room;
};

static bool fail_message(struct error *err)
{
    return error_set(err, ERROR_LOST, "the worker sent a damaged message");
}

static const char *place(const struct receiving *receiving)
{
    return *receiving->sheet ? "!" : "";
}

static bool fail_rows(const struct receiving *receiving, struct error *err)
{
    const struct returned_reading *reading = receiving->reading;

    return error_set(err, ERROR_LIMIT,
            TR("%s%s%s: more than %zu rows; divide the file",
                    "%s%s%s: %zu 行を超えています。ファイルを分割してください"),
            reading->path, place(receiving), receiving->sheet, reading->limits->rows);
}

static bool make_room(struct receiving *receiving, struct error *err)
{
    size_t room = receiving->room ? 2 * receiving->room : 64;
    struct returned_row *rows;

    if (receiving->reading->rows + receiving->table->row_count ==
            receiving->reading->limits->rows)
        return fail_rows(receiving, err);
    if (receiving->table->row_count < receiving->room)
        return true;
    if (!arena_allocate(receiving->reading->arena, room * sizeof(*rows), &rows, err))
        return false;
    if (receiving->room)
        memcpy(rows, receiving->rows, receiving->room * sizeof(*rows));
    receiving->rows = rows;
    receiving->table->rows = rows;
    receiving->room = room;
    return true;
}

static bool fail_value(const struct receiving *receiving, uint64_t line, size_t column,
        struct error *err)
{
    return error_set(err, ERROR_UNREADABLE,
            TR("%s%s%s, row %llu, column '%s': the value is no text (a NUL byte, or bytes that are not UTF-8); correct it there and hand the file in again",
                    "%s%s%s の %llu 行、列「%s」: 値が文字列として読めません（NUL または UTF-8 でないバイト）。直して指定し直してください"),
            receiving->reading->path, place(receiving), receiving->sheet,
            (unsigned long long)line, receiving->table->columns[column]);
}

static bool parse_line(struct slice digits, uint64_t *ret_line)
{
    uint64_t line = 0;

    for (size_t i = 0; i < digits.size; i++) {
        if (digits.text[i] < '0' || digits.text[i] > '9' || line > UINT64_MAX / 20)
            return false;
        line = 10 * line + (uint64_t)(digits.text[i] - '0');
    }
    *ret_line = line;
    return digits.size > 0;
}

static bool receive_row(struct receiving *receiving, struct unpack *content,
        struct error *err)
{
    struct returned_table *table = receiving->table;
    struct arena *arena = receiving->reading->arena;
    const char **values;
    struct returned_row *row;
    uint32_t count = unpack_count(content, 5);

    if (count != table->column_count + LINE_COLUMNS)
        return fail_message(err);
    if (!make_room(receiving, err) ||
            !arena_allocate(arena, (table->column_count + 1) * sizeof(*values), &values,
                    err))
        return false;
    row = &receiving->rows[table->row_count];
    for (uint32_t c = 0; c < count; c++) {
        struct slice value;

        (void)unpack_u8(content); /* all are texts, but for the line */
        value = unpack_bytes(content);
        if (c == 0 && !parse_line(value, &row->line))
            return fail_message(err);
        if (c < LINE_COLUMNS)
            continue;
        if (value.size &&
                (memchr(value.text, '\0', value.size) ||
                        text_find_invalid(value.text, value.size) < value.size))
            return fail_value(receiving, row->line, c - LINE_COLUMNS, err);
        if (!arena_copy(arena, value.text ? value.text : "", value.size,
                    &values[c - LINE_COLUMNS], err))
            return false;
    }
    if (!unpack_is_complete(content))
        return fail_message(err);
    row->values = values;
    table->row_count++;
    return true;
}

/* A record that cannot be read, or a member that cannot be read to its end. */
static bool receive_item(struct receiving *receiving, struct unpack *content,
        struct error *err)
{
    const struct returned_reading *reading = receiving->reading;
    struct message_item item;

    if (!message_unpack_item(content, reading->arena, &item, err))
        return false;
    for (uint32_t e = 0; e < item.event_count; e++) {
        const struct message_event *event = &item.events[e];

        if (event->record)
            return error_set(err, ERROR_UNREADABLE,
                    TR("%s%s%s, record %llu below the header: %s; nothing was taken over: correct it there and hand the file in again",
                            "%s%s%s の、見出しの下 %llu 件目: %s。何も取り込んでいません。直して指定し直してください"),
                    reading->path, place(receiving), receiving->sheet,
                    (unsigned long long)event->record, problem_text(event->reason));
        return error_set(err, ERROR_UNREADABLE,
                TR("%s%s%s: it could not be read to its end (%s); ask for it again",
                        "%s%s%s: 最後まで読み取れません（%s）。もう一度送ってもらってください"),
                reading->path, place(receiving), receiving->sheet, event->text);
    }
    return (!item.unreadable && !item.members_damaged) ||
            error_set(err, ERROR_UNREADABLE,
                    TR("%s%s%s: it could not be read to its end; ask for it again",
                            "%s%s%s: 最後まで読み取れません。もう一度送ってもらってください"),
                    reading->path, place(receiving), receiving->sheet);
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct receiving *receiving = owner;
    struct unpack content = frame->content;

    switch (frame->type) {
    case PROTOCOL_HEAD: /* as the table was made: rows are checked against that */
        return true;
    case PROTOCOL_ROW:
        return receive_row(receiving, &content, err);
    case PROTOCOL_ITEM:
        return receive_item(receiving, &content, err);
    case PROTOCOL_PIECE:
        return error_set(err, ERROR_LIMIT,
                TR("%s%s%s: a row is longer than half a megabyte (the one behind row %llu); shorten it",
                        "%s%s%s: 1行が 0.5 MB を超えています（%llu 行の次の行）。短くしてください"),
                receiving->reading->path, place(receiving), receiving->sheet,
                (unsigned long long)(receiving->table->row_count
                                ? receiving->rows[receiving->table->row_count - 1].line
                                : 0));
    default:
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    }
}

static bool name_columns(struct receiving *receiving, const struct item *item,
        struct error *err)
{
    const struct returned_reading *reading = receiving->reading;
    const char **columns;

    if (item->column_count > reading->limits->columns)
        return error_set(err, ERROR_LIMIT,
                TR("%s%s%s: it has %u columns; the most is %zu",
                        "%s%s%s: 列が %u あります（上限 %zu）"),
                reading->path, place(receiving), receiving->sheet, item->column_count,
                reading->limits->columns);
    if (!arena_allocate(reading->arena, (item->column_count + 1) * sizeof(*columns),
                &columns, err))
        return false;
    for (uint32_t c = 0; c < item->column_count; c++)
        columns[c] = item->columns[c].name;
    receiving->table->columns = columns;
    receiving->table->column_count = item->column_count;
    return true;
}

bool returned_rows_read(struct returned_reading *reading, uint32_t member,
        struct returned_table *ret_table, struct error *err)
{
    const struct query_chosen chosen = {0, member, NULL};
    const struct schedule_options how = {.spill_folder = reading->spill_folder};
    struct receiving receiving = {.reading = reading,
            .sheet = returned_rows_sheet(&reading->members[member]),
            .table = ret_table};
    struct item item;
    struct job_archive archive;
    struct job job = {.kind = JOB_QUERY,
            .language = text_language(),
            .zone = reading->source.zone,
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = SECONDS,
            .archives = &archive,
            .archive_count = 1,
            .items = &item,
            .item_count = 1,
            .text = "SELECT _line, * FROM " RETURNED_TABLE};

    *ret_table = (struct returned_table){.sheet = receiving.sheet};
    if (!query_table_make(&reading->source, RETURNED_TABLE, &chosen, 1, reading->arena,
                &item, err) ||
            !name_columns(&receiving, &item, err) ||
            !evidence_set_archive(&reading->bundle, reading->members, 0, &item, 1,
                    reading->arena, &archive, err) ||
            !ask_worker(&job, &reading->fd, 1, &how, receive, &receiving, err))
        return false;
    reading->rows += ret_table->row_count;
    return true;
}
