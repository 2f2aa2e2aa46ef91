#include "evidence/table/function_calendar.h"

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "evidence/convert/convert.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const char *text_of(sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);

    return text ? text : "";
}

/* The first is kept: the sentence about a test tells of one. */
static void take_note(struct function_context *context, enum function_note_kind kind,
        const char *what, const char *value)
{
    struct function_note *note = &context->note;

    if (note->kind != FUNCTION_NOTE_NONE)
        return;
    note->kind = kind;
    snprintf(note->what, sizeof(note->what), "%.*s",
            (int)text_find_invalid(what, strnlen(what, FUNCTION_NOTE_SIZE - 1)), what);
    snprintf(note->value, sizeof(note->value), "%.*s",
            (int)text_find_invalid(value, strnlen(value, FUNCTION_NOTE_SIZE - 1)), value);
}

static void give_undecided(sqlite3_context *call, const char *text)
{
    sqlite3_result_blob(call, text, (int)strlen(text), SQLITE_TRANSIENT);
}

/* NULL and what did not convert pass through. */
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

static void refuse(sqlite3_context *call, const char *format, const char *word)
{
    char *message = sqlite3_mprintf(format, word);

    sqlite3_result_error(call, message ? message : "out of memory", -1);
    sqlite3_free(message);
}

static bool read_day(sqlite3_context *call, sqlite3_value *value, int64_t *ret_day)
{
    struct function_context *context = sqlite3_user_data(call);
    const char *text = text_of(value);
    int64_t ms;

    if (!convert_to_ms(text, (size_t)sqlite3_value_bytes(value), context->zone, &ms)) {
        refuse(call, "'%.100s' is neither a date (2025-04-01) nor a timestamp", text);
        return false;
    }
    *ret_day = zone_day_of(context->zone, ms);
    return true;
}

static const struct program_calendar *find_calendar(sqlite3_context *call,
        sqlite3_value *value)
{
    const struct function_context *context = sqlite3_user_data(call);
    const char *id = text_of(value);

    for (uint32_t i = 0; i < context->calendar_count; i++) {
        if (strcmp(context->calendars[i].id, id) == 0)
            return &context->calendars[i];
    }
    refuse(call,
            TR("the calendar '%.60s' is not at hand: the SQL must name it in quotes",
                    "カレンダー '%.60s' がない。SQLの中に引用符で囲んで直接書く必要がある"),
            id);
    return NULL;
}

/* False where the calendar does not have the day's year: then that is the result. */
static bool has_day(sqlite3_context *call, const struct program_calendar *calendar,
        int64_t day)
{
    char text[DATE_TEXT_SIZE], year[5];

    if (day >= calendar->first_day && day - calendar->first_day < calendar->day_count)
        return true;
    date_format(day, text);
    snprintf(year, sizeof(year), "%.4s", text);
    take_note(sqlite3_user_data(call), FUNCTION_NOTE_CALENDAR, calendar->id, year);
    give_undecided(call, text);
    return false;
}

static int64_t count_open(const struct program_calendar *calendar, int64_t after,
        int64_t last)
{
    const char *days = calendar->days - calendar->first_day;
    int64_t count = 0;

    for (int64_t day = after + 1; day <= last; day++)
        count += days[day] == PROGRAM_CALENDAR_OPEN;
    return count;
}

static void business_days_between(sqlite3_context *call, int count,
        sqlite3_value **values)
{
    const struct program_calendar *calendar;
    int64_t from, to, open;
    bool is_next = false;

    if (pass_through(call, count, values))
        return;
    if (count == 4 && strcmp(text_of(values[3]), "next") == 0)
        is_next = true;
    else if (count == 4 && strcmp(text_of(values[3]), "same") != 0) {
        refuse(call, "'%.60s': day zero is 'same' or 'next'", text_of(values[3]));
        return;
    }
    calendar = find_calendar(call, values[2]);
    if (!calendar || !read_day(call, values[0], &from) ||
            !read_day(call, values[1], &to) || !has_day(call, calendar, from) ||
            !has_day(call, calendar, to))
        return;
    if (to < from) {
        sqlite3_result_int64(call, -count_open(calendar, to, from));
        return;
    }
    open = count_open(calendar, from, to);
    sqlite3_result_int64(call, is_next && open > 0 ? open - 1 : open);
}

static void is_business_day(sqlite3_context *call, int count, sqlite3_value **values)
{
    const struct program_calendar *calendar;
    int64_t day;

    if (pass_through(call, count, values))
        return;
    calendar = find_calendar(call, values[1]);
    if (calendar && read_day(call, values[0], &day) && has_day(call, calendar, day))
        sqlite3_result_int64(call, count_open(calendar, day - 1, day));
}

static void no_value(sqlite3_context *call, int count, sqlite3_value **values)
{
    int kind = sqlite3_value_int(values[0]);

    (void)count;
    if (kind > FUNCTION_NOTE_NONE && kind <= FUNCTION_NOTE_END)
        take_note(sqlite3_user_data(call), (enum function_note_kind)kind,
                text_of(values[1]), text_of(values[2]));
    give_undecided(call, text_of(values[2]));
}

bool function_calendar_register(struct db *db, struct function_context *context,
        struct error *err)
{
    static const struct {
        const char *name;
        int count;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } table[] = {
            {"business_days_between", 3, business_days_between},
            {"business_days_between", 4, business_days_between},
            {"is_business_day", 2, is_business_day},
            {"no_value", 3, no_value},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (sqlite3_create_function_v2(db_handle(db), table[i].name, table[i].count,
                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, context,
                    table[i].function, NULL, NULL, NULL) != SQLITE_OK)
            return error_set(err, ERROR_DATABASE, "SQL function %s cannot be registered",
                    table[i].name);
    }
    return true;
}
