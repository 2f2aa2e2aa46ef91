#include "tests/unit/procedure_rows.h"

START_TEST(match_takes_the_latest_counterpart)
{
    struct bench bench;

    bench_compile(&bench,
            LEAVERS TEST("a", "duty",
                    "<match evidence=\"account-off\" pick=\"latest\" by=\"disabled_at\" keys-met=\"20%\">"
                    "<same column=\"employee_id\"/><same column=\"system\" keys-met=\"50%\"/>"
                    "<within from=\"left_on\" to=\"disabled_at\" at-most=\"1\" negative=\"allow\"/></match>"),
            MAKE_LEAVERS
            "INSERT INTO leavers VALUES (1, 'e1', '2025-06-30'), (2, 'e2', '2025-06-30'),"
            "(3, '', '2025-06-30'), (4, NULL, '2025-06-30'), (5, 'e5', '2025-06-30');"
            "INSERT INTO systems VALUES (11, 'mail'), (12, 'vpn'), (13, 'door');"
            "INSERT INTO \"account-off\" VALUES (21, 'e1', 'mail', '2025-06-30T01:00:00.000Z'),"
            /* Disabled in time, on again, and off for good much later. */
            "(22, 'e1', 'vpn', '2025-06-30T01:00:00.000Z'), (23, 'e1', 'vpn', '2025-08-01T00:00:00.000Z'),"
            "(24, 'e2', 'mail', NULL), (25, 'e2', 'vpn', CAST('yes' AS BLOB)),"
            "(26, 'e2', 'vpn', '2025-06-30T01:00:00.000Z'), (27, 'e5', 'mail', NULL),"
            "(28, 'e5', 'mail', '2025-06-29T01:00:00.000Z');");
    /* door is in no record of disabling at all: nothing can be said of it. */
    ck_assert_str_eq(bench_verdicts(&bench, "a"),
            "1/11=0 1/12=1 1/13=-1 2/11=1 2/12=-1 2/13=-1 3/11=1 3/12=1 3/13=1 "
            "4/11=1 4/12=1 4/13=1 5/11=0 5/12=1 5/13=-1");
    ck_assert_str_eq(bench_query(&bench, bench_test(&bench, "a")->values_sql),
            "1 12 1 e1 2025-06-30 vpn 2025-08-01T00:00:00.000Z|1 13 -1 e1 2025-06-30 door null|"
            "2 11 1 e2 2025-06-30 mail null|2 12 -1 e2 2025-06-30 vpn <yes>|"
            "2 13 -1 e2 2025-06-30 door null|3 11 1  2025-06-30 mail null|3 12 1  2025-06-30 vpn null|"
            "3 13 1  2025-06-30 door null|4 11 1 null 2025-06-30 mail null|"
            "4 12 1 null 2025-06-30 vpn null|4 13 1 null 2025-06-30 door null|"
            "5 12 1 e5 2025-06-30 vpn null|5 13 -1 e5 2025-06-30 door null");
    ck_assert_str_eq(bench_test(&bench, "a")->shown[3], "account-off.disabled_at");
    bench_clear(&bench);
}
END_TEST

