#include "engine/base/cell.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_IN_QUARTER 3

bool cell_find_unit(const char *name, enum cell_unit *ret_unit)
{
    static const char *const names[] = {"day", "business-day", "week", "month",
            "quarter"};

    for (size_t i = 0; name && i < ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_unit = (enum cell_unit)i;
            return true;
        }
    }
    return false;
}

/* Monday is 0; 1970-01-01 was a Thursday. */
static int64_t weekday_of(int64_t day)
{
    return ((day + 3) % 7 + 7) % 7;
}

static int64_t month_start(int year, int month)
{
    int64_t day = 0;

    (void)date_from_civil(year, month, 1, &day);
    return day;
}

/* So many months later; a day that the month does not have is its last. */
static int64_t add_months(int64_t day, int64_t months)
{
    int year, month, of_month;
    int64_t count, added;

    date_to_civil(day, &year, &month, &of_month);
    count = (int64_t)year * 12 + month - 1 + months;
    while (!date_from_civil((int)(count / 12), (int)(count % 12) + 1, of_month, &added)) {
        if (of_month-- == 1)
            return INT64_MAX; /* behind the year 9999 */
    }
    return added;
}

/* ISO 8601: a week belongs to the year of its Thursday. */
static int64_t week_number(int64_t day)
{
    int64_t thursday = day - weekday_of(day) + 3;
    int year, month, of_month;

    date_to_civil(thursday, &year, &month, &of_month);
    return (int64_t)year * 1000 + (thursday - month_start(year, 1)) / 7 + 1;
}

static int64_t number_of(enum cell_unit unit, int64_t first)
{
    int year, month, of_month;

    date_to_civil(first, &year, &month, &of_month);
    switch (unit) {
    case CELL_WEEK:
        return week_number(first);
    case CELL_MONTH:
        return (int64_t)year * 100 + month;
    case CELL_QUARTER:
        return (int64_t)year * 10 + (month - 1) / MONTHS_IN_QUARTER + 1;
    case CELL_DAY:
    case CELL_BUSINESS_DAY:
        break;
    }
    return ((int64_t)year * 100 + month) * 100 + of_month;
}

/* Where the index-th cell begins, if the period did not. */
static int64_t start_of(enum cell_unit unit, int64_t period_first, int64_t index)
{
    int year, month, of_month;

    switch (unit) {
    case CELL_WEEK:
        return period_first - weekday_of(period_first) + 7 * index;
    case CELL_MONTH:
        date_to_civil(period_first, &year, &month, &of_month);
        return add_months(month_start(year, month), index);
    case CELL_QUARTER:
        return add_months(period_first, MONTHS_IN_QUARTER * index);
    case CELL_DAY:
    case CELL_BUSINESS_DAY:
        break;
    }
    return period_first + index;
}

bool cell_of_period(enum cell_unit unit, int64_t period_first, int64_t period_last,
        int64_t index, struct cell *ret_cell)
{
    int64_t first, next;

    if (index < 0 || period_last < period_first || index > period_last - period_first)
        return false;
    first = start_of(unit, period_first, index);
    if (first > period_last)
        return false;
    next = start_of(unit, period_first, index + 1);
    ret_cell->number = number_of(unit, first < period_first ? period_first : first);
    ret_cell->first = first < period_first ? period_first : first;
    ret_cell->last = next > period_last ? period_last : next - 1;
    return true;
}

bool cell_at(enum cell_unit unit, int64_t period_first, int64_t period_last, int64_t day,
        struct cell *ret_cell)
{
    int64_t low = 0, high = day - period_first;

    if (day < period_first || day > period_last)
        return false;
    while (low < high) { /* the last cell that begins no later */
        int64_t middle = low + (high - low + 1) / 2;

        if (start_of(unit, period_first, middle) <= day)
            low = middle;
        else
            high = middle - 1;
    }
    return cell_of_period(unit, period_first, period_last, low, ret_cell);
}

static bool format_day(int64_t number, char name[CELL_NAME_SIZE])
{
    int64_t day;

    snprintf(name, CELL_NAME_SIZE, "%04d-%02d-%02d", (int)(number / 10000),
            (int)(number / 100 % 100), (int)(number % 100));
    return date_parse(name, strlen(name), &day);
}

bool cell_format(int64_t record_id, char name[CELL_NAME_SIZE])
{
    int year, rest;

    if (record_id >= 10000000 && record_id <= 99991231)
        return format_day(record_id, name);
    if (record_id >= 1000000 && record_id <= 9999053) {
        year = (int)(record_id / 1000);
        rest = (int)(record_id % 1000);
        snprintf(name, CELL_NAME_SIZE, "%04d-W%02d", year, rest);
        return rest >= 1 && rest <= 53;
    }
    if (record_id >= 100000 && record_id <= 999912) {
        year = (int)(record_id / 100);
        rest = (int)(record_id % 100);
        snprintf(name, CELL_NAME_SIZE, "%04d-%02d", year, rest);
        return rest >= 1 && rest <= 12;
    }
    if (record_id < 10000 || record_id > 99994)
        return false;
    rest = (int)(record_id % 10);
    snprintf(name, CELL_NAME_SIZE, "%04d-Q%d", (int)(record_id / 10), rest);
    return rest >= 1 && rest <= 4;
}

bool cell_parse(const char *name, int64_t *ret_record_id)
{
    char again[CELL_NAME_SIZE];
    int64_t number = 0;

    if (strlen(name) >= CELL_NAME_SIZE)
        return false;
    for (const char *at = name; *at; at++) {
        if (*at >= '0' && *at <= '9')
            number = number * 10 + (*at - '0');
        else if (*at == 'W') /* 2025-W14 is 2025014: one place more than a month has */
            number *= 10;
    }
    if (!cell_format(number, again) || strcmp(again, name) != 0)
        return false;
    *ret_record_id = number;
    return true;
}
