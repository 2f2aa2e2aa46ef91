/* A person's SELECT over members as tables. */
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/worker_explain.h"
#include "engine/run/worker_tell.h"
#include "evidence/zip/member_name.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS_MAX 2100                /* as the guard allows */
#define PIECE_SIZE ((size_t)512 * 1024) /* safely less than a message */
#define SHORT_VALUE 256u
#define VALUE_HEAD 5u

static bool send_head(struct worker *worker, struct db_statement *statement,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_HEAD, err);
    int count = db_column_count(statement);

    if (!buf || !pack_u32(buf, (uint32_t)count, err))
        return false;
    for (int c = 0; c < count; c++) {
        if (!pack_text(buf, db_column_name(statement, c), err))
            return false;
    }
    return protocol_send(worker->writer, err);
}

static bool send_pieces(struct worker *worker, uint32_t column, struct slice value,
        struct error *err)
{
    for (size_t at = 0, size; at < value.size; at += size) {
        struct buf *buf = protocol_begin(worker->writer, PROTOCOL_PIECE, err);

        size = value.size - at < PIECE_SIZE ? value.size - at : PIECE_SIZE;
        if (!buf || !pack_u32(buf, column, err) ||
                !pack_bytes(buf, value.text + at, size, err) ||
                !protocol_send(worker->writer, err))
            return false;
    }
    return true;
}

/* A row that is longer than a message has its long values sent before it. */
static bool send_row(struct worker *worker, struct db_statement *statement,
        struct error *err)
{
    int count = db_column_count(statement);
    uint8_t types[COLUMNS_MAX]; /* asked before the bytes, which convert the value */
    size_t total = 0;
    bool is_long;
    struct buf *buf;

    if (count > COLUMNS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %d columns in an answer", "結果の列が %d を超えています"),
                COLUMNS_MAX);
    for (int c = 0; c < count; c++) {
        types[c] = (uint8_t)db_column_type(statement, c);
        total += db_column_bytes(statement, c).size + VALUE_HEAD;
    }
    is_long = total > PIECE_SIZE;
    for (int c = 0; is_long && c < count; c++) {
        struct slice value = db_column_bytes(statement, c);

        if (value.size > SHORT_VALUE && !send_pieces(worker, (uint32_t)c, value, err))
            return false;
    }
    buf = protocol_begin(worker->writer, PROTOCOL_ROW, err);
    if (!buf || !pack_u32(buf, (uint32_t)count, err))
        return false;
    for (int c = 0; c < count; c++) {
        struct slice value = db_column_bytes(statement, c);
        bool is_sent = is_long && value.size > SHORT_VALUE;
        uint8_t type = is_sent ? MESSAGE_IN_PIECES : types[c];

        if (!pack_u8(buf, type, err) ||
                !pack_bytes(buf, is_sent ? "" : value.text, is_sent ? 0 : value.size,
                        err))
            return false;
    }
    return protocol_send(worker->writer, err);
}

static bool send_usage(struct worker *worker, const struct worker_tables *tables,
        struct error *err)
{
    for (uint32_t i = 0; i < worker->job.item_count; i++) {
        const struct scan_usage *usage = table_usage(tables->set,
                worker->job.items[i].name);
        struct buf *buf;

        if (!worker_tell(worker, tables, &worker->job.items[i], &usage, err))
            return false;
        buf = protocol_begin(worker->writer, PROTOCOL_ITEM, err);
        if (!buf || !message_pack_item(buf, i, usage, err) ||
                !protocol_send(worker->writer, err))
            return false;
    }
    return true;
}

/* What the engagement says; anything else unbound would be a silent NULL. */
static bool bind_parameters(const struct worker *worker, struct db_statement *statement,
        struct error *err)
{
    const struct {
        const char *name, *value;
    } known[] = {{":period_start", worker->job.period_start},
            {":period_end", worker->job.period_end}, {":as_of", worker->job.as_of}};
    const char *name;

    for (int index = 1; (name = db_parameter_name(statement, index)); index++) {
        size_t k = 0;

        while (k < ARRAY_LENGTH(known) && strcmp(known[k].name, name) != 0)
            k++;
        if (k == ARRAY_LENGTH(known) || !known[k].value || !*known[k].value)
            return error_set(err, ERROR_USAGE,
                    TR("nothing gives %s a value here: an engagement gives :period_start, :period_end and :as_of",
                            "%s に与える値がありません。監査業務では :period_start、:period_end、:as_of を使えます"),
                    name);
        db_bind_text(statement, index, known[k].value);
    }
    return true;
}

