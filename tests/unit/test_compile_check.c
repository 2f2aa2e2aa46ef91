#include "tests/unit/procedure_rows.h"

START_TEST(filled_wants_something_that_is_not_blank)
{
    struct bench bench;

    bench_compile(&bench, ALL TEST("a", "all", "<filled columns=\"t d\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, t, d) VALUES (1, 'x', '2025-04-01'),"
            "(2, NULL, '2025-04-01'), (3, '', '2025-04-01'), (4, ' \t', '2025-04-01'),"
            "(5, char(12288), '2025-04-01'), (6, 'x', NULL), (7, 'x', x''),"
            "(8, 'x', CAST(' ' AS BLOB)), (9, 'x', CAST('soon' AS BLOB)),"
            "(10, '', CAST('soon' AS BLOB));");
    ck_assert_str_eq(bench_verdicts(&bench, "a"),
            "1=0 2=1 3=1 4=1 5=1 6=1 7=1 8=1 9=-1 10=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(one_of_compares_exactly)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("a", "all", "<one-of column=\"t\" values=\"ok it's\"/>") TEST("b",
                    "all",
                    "<one-of column=\"t\" missing=\"allow\"><value> T02 Check </value></one-of>")
                    TEST("c", "all", "<one-of column=\"b\" values=\"yes\"/>")
                            TEST("d", "all", "<one-of column=\"n\" values=\"1 2.50\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, t, b, n) VALUES (1, 'ok', 1, 1), (2, 'it''s', 0, 2.5),"
            "(3, 'OK', CAST('?' AS BLOB), CAST('x' AS BLOB)), (4, NULL, NULL, NULL),"
            "(5, '', 1, 1), (6, 'T02 Check', 1, 3);");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=0 3=1 4=1 5=1 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=1 2=1 3=1 4=0 5=1 6=0");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=0 2=1 3=-1 4=1 5=0 6=0");
    ck_assert_str_eq(bench_verdicts(&bench, "d"), "1=0 2=0 3=-1 4=1 5=0 6=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(one_of_takes_addresses_as_they_stand_in_tables)
{
    struct bench bench;

    bench_compile(&bench,
            "<parameter name=\"home\" type=\"ip\" value=\"2001:DB8:0::1\"/>" ALL TEST("a",
                    "all", "<one-of column=\"i\" values=\"2001:DB8:0:0::1 192.0.2.1\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, i) VALUES (1, '2001:db8::1'), (2, '192.0.2.1'),"
            "(3, '2001:db8::2');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=0 3=1");
    ck_assert_str_eq(bench.program.parameters[0].value, "2001:db8::1");
    bench_clear(&bench);
    bench_init(&bench);
    ck_assert(!bench_load(&bench,
            bench_document(&bench,
                    ALL TEST("a", "all",
                            "<one-of column=\"i\" values=\"192.0.2.0/24\"/>")),
            NULL));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench),
            "'192.0.2.0/24' cannot be a value of 'i': one address"));
    bench_clear(&bench);
}
END_TEST

START_TEST(matches_looks_at_the_whole_value)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("a", "all", "<matches column=\"t\" pattern=\"[A-Z]{2}|[0-9]+\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, t) VALUES (1, 'AB'), (2, 'ABC'), (3, '12'),"
            "(4, NULL), (5, ''), (6, 'x12');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=1 3=0 4=1 5=1 6=1");
    ck_assert_uint_eq(bench.program.pattern_count, 1);
    ck_assert_str_eq(bench.program.patterns[0], "\\A(?:[A-Z]{2}|[0-9]+)\\z");
    bench_clear(&bench);
}
END_TEST

