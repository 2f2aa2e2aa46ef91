#include "evidence/convert/convert_date.h"

#include "tests/unit/convert_check.h"

START_TEST(dates_are_read_in_every_usual_form)
{
    static const struct convert_case cases[] = {
            {"2025-04-01", "2025-04-01"},
            {"2025/4/1", "2025-04-01"},
            {"2025/04/01", "2025-04-01"},
            {"2025.4.1", "2025-04-01"},
            {"2025-4-1", "2025-04-01"},
            {"20250401", "2025-04-01"},
            {"2025年4月1日", "2025-04-01"},
            {"2025年04月01日", "2025-04-01"},
            {"2025年 4月 1日", "2025-04-01"},
            {"令和7年4月1日", "2025-04-01"},
            {"令和 7年 4月 1日", "2025-04-01"},
            {"令和7/4/1", "2025-04-01"},
            {"R7.4.1", "2025-04-01"},
            {"R7/4/1", "2025-04-01"},
            {"R07.04.01", "2025-04-01"},
            {"R7-4-1", "2025-04-01"},
            {"R070401", "2025-04-01"},
            {"Ｒ７．４．１", "2025-04-01"},
            {"２０２５／４／１", "2025-04-01"},
            {"２０２５年４月１日", "2025-04-01"},
            {"㋿7年4月1日", "2025-04-01"},
            {" \t2025/4/1\u3000", "2025-04-01"},
            {"0001-01-01", "0001-01-01"},
            {"9999-12-31", "9999-12-31"},
            {"2024-02-29", "2024-02-29"},
            {"2000-02-29", "2000-02-29"},
    };

    convert_check(PROGRAM_DATE, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(days_that_are_none_are_refused)
{
    static const struct convert_case cases[] = {
            {"2025/13/1", NULL},
            {"2025/0/1", NULL},
            {"2025/4/31", NULL},
            {"2025/4/0", NULL},
            {"2025-02-29", NULL},
            {"1900-02-29", NULL},
            {"20250230", NULL},
            {"2025年13月1日", NULL},
            {"令和7年2月29日", NULL},
            {"0000-01-01", NULL},
            {"", NULL},
            {" ", NULL},
            {"-", NULL},
            {"N/A", NULL},
            {"45748", NULL}, /* an Excel serial */
            {"25/4/1", NULL},
            {"4/1/2025", NULL},
            {"01-04-2025", NULL},
            {"2025/4", NULL},
            {"2025/4-1", NULL},
            {"2025/4/1x", NULL},
            {"2025/4/1/", NULL},
            {"2025/004/1", NULL},
            {"2025/4/001", NULL},
            {"02025/4/1", NULL},
            {"202541", NULL},
            {"202504010", NULL},
            {"2025年4月1", NULL},
            {"7年4月1日", NULL},
            {"X7.4.1", NULL},
            {"R070431", NULL},
            {"R0704011", NULL},
            {"R7 4 1", NULL},
            {"r7.4.1", NULL},
            {"2025-04-01Z", NULL},
            {"2025-W14-2", NULL},
            {"2025-091", NULL},
    };

    convert_check(PROGRAM_DATE, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(eras_have_their_first_and_last_days)
{
    static const struct convert_case cases[] = {
            {"令和元年5月1日", "2019-05-01"},
            {"令和元年4月30日", NULL},
            {"令和1年5月1日", "2019-05-01"},
            {"R元.5.1", "2019-05-01"},
            {"R1.5.1", "2019-05-01"},
            {"R01.04.30", NULL},
            {"R010501", "2019-05-01"},
            {"平成31年4月30日", "2019-04-30"},
            {"平成31年5月1日", NULL},
            {"H31.4.30", "2019-04-30"},
            {"H310430", "2019-04-30"},
            {"㍻31年4月30日", "2019-04-30"},
            {"平成元年1月8日", "1989-01-08"},
            {"平成元年1月7日", NULL},
            {"昭和64年1月7日", "1989-01-07"},
            {"昭和64年1月8日", NULL},
            {"S64.1.7", "1989-01-07"},
            {"㍼64年1月7日", "1989-01-07"},
            {"昭和65年1月1日", NULL},
            {"昭和元年12月25日", "1926-12-25"},
            {"昭和元年12月24日", NULL},
            {"S1.12.31", "1926-12-31"},
            {"大正15年12月25日", "1926-12-25"},
            {"大正15年12月26日", NULL},
            {"T15.12.25", "1926-12-25"},
            {"㍽15年12月25日", "1926-12-25"},
            {"大正元年7月30日", "1912-07-30"},
            {"大正元年7月29日", NULL},
            {"明治45年7月30日", "1912-07-30"},
            {"M45.7.30", "1912-07-30"},
            {"㍾45年7月30日", "1912-07-30"},
            {"明治45年7月31日", NULL},
            {"明治6年1月1日", "1873-01-01"},
            {"明治5年12月31日", NULL},
            {"令和0年5月1日", NULL},
            {"令和100年5月1日", NULL},
            {"令和99年5月1日", "2117-05-01"},
    };

    convert_check(PROGRAM_DATE, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(a_time_behind_a_date_must_be_midnight)
{
    static const struct convert_case cases[] = {
            {"2025/4/1 0:00", "2025-04-01"},
            {"2025-04-01 00:00:00", "2025-04-01"},
            {"2025-04-01T00:00:00.000", "2025-04-01"},
            {"令和7年4月1日 0時00分", "2025-04-01"},
            {"2025/4/1 0:01", NULL},
            {"2025/4/1 23:59:59", NULL},
            {"2025-04-01T00:00:00Z", NULL}, /* midnight elsewhere is no day here */
            {"2025-04-01T00:00:00+09:00", NULL},
            {"2025-04-01 ", "2025-04-01"},
            {"2025-04-01T", NULL},
    };

    convert_check(PROGRAM_DATE, cases, ARRAY_LENGTH(cases));
}
END_TEST

/* Every day of four centuries, in four forms. */
START_TEST(every_day_goes_round)
{
    int64_t first = 0, last = 0;

    ck_assert(
            date_from_civil(1800, 1, 1, &first) && date_from_civil(2199, 12, 31, &last));
    for (int64_t day = first; day <= last; day++) {
        static const char *const forms[] = {"%d/%d/%d", "%04d%02d%02d", "%d年%d月%d日",
                "%d.%02d.%02d"};
        int year, month, day_of_month;
        char text[64], expected[DATE_TEXT_SIZE];

        date_to_civil(day, &year, &month, &day_of_month);
        date_format(day, expected);
        for (size_t i = 0; i < ARRAY_LENGTH(forms); i++) {
            struct convert_value value;
            struct convert_context context = {NULL, 0, NULL};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(text, sizeof(text), forms[i], year, month, day_of_month);
#pragma GCC diagnostic pop
            ck_assert(convert_text(PROGRAM_DATE, text, strlen(text), &context, &value));
            ck_assert_mem_eq(value.text, expected, DATE_TEXT_SIZE - 1);
        }
    }
}
END_TEST

START_TEST(timestamps_are_read_in_every_usual_form)
{
    static const struct convert_case cases[] = {
            {"2023-07-10T11:38:54Z", "2023-07-10T11:38:54.000Z"},
            {"2023-07-10t11:38:54z", "2023-07-10T11:38:54.000Z"},
            {"2023-07-10 11:38:54", "2023-07-10T11:38:54.000Z"},
            {"2019-07-10  16:38:08", "2019-07-10T16:38:08.000Z"},
            {"2023-07-10T11:38", "2023-07-10T11:38:00.000Z"},
            {"2023-07-10T11:38:54.1Z", "2023-07-10T11:38:54.100Z"},
            {"2023-07-10T11:38:54,123Z", "2023-07-10T11:38:54.123Z"},
            {"2022-03-22 14:21:53.2259999", "2022-03-22T14:21:53.225Z"},
            {"2023-07-10T11:38:54+09:00", "2023-07-10T02:38:54.000Z"},
            {"2023-07-10T11:38:54+0900", "2023-07-10T02:38:54.000Z"},
            {"2023-07-10T11:38:54+09", "2023-07-10T02:38:54.000Z"},
            {"2023-07-10T11:38:54-03:30", "2023-07-10T15:08:54.000Z"},
            {"2023-07-10T11:38:54-00:00", "2023-07-10T11:38:54.000Z"},
            {"2026-07-31 06:03:55 +0000", "2026-07-31T06:03:55.000Z"},
            {"2023-07-10 11:38:54 UTC", "2023-07-10T11:38:54.000Z"},
            {"2023-07-10 11:38 JST", "2023-07-10T02:38:00.000Z"},
            {"20230710T113854Z", "2023-07-10T11:38:54.000Z"},
            {"20230710T113854.5+0900", "2023-07-10T02:38:54.500Z"},
            {"2025/4/1 9:00", "2025-04-01T09:00:00.000Z"},
            {"2025/4/1 9:00:05", "2025-04-01T09:00:05.000Z"},
            {"２０２５／４／１　９：００", "2025-04-01T09:00:00.000Z"},
            {"2025年4月1日 9時30分", "2025-04-01T09:30:00.000Z"},
            {"2025年4月1日 9時", "2025-04-01T09:00:00.000Z"},
            {"令和7年4月1日 9時30分15秒", "2025-04-01T09:30:15.000Z"},
            {"令和7年4月1日 9:30", "2025-04-01T09:30:00.000Z"},
            {"R7.4.1 9:30", "2025-04-01T09:30:00.000Z"},
            {"10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36.000Z"},
            {"10/Oct/2000:13:55:36", "2000-10-10T13:55:36.000Z"},
            {"Sun Dec 04 04:47:44 2005", "2005-12-04T04:47:44.000Z"},
            {"Sun Dec  4 04:47:44.123456 2005", "2005-12-04T04:47:44.123Z"},
            {"Dec 4 04:47:44 2005", "2005-12-04T04:47:44.000Z"},
            {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z"},
            {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
            {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
    };

    convert_check(PROGRAM_TIMESTAMP, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(what_is_no_timestamp_is_refused)
{
    static const struct convert_case cases[] = {
            {"2023-07-10", NULL},
            {"20230710", NULL},
            {"1688989134", NULL},
            {"1688989134.5", NULL},
            {"1621305118553", NULL},
            {"2023-07-10T24:00:00Z", NULL},
            {"2023-07-10T11:60:00Z", NULL},
            {"2023-07-10T11:38:61Z", NULL},
            {"2023-02-29T11:38:54Z", NULL},
            {"2023-13-10T11:38:54Z", NULL},
            {"2023-07-10T11:38:54.Z", NULL},
            {"2023-07-10T11:38:54+9", NULL},
            {"2023-07-10T11:38:54+09:", NULL},
            {"2023-07-10T11:38:54+09:0", NULL},
            {"2023-07-10T11:38:54+09:60", NULL},
            {"2023-07-10T11:38:54+24:00", NULL},
            {"2023-07-10T11:38:54 PST", NULL},
            {"2023-07-10T11:38:54Zx", NULL},
            {"2023-07-10T11", NULL},
            {"2023-07-10T1138", NULL},
            {"2023-07-10 113854", NULL},
            {"2023-07-1011:38", NULL},
            {"2025/4/1 9:0", NULL},
            {"2025/4/1 9:00 PM", NULL},
            {"05/04/2026 10:00:00", NULL},
            {"10/Okt/2000:13:55:36 -0700", NULL},
            {"31/Feb/2000:13:55:36 -0700", NULL},
            {"Mon Dec 04 04:47:44 2005", NULL}, /* it was a Sunday */
            {"Dec 10 06:55:46", NULL},          /* no year known */
            {"0001-01-01T00:00:00+09:00", NULL},
            {"9999-12-31T23:59:59-09:00", NULL},
            {"", NULL},
            {"never", NULL},
    };

    convert_check(PROGRAM_TIMESTAMP, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(syslog_stamps_take_the_sources_year)
{
    static const struct convert_case of_2011[] = {
            {"Dec 10 06:55:46", "2011-12-10T06:55:46.000Z"},
            {"Jun  4 15:16:01", "2011-06-04T15:16:01.000Z"},
            {"Jan 1 00:00:00", "2011-01-01T00:00:00.000Z"},
            {"Feb 29 00:00:00", NULL},
            {"Dec 10 06:55:46 2005", "2005-12-10T06:55:46.000Z"},
            {"Dec 10 2005 06:55:46", "2005-12-10T06:55:46.000Z"},
            {"Dec  1 2005 06:55:46 UTC", "2005-12-01T06:55:46.000Z"},
            {"Dec 10 2005 06:55:46 2006", NULL},
            {"Dec 10 06:55:46 +0900", "2011-12-09T21:55:46.000Z"},
            {"Dec 32 06:55:46", NULL},
            {"dec 10 06:55:46", NULL},
            {"Dec 10", NULL},
            {"Dec1006:55:46", NULL},
    };
    static const struct convert_case of_2012[] = {
            {"Feb 29 00:00:00", "2012-02-29T00:00:00.000Z"}};
    struct convert_context context = {NULL, 2011, NULL};

    convert_check_in(PROGRAM_TIMESTAMP, &context, of_2011, ARRAY_LENGTH(of_2011));
    context.year = 2012;
    convert_check_in(PROGRAM_TIMESTAMP, &context, of_2012, ARRAY_LENGTH(of_2012));
}
END_TEST

static void check_in_zone(const char *zone, const struct convert_case *cases,
        size_t count)
{
    CLEANUP(zone_freep) struct zone *loaded = NULL;
    struct convert_context context = {NULL, 2025, NULL};
    struct error err = {0};

    ck_assert_msg(zone_load(zone, &loaded, &err), "%s", err.message);
    context.zone = loaded;
    convert_check_in(PROGRAM_TIMESTAMP, &context, cases, count);
}

START_TEST(stamps_without_a_zone_are_in_the_sources)
{
    static const struct convert_case tokyo[] = {
            {"2025-04-01 09:00:00", "2025-04-01T00:00:00.000Z"},
            {"2025-04-01 08:59:59", "2025-03-31T23:59:59.000Z"},
            {"2025-04-01 09:00:00Z", "2025-04-01T09:00:00.000Z"},
            {"Dec 10 06:55:46", "2025-12-09T21:55:46.000Z"},
            {"10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36.000Z"},
            {"1950-06-01 12:00", "1950-06-01T02:00:00.000Z"}, /* Japan had summer time */
    };
    static const struct convert_case new_york[] = {
            {"2025-03-09 01:59:59", "2025-03-09T06:59:59.000Z"},
            {"2025-03-09 02:30:00", "2025-03-09T07:30:00.000Z"}, /* never happened */
            {"2025-03-09 03:00:00", "2025-03-09T07:00:00.000Z"},
            {"2025-11-02 01:30:00", "2025-11-02T05:30:00.000Z"}, /* happened twice */
            {"2025-11-02 02:00:00", "2025-11-02T07:00:00.000Z"},
    };
    static const struct convert_case fixed[] = {
            {"2025-04-01 00:00", "2025-03-31T18:30:00.000Z"}};

    check_in_zone("Asia/Tokyo", tokyo, ARRAY_LENGTH(tokyo));
    check_in_zone("America/New_York", new_york, ARRAY_LENGTH(new_york));
    check_in_zone("+05:30", fixed, ARRAY_LENGTH(fixed));
}
END_TEST

START_TEST(values_have_their_instant)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;
    struct error err = {0};
    int64_t ms;

    ck_assert(zone_load("Asia/Tokyo", &zone, &err));
    ck_assert(convert_to_ms("1970-01-02", 10, NULL, &ms));
    ck_assert_int_eq(ms, DATE_MS_PER_DAY);
    ck_assert(convert_to_ms("1970-01-02", 10, zone, &ms));
    ck_assert_int_eq(ms, DATE_MS_PER_DAY - 9 * 3600 * 1000);
    ck_assert(convert_to_ms("1970-01-01T00:00:01.500Z", 24, zone, &ms));
    ck_assert_int_eq(ms, 1500);
    ck_assert(!convert_to_ms("1970-1-1", 8, zone, &ms));
    ck_assert(!convert_to_ms("", 0, zone, &ms));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {dates_are_read_in_every_usual_form,
            days_that_are_none_are_refused, eras_have_their_first_and_last_days,
            a_time_behind_a_date_must_be_midnight, every_day_goes_round,
            timestamps_are_read_in_every_usual_form, what_is_no_timestamp_is_refused,
            syslog_stamps_take_the_sources_year, stamps_without_a_zone_are_in_the_sources,
            values_have_their_instant};

    return unit_run("convert_date", tests, ARRAY_LENGTH(tests));
}
