/* The SQL functions of procedures and queries. */
#include "evidence/table/function.h"
#include "evidence/table/function_help.h"

#include "engine/base/text.h"
#include "tests/unit/evidence_bench.h"

static void begin(void)
{
    bench_begin();
    bench_add("a.csv", "x\n1\n");
    bench_open();
    bench.functions.is_query = true;
    bench_connect();
}

static void check_words(const char *sql, const char *words)
{
    bench_rows(sql);
    ck_assert_msg(strstr(bench.err.message, words) != NULL, "%s: %s", sql,
            bench.err.message);
}

/* ---- dates, in Asia/Tokyo, the period 2025-04-01 to 2026-03-31 ---- */

START_TEST(the_period_is_in_the_clients_days)
{
    BENCH_ASK("SELECT in_period('2025-04-01'), in_period('2026-03-31'),"
              " in_period('2025-03-31'), in_period('2026-04-01')",
            "1|1|0|0;");
    BENCH_ASK(
            "SELECT in_period('2025-03-31T15:00:00.000Z'),"
            " in_period('2025-03-31T14:59:59.999Z'), in_period('2026-03-31T14:59:59.999Z'),"
            " in_period('2026-03-31T15:00:00.000Z')",
            "1|0|1|0;");
    BENCH_ASK("SELECT in_period(NULL), in_period(x'61')", "NULL|x'a';");
}
END_TEST

START_TEST(without_an_engagement_there_is_no_period)
{
    bench.functions.period_start = bench.functions.period_end = 0;
    BENCH_ASK("SELECT in_period('2025-04-01')", "error 2");
    check_words("SELECT in_period('2025-04-01')", "period");
    BENCH_ASK("SELECT day_of('2025-04-01')", "2025-04-01;");
}
END_TEST

START_TEST(days_begin_and_end_where_the_client_is)
{
    BENCH_ASK(
            "SELECT day_of('2025-04-01T15:00:00.000Z'), day_of('2025-04-01T14:59:59.999Z'),"
            " day_of('2025-04-01')",
            "2025-04-02|2025-04-01|2025-04-01;");
    BENCH_ASK("SELECT start_of_day('2025-04-01'), end_of_day('2025-04-01')",
            "2025-03-31T15:00:00.000Z|2025-04-01T14:59:59.999Z;");
    BENCH_ASK("SELECT start_of_day('2025-04-01T15:00:00.000Z')",
            "2025-04-01T15:00:00.000Z;");
}
END_TEST

START_TEST(differences)
{
    BENCH_ASK("SELECT days_between('2024-02-28', '2024-03-01'),"
              " days_between('2025-04-02', '2025-04-01'),"
              " days_between('2025-04-01', '2025-04-01T15:00:00.000Z')",
            "2|-1|1;");
    BENCH_ASK(
            "SELECT seconds_between('2025-04-01T00:00:00.000Z', '2025-04-01T00:01:00.000Z'),"
            " seconds_between('2025-04-01T00:00:00.000Z', '2025-04-01T00:00:00.250Z'),"
            " seconds_between('2025-04-01', '2025-03-31T15:00:01.000Z'),"
            " seconds_between('2025-04-01', '2025-03-31')",
            "60|0.25|1|-86400;");
}
END_TEST

START_TEST(what_is_missing_or_did_not_convert_stays)
{
    static const char *const calls[] = {"in_period(%s)", "day_of(%s)", "start_of_day(%s)",
            "end_of_day(%s)", "days_between(%s, '2025-04-01')",
            "days_between('2025-04-01', %s)", "seconds_between(%s, '2025-04-01')",
            "seconds_between('2025-04-01', %s)", "%s REGEXP 'a'", "'a' REGEXP %s",
            "match_group(%s, '(a)', 1)", "match_group('a', %s, 1)",
            "match_group('a', '(a)', %s)", "field(%s, 'a')", "field('{}', %s)",
            "fold(%s)", "lower_text(%s)"};

    for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
        CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 16);
        size_t before = strcspn(calls[i], "%");

        BENCH_DO(buf_append_text(&sql, "SELECT ", bench_err) &&
                buf_append(&sql, calls[i], before, bench_err) &&
                buf_append_text(&sql, "NULL", bench_err) &&
                buf_append_text(&sql, calls[i] + before + 2, bench_err) &&
                buf_append_text(&sql, ", ", bench_err) &&
                buf_append(&sql, calls[i], before, bench_err) &&
                buf_append_text(&sql, "x'3f3f'", bench_err) &&
                buf_append_text(&sql, calls[i] + before + 2, bench_err));
        BENCH_ASK(buf_text(&sql), "NULL|x'?\?';");
    }
}
END_TEST

