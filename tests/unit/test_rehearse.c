/* What `check` says of a procedure before there is any evidence. */
#include "engine/run/rehearse.h"

#include "tests/unit/lint_bench.h"

/* One test in SQL; its text begins on line 10. */
#define SQL(text)                                                                   \
    ITEMS USED "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES \
            FINDINGS "<exceptions keys=\"none\"><![CDATA[\n" text                   \
               "]]></exceptions></test>\n"

/* Loads the body, which must be in order so far, and rehearses it. */
static const char *rehearse(struct bench *bench, const char *body)
{
    struct error err = {0};

    bench_init(bench);
    ck_assert_msg(bench_load(bench, bench_document(bench, body), NULL), "%s",
            bench_complaints(bench));
    ck_assert_msg(rehearse_procedure(&bench->procedure, &bench->arena, &bench->program,
                          &bench->complaints, &err),
            "%s", err.message);
    return bench_complaints(bench);
}

static void expect(const char *body, const char *expected)
{
    struct bench bench;
    const char *got = rehearse(&bench, body);

    if (*expected)
        ck_assert_msg(strstr(got, expected) != NULL, "said: %s\nnot: %s", got, expected);
    else
        ck_assert_str_eq(got, "");
    bench_clear(&bench);
}

START_TEST(a_sound_procedure_is_compiled)
{
    struct bench bench;

    ck_assert_str_eq(
            rehearse(&bench,
                    SQL("SELECT r.record_id, r._member AS file, days_between(r.day, :as_of) AS days "
                        "FROM rows AS r WHERE in_period(r.at) AND r.name REGEXP '^a'")),
            "");
    ck_assert_uint_eq(bench.program.test_count, 2);
    ck_assert_uint_eq(bench.program.item_count, 2);
    ck_assert_str_eq(bench.program.tests[1].shown[1], "days");
    bench_clear(&bench);
}
END_TEST

/* SQLite's own complaints, at the author's line and column. */
START_TEST(a_fault_in_sql_is_told_at_its_place)
{
    expect(SQL("SELECT record_id,\n  ghost AS g FROM rows"),
            "sample.xml:11:3: error: no such column: ghost");
    expect(SQL("SELECT record_id FROM rows WHERE nmae = 'x'"),
            "sample.xml:10:34: error: no such column: nmae");
    expect(SQL("SELECT record_id FROM rows WHERE lenght(name) > 1"),
            "sample.xml:10:34: error: no such function: lenght");
    expect(SQL("SELECT record_id FROM rows WHERE name = = 'x'"),
            "sample.xml:10:41: error: near \"=\": syntax error");
    expect(SQL("SELECT record_id, \"no such column\" AS x FROM rows"),
            "sample.xml:10:19: error: no such column: no such column");
}
END_TEST

/* The guard of the worker, before any worker. */
START_TEST(sql_that_may_not_run_is_refused_already)
{
    expect(SQL("SELECT record_id, zeroblob(1000000000) AS z FROM rows"),
            "error: zeroblob() is not among the functions that chosho has over evidence");
    expect(SQL("SELECT record_id, format('%%d', 1) AS v FROM rows"),
            "error: format() is not among the functions that chosho has over evidence");
    expect(SQL("SELECT rows.record_id FROM rows, dbstat"),
            "error: not allowed over evidence");
}
END_TEST

