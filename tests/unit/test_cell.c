/* Names, bounds and numbers of a period's cells; expected values from Python's datetime
 * (isocalendar) and a calendar on paper. */
#include "engine/base/cell.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t day_of(const char *text)
{
    int64_t day;

    ck_assert(date_parse(text, strlen(text), &day));
    return day;
}

static void expect(const char *unit, const char *first, const char *last, int64_t index,
        const char *said)
{
    char text[64], name[CELL_NAME_SIZE], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    enum cell_unit found;
    struct cell cell;

    ck_assert(cell_find_unit(unit, &found));
    if (!said) {
        ck_assert(!cell_of_period(found, day_of(first), day_of(last), index, &cell));
        return;
    }
    ck_assert(cell_of_period(found, day_of(first), day_of(last), index, &cell));
    ck_assert(cell_format(cell.number, name));
    date_format(cell.first, from);
    date_format(cell.last, to);
    snprintf(text, sizeof(text), "%s %s %s", name, from, to);
    ck_assert_str_eq(text, said);
}

START_TEST(test_fiscal_year)
{
    const char *a = "2025-04-01", *b = "2026-03-31";

    expect("day", a, b, 0, "2025-04-01 2025-04-01 2025-04-01");
    expect("business-day", a, b, 364, "2026-03-31 2026-03-31 2026-03-31");
    expect("day", a, b, 365, NULL);
    expect("day", a, b, -1, NULL);
    expect("week", a, b, 0, "2025-W14 2025-04-01 2025-04-06");
    expect("week", a, b, 39, "2026-W01 2025-12-29 2026-01-04");
    expect("week", a, b, 52, "2026-W14 2026-03-30 2026-03-31");
    expect("week", a, b, 53, NULL);
    expect("month", a, b, 0, "2025-04 2025-04-01 2025-04-30");
    expect("month", a, b, 10, "2026-02 2026-02-01 2026-02-28");
    expect("month", a, b, 12, NULL);
    expect("quarter", a, b, 0, "2025-Q2 2025-04-01 2025-06-30");
    expect("quarter", a, b, 3, "2026-Q1 2026-01-01 2026-03-31");
    expect("quarter", a, b, 4, NULL);
}
END_TEST

/* Months are the calendar's, cut by the period; quarters count from its first day. */
START_TEST(test_uneven_periods)
{
    expect("month", "2025-05-15", "2025-07-01", 0, "2025-05 2025-05-15 2025-05-31");
    expect("month", "2025-05-15", "2025-07-01", 2, "2025-07 2025-07-01 2025-07-01");
    expect("month", "2025-05-15", "2025-07-01", 3, NULL);
    expect("quarter", "2025-11-30", "2026-06-30", 0, "2025-Q4 2025-11-30 2026-02-27");
    expect("quarter", "2025-11-30", "2026-06-30", 1, "2026-Q1 2026-02-28 2026-05-29");
    expect("quarter", "2025-11-30", "2026-06-30", 2, "2026-Q2 2026-05-30 2026-06-30");
    expect("week", "2024-12-30", "2024-12-31", 0, "2025-W01 2024-12-30 2024-12-31");
    expect("week", "2027-01-01", "2027-01-03", 0, "2026-W53 2027-01-01 2027-01-03");
    expect("day", "2025-04-02", "2025-04-01", 0, NULL);
}
END_TEST

/* Every day of two years lies in the cell that holds it, and cells leave no day out. */
START_TEST(test_days_lie_in_cells)
{
    static const char *const units[] = {"day", "week", "month", "quarter"};
    int64_t a = day_of("2023-10-31"), b = day_of("2025-10-30");

    for (size_t u = 0; u < ARRAY_LENGTH(units); u++) {
        enum cell_unit unit;
        struct cell cell, again;
        int64_t next = a;

        ck_assert(cell_find_unit(units[u], &unit));
        for (int64_t i = 0; cell_of_period(unit, a, b, i, &cell); i++) {
            ck_assert_int_eq(cell.first, next);
            next = cell.last + 1;
            for (int64_t day = cell.first; day <= cell.last; day++) {
                ck_assert(cell_at(unit, a, b, day, &again));
                ck_assert_int_eq(again.number, cell.number);
                ck_assert_int_eq(again.last, cell.last);
            }
        }
        ck_assert_int_eq(next, b + 1);
        ck_assert(!cell_at(unit, a, b, a - 1, &cell));
        ck_assert(!cell_at(unit, a, b, b + 1, &cell));
    }
}
END_TEST

START_TEST(test_names)
{
    static const char *const good[] = {"2025-04-01", "2025-W01", "2025-W53", "2025-12",
            "2025-Q4", "9999-Q1"};
    static const char *const bad[] = {"", "2025", "2025-Q5", "2025-Q0", "2025-13",
            "2025-W54", "2025-02-30", "2025Q1", "20250401", "2025-4", "x", "2025-04-01 ",
            "99999999999999999999", "2025-W1"};
    char name[CELL_NAME_SIZE];
    enum cell_unit unit;
    int64_t number;

    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        ck_assert(cell_parse(good[i], &number));
        ck_assert(cell_format(number, name));
        ck_assert_str_eq(name, good[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        ck_assert_msg(!cell_parse(bad[i], &number), "%s", bad[i]);
    ck_assert(!cell_format(0, name));
    ck_assert(!cell_format(-20250401, name));
    ck_assert(!cell_format(INT64_MAX, name));
    ck_assert(!cell_format((INT64_C(1) << 40) + 20250401, name));
    ck_assert(!cell_find_unit("year", &unit));
    ck_assert(!cell_find_unit(NULL, &unit));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cell");
    TCase *tcase = tcase_create("cell");
    SRunner *runner;
    int failed;

    tcase_add_test(tcase, test_fiscal_year);
    tcase_add_test(tcase, test_uneven_periods);
    tcase_add_test(tcase, test_days_lie_in_cells);
    tcase_add_test(tcase, test_names);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
