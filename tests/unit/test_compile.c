#include "tests/unit/procedure_rows.h"

START_TEST(populations_account_for_every_record)
{
    struct bench bench;

    bench_compile(&bench,
            EVIDENCE("row",
                    KEY("t") COLUMN("d", "date") COLUMN("n",
                            "number")) "<population id=\"plain\" from=\"row\"/>"
                                       "<population id=\"dated\" from=\"row\" at=\"d\"/>"
                                       "<population id=\"lenient\" from=\"row\" at=\"d\" at-missing=\"filtered\"/>"
                                       "<population id=\"large\" from=\"row\" at=\"d\" where=\"n &gt; 5 AND t &lt;&gt; 'x'\"/>" TEST(
                                               "a", "plain",
                                               "<filled columns=\"t\"/>") TEST("b",
                                               "dated", "<filled columns=\"t\"/>")
                                               TEST("c", "lenient",
                                                       "<filled columns=\"t\"/>")
                                                       TEST("d", "large",
                                                               "<filled columns=\"t\"/>"),
            "CREATE TABLE row (record_id INTEGER PRIMARY KEY, t, d, n);"
            "INSERT INTO row VALUES (1, 'a', '2025-04-01', 6), (2, 'a', '2026-03-31', 5),"
            "(3, 'a', '2025-03-31', 6), (4, 'a', '2026-04-01', NULL), (5, 'a', NULL, 6),"
            "(6, 'a', CAST('?' AS BLOB), 6), (7, 'a', '2025-05-01', CAST('?' AS BLOB)),"
            "(8, 'x', NULL, 9);");
    ck_assert_str_eq(bench_query(&bench, bench.program.populations[0].sql),
            "1 0 0 null|2 0 0 null|3 0 0 null|4 0 0 null|5 0 0 null|6 0 0 null|7 0 0 null|8 0 0 null");
    ck_assert_str_eq(bench_query(&bench, bench.program.populations[1].sql),
            "1 0 0 2025-04-01|2 0 0 2026-03-31|3 0 3 2025-03-31|4 0 3 2026-04-01|5 0 2 null|"
            "6 0 2 <?>|7 0 0 2025-05-01|8 0 2 null");
    ck_assert_str_eq(bench_query(&bench, bench.program.populations[2].sql),
            "1 0 0 2025-04-01|2 0 0 2026-03-31|3 0 3 2025-03-31|4 0 3 2026-04-01|5 0 1 null|"
            "6 0 2 <?>|7 0 0 2025-05-01|8 0 1 null");
    ck_assert_str_eq(bench_query(&bench, bench.program.populations[3].sql),
            "1 0 0 2025-04-01|2 0 1 2026-03-31|3 0 3 2025-03-31|4 0 1 2026-04-01|5 0 2 null|"
            "6 0 2 <?>|7 0 2 2025-05-01|8 0 1 null");
    /* A test sees exactly the records that were selected. */
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=0 3=0 4=0 5=0 6=0 7=0 8=0");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=0 7=0");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=0 2=0 7=0");
    ck_assert_str_eq(bench_verdicts(&bench, "d"), "1=0");
    ck_assert_uint_eq(bench.program.populations[3].item_count, 1);
    ck_assert_str_eq(bench.program.populations[3].items[0], "row");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_grid_has_a_cell_for_every_pair)
{
    struct bench bench;

    bench_compile(&bench,
            LEAVERS TEST("a", "duty", "<filled columns=\"employee_id system\"/>"),
            MAKE_LEAVERS
            "INSERT INTO leavers VALUES (1, 'e1', '2025-06-30'), (2, '', '2025-07-01'),"
            "(3, 'e3', '2024-01-01'), (4, 'e4', CAST('?' AS BLOB));"
            "INSERT INTO systems VALUES (11, 'mail'), (12, '');");
    ck_assert_str_eq(bench_query(&bench, bench.program.populations[2].sql),
            "1 11 0 null|1 12 0 null|2 11 0 null|2 12 0 null|"
            "3 11 3 2024-01-01|3 12 3 2024-01-01|4 11 2 null|4 12 2 null");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1/11=0 1/12=1 2/11=1 2/12=1");
    ck_assert_uint_eq(bench.program.populations[2].item_count, 2);
    bench_clear(&bench);
}
END_TEST

#define SIGNINS                                                                         \
    EVIDENCE("leavers", KEY("id") COLUMN("left_on", "date"))                            \
    EVIDENCE("sign-ins", KEY("event") COLUMN("user", "text") COLUMN("at", "timestamp")) \
    "<population id=\"leaver\" from=\"leavers\" at=\"left_on\"/>"                       \
    "<relation id=\"late\">SELECT s.record_id, s.user, s.at FROM \"sign-ins\" AS s</relation>"