START_TEST(a_text_that_is_no_time_is_an_error)
{
    BENCH_ASK("SELECT day_of('soon')", "error 2");
    check_words("SELECT day_of('soon')", "'soon'");
    BENCH_ASK("SELECT day_of('2025-13-01')", "error 2");
    BENCH_ASK("SELECT day_of('')", "error 2");
    BENCH_ASK("SELECT days_between(20250401, '2025-04-01')", "error 2");
    BENCH_ASK("SELECT day_of(replace(replace('aaaaaaaaaa', 'a', 'bbbbbbbbbb'), 'b',"
              " '表表表表表表表表表表表表表表表表表表表表'))",
            "error 2");
    ck_assert_uint_lt(strlen(bench.err.message), 300);
    ck_assert_uint_eq(text_find_invalid(bench.err.message, strlen(bench.err.message)),
            strlen(bench.err.message));
}
END_TEST

/* ---- texts ---- */

START_TEST(patterns_are_searched)
{
    BENCH_ASK(
            "SELECT 'sshd[123]' REGEXP '\\[\\d+\\]', 'sshd' REGEXP '^d', '表' REGEXP '^.$'",
            "1|0|1;");
    BENCH_ASK("SELECT regexp('^a', 'abc')", "1;");
    BENCH_ASK("SELECT 'a' REGEXP '('", "error 2");
    check_words("SELECT 'a' REGEXP '('", "'('");
}
END_TEST

START_TEST(groups_by_number_and_name)
{
    BENCH_ASK(
            "SELECT match_group('user=root uid=0', 'user=(?<user>\\w+) uid=(\\d+)', 'user'),"
            " match_group('user=root uid=0', 'user=(?<user>\\w+) uid=(\\d+)', 2),"
            " match_group('user=root uid=0', 'user=(?<user>\\w+) uid=(\\d+)', 0),"
            " match_group('none', '(x)', 1), match_group('b', '(a)?b', 1)",
            "root|0|user=root uid=0|NULL|NULL;");
    BENCH_ASK("SELECT match_group('a', '(a)', 'nobody')", "error 2");
    check_words("SELECT match_group('a', '(a)', 'nobody')", "'nobody'");
    BENCH_ASK("SELECT match_group('a', '(a)', 2)", "error 2");
    BENCH_ASK("SELECT match_group('a', '(a)', -1)", "error 2");
    BENCH_ASK("SELECT match_group('a', '(a)', 4294967297)", "error 2");
    BENCH_ASK("SELECT match_group('a', '(a)', 'x') FROM (SELECT 1) WHERE 0", "");
}
END_TEST

START_TEST(a_pattern_that_costs_too_much_is_a_limit)
{
    BENCH_ASK(
            "SELECT 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' REGEXP '^(a+)+$'",
            "error 6");
    BENCH_ASK(
            "SELECT group_concat(n, '') REGEXP 'x' FROM (WITH RECURSIVE c(n) AS"
            " (SELECT 1000000 UNION ALL SELECT n + 1 FROM c LIMIT 20000) SELECT n FROM c)",
            "error 6"); /* more than 64 KiB */
}
END_TEST

