/* What a report may not show, of checks and of an author's own SQL. */
#include "engine/run/mask.h"

#include "tests/unit/procedure_bench.h"

#define PEOPLE                                                                       \
    "<evidence id=\"people\" class=\"record\">" BENCH_TITLES                         \
    "<column name=\"id\" type=\"text\" key=\"yes\" sensitive=\"yes\"/>"              \
    "<column name=\"site\" type=\"text\" show=\"yes\"/>"                             \
    "<column name=\"name\" type=\"text\" sensitive=\"yes\"/>"                        \
    "<column name=\"number\" type=\"number\"/></evidence>"                           \
    "<evidence id=\"off\" class=\"record\">" BENCH_TITLES                            \
    "<column name=\"id\" type=\"text\" key=\"yes\"/>"                                \
    "<column name=\"who\" type=\"text\" show=\"yes\" sensitive=\"yes\"/></evidence>" \
    "<evidence id=\"plain\" class=\"record\">" BENCH_TITLES                          \
    "<column name=\"code\" type=\"text\" key=\"yes\"/></evidence>"                   \
    "<population id=\"person\" from=\"people\"/><population id=\"any\" from=\"plain\"/>"

#define TEST(over, inside)                                                           \
    "<test id=\"t\" over=\"" over "\" technique=\"inspection\">" BENCH_TITLES inside \
    "</test>"

static struct bench bench;
static char shown[1000];

/* The shown values of the body's only test, masked ones in brackets. */
static const char *of(const char *body)
{
    const struct library_procedure *source;
    struct library_procedure library = {.is_usable = true};
    struct instance instance = {0};
    struct error err = {0};
    const struct program_test *test;
    size_t size = 0;

    bench_init(&bench);
    ck_assert_msg(bench_load(&bench, bench_document(&bench, body), NULL), "%s",
            bench_complaints(&bench));
    ck_assert_msg(compile_procedure(&bench.procedure, NULL, 0, &bench.arena,
                          &bench.program, &bench.complaints),
            "%s", bench_complaints(&bench));
    library.procedure = bench.procedure;
    source = &library;
    instance.source = source;
    instance.program = bench.program;
    test = &bench.program.tests[0];
    shown[0] = '\0';
    for (uint32_t i = 0; i < test->shown_count; i++) {
        bool needed;

        ck_assert(mask_is_needed(&instance, 0, i, &bench.arena, &needed, &err));
        size += (size_t)snprintf(shown + size, sizeof(shown) - size,
                needed ? "%s[%s]" : "%s%s", i ? " " : "", test->shown[i]);
    }
    bench_clear(&bench);
    return shown;
}

START_TEST(columns_of_checks_are_masked)
{
    ck_assert_str_eq(of(PEOPLE TEST("person", "<filled columns=\"name number\"/>")),
            "[id] site [name] number");
    ck_assert_str_eq(of(PEOPLE TEST("any", "<filled columns=\"code\"/>")), "code");
}
END_TEST

/* A key that is sensitive on one side is so on the other: it is the same value. */
START_TEST(counterparts_are_masked)
{
    ck_assert_str_eq(of(PEOPLE TEST("person",
                             "<match evidence=\"off\"><same column=\"id\"/></match>")),
            "[id] site [off.who]");
}
END_TEST

START_TEST(what_groups_compute_is_masked)
{
    ck_assert_str_eq(of(PEOPLE TEST("person", "<no-gap column=\"number\"/>")),
            "[id] site number previous");
    ck_assert_str_eq(of(PEOPLE TEST("person", "<count by=\"site\" max=\"1\"/>")),
            "site count");
    ck_assert_str_eq(of(PEOPLE TEST("person", "<count by=\"name\" max=\"1\"/>")),
            "[name] count");
}
END_TEST

#define FINDING                                     \
    "<finding xml:lang=\"ja\">{count}件</finding>" \
    "<finding xml:lang=\"en\">{count}</finding>"
#define SQL(text) \
    TEST("person", "<exceptions subject=\"people\">" text "</exceptions>" FINDING)

static const struct {
    const char *body, *shown;
} statements[] = {
        {SQL("SELECT record_id, site, id, name FROM people"), "site [id] [name]"},
        {SQL("SELECT p.record_id, p.site, p.\"number\" FROM people AS p"), "site number"},
        {SQL("SELECT record_id, name AS site FROM people"), "[site]"},
        {SQL("SELECT record_id, site FROM (SELECT record_id, name site FROM people)"),
                "[site]"},
        {SQL("SELECT record_id, site FROM (SELECT record_id, upper(name) \"site\" FROM people)"),
                "[site]"},
        {SQL("SELECT record_id, upper(name) AS x, 1 AS y FROM people"), "[x] [y]"},
        {SQL("SELECT record_id, site FROM people UNION SELECT record_id, name FROM people"),
                "[site]"},
        {SQL("WITH t(record_id, site) AS (SELECT record_id, name FROM people)"
             " SELECT record_id, site FROM t"),
                "[site]"},
        {SQL("SELECT record_id, site FROM (SELECT record_id, name || '' AS site FROM people)"),
                "[site]"},
        {SQL("SELECT record_id, site FROM (SELECT record_id, CASE WHEN 1 THEN name END site FROM people)"),
                "[site]"},
        {"<relation id=\"r\">SELECT record_id, name AS site FROM people</relation>" SQL(
                 "SELECT record_id, site FROM r"),
                "[site]"},
};

/* Whatever name it goes by, or what was made of it. */
START_TEST(an_authors_sql_shows_plain_columns_alone)
{
    for (size_t i = 0; i < ARRAY_LENGTH(statements); i++) {
        char body[4000];
        const char *relation = strstr(statements[i].body, "<test ");

        snprintf(body, sizeof(body), "%s%.*s%s", PEOPLE,
                (int)(relation - statements[i].body), statements[i].body, relation);
        ck_assert_msg(strcmp(of(body), statements[i].shown) == 0, "%s: %s",
                statements[i].body, shown);
    }
}
END_TEST

START_TEST(a_reader_with_nothing_to_go_by_is_warned_of)
{
    bench_init(&bench);
    ck_assert(bench_load(&bench,
            bench_document(&bench,
                    "<evidence id=\"people\" class=\"record\">" BENCH_TITLES
                    "\n<column name=\"id\" type=\"text\" key=\"yes\" sensitive=\"yes\"/>"
                    "<column name=\"site\" type=\"text\"/></evidence>"
                    "<population id=\"person\" from=\"people\"/>" TEST("person",
                            "<filled columns=\"site\"/>")),
            NULL));
    ck_assert_msg(strstr(bench_complaints(&bench), "warning: 'id', and all else") != NULL,
            "%s", bench_complaints(&bench));
    bench_clear(&bench);
    bench_init(&bench);
    ck_assert(bench_load(&bench,
            bench_document(&bench, PEOPLE TEST("person", "<filled columns=\"name\"/>")),
            NULL));
    ck_assert_ptr_null(strstr(bench_complaints(&bench), "all else"));
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {columns_of_checks_are_masked, counterparts_are_masked,
            what_groups_compute_is_masked, an_authors_sql_shows_plain_columns_alone,
            a_reader_with_nothing_to_go_by_is_warned_of};

    return unit_run("mask", tests, ARRAY_LENGTH(tests));
}