START_TEST(guards_count_keys_of_all_evidence)
{
    struct bench bench;
    const struct program_test *test;

    bench_compile(&bench,
            LEAVERS TEST("a", "duty",
                    "<match evidence=\"account-off\" keys-met=\"20%\">"
                    "<same column=\"employee_id\"/><same column=\"system\" keys-met=\"100%\"/></match>")
                    TEST("b", "leaver",
                            "<absent evidence=\"account-off\" keys-met=\"none\"><same column=\"employee_id\"/></absent>")
                            TEST("c", "leaver",
                                    "<match evidence=\"account-off\"><same column=\"employee_id\"/></match>"),
            MAKE_LEAVERS
            "INSERT INTO leavers VALUES (1, 'e1', '2025-06-30'), (2, 'e2', '1999-06-30'), (3, '', NULL),"
            "(4, NULL, NULL), (5, 'e1', NULL), (6, ' ', NULL);"
            "INSERT INTO systems VALUES (11, 'mail'), (12, 'vpn'), (13, 'door');"
            "INSERT INTO \"account-off\" VALUES (21, 'e2', 'mail', NULL), (22, 'e2', 'mail', NULL),"
            "(23, 'e2', 'vpn', NULL), (24, 'e9', 'vpn', NULL), (25, '', 'mail', NULL);");
    test = bench_test(&bench, "a");
    ck_assert_uint_eq(test->guard_count, 2);
    ck_assert_str_eq(test->guards[0].left, "systems.system");
    ck_assert_str_eq(test->guards[0].right, "account-off.system");
    ck_assert_uint_eq(test->guards[0].floor_percent, 100);
    ck_assert_str_eq(bench_query(&bench, test->guards[0].sql), "3 2 2 2");
    ck_assert_str_eq(test->guards[1].left, "leavers.employee_id systems.system");
    ck_assert_uint_eq(test->guards[1].floor_percent, 20);
    /* 2 leavers x 3 systems; (e2, mail) and (e2, vpn) of three distinct keys on the
     * right. */
    ck_assert_str_eq(bench_query(&bench, test->guards[1].sql), "6 2 3 2");
    ck_assert_uint_eq(bench_test(&bench, "b")->guard_count, 0);
    test = bench_test(&bench, "c");
    ck_assert_uint_eq(test->guard_count, 1);
    ck_assert_uint_eq(test->guards[0].floor_percent, 0);
    ck_assert_str_eq(bench_query(&bench, test->guards[0].sql), "2 1 2 1");
    bench_clear(&bench);
}
END_TEST

#define CHANGES                                                                   \
    EVIDENCE("changes",                                                           \
            KEY("id") COLUMN("requester", "text") COLUMN("done_at", "timestamp")) \
    EVIDENCE("approvals",                                                         \
            KEY("number") COLUMN("change", "text") COLUMN("approver", "text")     \
                    COLUMN("approved_at", "timestamp") COLUMN("result", "text"))  \
    "<population id=\"change\" from=\"changes\"/>"                                \
    "<population id=\"yes\" from=\"approvals\" where=\"result = 'ok'\" at=\"approved_at\"/>"
#define SAME "<same column=\"id\" evidence-column=\"change\"/>"
#define MAKE_CHANGES                                                                                         \
    "CREATE TABLE changes (record_id INTEGER PRIMARY KEY, id, requester, done_at);"                          \
    "CREATE TABLE approvals (record_id INTEGER PRIMARY KEY, number, change, approver, approved_at, result);" \
    "INSERT INTO changes VALUES (1, 'c1', 'sato', '2025-05-10T00:00:00.000Z'),"                              \
    "(2, 'c2', 'sato', '2025-05-10T00:00:00.000Z'), (3, 'c3', 'sato', '2025-05-10T00:00:00.000Z'),"          \
    "(4, 'c4', 'sato', '2025-05-10T00:00:00.000Z'), (5, 'c5', 'sato', NULL),"                                \
    "(6, 'c6', 'sato', '2025-05-10T00:00:00.000Z');"                                                         \
    "INSERT INTO approvals VALUES (11, 'a1', 'c1', 'kato', '2025-05-09T00:00:00.000Z', 'ok'),"               \
    "(12, 'a2', 'c2', 'kato', '2025-05-11T00:00:00.000Z', 'ok'),"                                            \
    "(13, 'a3', 'c2', 'sato', '2025-05-09T00:00:00.000Z', 'ok'),"                                            \
    "(14, 'a4', 'c3', 'kato', '2025-05-09T00:00:00.000Z', 'no'),"                                            \
    "(15, 'a5', 'c3', 'kato', NULL, 'ok'),"                                                                  \
    "(16, 'a6', 'c4', 'kato', CAST('5/9' AS BLOB), 'ok'),"                                                   \
    "(17, 'a7', 'c5', 'kato', '2025-05-09T00:00:00.000Z', 'ok'),"                                            \
    "(18, 'a8', 'c5', 'kato', '2024-05-09T00:00:00.000Z', 'ok');"

