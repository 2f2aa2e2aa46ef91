#include "engine/base/date.h"

#include <string.h>

#include "tests/unit/unit.h"

START_TEST(every_day_of_ten_thousand_years_goes_round)
{
    int year = 1, month = 1, day = 1, got_year, got_month, got_day;
    int64_t expected = -719162, number;

    while (year < 10000) {
        if (!date_from_civil(year, month, day, &number) || number != expected)
            ck_abort_msg("%d-%d-%d", year, month, day);
        date_to_civil(number, &got_year, &got_month, &got_day);
        if (got_year != year || got_month != month || got_day != day)
            ck_abort_msg("%d-%d-%d came back wrong", year, month, day);
        expected++;
        if (date_from_civil(year, month, day + 1, &number)) {
            day++;
        } else {
            day = 1;
            month = month % 12 + 1;
            year += month == 1;
        }
    }
    ck_assert_int_eq(expected, 2932897);
}
END_TEST

START_TEST(known_days_have_their_numbers)
{
    int64_t day = 1;

    ck_assert(date_from_civil(1970, 1, 1, &day));
    ck_assert_int_eq(day, 0);
    ck_assert(date_from_civil(2000, 2, 29, &day));
    ck_assert_int_eq(day, 11016);
    ck_assert(date_from_civil(2025, 4, 1, &day));
    ck_assert_int_eq(day, 20179);
}
END_TEST

START_TEST(days_that_do_not_exist_are_refused)
{
    static const int rows[][3] = {{2025, 2, 29}, {1900, 2, 29}, {2025, 4, 31},
            {2025, 13, 1}, {2025, 0, 1}, {2025, 1, 0}, {0, 1, 1}, {10000, 1, 1},
            {-1, 1, 1}, {2025, 1, 32}};
    int64_t day = 7;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ck_assert(!date_from_civil(rows[i][0], rows[i][1], rows[i][2], &day));
    ck_assert_int_eq(day, 7);
}
END_TEST

START_TEST(date_text_is_exact)
{
    static const char *const wrong[] = {"2025-4-1", "2025/04/01", "2025-04-01 ",
            " 2025-04-01", "20250401", "2025-04-0a", "+025-04-01", "2025-02-30", "",
            "2025-04-1", "0000-01-01"};
    char text[DATE_TEXT_SIZE];
    int64_t day;

    ck_assert(date_parse("2025-04-01tail", 10, &day));
    date_format(day, text);
    ck_assert_str_eq(text, "2025-04-01");
    ck_assert(date_parse("0001-01-01", 10, &day));
    date_format(day, text);
    ck_assert_str_eq(text, "0001-01-01");
    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        ck_assert_msg(!date_parse(wrong[i], strlen(wrong[i]), &day), "%s", wrong[i]);
}
END_TEST

START_TEST(what_lies_outside_is_held_at_the_edge)
{
    static const int64_t days[] = {INT64_MIN, -719163, 2932897, INT64_MAX};
    char text[DATE_INSTANT_SIZE];

    for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
        date_format(days[i], text);
        ck_assert_str_eq(text, days[i] < 0 ? "0001-01-01" : "9999-12-31");
    }
    date_format_instant(INT64_MIN, text);
    ck_assert_str_eq(text, "0001-01-01T00:00:00.000Z");
    date_format_instant(INT64_MAX, text);
    ck_assert_str_eq(text, "9999-12-31T23:59:59.999Z");
}
END_TEST

START_TEST(times_become_milliseconds)
{
    struct date_time time = {2025, 4, 1, 9, 8, 7, 6}, back;
    int64_t ms;

    ck_assert(date_time_to_ms(&time, &ms));
    ck_assert_int_eq(ms, INT64_C(1743498487006));
    date_time_from_ms(ms, &back);
    ck_assert_mem_eq(&time, &back, sizeof(time));
    date_time_from_ms(-1, &back);
    ck_assert_int_eq(back.year, 1969);
    ck_assert_int_eq(back.second, 59);
    ck_assert_int_eq(back.millisecond, 999);
}
END_TEST

START_TEST(leap_second_stays_in_its_day)
{
    struct date_time time = {2016, 12, 31, 23, 59, 60, 500};
    char text[DATE_INSTANT_SIZE];
    int64_t ms;

    ck_assert(date_time_to_ms(&time, &ms));
    date_format_instant(ms, text);
    ck_assert_str_eq(text, "2016-12-31T23:59:59.999Z");
    time.year = 9999;
    ck_assert(date_time_to_ms(&time, &ms));
}
END_TEST

START_TEST(times_that_do_not_exist_are_refused)
{
    static const struct date_time rows[] = {{2025, 1, 1, 24, 0, 0, 0},
            {2025, 1, 1, 0, 60, 0, 0}, {2025, 1, 1, 0, 0, 61, 0},
            {2025, 1, 1, 0, 0, 0, 1000}, {2025, 1, 1, -1, 0, 0, 0},
            {2025, 2, 29, 0, 0, 0, 0}};
    int64_t ms;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ck_assert(!date_time_to_ms(&rows[i], &ms));
}
END_TEST