START_TEST(only_so_many_patterns)
{
    struct error err = {0};

    ck_assert(function_prepare_pattern("^prepared$", &err));
    ck_assert(!function_prepare_pattern("(", &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    BENCH_ASK("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 200)"
              " SELECT sum('x7' REGEXP ('x' || n)) FROM c",
            "1;");
    BENCH_ASK("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 300)"
              " SELECT sum('x7' REGEXP ('x' || n)) FROM c",
            "error 6");
    BENCH_ASK("SELECT 'prepared' REGEXP '^prepared$'",
            "1;"); /* those that are there stay */
}
END_TEST

START_TEST(fields_of_json)
{
    BENCH_ASK("SELECT field('{\"user\":{\"name\":\"太郎\",\"n\":1.50}}', 'user.name'),"
              " field('{\"user\":{\"name\":\"太郎\",\"n\":1.50}}', 'user.n'),"
              " field('{\"a\":null}', 'a'), field('{\"a\":1}', 'b'),"
              " field('{\"a\":[1,{\"b\":2}]}', 'a[1].b')",
            "太郎|1.50|NULL|NULL|2;");
    BENCH_ASK("SELECT field('{\"a\":9007199254740993}', 'a')", "9007199254740993;");
}
END_TEST

START_TEST(folding)
{
    BENCH_ASK("SELECT fold('ＡＢＣ　１２３ ｶﾞ'), lower_text('ÄÉＡΣ'), fold(''), fold(12)",
            "ABC 123 ガ|äéａσ||12;");
}
END_TEST

START_TEST(names_are_those_registered)
{
    size_t count = 0;

    for (const char *const *name = function_help_names(); *name; name++) {
        CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 10);

        count++;
        BENCH_DO(buf_printf(&sql, bench_err, "SELECT %s(1, 2, 3, 4, 5)", *name));
        check_words(buf_text(&sql), "wrong number of arguments");
    }
    ck_assert_uint_eq(count, 21);
}
END_TEST

/* ---- business days: 2025-04-25, a Friday, to 2025-05-07 ---- */

static const struct program_calendar golden_week = {"jp", "1", 20203, 13,
        "occocooocccco"};

static void use_calendar(void)
{
    bench.functions.calendars = &golden_week;
    bench.functions.calendar_count = 1;
    memset(&bench.functions.note, 0, sizeof(bench.functions.note));
}

START_TEST(business_days_begin_behind_the_first)
{
    use_calendar();
    BENCH_ASK("SELECT business_days_between('2025-04-25', '2025-04-25', 'jp'),"
              " business_days_between('2025-04-25', '2025-04-27', 'jp'),"
              " business_days_between('2025-04-25', '2025-04-28', 'jp'),"
              " business_days_between('2025-04-26', '2025-05-01', 'jp'),"
              " business_days_between('2025-05-01', '2025-04-26', 'jp')",
            "0|0|1|3|-3;");
    BENCH_ASK("SELECT business_days_between('2025-04-25', '2025-04-25', 'jp', 'next'),"
              " business_days_between('2025-04-25', '2025-04-28', 'jp', 'next'),"
              " business_days_between('2025-04-26', '2025-05-01', 'jp', 'next'),"
              " business_days_between('2025-05-01', '2025-04-26', 'jp', 'next'),"
              " business_days_between('2025-04-26', '2025-05-01', 'jp', 'same')",
            "0|0|2|-3|3;");
    BENCH_ASK("SELECT is_business_day('2025-04-28', 'jp'),"
              " is_business_day('2025-04-29', 'jp'),"
              " is_business_day('2025-04-28T15:00:00.000Z', 'jp'),"
              " is_business_day(NULL, 'jp'),"
              " business_days_between('2025-04-26', x'61', 'jp')",
            "1|0|0|NULL|x'a';");
}
END_TEST

START_TEST(a_day_no_calendar_has_is_undecided)
{
    use_calendar();
    BENCH_ASK("SELECT business_days_between('2025-04-26', '2025-05-08', 'jp'),"
              " is_business_day('2024-12-31', 'jp')",
            "x'2025-05-08'|x'2024-12-31';");
    ck_assert_int_eq(bench.functions.note.kind, FUNCTION_NOTE_CALENDAR);
    ck_assert_str_eq(bench.functions.note.what, "jp");
    ck_assert_str_eq(bench.functions.note.value, "2025"); /* the first */
    check_words("SELECT is_business_day('2025-04-28', 'us')", "us");
    check_words("SELECT business_days_between('2025-04-26', '2025-05-01', 'jp', 'x')",
            "day zero");
    BENCH_ASK("SELECT no_value(2, 'limit', 'severe')", "x'severe';");
}
END_TEST

static const struct function_help *help_of(const char *name)
{
    const struct function_help *help = function_help();

    while (help->name && strcmp(help->name, name) != 0)
        help++;
    return help;
}

START_TEST(each_name_has_its_help)
{
    for (const char *const *name = function_help_names(); *name; name++) {
        ck_assert_msg(help_of(*name)->name != NULL, "%s", *name);
        ck_assert_ptr_nonnull(strcasestr(help_of(*name)->usage, *name));
        ck_assert_str_ne(help_of(*name)->ja, help_of(*name)->en);
    }
}
END_TEST

/* ---- texts as delivered ---- */

START_TEST(texts_are_read_as_bindings_read_them)
{
    BENCH_ASK("SELECT as_date('令和7年4月1日'), as_date('2025/4/1'), as_date(NULL)",
            "2025-04-01|2025-04-01|NULL;");
    BENCH_ASK("SELECT as_timestamp('2025-04-01 09:00:00'),"
              " as_timestamp('2025-04-01 09:00:00', 'UTC'),"
              " as_timestamp('2025-04-01 09:00:00', '-05:30'),"
              " as_timestamp('2025-04-01T09:00:00Z', '+09:00')",
            "2025-04-01T00:00:00.000Z|2025-04-01T09:00:00.000Z|"
            "2025-04-01T14:30:00.000Z|2025-04-01T09:00:00.000Z;");
    BENCH_ASK("SELECT as_date(x'61'), as_timestamp('2025-04-01 09:00', NULL)",
            "x'a'|NULL;");
}
END_TEST

START_TEST(texts_that_do_not_convert_are_errors)
{
    check_words("SELECT as_date('2025-02-30')", "'2025-02-30' does not read as a date");
    check_words("SELECT as_date('')", "does not read as a date");
    check_words("SELECT as_timestamp('2025-04-01')", "does not read as a timestamp");
    check_words("SELECT as_timestamp('2025-04-01 09:00', 'Asia/Osaka')",
            "is no zone here");
    check_words("SELECT as_timestamp('2025-04-01 09:00', '+14:01')", "is no zone here");
    check_words("SELECT as_timestamp('2025-04-01 09:00', '+9:000')", "is no zone here");
    check_words("SELECT as_timestamp('2025-04-01 09:00', '+1x:00')", "is no zone here");
    check_words("SELECT as_timestamp('2025-04-01 09:00', '')", "is no zone here");
}
END_TEST

START_TEST(texts_that_do_not_convert_are_null_where_a_query_says_so)
{
    BENCH_ASK("SELECT date_or_null('2025/4/1'), date_or_null('25件'), date_or_null(''),"
              " date_or_null(NULL)",
            "2025-04-01|NULL|NULL|NULL;");
    BENCH_ASK("SELECT timestamp_or_null('2025-04-01 09:00:00'), timestamp_or_null('x'),"
              " timestamp_or_null('2025-04-01 09:00', 'UTC')",
            "2025-04-01T00:00:00.000Z|NULL|2025-04-01T09:00:00.000Z;");
    check_words("SELECT timestamp_or_null('x', 'Asia/Osaka')", "is no zone here");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_period_is_in_the_clients_days,
            without_an_engagement_there_is_no_period,
            days_begin_and_end_where_the_client_is, differences,
            what_is_missing_or_did_not_convert_stays, a_text_that_is_no_time_is_an_error,
            patterns_are_searched, groups_by_number_and_name,
            a_pattern_that_costs_too_much_is_a_limit, only_so_many_patterns,
            fields_of_json, folding, business_days_begin_behind_the_first,
            a_day_no_calendar_has_is_undecided, names_are_those_registered,
            each_name_has_its_help, texts_are_read_as_bindings_read_them,
            texts_that_do_not_convert_are_errors,
            texts_that_do_not_convert_are_null_where_a_query_says_so};

    return unit_run_in("function", tests, ARRAY_LENGTH(tests), begin, bench_close);
}