static bool select_rows(struct worker *worker, struct worker_tables *tables,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    bool row;

    table_begin_statement(tables->set);
    if (!guard_check(worker->job.text ? worker->job.text : "", err))
        return false;
    if (!db_prepare(tables->db, worker->job.text, &statement, err))
        return worker_explain(&worker->job, tables, err);
    if (!bind_parameters(worker, statement, err) || !send_head(worker, statement, err))
        return false;
    for (;;) {
        if (!db_step(statement, &row, err))
            return false;
        if (!row)
            return true;
        if (!send_row(worker, statement, err))
            return false;
    }
}

/* Where a statement failed over a value, its record. */
static void tell_place(const struct worker *worker, const struct table_set *set,
        struct error *err)
{
    const int64_t record_id = table_left_at(set);
    const uint64_t number = PROGRAM_MEMBER_OF(record_id);
    const struct archive *of = NULL;

    for (uint32_t a = 0; a < worker->archive_count; a++) {
        const struct archive *archive = &worker->archives[a];

        if (archive->first_member <= number &&
                (!of || archive->first_member > of->first_member))
            of = archive;
    }
    if (record_id && of && err->code == ERROR_SCRIPT)
        error_prefix(err, TR("%s, record %llu", "%s のレコード %llu"),
                member_name_show(
                        archive_member(of, (uint32_t)(number - of->first_member))->name)
                        .text,
                (unsigned long long)PROGRAM_RECORD_OF(record_id));
}

/* Whether a layout's pattern is laid over a member that was received as something else.
 * What several members are read by is told member by member. */
static bool is_laid_over(const struct item *item)
{
    return item->source_count == 1 && item->sources[0].member_count == 1 &&
            item->sources[0].way && item->sources[0].format.pattern;
}

/* How many records were read of the member's beginning, where none of them is as the
 * pattern has them; else 0. What cannot be read is told by the query itself. */
static size_t count_misses(const struct worker *worker, const struct item_source *source)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    struct error ignored = {0};
    size_t count;

    if (source->archive >= worker->archive_count ||
            !record_open(&worker->archives[source->archive], source->members[0],
                    &source->format, NULL, 0, &reader, &ignored) ||
            !record_read(reader, &records, &count, &ignored))
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (!text_is_equal(records[i].problem, "no-match"))
            return 0;
    }
    return count;
}

/* A layout of another kind than the member's is refused before there is an answer of
 * nothing; of lines only their beginning shows it. */
static bool check_layouts(const struct worker *worker, struct error *err)
{
    for (uint32_t i = 0; i < worker->job.item_count; i++) {
        const struct item *item = &worker->job.items[i];
        const struct item_source *source = item->sources;
        size_t count = is_laid_over(item) ? count_misses(worker, source) : 0;

        if (count)
            return error_set(err, ERROR_USAGE,
                    TR("layout %s does not fit member '%s': none of its first lines (%zu) is as the layout has them",
                            "レイアウト %s はファイル「%s」に合いません。先頭の %zu 行に、このレイアウトの形の行がありません"),
                    source->way,
                    member_name_show(archive_member(&worker->archives[source->archive],
                                             source->members[0])
                                             ->name)
                            .text,
                    count);
    }
    return true;
}

bool worker_query(struct worker *worker, struct error *err)
{
    CLEANUP(worker_tables_end) struct worker_tables tables = {0};

    if (!check_layouts(worker, err) || !worker_tables_begin(worker, &tables, err))
        return false;
    if (select_rows(worker, &tables, err))
        return send_usage(worker, &tables, err);
    if (table_take_error(tables.set, err))
        return false;
    tell_place(worker, tables.set, err);
    guard_explain(&tables.guard, err);
    if (tables.guard.expired) /* said on a terminal only, never in a report */
        return error_set(err, ERROR_LIMIT,
                TR("the time allowed is used up; --timeout allows more",
                        "許された時間を使い切りました。--timeout で延ばせます"));
    return false;
}
