#include "tests/unit/procedure_rows.h"

START_TEST(unique_shows_every_record_that_repeats)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("a", "all", "<unique columns=\"t u\"/>")
                    TEST("b", "all", "<unique columns=\"n\" missing=\"allow\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, t, u, n) VALUES (1, 'x', 'y', 1), (2, 'x', 'z', 1.0),"
            "(3, 'x', 'y', 2), (4, 'x', NULL, NULL), (5, 'x', NULL, NULL), (6, '', '', CAST('?' AS BLOB)),"
            "(7, '', '', 3);");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=1 2=0 3=1 4=1 5=1 6=1 7=1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=1 2=1 3=0 4=0 5=0 6=-1 7=0");
    ck_assert(bench_test(&bench, "a")->each_record);
    bench_clear(&bench);
}
END_TEST

START_TEST(no_gap_looks_from_one_record_to_the_next)
{
    struct bench bench;

    bench_compile(&bench,
            ALL TEST("n", "all", "<no-gap column=\"n\" by=\"t\"/>") TEST("s", "all",
                    "<no-gap column=\"s\" at-most=\"PT20M\" missing=\"allow\"/>") TEST("d",
                    "all",
                    "<no-gap column=\"d\" at-most=\"1\" unit=\"days\" missing=\"allow\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, t, n, s, d) VALUES"
            "(1, 'x', 1, '2025-04-01T00:00:00.000Z', '2025-04-01'),"
            "(2, 'x', 3, '2025-04-01T00:40:00.000Z', '2025-04-03'),"
            "(3, 'y', 7, '2025-04-01T00:20:00.000Z', '2025-04-02'),"
            "(4, 'x', 2, '2025-04-01T01:00:00.001Z', '2025-04-05'),"
            "(5, 'y', 9, NULL, NULL), (6, 'z', 1, NULL, NULL), (7, 'z', 3, NULL, NULL),"
            "(8, 'z', CAST('2?' AS BLOB), NULL, NULL), (9, NULL, 5, NULL, NULL),"
            "(10, 'y', NULL, NULL, NULL);");
    ck_assert_str_eq(bench_verdicts(&bench, "n"),
            "1=0 2=0 3=0 4=0 5=1 6=0 7=-1 8=-1 9=-1 10=1");
    ck_assert_str_eq(bench_verdicts(&bench, "s"),
            "1=0 2=0 3=0 4=1 5=0 6=0 7=0 8=0 9=0 10=0");
    ck_assert_str_eq(bench_verdicts(&bench, "d"),
            "1=0 2=0 3=0 4=1 5=0 6=0 7=0 8=0 9=0 10=0");
    ck_assert_str_eq(bench_query(&bench, bench_test(&bench, "s")->values_sql),
            "4 0 1 x 2025-04-01T01:00:00.001Z 2025-04-01T00:40:00.000Z");
    bench_clear(&bench);
}
END_TEST

START_TEST(count_looks_at_groups)
{
    struct bench bench;

    bench_compile(&bench,
            "<parameter name=\"most\" type=\"number\" value=\"2\"/>" ALL TEST("a", "all",
                    "<count by=\"i\" max=\":most\"/>")
                    TEST("b", "all", "<count by=\"t u\" min=\"2\" max=\"3\"/>")
                            TEST("c", "all", "<count max=\"7\"/>")
                                    TEST("d", "all", "<count min=\"9\"/>"),
            MAKE_ROWS
            "INSERT INTO row (record_id, t, u, i) VALUES (1, 'x', 'y', '10.0.0.1'),"
            "(2, 'x', 'y', '10.0.0.2'), (3, 'x', '', '10.0.0.2'), (4, 'x', '', '10.0.0.2'),"
            "(5, 'x', NULL, CAST('?' AS BLOB)), (6, 'z', 'y', CAST('?' AS BLOB)), (7, 'x', NULL, NULL),"
            "(8, 'x', 'y', '10.0.0.1');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "2=1 5=-1 6=-1 7=-1");
    ck_assert_str_eq(bench_query(&bench, bench_test(&bench, "a")->values_sql),
            "2 0 1 10.0.0.2 3|5 0 -1 <?> 1|6 0 -1 <?> 1|7 0 -1 null 1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "5=-1 6=1 7=-1");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=1");
    ck_assert_str_eq(bench_verdicts(&bench, "d"), "1=1");
    ck_assert(!bench_test(&bench, "a")->each_record);
    ck_assert_str_eq(bench_test(&bench, "b")->shown[2], "count");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_count_of_nothing_shows_nothing)
{
    struct bench bench;

    bench_compile(&bench, ALL TEST("a", "all", "<count min=\"1\"/>"), MAKE_ROWS);
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "");
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            unique_shows_every_record_that_repeats,
            no_gap_looks_from_one_record_to_the_next,
            count_looks_at_groups,
            a_count_of_nothing_shows_nothing,
    };

    return unit_run("compile_set", tests, ARRAY_LENGTH(tests));
}
