#include "evidence/table/function.h"

#include "engine/base/regex.h"
#include "engine/base/text.h"
#include "evidence/convert/convert.h"
#include "evidence/format/record.h"
#include "evidence/limits.h"
#include "evidence/table/function_calendar.h"
#include "evidence/table/function_cell.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define PATTERNS_MAX 256
#define SHOWN_MAX 100 /* bytes of a value in a message */

static struct function_context *context_of(sqlite3_context *call)
{
    return sqlite3_user_data(call);
}

static struct slice text_of(sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);

    return (struct slice){text ? text : "", (size_t)sqlite3_value_bytes(value)};
}

/* NULL and what did not convert pass through; true where the call is answered by that. */
static bool pass_through(sqlite3_context *call, int count, sqlite3_value **values)
{
    for (int i = 0; i < count; i++) {
        int type = sqlite3_value_type(values[i]);

        if (type == SQLITE_NULL || type == SQLITE_BLOB) {
            sqlite3_result_value(call, values[i]);
            return true;
        }
    }
    return false;
}

/* format has one %.*s; a long text is cut. */
static void refuse(sqlite3_context *call, const char *format, struct slice text)
{
    size_t most = text.size < SHOWN_MAX ? text.size : SHOWN_MAX;
    char *message = sqlite3_mprintf(format, (int)text_find_invalid(text.text, most),
            text.text);

    sqlite3_result_error(call, message ? message : "out of memory", -1);
    sqlite3_free(message);
}

/* The instant of a value, and the client's day of it; a sentence on the call where it is
 * neither. */
static bool read_time(sqlite3_context *call, sqlite3_value *value, int64_t *ret_ms,
        int64_t *ret_day)
{
    const struct zone *zone = context_of(call)->zone;
    struct slice text = text_of(value);

    if (!convert_to_ms(text.text, text.size, zone, ret_ms)) {
        refuse(call,
                "'%.*s' is neither a date (2025-04-01) nor a timestamp (2025-04-01T09:00:00Z)",
                text);
        return false;
    }
    *ret_day = zone_day_of(zone, *ret_ms);
    return true;
}

static void in_period(sqlite3_context *call, int count, sqlite3_value **values)
{
    struct function_context *context = context_of(call);
    int64_t ms, day;

    if (!context->period_start && !context->period_end) {
        sqlite3_result_error(call,
                TR("in_period() needs an audit period: there is none without an engagement",
                        "in_period() には監査対象期間が要る。調書フォルダの外では使えない"),
                -1);
        return;
    }
    if (!pass_through(call, count, values) && read_time(call, values[0], &ms, &day))
        sqlite3_result_int(call,
                day >= context->period_start && day <= context->period_end);
}

static void day_of(sqlite3_context *call, int count, sqlite3_value **values)
{
    char text[DATE_TEXT_SIZE];
    int64_t ms, day;

    if (pass_through(call, count, values) || !read_time(call, values[0], &ms, &day))
        return;
    date_format(day, text);
    sqlite3_result_text(call, text, -1, SQLITE_TRANSIENT);
}

static void give_instant(sqlite3_context *call, int64_t ms)
{
    char text[DATE_INSTANT_SIZE];

    date_format_instant(ms, text);
    sqlite3_result_text(call, text, -1, SQLITE_TRANSIENT);
}

static void start_of_day(sqlite3_context *call, int count, sqlite3_value **values)
{
    int64_t ms, day;

    if (!pass_through(call, count, values) && read_time(call, values[0], &ms, &day))
        give_instant(call, zone_day_start(context_of(call)->zone, day));
}

static void end_of_day(sqlite3_context *call, int count, sqlite3_value **values)
{
    int64_t ms, day;

    if (!pass_through(call, count, values) && read_time(call, values[0], &ms, &day))
        give_instant(call, zone_day_start(context_of(call)->zone, day + 1) - 1);
}

static void days_between(sqlite3_context *call, int count, sqlite3_value **values)
{
    int64_t ms, from, to;

    if (!pass_through(call, count, values) && read_time(call, values[0], &ms, &from) &&
            read_time(call, values[1], &ms, &to))
        sqlite3_result_int64(call, to - from);
}

static void seconds_between(sqlite3_context *call, int count, sqlite3_value **values)
{
    int64_t from, to, day;

    if (pass_through(call, count, values) || !read_time(call, values[0], &from, &day) ||
            !read_time(call, values[1], &to, &day))
        return;
    if ((to - from) % 1000 == 0)
        sqlite3_result_int64(call, (to - from) / 1000);
    else
        sqlite3_result_double(call, (double)(to - from) / 1000.0);
}

static bool give_converted(sqlite3_context *call, enum program_type type,
        struct slice text, const struct zone *zone)
{
    const struct convert_context how = {.zone = zone};
    struct convert_value converted;

    if (!convert_text(type, text.text, text.size, &how, &converted))
        return false;
    sqlite3_result_text(call, converted.text, (int)converted.text_size, SQLITE_TRANSIENT);
    return true;
}