START_TEST(ordered_compares_each_pair)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("a", "all", "<ordered columns=\"d e\"/>") TEST("b", "all",
                    "<ordered columns=\"d e\" equal=\"refuse\" missing=\"allow\"/>")
                    TEST("c", "all",
                            "<ordered columns=\"n m\" missing=\"undecidable\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, d, e, n, m) VALUES"
            "(1, '2025-04-01', '2025-04-02', 9, 10), (2, '2025-04-01', '2025-04-01', 10, 9.5),"
            "(3, '2025-04-02', '2025-04-01', NULL, 1), (4, NULL, '2025-04-01', 1, CAST('x' AS BLOB)),"
            "(5, CAST('?' AS BLOB), '2025-04-01', CAST('x' AS BLOB), 1),"
            "(6, '2025-04-01', CAST('?' AS BLOB), 1, 1), (7, CAST('?' AS BLOB), NULL, 1, 1);");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=0 3=1 4=1 5=-1 6=-1 7=1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=1 3=1 4=0 5=-1 6=-1 7=-1");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=0 2=1 3=-1 4=-1 5=-1 6=0 7=0");
    bench_clear(&bench);
}
END_TEST

START_TEST(ordered_takes_a_moment_by_the_clients_day)
{
    struct bench bench;

    /* 15:00Z is midnight in Tokyo: the first moment of the next day there. */
    bench_compile(&bench,
            ALL TEST("a", "all", "<ordered columns=\"s d\"/>")
                    TEST("b", "all", "<ordered columns=\"d :as_of\"/>") TEST("c", "all",
                            "<ordered columns=\"d s e\" missing=\"allow\"/>"),
            MAKE_ROWS "INSERT INTO row (record_id, s, d, e) VALUES"
                      "(1, '2025-04-01T14:59:59.999Z', '2025-04-01', '2025-04-01'),"
                      "(2, '2025-04-01T15:00:00.000Z', '2025-04-01', '2025-04-02'),"
                      "(3, NULL, '2026-03-31', '2026-03-30'),"
                      "(4, '2025-04-01T15:00:00.000Z', '2026-04-01', '2026-04-01');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=1 3=1 4=0");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=0 3=0 4=1");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=0 2=0 3=1 4=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(within_counts_calendar_days)
{
    struct bench bench;

    bench_compile(&bench,
            "<parameter name=\"limit\" type=\"number\" value=\"1\"/>" ALL TEST("a", "all",
                    "<within from=\"d\" to=\"s\" at-most=\":limit\"/>") TEST("b", "all",
                    "<within from=\"d\" to=\"s\" at-most=\"1\" negative=\"allow\" missing=\"allow\"/>")
                    TEST("c", "all", "<within from=\"d\" to=\"s\" at-least=\"1\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, d, s) VALUES"
            "(1, '2025-04-01', '2025-04-02T14:59:59.000Z')," /* the day after, in Tokyo */
            "(2, '2025-04-01', '2025-04-02T15:00:00.000Z')," /* two days after */
            "(3, '2025-04-01', '2025-03-31T16:00:00.000Z')," /* the same day */
            "(4, '2025-04-01', '2025-03-31T14:00:00.000Z')," /* the day before */
            "(5, '2025-04-01', NULL), (6, NULL, '2025-04-01T00:00:00.000Z'),"
            "(7, '2025-04-01', CAST('soon' AS BLOB)), (8, CAST('?' AS BLOB), NULL);");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=1 3=0 4=1 5=1 6=1 7=-1 8=1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=1 3=0 4=0 5=0 6=0 7=-1 8=0");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=0 2=0 3=1 4=1 5=1 6=1 7=-1 8=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(within_counts_elapsed_time)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("h", "all",
                    "<within from=\"s\" to=\"z\" at-most=\"2\" unit=\"hours\"/>") TEST("m",
                    "all",
                    "<within from=\"s\" to=\"z\" at-least=\"1.5\" at-most=\"30\" unit=\"minutes\"/>")
                    TEST("d", "all", "<within from=\"s\" to=\"z\" at-most=\"0\"/>")
                            TEST("p", "all",
                                    "<within from=\"s\" to=\":as_of\" at-most=\"365\"/>"),
            MAKE_ROWS "INSERT INTO row (record_id, s, z) VALUES"
                      "(1, '2025-04-01T00:00:00.000Z', '2025-04-01T02:00:00.000Z'),"
                      "(2, '2025-04-01T00:00:00.000Z', '2025-04-01T02:00:00.001Z'),"
                      "(3, '2025-04-01T00:00:00.000Z', '2025-04-01T00:01:29.000Z'),"
                      "(4, '2025-04-01T00:00:00.000Z', '2025-04-01T00:01:30.000Z'),"
                      "(5, '2025-04-01T02:00:00.000Z', '2025-04-01T01:00:00.000Z'),"
                      "(6, '2025-03-01T00:00:00.000Z', NULL);");
    ck_assert_str_eq(bench_verdicts(&bench, "h"), "1=0 2=1 3=0 4=0 5=1 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "m"), "1=1 2=1 3=1 4=0 5=1 6=1");
    /* On one and the same day, and yet the wrong way round. */
    ck_assert_str_eq(bench_verdicts(&bench, "d"), "1=0 2=0 3=0 4=0 5=1 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "p"), "1=0 2=0 3=0 4=0 5=0 6=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(differs_sees_through_case_and_width)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("a", "all", "<differs columns=\"t u\"/>")
                    TEST("b", "all", "<differs columns=\"t u\" missing=\"allow\"/>"),
            MAKE_ROWS "INSERT INTO row (record_id, t, u) VALUES (1, 'sato', 'suzuki'),"
                      "(2, 'sato', ' SATO '), (3, 'ｓａｔｏ', 'sato'), (4, 'sato', NULL),"
                      "(5, '', ''), (6, 'サトウ', 'ｻﾄｳ'), (7, NULL, NULL);");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=1 3=1 4=1 5=1 6=1 7=1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=1 3=1 4=0 5=0 6=1 7=0");
    bench_clear(&bench);
}
END_TEST

START_TEST(the_first_check_that_does_not_hold_is_named)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("a", "all",
                    "<filled columns=\"d\"/><one-of column=\"t\" values=\"a b\"/><filled columns=\"u\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, d, t, u) VALUES (1, '2025-04-01', 'a', 'x'),"
            "(2, NULL, 'c', ''), (3, '2025-04-01', 'c', ''), (4, '2025-04-01', 'b', ''),"
            "(5, CAST('?' AS BLOB), 'a', 'x'), (6, CAST('?' AS BLOB), 'c', 'x');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=1 3=2 4=3 5=-1 6=2");
    ck_assert_uint_eq(bench_test(&bench, "a")->check_count, 3);
    ck_assert_str_eq(bench_test(&bench, "a")->checks[1], "one-of t");
    bench_clear(&bench);
}
END_TEST