START_TEST(match_any_and_all)
{
    struct bench bench;

    bench_compile(&bench,
            CHANGES TEST("any", "change",
                    "<match evidence=\"approvals\">" SAME
                    "<ordered columns=\"approved_at done_at\"/></match>") TEST("all",
                    "change",
                    "<match evidence=\"approvals\" pick=\"all\">" SAME
                    "<differs columns=\"requester approver\"/></match>") TEST("none",
                    "change", "<match evidence=\"approvals\">" SAME "</match>")
                    TEST("two", "change",
                            "<match evidence=\"approvals\">" SAME
                            "<ordered columns=\"approved_at done_at\"/>"
                            "<differs columns=\"requester approver\"/></match>"),
            MAKE_CHANGES);
    /* c3's second approval has no date: it does not hold, but the first one does. */
    ck_assert_str_eq(bench_verdicts(&bench, "any"), "1=0 2=0 3=0 4=-1 5=1 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "all"), "1=0 2=1 3=0 4=0 5=0 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "none"), "1=0 2=0 3=0 4=0 5=0 6=1");
    /* One and the same approval must hold both. */
    ck_assert_str_eq(bench_verdicts(&bench, "two"), "1=0 2=1 3=0 4=-1 5=1 6=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(match_first_and_limits)
{
    struct bench bench;

    bench_compile(&bench,
            CHANGES TEST("first", "change",
                    "<match evidence=\"approvals\" pick=\"first\" by=\"approved_at\">" SAME
                    "<one-of column=\"result\" values=\"ok\"/></match>") TEST("before",
                    "change",
                    "<match evidence=\"approvals\" pick=\"latest\" by=\"approved_at\" not-after=\"done_at\">" SAME
                    "<differs columns=\"requester approver\"/></match>"),
            MAKE_CHANGES);
    ck_assert_str_eq(bench_verdicts(&bench, "first"), "1=0 2=0 3=1 4=-1 5=0 6=1");
    /* c2's latest approval before the change is the requester's own; c5 was never done.
     */
    ck_assert_str_eq(bench_verdicts(&bench, "before"), "1=0 2=1 3=0 4=-1 5=1 6=1");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_counterpart_may_be_of_a_population)
{
    struct bench bench;

    bench_compile(&bench,
            CHANGES TEST("a", "change",
                    "<match evidence=\"yes\">" SAME "</match>") TEST("b", "change",
                    "<match evidence=\"yes\" pick=\"latest\" by=\"approved_at\">" SAME
                    "</match>")
                    TEST("c", "change", "<absent evidence=\"yes\">" SAME "</absent>"),
            MAKE_CHANGES);
    /* c3: refused, and once approved without a date, which may or may not lie in the
     * period. */
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=0 3=-1 4=-1 5=0 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=0 3=-1 4=-1 5=0 6=1");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=1 2=1 3=-1 4=-1 5=1 6=0");
    bench_clear(&bench);
}
END_TEST

START_TEST(absent_wants_no_counterpart)
{
    struct bench bench;

    bench_compile(&bench,
            EVIDENCE("leavers", KEY("id") COLUMN("left_on", "date")) EVIDENCE("signins",
                    KEY("event") COLUMN("user", "text") COLUMN("at",
                            "timestamp")) "<population id=\"leaver\" from=\"leavers\"/>" TEST("a",
                    "leaver",
                    "<absent evidence=\"signins\"><same column=\"id\" evidence-column=\"user\"/></absent>")
                    TEST("b", "leaver",
                            "<absent evidence=\"signins\"><same column=\"id\" evidence-column=\"user\" keys-met=\"10%\"/>"
                            "<ordered columns=\"left_on at\" equal=\"refuse\"/></absent>"),
            "CREATE TABLE leavers (record_id INTEGER PRIMARY KEY, id, left_on);"
            "CREATE TABLE signins (record_id INTEGER PRIMARY KEY, event, user, at);"
            "INSERT INTO leavers VALUES (1, 'u1', '2025-06-30'), (2, 'u2', '2025-06-30'),"
            "(3, 'u3', '2025-06-30'), (4, '', '2025-06-30'), (5, 'u5', '2025-06-30'),"
            "(6, 'u6', '2025-06-30'), (7, 'u7', CAST('?' AS BLOB));"
            "INSERT INTO signins VALUES (11, 'x', 'u2', '2025-06-30T01:00:00.000Z'),"
            "(12, 'y', 'u3', '2025-07-01T01:00:00.000Z'), (13, 'z', 'u3', '2025-06-01T01:00:00.000Z'),"
            "(14, 'w', 'u5', NULL), (15, 'v', 'u6', CAST('late' AS BLOB)),"
            "(16, 'q', '', '2025-07-01T01:00:00.000Z'), (17, 'r', 'u7', '2025-07-01T01:00:00.000Z');");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=1 3=1 4=-1 5=1 6=1 7=1");
    /* u1 signed in nowhere: its key was never met, so nothing is known of it. A sign-in
     * without a time may have been before or after. */
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=-1 2=0 3=1 4=-1 5=-1 6=-1 7=-1");
    /* The counterpart that should not be there is shown. */
    ck_assert_str_eq(bench_query(&bench, bench_test(&bench, "b")->values_sql),
            "1 0 -1 u1 null 2025-06-30 null|3 0 1 u3 y 2025-06-30 2025-07-01T01:00:00.000Z|"
            "4 0 -1  null 2025-06-30 null|5 0 -1 u5 w 2025-06-30 null|6 0 -1 u6 v 2025-06-30 <late>|"
            "7 0 -1 u7 r <?> 2025-07-01T01:00:00.000Z");
    bench_clear(&bench);
}
END_TEST

