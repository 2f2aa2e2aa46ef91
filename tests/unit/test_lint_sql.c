#include "tests/unit/lint_bench.h"

/* One test in SQL; its text begins on line 10. */
static const char *complaints_of_sql(struct bench *bench, const char *attributes,
        const char *sql)
{
    struct error err = {0};
    const char *body = NULL;

    bench_init(bench);
    ck_assert(arena_printf(&bench->arena, &body, &err,
            ITEMS USED
            "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES FINDINGS
            "<exceptions %s><![CDATA[\n%s]]></exceptions></test>\n",
            attributes, sql));
    (void)!bench_load(bench, bench_document(bench, body), NULL);
    return bench_complaints(bench);
}

struct sql_case {
    const char *sql, *expected; /* the complaints begin with this, or hold it */
};

static void expect_sql(const struct sql_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bench bench;
        const char *got = complaints_of_sql(&bench, "keys=\"none\"", cases[i].sql);

        if (*cases[i].expected)
            ck_assert_msg(strstr(got, cases[i].expected) != NULL, "%s\nsaid: %s\nnot: %s",
                    cases[i].sql, got, cases[i].expected);
        else
            ck_assert_msg(!*got, "%s\nsaid: %s", cases[i].sql, got);
        bench_clear(&bench);
    }
}