#define FINDING \
    "<finding xml:lang=\"ja\">{count}件</finding><finding xml:lang=\"en\">{count}</finding>"

START_TEST(sql_yields_exceptions)
{
    struct bench bench;
    const struct program_test *test;

    bench_compile(&bench,
            SIGNINS TEST("a", "leaver",
                    "\n<exceptions subject=\"sign-ins\" keys=\"sign-ins.user leaver.id\">\n"
                    "  WITH x AS (SELECT id, left_on FROM leaver)\n"
                    "  SELECT l.record_id, l.at, l.user, x.left_on FROM late AS l JOIN x ON x.id = l.user\n"
                    "  WHERE l.at &gt; end_of_day(x.left_on); -- late\n</exceptions>" FINDING),
            "CREATE TABLE leavers (record_id INTEGER PRIMARY KEY, id, left_on);"
            "CREATE TABLE \"sign-ins\" (record_id INTEGER PRIMARY KEY, event, user, at);"
            "INSERT INTO leavers VALUES (1, 'u1', '2025-06-30'), (2, 'u2', '1999-06-30');"
            "INSERT INTO \"sign-ins\" VALUES (12, 'b', 'u1', '2025-07-02T00:00:00.000Z'),"
            "(11, 'a', 'u1', '2025-07-01T00:00:00.000Z'), (13, 'c', 'u1', '2025-06-30T00:00:00.000Z'),"
            "(14, 'd', 'u2', '2025-07-01T00:00:00.000Z');");
    test = bench_test(&bench, "a");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "11=1 12=1");
    ck_assert_str_eq(bench_query(&bench, test->values_sql),
            "11 0 1 2025-07-01T00:00:00.000Z u1 2025-06-30|12 0 1 2025-07-02T00:00:00.000Z u1 2025-06-30");
    ck_assert(!test->each_record);
    ck_assert_uint_eq(test->guard_count, 1);
    ck_assert_str_eq(test->guards[0].left, "sign-ins.user");
    ck_assert_str_eq(bench_query(&bench, test->guards[0].sql), "2 2 2 2");
    ck_assert_uint_eq(test->item_count, 2);
    /* Where the author's own text begins, in the statement and in the document. */
    ck_assert_int_eq(strncmp(test->sql + test->sql_prefix, "\n  WITH x AS", 12), 0);
    ck_assert_uint_eq(test->sql_line, 7);
    bench_clear(&bench);
}
END_TEST

START_TEST(parameters_may_be_set_by_the_engagement)
{
    static const struct compile_override good[] = {{"limit", "30"},
            {"from", "2025-04-01T00:00:00.500Z"}};
    static const struct compile_override bad[] = {{"limit", "soon"}, {"limits", "3"}};
    struct bench bench;
    struct program program;

    bench_compile(&bench,
            "<parameter name=\"limit\" type=\"number\" value=\"1\"/>"
            "<parameter name=\"from\" type=\"timestamp\" value=\"2025-04-01T00:00:00Z\"/>"
            "<parameter name=\"strict\" type=\"boolean\" value=\"yes\"/>" ALL TEST("a",
                    "all", "<filled columns=\"t\"/>"),
            MAKE_ROWS);
    ck_assert_str_eq(bench.program.parameters[0].value, "1");
    ck_assert_str_eq(bench.program.parameters[2].value, "1");
    ck_assert(compile_procedure(&bench.procedure, good, 2, &bench.arena, &program,
            &bench.complaints));
    ck_assert_str_eq(program.parameters[0].value, "30");
    ck_assert(!compile_procedure(&bench.procedure, bad, 2, &bench.arena, &program,
            &bench.complaints));
    ck_assert_ptr_nonnull(
            strstr(bench_complaints(&bench), "'soon' must be a decimal number"));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench), "did you mean 'limit'?"));
    bench_clear(&bench);
}
END_TEST

START_TEST(the_same_procedure_compiles_to_the_same_program)
{
    struct bench a, b;
    struct digest one, two;
    struct error err = {0};

    bench_compile(&a, LEAVERS TEST("x", "leaver", "<filled columns=\"employee_id\"/>"),
            MAKE_LEAVERS);
    bench_compile(&b, LEAVERS TEST("x", "leaver", "<filled columns=\"employee_id\"/>"),
            MAKE_LEAVERS);
    ck_assert(program_digest(&a.program, &one, &err));
    ck_assert(program_digest(&b.program, &two, &err));
    ck_assert(digest_is_equal(&one, &two));
    bench_clear(&a);
    bench_clear(&b);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            populations_account_for_every_record,
            a_grid_has_a_cell_for_every_pair,
            sql_yields_exceptions,
            parameters_may_be_set_by_the_engagement,
            the_same_procedure_compiles_to_the_same_program,
    };

    return unit_run("compile", tests, ARRAY_LENGTH(tests));
}