/* A query is told how to go on; a procedure has a type in its item's column for that. */
static void refuse_conversion(sqlite3_context *call, enum program_type type,
        struct slice text)
{
    bool is_query = context_of(call)->is_query;

    if (type == PROGRAM_DATE)
        refuse(call,
                is_query
                        ? TR("'%.*s' does not read as a date: date_or_null(x) gives NULL for what does not, and WHERE date_or_null(x) IS NULL lists it (chosho query .functions)",
                                  "'%.*s' は日付として読めません。date_or_null(x) なら読めない値を NULL とし、WHERE date_or_null(x) IS NULL でその値を一覧できます（chosho query .functions）")
                        : TR("'%.*s' does not read as a date",
                                  "'%.*s' は日付として読めない"),
                text);
    else
        refuse(call,
                is_query
                        ? TR("'%.*s' does not read as a timestamp: timestamp_or_null(x) gives NULL for what does not, and WHERE timestamp_or_null(x) IS NULL lists it (chosho query .functions)",
                                  "'%.*s' は日時として読めません。timestamp_or_null(x) なら読めない値を NULL とし、WHERE timestamp_or_null(x) IS NULL でその値を一覧できます（chosho query .functions）")
                        : TR("'%.*s' does not read as a timestamp",
                                  "'%.*s' は日時として読めない"),
                text);
}

static void as_date(sqlite3_context *call, int count, sqlite3_value **values)
{
    if (!pass_through(call, count, values) &&
            !give_converted(call, PROGRAM_DATE, text_of(values[0]),
                    context_of(call)->zone))
        refuse_conversion(call, PROGRAM_DATE, text_of(values[0]));
}

/* SQLite's result is NULL where none is given. */
static void date_or_null(sqlite3_context *call, int count, sqlite3_value **values)
{
    if (!pass_through(call, count, values))
        (void)give_converted(call, PROGRAM_DATE, text_of(values[0]),
                context_of(call)->zone);
}

/* "UTC", or "+09:00" up to 14 hours: what zone_load() knows without opening a file, which
 * a worker may not. */
static bool is_plain_zone(const char *name)
{
    int hours, minutes;

    if (strcmp(name, "UTC") == 0)
        return true;
    if ((name[0] != '+' && name[0] != '-') || strlen(name) != 6 || name[3] != ':' ||
            strspn(name + 1, "0123456789") != 2 || strspn(name + 4, "0123456789") != 2)
        return false;
    hours = (name[1] - '0') * 10 + name[2] - '0';
    minutes = (name[4] - '0') * 10 + name[5] - '0';
    return hours * 60 + minutes <= 14 * 60 && minutes < 60;
}

static void read_timestamp(sqlite3_context *call, int count, sqlite3_value **values,
        bool is_strict)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;
    struct error err = {0};

    if (pass_through(call, count, values))
        return;
    if (count == 2 && !is_plain_zone(text_of(values[1]).text))
        refuse(call,
                TR("'%.*s' is no zone here: write 'UTC' or '+09:00'",
                        "'%.*s' という時間帯は使えない。'UTC' か '+09:00' の形で書く"),
                text_of(values[1]));
    else if (count == 2 && !zone_load(text_of(values[1]).text, &zone, &err))
        sqlite3_result_error(call, err.message, -1);
    else if (!give_converted(call, PROGRAM_TIMESTAMP, text_of(values[0]),
                     zone ? zone : context_of(call)->zone) &&
            is_strict)
        refuse_conversion(call, PROGRAM_TIMESTAMP, text_of(values[0]));
}

static void as_timestamp(sqlite3_context *call, int count, sqlite3_value **values)
{
    read_timestamp(call, count, values, true);
}

static void timestamp_or_null(sqlite3_context *call, int count, sqlite3_value **values)
{
    read_timestamp(call, count, values, false);
}

/* Compiled patterns of this process; a worker's are all in before it locks itself in, and
 * those a query makes up on the way are compiled without JIT. */
static struct {
    char *text;
    struct regex *regex;
} patterns[PATTERNS_MAX];
static size_t pattern_count;

static bool find_pattern(const char *text, struct regex **ret_regex, struct error *err)
{
    for (size_t i = 0; i < pattern_count; i++) {
        if (strcmp(patterns[i].text, text) == 0) {
            *ret_regex = patterns[i].regex;
            return true;
        }
    }
    if (pattern_count == PATTERNS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %d patterns in one job",
                        "一つの処理のパターンが %d 個を超える"),
                PATTERNS_MAX);
    patterns[pattern_count].text = strdup(text);
    if (!patterns[pattern_count].text)
        return error_memory(err);
    if (!regex_compile(text, &patterns[pattern_count].regex, err)) {
        free(patterns[pattern_count].text);
        return false;
    }
    *ret_regex = patterns[pattern_count++].regex;
    return true;
}

bool function_prepare_pattern(const char *pattern, struct error *err)
{
    struct regex *regex;

    return find_pattern(pattern, &regex, err);
}