START_TEST(every_fault_is_told)
{
    struct bench bench;
    const char *got = rehearse(&bench,
            ITEMS USED
            "<relation id=\"bad\">SELECT record_id, ghost FROM rows</relation>\n"
            "<relation id=\"star\">SELECT * FROM (SELECT name FROM rows)</relation>\n"
            "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES FINDINGS
            "<exceptions>SELECT record_id, wrong FROM rows</exceptions></test>\n"
            "<test id=\"b\" over=\"all\" technique=\"inspection\">" BENCH_TITLES FINDINGS
            "<exceptions>SELECT b.record_id FROM bad b, star s</exceptions></test>\n");

    ck_assert_str_eq(got,
            "sample.xml:9:38: error: no such column: ghost\n"
            "sample.xml:10:21: error: the first column must be record_id, so that every row can be "
            "traced to a record; it is name\n"
            "sample.xml:11:232: error: no such column: wrong\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_condition_is_told_where_it_stands)
{
    expect(ITEMS USED
            "<population id=\"some\"\n from=\"rows\" where=\"number + &gt; 5\"/>\n"
            "<test id=\"b\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
            "<filled columns=\"name\"/></test>\n"
            "<test id=\"a\" over=\"some\" technique=\"inspection\">" BENCH_TITLES
            "<filled columns=\"name\"/></test>\n",
            "sample.xml:10:14: error: near \">\": syntax error");
}
END_TEST

#define NAMED(name, type) "<column name=\"" name "\" type=\"" type "\"/>"
#define WORDS(id)                                                                       \
    "<evidence id=\"" id "\" class=\"record\">" BENCH_TITLES                            \
    "<column name=\"order\" type=\"text\" key=\"yes\"/>" NAMED("group", "text")         \
            NAMED("select", "date") NAMED("index", "number") NAMED("from", "timestamp") \
                    NAMED("where", "date") NAMED("table", "text") "</evidence>\n"
#define WORDS_TEST(id, inside)                                                         \
    "<test id=\"" id "\" over=\"where\" technique=\"inspection\">" BENCH_TITLES inside \
    "</test>\n"

/* A client's column may be called anything that is a name: each check quotes it. */
START_TEST(names_that_are_words_of_sql_work_everywhere)
{
    expect(WORDS("select") WORDS(
                   "from") "<population id=\"where\" from=\"select\" at=\"from\" where=\"&quot;group&quot; = 'x'\"/>\n"
                           "<population id=\"union\" from=\"from\" at=\"where\"/>\n"
                           "<relation id=\"having\">SELECT s.record_id, s.\"order\" FROM \"select\" s</relation>\n" WORDS_TEST(
                                   "all",
                                   "<filled columns=\"order group select\"/><one-of column=\"group\" values=\"a\"/>"
                                   "<matches column=\"table\" pattern=\"x\"/><ordered columns=\"select where\"/>"
                                   "<within from=\"select\" to=\"from\" at-most=\"1\"/><differs columns=\"order group\"/>"
                                   "<match evidence=\"from\" pick=\"latest\" by=\"from\" not-after=\"select.where\">"
                                   "<same column=\"order\" keys-met=\"1%\"/></match>"
                                   "<absent evidence=\"union\"><same column=\"group\" evidence-column=\"order\"/>"
                                   "<filled columns=\"union.table\"/></absent>") WORDS_TEST("unique",
                                   "<unique columns=\"order group\"/>") WORDS_TEST("gap",
                                   "<no-gap column=\"index\" by=\"group\"/>") WORDS_TEST("count",
                                   "<count by=\"group\" max=\"1\"/>") WORDS_TEST("sql",
                                   FINDINGS
                                   "<exceptions subject=\"select\" keys=\"select.order from.order\">"
                                   "SELECT s.record_id, s.\"order\", s.\"group\" AS \"table\", h.\"order\" AS \"by\""
                                   " FROM \"where\" s JOIN \"from\" f ON f.\"order\" = s.\"order\""
                                   " JOIN \"having\" h ON h.record_id = s.record_id</exceptions>"),
            "");
}
END_TEST

START_TEST(controls_and_words_are_judged)
{
    struct bench bench;
    struct error err = {0};

    bench_init(&bench);
    ck_assert(bench_load(&bench,
            "<procedure xmlns=\"urn:chosho:procedure:1\" id=\"s\" version=\"1.0\" phase=\"design\">\n"
            "<title xml:lang=\"ja\">利用者は適切に管理されている</title><title xml:lang=\"en\">x</title>\n"
            "<control catalogue=\"ismap-2022\" ref=\"99.9.9\"/>\n"
            "<control catalogue=\"nobodys\" ref=\"1\"/>\n" ITEMS USED
            "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
            "<filled columns=\"name\"/></test></procedure>",
            NULL));
    ck_assert(rehearse_procedure(&bench.procedure, &bench.arena, &bench.program,
            &bench.complaints, &err));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench), "sample.xml:3:"));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench), "99.9.9"));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench), "warning: "));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench), "適切に管理されている"));
    ck_assert_uint_eq(bench.complaints.errors, 1); /* an unknown catalogue is a warning */
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_sound_procedure_is_compiled,
            a_fault_in_sql_is_told_at_its_place, sql_that_may_not_run_is_refused_already,
            every_fault_is_told, a_condition_is_told_where_it_stands,
            names_that_are_words_of_sql_work_everywhere, controls_and_words_are_judged};

    return unit_run("rehearse", tests, ARRAY_LENGTH(tests));
}