START_TEST(sound_sql_passes)
{
    static const struct sql_case cases[] = {
            {"SELECT r.record_id, r.name FROM rows AS r", ""},
            {"SELECT record_id, day_of(at) AS day FROM \"all\"", ""},
            {"select \"record_id\", count(*) over (partition by name) as n from rows;\n-- done",
                    ""},
            {"WITH x AS (SELECT * FROM rows), y (a) AS MATERIALIZED (SELECT name FROM x)\n"
             "SELECT x.record_id, y.a FROM x JOIN y ON y.a = x.name WHERE x.day IS DISTINCT FROM :as_of",
                    ""},
            {"SELECT r.record_id FROM rows r WHERE NOT EXISTS (SELECT 1 FROM \"sign-ins\" s WHERE s.user = r.name)",
                    ""},
            {"SELECT record_id, replace(name, 'a', 'b') AS b, updated FROM (SELECT record_id, name, word AS updated "
             "FROM rows ORDER BY record_id LIMIT 5)",
                    ""},
            {"SELECT record_id FROM rows WHERE name REGEXP '^it''s [a-z]+$' AND match_group(word, 'a(b|c)', 1) = 'b'",
                    ""},
            {"SELECT record_id FROM rows WHERE record_id NOT IN (SELECT r.record_id FROM rows r WHERE r.day IS NULL)",
                    ""},
            {"WITH \"order\" AS NOT MATERIALIZED (SELECT record_id, name AS \"group\", word AS like FROM rows) "
             "SELECT o.record_id, o.\"group\" AS \"select\", o.like AS replace FROM \"order\" o "
             "WHERE o.\"group\" IS NOT DISTINCT FROM 'x' AND o.like NOT IN ('y') AND 'x' IS NOT NULL = 1 "
             "GROUP BY o.\"group\" ORDER BY o.\"group\"",
                    ""},
            {"WITH release AS (SELECT record_id, name AS begin FROM rows) SELECT release.record_id, begin "
             "FROM release, (SELECT 1 AS x) explain",
                    ""},
            {"SELECT record_id, date(day, '+1 day') AS next FROM rows WHERE number < 5 AND day < :period_end",
                    ""},
    };

    expect_sql(cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(sql_that_does_more_than_read_is_refused)
{
    static const struct sql_case cases[] = {
            {"DELETE FROM rows", "10:1: error: the SQL must begin with SELECT or WITH"},
            {"DELETE FROM rows",
                    "10:1: error: DELETE may not stand in a procedure: its SQL only reads"},
            {"SELECT record_id FROM rows; DROP TABLE rows",
                    "10:27: error: only one statement may stand here"},
            {"WITH x AS (SELECT 1) INSERT INTO rows SELECT * FROM x",
                    "10:22: error: INSERT may not"},
            {"PRAGMA query_only = 0", "PRAGMA may not"},
            {"EXPLAIN SELECT 1", "EXPLAIN may not"},
            {"WITH x AS (SELECT 1) REPLACE INTO rows SELECT * FROM x", "REPLACE may not"},
            {"SELECT 1; RELEASE x", "10:11: error: RELEASE may not"},
            {"SELECT record_id FROM rows) UNION ALL SELECT record_id FROM (SELECT 1 AS record_id",
                    "10:27: error: this bracket was never opened"},
            {"SELECT (record_id FROM rows", "10:8: error: this bracket is never closed"},
            {"SELECT record_id FROM rows WHERE name = 'x",
                    "10:41: error: a quotation mark or comment is never closed"},
            {"SELECT record_id FROM rows /* x",
                    "10:28: error: a quotation mark or comment is never closed"},
            {"SELECT record_id, name FROM sqlite_master",
                    "sqlite_master may not be read"},
            {"SELECT record_id, load_extension('x') AS x FROM rows",
                    "load_extension() may not be used"},
    };

    expect_sql(cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(chance_and_the_clock_are_refused)
{
    static const struct sql_case cases[] = {
            {"SELECT record_id FROM rows ORDER BY random()",
                    "10:37: error: random() may not be used"},
            {"SELECT record_id FROM rows LIMIT 5",
                    "10:28: error: LIMIT without ORDER BY gives rows by chance"},
            {"SELECT record_id FROM rows WHERE name IN (SELECT name FROM rows LIMIT 1) ORDER BY record_id",
                    "10:65: error: LIMIT without ORDER BY"},
            {"SELECT record_id, rank() OVER (ORDER BY day) AS n FROM rows LIMIT 5",
                    "10:61: error: LIMIT without ORDER BY"},
            {"SELECT record_id FROM rows WHERE day < date('now')",
                    "10:45: error: a procedure knows no clock"},
            {"SELECT record_id FROM rows WHERE at < datetime()",
                    "10:39: error: a procedure knows no clock"},
            {"SELECT record_id FROM rows WHERE day < CURRENT_DATE",
                    "a procedure knows no clock: use :as_of"},
            {"SELECT record_id, json_extract(name, '$.a') AS a FROM rows",
                    "use field(json, path)"},
            {"SELECT record_id FROM rows WHERE name REGEXP word",
                    "10:46: error: the pattern of REGEXP must be written out"},
            {"SELECT record_id FROM rows WHERE name REGEXP '(a'",
                    "missing closing parenthesis"},
            {"SELECT record_id, match_group(name, word, 1) AS x FROM rows",
                    "the pattern of match_group() must be"},
    };

    expect_sql(cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(unknown_names_are_told_with_the_nearest)
{
    static const struct sql_case cases[] = {
            {"SELECT record_id FROM row",
                    "10:23: error: there is no table 'row'; did you mean 'rows'?"},
            {"SELECT r.record_id\nFROM rows AS r\nJOIN singed AS s ON s.user = r.name",
                    "12:6: error: there is no table 'singed'; did you mean 'signed'?"},
            {"SELECT r.order, r.name AS group FROM rows r",
                    "10:10: error: write \"order\" in double quotes (in an attribute: &quot;)"},
            {"SELECT record_id, name AS group FROM rows",
                    "10:27: error: write \"group\" in double quotes"},
            {"SELECT record_id FROM table", "10:23: error: write \"table\" in double"},
            {"SELECT record_id FROM rows JOIN from ON 1",
                    "10:33: error: write \"from\" in double quotes"},
            {"SELECT where.record_id FROM rows",
                    "10:8: error: write \"where\" in double"},
            {"SELECT record_id FROM rows WHERE index = 1 AND order IN (2)",
                    "10:34: error: write \"index\" in double quotes"},
            {"SELECT record_id FROM sign-ins",
                    "10:23: error: write \"sign-ins\" in double quotes"},
            {"SELECT record_id FROM rows WHERE day < :period_stat",
                    "10:40: error: there is no parameter ':period_stat'; did you mean 'period_start'?"},
            {"SELECT record_id FROM rows WHERE day < ?1",
                    "10:40: error: '?1': parameters are written with a colon"},
    };

    expect_sql(cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(a_result_names_its_columns)
{
    static const struct sql_case cases[] = {
            {"SELECT name FROM rows",
                    "10:1: error: the result must have one column record_id"},
            {"SELECT r.record_id, s.record_id FROM rows r JOIN signed s", "it has 2"},
            {"SELECT * FROM rows", "column 1 has no name"},
            {"SELECT record_id, upper(name) FROM rows", "column 2 has no name"},
            {"SELECT record_id, number + number AS twice FROM rows", ""},
            {"SELECT record_id, -number FROM rows", "column 2 has no name"},
            {"SELECT record_id, a.name, b.NAME FROM rows a JOIN rows b USING (record_id)",
                    "10:1: error: columns 2 and 3 are both called 'NAME': give one another name"},
    };

    expect_sql(cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(traps_of_sql_are_warned_of)
{
    static const struct sql_case cases[] = {
            {"SELECT record_id FROM rows WHERE name NOT IN (SELECT word FROM rows)",
                    "10:39: warning: NOT IN finds nothing once the subquery yields a NULL"},
            {"SELECT record_id FROM rows WHERE name < word",
                    "10:39: warning: both sides are text: '10' < '9'"},
            {"SELECT a.record_id FROM rows a WHERE a.word >= a.name",
                    "warning: both sides are text"},
            {"SELECT record_id FROM rows WHERE day < at",
                    "10:38: warning: a day is compared with a moment"},
            {"SELECT record_id FROM rows WHERE day >= '2025/04/01'",
                    "10:41: warning: a day is written '2025-04-01'"},
            {"SELECT record_id FROM rows WHERE 20250401 = day",
                    "10:34: warning: a day is written"},
            {"SELECT record_id FROM rows r WHERE r.at > '2025-04-01'",
                    "10:43: warning: a day is compared with a moment"},
            {"SELECT record_id FROM rows WHERE '2025-04-01 09:00' < rows.at",
                    "10:34: warning: a moment is written '2025-04-01T00:00:00.000Z'"},
            {"SELECT record_id FROM rows WHERE day NOT BETWEEN '2025-04-01' AND '2026/3/31'",
                    "10:67: warning: a day is written"},
            {"SELECT record_id FROM rows WHERE word > 5",
                    "10:41: warning: the column is text"},
            {"SELECT record_id FROM rows WHERE ok = 'true'",
                    "10:39: warning: a boolean is 1 or 0"},
            {"SELECT record_id FROM rows WHERE day < day_of(at) AND number > 5 AND name < upper(word)"
             " AND day >= '2025-04-01' AND at < '2025-04-01T00:00:00.000Z' AND word = 5 AND ok = 1"
             " AND day < '2025' || '-04-01' AND day BETWEEN '2025-04-01' AND :period_end",
                    ""},
    };

    expect_sql(cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(a_join_without_a_guard_is_warned_of)
{
    struct bench bench;
    const char join[] =
            "SELECT r.record_id FROM rows r JOIN \"sign-ins\" s ON s.user = r.name";

    ck_assert_ptr_nonnull(strstr(complaints_of_sql(&bench, "", join),
            "9:202: warning: the SQL joins evidence: name in keys= the columns that must meet"));
    bench_clear(&bench);
    ck_assert_str_eq(complaints_of_sql(&bench, "keys=\"rows.name sign-ins.user\"", join),
            "");
    bench_clear(&bench);
    ck_assert_str_eq(complaints_of_sql(&bench, "keys=\"all.name signed.user\"", join),
            "");
    bench_clear(&bench);
    ck_assert_ptr_nonnull(
            strstr(complaints_of_sql(&bench, "keys=\"rows.name all.name\"", join),
                    "error: 'name' of 'rows' always meets itself"));
    bench_clear(&bench);
    ck_assert_ptr_nonnull(
            strstr(complaints_of_sql(&bench, "keys=\"rows.nam sign-ins.user rows.name\"",
                           join),
                    "error: keys come in pairs"));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench),
            "there is no column 'rows.nam' here; did you mean"));
    bench_clear(&bench);
    ck_assert_ptr_nonnull(strstr(complaints_of_sql(&bench, "subject=\"signed\"",
                                         "SELECT record_id FROM rows"),
            "warning: the SQL does not read 'sign-ins', whose record_id its rows must carry"));
    bench_clear(&bench);
}
END_TEST

START_TEST(records_outside_the_population_are_warned_of)
{
    static const struct {
        const char *from, *expected;
    } cases[] = {
            {"rows", "warning: the SQL reads 'rows' whole: read the population 'late'"},
            {"late", NULL},
            {"late JOIN rows USING (record_id)", NULL},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct bench bench;
        struct error err = {0};
        const char *body = NULL, *got;

        bench_init(&bench);
        ck_assert(arena_printf(&bench.arena, &body, &err,
                ITEMS USED
                "<population id=\"late\" from=\"rows\" at=\"day\"/>"
                "<test id=\"b\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
                "<filled columns=\"name\"/></test>"
                "<test id=\"a\" over=\"late\" technique=\"inspection\">" BENCH_TITLES
                        FINDINGS
                "<exceptions>SELECT record_id FROM %s</exceptions></test>",
                cases[i].from));
        ck_assert(bench_load(&bench, bench_document(&bench, body), NULL));
        got = bench_complaints(&bench);
        ck_assert_msg(cases[i].expected ? strstr(got, cases[i].expected) != NULL : !*got,
                "%s", got);
        bench_clear(&bench);
    }
}
END_TEST

START_TEST(relations_lead_with_record_id)
{
    struct bench bench;

    ck_assert_str_eq(
            complaints_of(&bench,
                    ITEMS USED
                    "<relation id=\"one\">SELECT name FROM rows</relation>\n"
                    "<relation id=\"two\">SELECT * FROM one JOIN three</relation>\n"
                    "<relation id=\"three\">SELECT record_id FROM two</relation>\n"
                    "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
                            FINDINGS
                    "<exceptions>SELECT record_id FROM three</exceptions></test>\n"),
            "sample.xml:9:20: error: the first column of a relation is record_id, not 'name': what cannot be "
            "traced to records is no evidence\n"
            "sample.xml:10:43: error: there is no table 'three'; there are: rows sign-ins all signed one\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(conditions_look_at_one_record)
{
    static const struct {
        const char *where, *expected;
    } cases[] = {
            {"number &gt; 5 AND name LIKE 'a%' OR _member GLOB '*.csv' OR day IS NOT NULL",
                    ""},
            {"cast(word as integer) between 1 and :limit and coalesce(name, '') in ('x', 'y')",
                    ""},
            {"nmae = 'x'", "there is no column 'nmae' here; did you mean 'name'?"},
            {"name IN (SELECT user FROM signed)", "no subquery may stand in where"},
            {"name = 'x' -- so", "no comment may stand in where"},
            {"name = 'x') OR (1", "this bracket was never opened"},
            {"name = 'x'; SELECT 1", "only one statement may stand here"},
            {"name = \"x\"", "there is no column 'x' here"},
            {"day &lt; 'now'", "a procedure knows no clock"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct bench bench;
        struct error err = {0};
        const char *body = NULL, *got, *where = cases[i].where;
        bool has_quote = strchr(where, '"') != NULL;

        bench_init(&bench);
        ck_assert(arena_printf(&bench.arena, &body, &err,
                "<parameter name=\"limit\" type=\"number\" value=\"1\"/>" ITEMS USED
                "<population id=\"some\" from=\"rows\" where=%s%s%s/>"
                "<test id=\"a\" over=\"some\" technique=\"inspection\">" BENCH_TITLES
                "<filled columns=\"name\"/></test>",
                has_quote ? "'" : "\"", has_quote ? "name = \"x\"" : where,
                has_quote ? "'" : "\""));
        (void)!bench_load(&bench, bench_document(&bench, body), NULL);
        got = bench_complaints(&bench);
        /* The population "all" has no test here. */
        ck_assert_msg(*cases[i].expected ? strstr(got, cases[i].expected) != NULL
                                         : strstr(got, "error") == NULL,
                "%s\nsaid: %s", where, got);
        bench_clear(&bench);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            sound_sql_passes,
            sql_that_does_more_than_read_is_refused,
            chance_and_the_clock_are_refused,
            unknown_names_are_told_with_the_nearest,
            a_result_names_its_columns,
            traps_of_sql_are_warned_of,
            a_join_without_a_guard_is_warned_of,
            records_outside_the_population_are_warned_of,
            relations_lead_with_record_id,
            conditions_look_at_one_record,
    };

    return unit_run("lint_sql", tests, ARRAY_LENGTH(tests));
}