START_TEST(many_checks_stay_within_a_functions_arguments)
{
    struct buf body = BUF_INIT(1 << 20);
    struct error err = {0};
    struct bench bench;

    ck_assert(buf_append_text(&body,
            ALL "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES,
            &err));
    for (int i = 0; i < 49; i++)
        ck_assert(buf_append_text(&body, "<filled columns=\"t\"/>", &err));
    ck_assert(buf_append_text(&body, "<filled columns=\"u\"/></test>", &err));
    bench_compile(&bench, buf_text(&body),
            MAKE_ROWS
            "INSERT INTO row (record_id, t, u) VALUES (1, 'x', 'x'), (2, 'x', ''), (3, '', '');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=50 3=1");
    bench_clear(&bench);
    buf_clear(&body);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            filled_wants_something_that_is_not_blank,
            one_of_compares_exactly,
            one_of_takes_addresses_as_they_stand_in_tables,
            matches_looks_at_the_whole_value,
            ordered_compares_each_pair,
            ordered_takes_a_moment_by_the_clients_day,
            within_counts_calendar_days,
            within_counts_elapsed_time,
            differs_sees_through_case_and_width,
            the_first_check_that_does_not_hold_is_named,
            many_checks_stay_within_a_functions_arguments,
    };

    return unit_run("compile_check", tests, ARRAY_LENGTH(tests));
}