static bool match(sqlite3_context *call, sqlite3_value *pattern, sqlite3_value *subject,
        struct slice *groups, unsigned group_count, struct regex **ret_regex,
        bool *ret_matched)
{
    struct slice text = text_of(subject);
    struct error err = {0};

    if (find_pattern(text_of(pattern).text, ret_regex, &err) &&
            regex_match(*ret_regex, text.text, text.size, groups, group_count,
                    ret_matched, &err))
        return true;
    sqlite3_result_error(call, err.message, -1);
    if (err.code == ERROR_LIMIT)
        sqlite3_result_error_code(call, SQLITE_TOOBIG); /* a limit, not a wrong script */
    return false;
}

static void regexp(sqlite3_context *call, int count, sqlite3_value **values)
{
    struct regex *regex;
    bool matched;

    if (!pass_through(call, count, values) &&
            match(call, values[0], values[1], NULL, 0, &regex, &matched))
        sqlite3_result_int(call, matched);
}

/* The number of a group by its number or name; false where the pattern has none. */
static bool find_group(const struct regex *regex, sqlite3_value *value,
        unsigned *ret_group)
{
    sqlite3_int64 number;

    if (sqlite3_value_type(value) != SQLITE_INTEGER) {
        *ret_group = regex_find_group(regex, text_of(value).text);
        return *ret_group > 0;
    }
    number = sqlite3_value_int64(value);
    *ret_group = (unsigned)number;
    return number >= 0 && number < regex_group_count(regex);
}

static void match_group(sqlite3_context *call, int count, sqlite3_value **values)
{
    struct slice groups[REGEX_GROUPS_MAX];
    struct regex *regex;
    unsigned group;
    bool matched;

    if (pass_through(call, count, values) ||
            !match(call, values[1], values[0], groups, REGEX_GROUPS_MAX, &regex,
                    &matched))
        return;
    if (!find_group(regex, values[2], &group))
        refuse(call,
                TR("the pattern has no group '%.*s'", "パターンにグループ '%.*s' はない"),
                text_of(values[2]));
    else if (matched && groups[group].text)
        sqlite3_result_text(call, groups[group].text, (int)groups[group].size,
                SQLITE_TRANSIENT);
}

static void field(sqlite3_context *call, int count, sqlite3_value **values)
{
    CLEANUP(buf_clear) struct buf value = BUF_INIT(LIMIT_JSON_RECORD);
    struct error err = {0};
    struct slice json;
    bool found;

    if (pass_through(call, count, values))
        return;
    json = text_of(values[0]);
    if (!record_json_value(json.text, json.size, text_of(values[1]).text, &value, &found,
                &err))
        sqlite3_result_error(call, err.message, -1);
    else if (found)
        sqlite3_result_text(call, buf_text(&value), (int)value.size, SQLITE_TRANSIENT);
}

static void give_text(sqlite3_context *call, sqlite3_value *value,
        bool (*change)(struct buf *, const char *, size_t, struct error *))
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(LIMIT_JSON_RECORD);
    struct error err = {0};
    struct slice from = text_of(value);

    if (change(&text, from.text, from.size, &err))
        sqlite3_result_text(call, buf_text(&text), (int)text.size, SQLITE_TRANSIENT);
    else
        sqlite3_result_error(call, err.message, -1);
}

static void fold(sqlite3_context *call, int count, sqlite3_value **values)
{
    if (!pass_through(call, count, values))
        give_text(call, values[0], text_append_folded);
}

static void lower_text(sqlite3_context *call, int count, sqlite3_value **values)
{
    if (!pass_through(call, count, values))
        give_text(call, values[0], text_append_lower);
}

bool function_register(struct db *db, struct function_context *context, struct error *err)
{
    static const struct {
        const char *name;
        int count;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
        bool is_for_queries;
    } table[] = {
            {"in_period", 1, in_period, false},
            {"day_of", 1, day_of, false},
            {"start_of_day", 1, start_of_day, false},
            {"end_of_day", 1, end_of_day, false},
            {"days_between", 2, days_between, false},
            {"seconds_between", 2, seconds_between, false},
            {"regexp", 2, regexp, false},
            {"match_group", 3, match_group, false},
            {"field", 2, field, false},
            {"fold", 1, fold, false},
            {"lower_text", 1, lower_text, false},
            {"as_date", 1, as_date, false},
            {"as_timestamp", 1, as_timestamp, false},
            {"as_timestamp", 2, as_timestamp, false},
            {"date_or_null", 1, date_or_null, true},
            {"timestamp_or_null", 1, timestamp_or_null, true},
            {"timestamp_or_null", 2, timestamp_or_null, true},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (table[i].is_for_queries && !context->is_query)
            continue;
        if (sqlite3_create_function_v2(db_handle(db), table[i].name, table[i].count,
                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, context,
                    table[i].function, NULL, NULL, NULL) != SQLITE_OK)
            return error_set(err, ERROR_DATABASE, "SQL function %s cannot be registered",
                    table[i].name);
    }
    return function_calendar_register(db, context, err) &&
            function_cell_register(db, context, err);
}