START_TEST(instant_text_goes_round)
{
    static const char *const texts[][2] = {{"2025-04-01T09:00:00Z",
                                                   "2025-04-01T09:00:00.000Z"},
            {"2025-04-01T09:00:00.000Z", "2025-04-01T09:00:00.000Z"},
            {"2025-04-01T09:00:00.123Z", "2025-04-01T09:00:00.123Z"},
            {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
            {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"},
            {"2025-04-01T09:00:00.001999Z", "2025-04-01T09:00:00.001Z"},
            {"2025-04-01T09:00:00.1234567Z", "2025-04-01T09:00:00.123Z"}};
    char text[DATE_INSTANT_SIZE];
    int64_t ms;

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        ck_assert(date_parse_instant(texts[i][0], strlen(texts[i][0]), &ms));
        date_format_instant(ms, text);
        ck_assert_str_eq(text, texts[i][1]);
    }
}
END_TEST

START_TEST(instant_in_any_other_form_is_refused)
{
    static const char *const wrong[] = {"2025-04-01T09:00:00", "2025-04-01 09:00:00Z",
            "2025-04-01T09:00Z", "2025-04-01T09:00:00+09:00", "2025-04-01T09:00:00.Z",
            "2025-04-01T09:00:00.1Z", "2025-04-01T24:00:00Z", "2025-04-01T09:00:60Z",
            "2025-02-29T09:00:00Z", "2025-04-01T09:00:00.12xZ", "2025-04-01T09:00:00z",
            ""};
    int64_t ms;

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        ck_assert_msg(!date_parse_instant(wrong[i], strlen(wrong[i]), &ms), "%s",
                wrong[i]);
}
END_TEST

START_TEST(durations_are_read)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
            {"P30D", 30 * DATE_MS_PER_DAY},
            {"P2W", 14 * DATE_MS_PER_DAY},
            {"PT12H", 43200000},
            {"PT30M", 1800000},
            {"PT20S", 20000},
            {"P1DT12H", DATE_MS_PER_DAY + 43200000},
            {"PT1H2M3S", 3723000},
            {"PT1H3S", 3603000},
            {"P0D", 0},
            {"P3650D", 3650 * DATE_MS_PER_DAY},
    };
    int64_t ms;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        ck_assert_msg(date_parse_duration(rows[i].text, &ms), "%s", rows[i].text);
        ck_assert_int_eq(ms, rows[i].ms);
    }
}
END_TEST

START_TEST(durations_without_fixed_length_or_form_are_refused)
{
    static const char *const wrong[] = {"", "P", "PT", "P1", "P1M", "P1Y", "P1Y2D", "PD",
            "1D", "p1d", "P1DT", "P1D1D", "PT1M1H", "P1W1D", "P1WT1H", "P1D2W", "-P1D",
            "P-1D", "P1.5D", "P1D ", "PT1D", "P1H", "P99999999999999999999D",
            "P9223372036854775807D", "PT9999999999999999S"};
    int64_t ms = 5;

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        ck_assert_msg(!date_parse_duration(wrong[i], &ms), "%s", wrong[i]);
    ck_assert_int_eq(ms, 5);
}
END_TEST

static void check_era(const char *era, int year, int month, int day, const char *expected)
{
    char text[DATE_TEXT_SIZE] = "no day";
    int64_t number;

    if (date_from_era(era, year, month, day, &number))
        date_format(number, text);
    ck_assert_msg(strcmp(text, expected) == 0, "%s%d-%d-%d: %s", era, year, month, day,
            text);
}

START_TEST(eras_become_years)
{
    check_era("令和", 7, 4, 1, "2025-04-01");
    check_era("R", 1, 5, 1, "2019-05-01");
    check_era("㋿", 7, 12, 31, "2025-12-31");
    check_era("平成", 31, 4, 30, "2019-04-30");
    check_era("H", 1, 1, 8, "1989-01-08");
    check_era("㍻", 12, 2, 29, "2000-02-29");
    check_era("昭和", 64, 1, 7, "1989-01-07");
    check_era("S", 1, 12, 25, "1926-12-25");
    check_era("㍼", 45, 1, 1, "1970-01-01");
    check_era("大正", 15, 12, 25, "1926-12-25");
    check_era("T", 1, 7, 30, "1912-07-30");
    check_era("㍽", 2, 1, 1, "1913-01-01");
    check_era("明治", 45, 7, 30, "1912-07-30");
    check_era("M", 6, 1, 1, "1873-01-01");
    check_era("㍾", 30, 6, 1, "1897-06-01");
}
END_TEST

START_TEST(days_outside_their_era_are_refused)
{
    check_era("令和", 1, 4, 30, "no day");
    check_era("昭和", 65, 1, 1, "no day");
    check_era("昭和", 64, 1, 8, "no day");
    check_era("平成", 31, 5, 1, "no day");
    check_era("平成", 1, 1, 7, "no day");
    check_era("大正", 1, 7, 29, "no day");
    check_era("明治", 5, 12, 2, "no day");
    check_era("令和", 0, 5, 1, "no day");
    check_era("令和", -2000, 5, 1, "no day");
    check_era("令和", 7, 2, 29, "no day");
    check_era("令和", INT32_MAX, 1, 1, "no day");
    check_era("慶応", 1, 1, 1, "no day");
    check_era("r", 7, 4, 1, "no day");
    check_era("", 7, 4, 1, "no day");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            every_day_of_ten_thousand_years_goes_round,
            known_days_have_their_numbers,
            days_that_do_not_exist_are_refused,
            date_text_is_exact,
            what_lies_outside_is_held_at_the_edge,
            times_become_milliseconds,
            leap_second_stays_in_its_day,
            times_that_do_not_exist_are_refused,
            instant_text_goes_round,
            instant_in_any_other_form_is_refused,
            durations_are_read,
            durations_without_fixed_length_or_form_are_refused,
            eras_become_years,
            days_outside_their_era_are_refused,
    };

    return unit_run("date", tests, ARRAY_LENGTH(tests));
}
