#include "engine/run/worker_tell.h"

#include "engine/base/pointer.h"
#include "engine/base/text.h"
#include "evidence/zip/member_name.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CONDITION_LIMIT ((size_t)1 << 16)

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

/* The event's sentence, cut where it is too long for one. */
PRINTF_LIKE(2, 3) static void say(struct scan_event *event, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(event->text, sizeof(event->text), format, values);
    va_end(values);
    event->text[text_find_invalid(event->text, strlen(event->text))] = '\0';
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

    if (!truth.value[0])
        return true;
    if (!add_event(worker, item, "truth-compared", usage, &event, err))
        return false;
    column = item->columns[truth.column].name;
    choose_word(&truth, word, sizeof(word));
    say(event,
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

static void say_words(const struct item *item, const struct table_words *words,
        struct scan_event *event)
{
    const char *column = item->columns[words->column].name;
    int truth = find_truth(words->text);

    if (item->columns[words->column].type == PROGRAM_NUMBER)
        say(event,
                TR("column '%s' of \"%s\" has numbers, none of which equals the text '%s': compare it with a number; a record without a value has NULL (\"%s\" IS NULL)",
                        "\"%2$s\" の列「%1$s」の値は数値で、文字列 '%3$s' とは一致しません。数値と比較してください。値のないレコードでは NULL です（\"%4$s\" IS NULL）"),
                column, item->name, words->text, column);
    else if (truth < 0)
        say(event,
                TR("column '%s' of \"%s\" is 1 for true and 0 for false, neither of which equals the text '%s': write \"%s\" = 1 or \"%s\" = 0; a record without a value has NULL",
                        "\"%2$s\" の列「%1$s」の値は真が 1、偽が 0 で、文字列 '%3$s' とは一致しません。\"%4$s\" = 1 または \"%5$s\" = 0 のように書いてください。値のないレコードでは NULL です"),
                column, item->name, words->text, column, column);
    else
        say(event,
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

    if (!words.is_there)
        return true;
    if (!add_event(worker, item, "words-compared", usage, &event, err))
        return false;
    say_words(item, &words, event);
    return true;
}

/* ---- values that are written otherwise ---- */

static void say_empty(const struct item *item, const struct table_watch *watch,
        struct scan_event *event)
{
    const char *column = item->columns[watch->column].name;
    const char *negation = watch->is_negated ? " NOT" : "";

    if (watch->what == TABLE_WATCH_EMPTY)
        say(event,
                TR("column '%s' of \"%s\" is compared with '', which no value is: what is empty or not there is NULL in this file; write \"%s\" IS%s NULL",
                        "\"%2$s\" の列「%1$s」を '' と比較していますが、'' の値はありません。このファイルでは、空欄や項目のないものは NULL です。\"%3$s\" IS%4$s NULL と書いてください"),
                column, item->name, column, negation);
    else
        say(event,
                TR("column '%s' of \"%s\" is asked for NULL, which no value is: what is empty is '' in this file; write \"%s\" %s ''",
                        "\"%2$s\" の列「%1$s」が NULL かどうかを調べていますが、NULL の値はありません。このファイルでは、空欄は '' です。\"%3$s\" %4$s '' と書いてください"),
                column, item->name, column, watch->is_negated ? "<>" : "=");
}

/* Whether the text goes on so, whatever its blanks. */
static bool goes_on(const char *text, const char *words)
{
    while (*words && *text) {
        if (*text == ' ' || *text == '\n' || *text == '\t')
            text++;
        else if ((*text++ | 32) != (*words++ | 32))
            return false;
    }
    return !*words;
}

/* Whether the statement takes the others as well: x = '' OR x IS NULL. What is behind an
 * OR is not shown to a table. */
static bool takes_either(const char *sql, const struct item *item,
        const struct table_watch *watch)
{
    const char *column = item->columns[watch->column].name;
    const char *words = watch->what == TABLE_WATCH_EMPTY
            ? (watch->is_negated ? "ISNOTNULL" : "ISNULL")
            : (watch->is_negated ? "<>''" : "=''");

    for (const char *at = sql; (at = strcasestr(at, column)); at++) {
        const char *behind = at + strlen(column);

        if (goes_on(behind + (*behind && strchr("\"]`", *behind)), words))
            return true;
    }
    return false;
}

/* What makes days, or instants, of the column, so that they compare as such. */
static void choose_conversion(enum program_type type, const struct table_watch *watch,
        const char **ret_before, const char **ret_after)
{
    bool is_typed = type != PROGRAM_TEXT;

    *ret_before = "";
    *ret_after = "";
    if (!watch->is_stamp && watch->is_met_stamp) {
        *ret_before = is_typed ? "day_of(" : "day_of(as_timestamp(";
        *ret_after = is_typed ? ")" : "))";
    } else if (!is_typed) {
        *ret_before = watch->is_stamp ? "as_timestamp(" : "as_date(";
        *ret_after = ")";
    }
}

static void say_date(const struct item *item, const struct table_watch *watch,
        struct scan_event *event)
{
    const struct program_column *column = &item->columns[watch->column];
    const char *before, *after;

    choose_conversion(column->type, watch, &before, &after);
    say(event,
            TR("column '%s' of \"%s\" is compared with '%s' as text, letter by letter, which is not the order of its dates, such as '%s': write %s\"%s\"%s %s '%s'",
                    "\"%2$s\" の列「%1$s」を '%3$s' と文字の順で比較しており、'%4$s' などの日付の順とは一致しません。%5$s\"%6$s\"%7$s %8$s '%9$s' と書いてください"),
            column->name, item->name, watch->text, watch->met, before, column->name,
            after, watch->sign, watch->date);
}

static bool tell_watches(struct worker *worker, const struct worker_tables *tables,
        const struct item *item, const struct scan_usage **usage, struct error *err)
{
    struct scan_event *event;
    size_t count;
    const struct table_watch *watches = table_watches(tables->set, item->name, &count);

    for (size_t i = 0; i < count; i++) {
        if (watches[i].what != TABLE_WATCH_DATE &&
                takes_either(worker->job.text, item, &watches[i]))
            continue;
        if (!add_event(worker, item, "otherwise-written", usage, &event, err))
            return false;
        if (watches[i].what == TABLE_WATCH_DATE)
            say_date(item, &watches[i], event);
        else
            say_empty(item, &watches[i], event);
    }
    return true;
}

/* ---- what is counted ---- */

static bool is_of_one_member(const struct item *item)
{
    return item->source_count == 1 && item->sources[0].member_count == 1;
}

/* The condition that leaves the record out, as SQL takes it. */
static bool write_condition(const struct worker *worker, const struct item *item,
        const struct scan_doubt *doubt, struct buf *buf, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(CONDITION_LIMIT);
    const struct archive *archive = &worker->archives[doubt->archive];
    const char *way = NULL;

    if (is_of_one_member(item))
        return buf_printf(buf, err, "_record <> %llu", (unsigned long long)doubt->sum);
    for (uint32_t s = 0; s < item->source_count; s++) {
        if (item_source_has(&item->sources[s], doubt->archive, doubt->member))
            way = item->sources[s].way;
    }
    if (!pointer_write_way(&pointer, archive->label,
                archive_member(archive, doubt->member)->name, way, doubt->sum, err) ||
            !buf_append_text(buf, "_pointer <> '", err))
        return false;
    for (const char *at = buf_text(&pointer); *at; at++) {
        if (!buf_append(buf, *at == '\'' ? "''" : at, *at == '\'' ? 2 : 1, err))
            return false;
    }
    return buf_append_text(buf, "'", err);
}

/* Says nothing where the statement has the condition. */
static bool tell_sum(struct worker *worker, const struct item *item,
        const struct scan_doubt *doubt, const struct scan_usage **usage,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf condition = BUF_INIT(CONDITION_LIMIT);
    const char *name =
            archive_member(&worker->archives[doubt->archive], doubt->member)->name;
    struct scan_event *event;

    if (!doubt->sum)
        return true;
    if (!write_condition(worker, item, doubt, &condition, err))
        return false;
    if (strstr(worker->job.text, buf_text(&condition)))
        return true;
    if (!add_event(worker, item, "total-row", usage, &event, err))
        return false;
    event->archive = doubt->archive;
    event->member = doubt->member;
    say(event,
            TR("record %llu of '%s', its last, reads as a row of totals ('%s'): it is a record like the others here; leave it out with WHERE %s",
                    "「%2$s」の最後のレコード %1$llu は合計行のようです（「%3$s」）。ここでは他と同じ1件のレコードです。除くには WHERE %4$s と書いてください"),
            (unsigned long long)doubt->sum, member_name_show(name).text, doubt->word,
            buf_text(&condition));
    return true;
}

/* Where a record was left out for it, that is told by itself. */
static bool tell_uncomputed(struct worker *worker, const struct item *item,
        const struct scan_doubt *doubt, const struct scan_usage **usage,
        struct error *err)
{
    const char *name =
            archive_member(&worker->archives[doubt->archive], doubt->member)->name;
    struct scan_event *event;

    if (!doubt->uncomputed || (*usage)->unreadable)
        return true;
    if (!add_event(worker, item, "uncomputed-unread", usage, &event, err))
        return false;
    event->archive = doubt->archive;
    event->member = doubt->member;
    say(event,
            TR("'%s' has formulas without a stored value: %llu; a record with one can be read here, and is left out as unreadable by a query that reads its column: counts differ by the columns named; have the workbook saved again by Excel",
                    "「%s」に計算結果の保存されていない数式が %llu 個あります。そのレコードはここでは読めるものとしていますが、数式の列を使う問い合わせでは読み取れないものとして除くため、件数は使う列によって変わります。Excelで保存し直したものを依頼してください"),
            member_name_show(name).text, (unsigned long long)doubt->uncomputed);
    return true;
}

static bool tell_doubts(struct worker *worker, const struct item *item,
        const struct scan_usage **usage, struct error *err)
{
    const uint64_t count = (*usage)->doubt_count;
    struct scan_event *event;

    for (uint64_t i = 0; i < count && i < SCAN_DOUBTS_MAX; i++) {
        const struct scan_doubt doubt = (*usage)->doubts[i];

        if (!tell_sum(worker, item, &doubt, usage, err) ||
                !tell_uncomputed(worker, item, &doubt, usage, err))
            return false;
    }
    if (count <= SCAN_DOUBTS_MAX)
        return true;
    if (!add_event(worker, item, "total-row", usage, &event, err))
        return false;
    say(event,
            TR("more members of \"%s\" end in a row of totals or have formulas without a stored value: %llu",
                    "\"%s\" には、合計行で終わるか、計算結果の保存されていない数式のあるファイルがほかに %llu 件あります"),
            item->name, (unsigned long long)(count - SCAN_DOUBTS_MAX));
    return true;
}

bool worker_tell(struct worker *worker, const struct worker_tables *tables,
        const struct item *item, const struct scan_usage **usage, struct error *err)
{
    return !item->source_count ||
            (tell_truth(worker, tables, item, usage, err) &&
                    tell_words(worker, tables, item, usage, err) &&
                    tell_watches(worker, tables, item, usage, err) &&
                    tell_doubts(worker, item, usage, err));
}
