/* A person's SELECT over members as tables. */
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/worker_explain.h"

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

/* The item's usage with room for one more event, which is of its first member. */
static bool add_event(struct worker *worker, const struct item *item, const char *reason,
        const struct scan_usage **usage, struct scan_event **ret_event, struct error *err)
{
    struct scan_usage *told;

    if (!arena_allocate(&worker->arena, sizeof(*told), &told, err))
        return false;
    *told = **usage;
    if (told->event_count < SCAN_EVENTS_MAX)
        told->event_count++;
    *ret_event = &told->events[told->event_count - 1];
    **ret_event = (struct scan_event){.reason = reason,
            .archive = item->sources[0].archive,
            .member = item->sources[0].members[0]};
    *usage = told;
    return true;
}

/* The truth value that is asked for, in the letters of the one met in the file. */
static void choose_word(const struct table_truth *truth, char *word, size_t size)
{
    bool is_true = (truth->value[0] | 32) == 't';

    if (truth->is_true != truth->is_false)
        is_true = truth->is_true;
    snprintf(word, size, "%s", is_true ? "true" : "false");
    for (size_t i = 0; word[i]; i++) {
        char like = truth->value[i ? 1 : 0];

        if (like >= 'A' && like <= 'Z')
            word[i] = (char)(word[i] - 'a' + 'A');
    }
}

/* Adds a word on a comparison that quietly finds nothing. */
static bool tell_truth(struct worker *worker, const struct worker_tables *tables,
        const struct item *item, const struct scan_usage **usage, struct error *err)
{
    const struct table_truth truth = table_truth(tables->set, item->name);
    struct scan_event *event;
    const char *column;
    char word[sizeof(truth.value)];

    if (!truth.value[0] || !item->source_count)
        return true;
    if (!add_event(worker, item, "truth-compared", usage, &event, err))
        return false;
    column = item->columns[truth.column].name;
    choose_word(&truth, word, sizeof(word));
    snprintf(event->text, sizeof(event->text),
            TR("column '%s' of \"%s\" is compared with a number, and its values are texts such as '%s', which no number equals: write \"%s\" = '%s'",
                    "\"%2$s\" の列「%1$s」を数値と比較していますが、値は '%3$s' のような文字列で、数値とは一致しません。\"%4$s\" = '%5$s' のように書いてください"),
            column, item->name, truth.value, column, word);
    return true;
}

/* What stands for a truth value in somebody's SQL: 1, 0; else -1. */
static int find_truth(const char *text)
{
    static const char *const words[2][6] = {{"false", "f", "no", "n", "off", "いいえ"},
            {"true", "t", "yes", "y", "on", "はい"}};

    for (int is_true = 0; is_true < 2; is_true++) {
        for (size_t i = 0; i < ARRAY_LENGTH(words[0]); i++) {
            if (strcasecmp(text, words[is_true][i]) == 0)
                return is_true;
        }
    }
    return -1;
}

static void write_words(const struct item *item, const struct table_words *words,
        char *text, size_t size)
{
    const char *column = item->columns[words->column].name;
    int truth = find_truth(words->text);

    if (item->columns[words->column].type == PROGRAM_NUMBER)
        snprintf(text, size,
                TR("column '%s' of \"%s\" has numbers, none of which equals the text '%s': compare it with a number; a record without a value has NULL (\"%s\" IS NULL)",
                        "\"%2$s\" の列「%1$s」の値は数値で、文字列 '%3$s' とは一致しません。数値と比較してください。値のないレコードでは NULL です（\"%4$s\" IS NULL）"),
                column, item->name, words->text, column);
    else if (truth < 0)
        snprintf(text, size,
                TR("column '%s' of \"%s\" is 1 for true and 0 for false, neither of which equals the text '%s': write \"%s\" = 1 or \"%s\" = 0; a record without a value has NULL",
                        "\"%2$s\" の列「%1$s」の値は真が 1、偽が 0 で、文字列 '%3$s' とは一致しません。\"%4$s\" = 1 または \"%5$s\" = 0 のように書いてください。値のないレコードでは NULL です"),
                column, item->name, words->text, column, column);
    else
        snprintf(text, size,
                TR("column '%s' of \"%s\" is 1 for true and 0 for false, neither of which equals the text '%s': write \"%s\" = %d",
                        "\"%2$s\" の列「%1$s」の値は真が 1、偽が 0 で、文字列 '%3$s' とは一致しません。\"%4$s\" = %5$d のように書いてください"),
                column, item->name, words->text, column, truth != words->is_negated);
}

/* Likewise where a typed column is compared with a text. */
static bool tell_words(struct worker *worker, const struct worker_tables *tables,
        const struct item *item, const struct scan_usage **usage, struct error *err)
{
    const struct table_words words = table_words(tables->set, item->name);
    struct scan_event *event;

    if (!words.is_there || !item->source_count)
        return true;
    if (!add_event(worker, item, "words-compared", usage, &event, err))
        return false;
    write_words(item, &words, event->text, sizeof(event->text));
    return true;
}

static bool send_usage(struct worker *worker, const struct worker_tables *tables,
        struct error *err)
{
    for (uint32_t i = 0; i < worker->job.item_count; i++) {
        const struct scan_usage *usage = table_usage(tables->set,
                worker->job.items[i].name);
        struct buf *buf;

        if (!tell_truth(worker, tables, &worker->job.items[i], &usage, err) ||
                !tell_words(worker, tables, &worker->job.items[i], &usage, err))
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

bool worker_query(struct worker *worker, struct error *err)
{
    CLEANUP(worker_tables_end) struct worker_tables tables = {0};

    if (!worker_tables_begin(worker, &tables, err))
        return false;
    if (select_rows(worker, &tables, err))
        return send_usage(worker, &tables, err);
    if (table_take_error(tables.set, err))
        return false;
    guard_explain(&tables.guard, err);
    if (tables.guard.expired) /* said on a terminal only, never in a report */
        return error_set(err, ERROR_LIMIT,
                TR("the time allowed is used up; --timeout allows more",
                        "許された時間を使い切りました。--timeout で延ばせます"));
    return false;
}