START_TEST(typed_keys_that_cannot_be_read_decide_nothing)
{
    struct bench bench;

    bench_compile(&bench,
            EVIDENCE("orders", KEY("t") COLUMN("n", "number")) EVIDENCE("bills",
                    KEY("t") COLUMN("n",
                            "number")) "<population id=\"order\" from=\"orders\"/>" TEST("a",
                    "order",
                    "<match evidence=\"bills\"><same column=\"n\"/></match>") TEST("b",
                    "order",
                    "<match evidence=\"bills\"><same column=\"n\"/><same column=\"t\"/></match>"),
            "CREATE TABLE orders (record_id INTEGER PRIMARY KEY, t, n);"
            "CREATE TABLE bills (record_id INTEGER PRIMARY KEY, t, n);"
            "INSERT INTO orders VALUES (1, 'x', 1), (2, 'x', 2), (3, 'x', CAST('l' AS BLOB)),"
            "(4, 'x', NULL), (5, 'y', 2);"
            "INSERT INTO bills VALUES (11, 'x', 1.0), (12, 'y', CAST('2?' AS BLOB)), (13, 'z', 3);");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=-1 3=-1 4=1 5=-1");
    /* The unreadable bill is y's: only of y it may be the one looked for. */
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=0 2=1 3=-1 4=1 5=-1");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_counterpart_that_decides_is_not_hidden_by_an_unreadable_key)
{
    struct bench bench;

    bench_compile(&bench,
            EVIDENCE("orders", KEY("t") COLUMN("n", "number")) EVIDENCE("bills",
                    KEY("t") COLUMN("n",
                            "number")) "<population id=\"order\" from=\"orders\"/>" TEST("a",
                    "order",
                    "<match evidence=\"bills\"><same column=\"n\"/><filled columns=\"bills.t\"/></match>")
                    TEST("b", "order",
                            "<absent evidence=\"bills\"><same column=\"n\"/><filled columns=\"bills.t\"/></absent>")
                            TEST("c", "order",
                                    "<match evidence=\"bills\" pick=\"all\"><same column=\"n\"/><filled columns=\"bills.t\"/></match>"),
            "CREATE TABLE orders (record_id INTEGER PRIMARY KEY, t, n);"
            "CREATE TABLE bills (record_id INTEGER PRIMARY KEY, t, n);"
            "INSERT INTO orders VALUES (1, 'x', 1), (2, 'x', 2), (3, 'x', 3);"
            "INSERT INTO bills VALUES (11, 'x', 1), (12, '', 2), (13, 'z', CAST('l' AS BLOB));");
    ck_assert_str_eq(bench_verdicts(&bench, "a"), "1=0 2=-1 3=-1");
    ck_assert_str_eq(bench_verdicts(&bench, "b"), "1=1 2=-1 3=-1");
    ck_assert_str_eq(bench_verdicts(&bench, "c"), "1=-1 2=-1 3=-1");
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            match_takes_the_latest_counterpart,
            guards_count_keys_of_all_evidence,
            match_any_and_all,
            match_first_and_limits,
            a_counterpart_may_be_of_a_population,
            absent_wants_no_counterpart,
            typed_keys_that_cannot_be_read_decide_nothing,
            a_counterpart_that_decides_is_not_hidden_by_an_unreadable_key,
    };

    return unit_run("compile_counterpart", tests, ARRAY_LENGTH(tests));
}
