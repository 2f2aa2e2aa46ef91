#include "evidence/table/function_cell.h"

#include "engine/base/cell.h"
#include "engine/base/text.h"
#include "evidence/convert/convert.h"

#include <sqlite3.h>
#include <string.h>

/* Of ten thousand years; date.h takes a day beyond them as the last. */
#define ADDED_MAX INT64_C(3700000)

static bool read_unit(sqlite3_context *call, sqlite3_value *value,
        enum cell_unit *ret_unit)
{
    const struct function_context *context = sqlite3_user_data(call);

    if (!context->period_start && !context->period_end) {
        sqlite3_result_error(call,
                TR("the period's cells need an audit period: there is none without an engagement",
                        "期間の区切りには監査対象期間が要る。調書フォルダの外では使えない"),
                -1);
        return false;
    }
    if (cell_find_unit((const char *)sqlite3_value_text(value), ret_unit))
        return true;
    sqlite3_result_error(call,
            TR("the unit is one of " CELL_UNITS, "区切りは " CELL_UNITS " のいずれか"),
            -1);
    return false;
}

static void give_day(sqlite3_context *call, int64_t day)
{
    char text[DATE_TEXT_SIZE];

    date_format(day, text);
    sqlite3_result_text(call, text, -1, SQLITE_TRANSIENT);
}

static void period_cell(sqlite3_context *call, int count, sqlite3_value **values)
{
    const struct function_context *context = sqlite3_user_data(call);
    const char *part = (const char *)sqlite3_value_text(values[2]);
    char name[CELL_NAME_SIZE];
    enum cell_unit unit;
    struct cell cell;

    (void)count;
    if (!read_unit(call, values[0], &unit) || !part ||
            !cell_of_period(unit, context->period_start, context->period_end,
                    sqlite3_value_int64(values[1]), &cell))
        return;
    if (strcmp(part, "number") == 0)
        sqlite3_result_int64(call, cell.number);
    else if (strcmp(part, "name") == 0 && cell_format(cell.number, name))
        sqlite3_result_text(call, name, -1, SQLITE_TRANSIENT);
    else if (strcmp(part, "start") == 0)
        give_day(call, cell.first);
    else if (strcmp(part, "end") == 0)
        give_day(call, cell.last);
}

static void at(sqlite3_context *call, int count, sqlite3_value **values)
{
    const struct function_context *context = sqlite3_user_data(call);
    int type = sqlite3_value_type(values[1]);
    const char *text = (const char *)sqlite3_value_text(values[1]);
    size_t size = (size_t)sqlite3_value_bytes(values[1]);
    enum cell_unit unit;
    struct cell cell;
    int64_t ms;

    (void)count;
    if (!read_unit(call, values[0], &unit))
        return;
    if (type == SQLITE_NULL || type == SQLITE_BLOB) {
        sqlite3_result_value(call, values[1]);
        return;
    }
    if (!text || !convert_to_ms(text, size, context->zone, &ms)) {
        sqlite3_result_error(call,
                TR("cell_at() takes a date (2025-04-01) or a timestamp (2025-04-01T09:00:00Z)",
                        "cell_at() に渡せるのは日付（2025-04-01）か日時（2025-04-01T09:00:00Z）"),
                -1);
        return;
    }
    if (cell_at(unit, context->period_start, context->period_end,
                zone_day_of(context->zone, ms), &cell))
        sqlite3_result_int64(call, cell.number);
}

static void add_days(sqlite3_context *call, int count, sqlite3_value **values)
{
    const struct function_context *context = sqlite3_user_data(call);
    const char *text = (const char *)sqlite3_value_text(values[0]);
    int64_t added = sqlite3_value_int64(values[1]), ms;

    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_BLOB) {
        sqlite3_result_value(call, values[0]);
        return;
    }
    if (!text || sqlite3_value_type(values[1]) != SQLITE_INTEGER)
        return;
    if (!convert_to_ms(text, strlen(text), context->zone, &ms)) {
        sqlite3_result_error(call,
                TR("add_days() takes a date (2025-04-01) or a timestamp (2025-04-01T09:00:00Z)",
                        "add_days() に渡せるのは日付（2025-04-01）か日時（2025-04-01T09:00:00Z）"),
                -1);
        return;
    }
    if (added < -ADDED_MAX || added > ADDED_MAX)
        added = added < 0 ? -ADDED_MAX : ADDED_MAX;
    give_day(call, zone_day_of(context->zone, ms) + added);
}

bool function_cell_register(struct db *db, struct function_context *context,
        struct error *err)
{
    static const struct {
        const char *name;
        int count;
        void (*function)(sqlite3_context *, int, sqlite3_value **);
    } table[] = {{"period_cell", 3, period_cell}, {"cell_at", 2, at},
            {"add_days", 2, add_days}};

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        if (sqlite3_create_function_v2(db_handle(db), table[i].name, table[i].count,
                    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, context,
                    table[i].function, NULL, NULL, NULL) != SQLITE_OK)
            return error_set(err, ERROR_DATABASE, "SQL function %s cannot be registered",
                    table[i].name);
    }
    return true;
}
