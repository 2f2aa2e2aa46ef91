#include "tests/unit/procedure_rows.h"

#include "procedures/finding_text.h"

#define TEST_BODY(inside)                                                       \
    "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES inside \
    "</test>\n"
#define ROWS                                                                                \
    "<evidence id=\"rows\" class=\"record\">" BENCH_TITLES                                  \
    "<column name=\"name\" type=\"text\" key=\"yes\"><title xml:lang=\"ja\">氏名</title>" \
    "<title xml:lang=\"en\">name of the person</title></column>"                            \
    "<column name=\"left_on\" type=\"date\"/><column name=\"at\" type=\"timestamp\"/>"      \
    "<column name=\"count\" type=\"number\"/></evidence>\n"                                 \
    "<population id=\"all\" from=\"rows\"/>\n"

/* Loads a body that is wrong and compares everything that is said. */
static void expect_complaints(const char *body, const char *expected)
{
    struct bench bench;

    bench_init(&bench);
    ck_assert(!bench_load(&bench, bench_document(&bench, body), NULL));
    ck_assert_str_eq(bench_complaints(&bench), expected);
    bench_clear(&bench);
}

START_TEST(a_procedure_becomes_a_model)
{
    struct bench bench;
    const struct procedure *procedure = &bench.procedure;
    const struct procedure_check *check;

    bench_init(&bench);
    ck_assert_msg(
            bench_load(&bench,
                    bench_document(&bench,
                            "<parameter name=\"limit\" type=\"number\" value=\"5\"/>" ROWS
                            "<evidence id=\"off\" class=\"setting\" optional=\"yes\">" BENCH_TITLES
                            "<column name=\"who\" type=\"text\"/><column name=\"at\" type=\"timestamp\"/>"
                            "<expect min-records=\"3\"/></evidence>"
                            "<population id=\"left\" from=\"rows\" at=\"left_on\" at-missing=\"filtered\" "
                            "where=\"count &gt; 1\"/>"
                            "<test id=\"b\" over=\"left\" technique=\"reperformance\">" BENCH_TITLES
                            "<match evidence=\"off\" pick=\"first\" by=\"at\" keys-met=\"50%\">"
                            "<same column=\"name\" evidence-column=\"who\" keys-met=\"100%\"/>"
                            "<within from=\"left_on\" to=\"off.at\" at-most=\":limit\" negative=\"allow\"/></match>"
                            "</test>" TEST_BODY("<filled columns=\"name\"/>")),
                    NULL),
            "%s", bench_complaints(&bench));
    ck_assert_str_eq(procedure->id, "sample");
    ck_assert_str_eq(procedure->version, "1.0");
    ck_assert_str_eq(procedure->phase, "operating");
    ck_assert_str_eq(procedure->title.in[TEXT_JA], "見本");
    ck_assert_uint_eq(procedure->control_count, 1);
    ck_assert_str_eq(procedure->controls[0].ref, "9.2.6");
    ck_assert_uint_eq(procedure->item_count, 2);
    ck_assert_str_eq(procedure->items[1].source, "off");
    ck_assert(procedure->items[1].optional);
    ck_assert_uint_eq(procedure->items[1].min_records, 3);
    ck_assert_uint_eq(procedure->items[0].min_records, 1);
    ck_assert(procedure->items[0].columns[0].key);
    ck_assert_int_eq(procedure->items[0].columns[2].type, PROGRAM_TIMESTAMP);
    ck_assert_ptr_eq(procedure->populations[1].from, &procedure->items[0]);
    ck_assert_str_eq(procedure->populations[1].at->name, "left_on");
    ck_assert(procedure->populations[1].is_missing_filtered);
    ck_assert_ptr_eq(procedure->tests[0].over, &procedure->populations[1]);
    check = &procedure->tests[0].checks[0];
    ck_assert_int_eq(check->kind, PROCEDURE_MATCH);
    ck_assert_ptr_eq(check->evidence, &procedure->items[1]);
    ck_assert_int_eq(check->pick, PROCEDURE_FIRST);
    ck_assert_int_eq(check->keys_met, 50);
    ck_assert_int_eq(check->same[0].keys_met, 100);
    ck_assert_str_eq(check->same[0].counterpart.name, "who");
    ck_assert_int_eq(check->bounds[0].operands[0].side, PROCEDURE_RECORD);
    ck_assert_int_eq(check->bounds[0].operands[1].side, PROCEDURE_COUNTERPART);
    ck_assert_str_eq(check->bounds[0].at_most, ":limit");
    ck_assert(check->bounds[0].is_negative_allowed);
    bench_clear(&bench);
}
END_TEST

START_TEST(everything_wrong_is_said_at_once)
{
    expect_complaints(ROWS
            "<population id=\"later\" from=\"row\" at=\"left_on\"/>\n"
            "<test id=\"a\" over=\"al\" technique=\"inspecting\">" BENCH_TITLES "\n"
            "  <filled colums=\"name\"/>\n"
            "</test>\n"
            "<test id=\"b\" over=\"all\" technique=\"inspection\">" BENCH_TITLES "\n"
            "  <ordered columns=\"at lefton\"/>\n"
            "  <within from=\"at\" to=\"count\" at-most=\":limit\" unit=\"day\"/>\n"
            "  <match evidence=\"rows\" pick=\"latest\"><same column=\"name\"/></match>\n"
            "</test>\n",
            "sample.xml:6:1: warning: population 'later' is never used: use it, or leave it out\n"
            "sample.xml:6:24: error: there is no evidence 'row'; did you mean 'rows'?\n"
            "sample.xml:7:14: error: there is no population 'al'; did you mean 'all'?\n"
            "sample.xml:7:24: error: technique=\"inspecting\" must be one of: inquiry inspection observation "
            "reperformance\n"
            "sample.xml:8:3: error: <filled> needs the attribute 'columns': The columns that must be filled in: a "
            "value that is absent, empty or only blanks deviates.\n"
            "sample.xml:8:11: error: <filled> has no attribute 'colums'; did you mean 'columns'?\n"
            "sample.xml:11:12: error: there is no column 'lefton' here; did you mean 'left_on'?\n"
            "sample.xml:12:21: error: 'count' is of type number, but within compares days and moments\n"
            "sample.xml:12:32: error: there is no parameter ':limit'; there are: period_start period_end as_of\n"
            "sample.xml:12:49: error: unit=\"day\" must be one of: days business-days hours minutes seconds\n"
            "sample.xml:13:10: warning: each record is its own counterpart: the answer is the same for every "
            "record; compare with other evidence, or add a bound\n"
            "sample.xml:13:26: error: pick=\"latest\" needs by=: the column that says which is latest\n");
}
END_TEST

START_TEST(messages_come_in_japanese_too)
{
    text_set_language(TEXT_JA);
    expect_complaints(ROWS TEST_BODY("\n<filled columns=\"naem\"/>"),
            "sample.xml:7:9: エラー: ここに列「naem」はありません。「name」のことですか。\n");
    text_set_language(TEXT_EN);
}
END_TEST

START_TEST(names_must_differ)
{
    expect_complaints(ROWS
            "<population id=\"rows\" from=\"rows\"/>\n"
            "<parameter name=\"as_of\" type=\"date\" value=\"2025-04-31\"/>\n" TEST_BODY(
                    "<filled columns=\"name\"/>") TEST_BODY("<filled columns=\"name\"/>"),
            "sample.xml:6:1: warning: population 'rows' is never used: use it, or leave it out\n"
            "sample.xml:6:13: error: 'rows' is taken (line 4): every item, population, relation, test, step and "
            "parameter needs a name of its own\n"
            "sample.xml:7:12: error: ':as_of' is the engine's own parameter: take another name\n"
            "sample.xml:7:37: error: '2025-04-31' must be a day as YYYY-MM-DD\n"
            "sample.xml:9:7: error: 'a' is taken (line 8): every item, population, relation, test, step and parameter "
            "needs a name of its own\n");
}
END_TEST

START_TEST(columns_of_both_sides_are_told_apart)
{
    expect_complaints(ROWS
            "<population id=\"other\" from=\"rows\" where=\"count = 1\"/>\n" TEST_BODY(
                    "\n<match evidence=\"other\"><same column=\"name\"/>\n"
                    "<ordered columns=\"at other.at\"/>\n"
                    "<ordered columns=\"all.at other.left_on\"/></match>"),
            "sample.xml:9:10: error: both sides have a column 'at': write 'all.at' or 'other.at'\n");
}
END_TEST

START_TEST(a_test_is_of_one_kind)
{
    expect_complaints(ROWS TEST_BODY(
                              "<filled columns=\"name\"/><unique columns=\"name\"/>"),
            "sample.xml:6:1: error: a test has checks on each record, or one check on the whole population, or "
            "one <exceptions>: make several tests of it\n");
    expect_complaints(
            ROWS TEST_BODY(
                    "<filled columns=\"name\"/><exceptions>SELECT record_id FROM rows"
                    "</exceptions>"),
            "sample.xml:6:1: error: a test in SQL has no text of its own: write <finding>\n"
            "sample.xml:6:1: error: a test has checks on each record, or one check on the whole population, or "
            "one <exceptions>: make several tests of it\n");
    expect_complaints(ROWS TEST_BODY(""),
            "sample.xml:6:1: error: the test checks nothing: write a check or <exceptions>\n");
}
END_TEST

START_TEST(what_cannot_be_compared_is_refused)
{
    expect_complaints(
            ROWS TEST_BODY(
                    "\n<ordered columns=\"at count\"/>\n<within from=\"left_on\" to=\"at\" "
                    "at-most=\"2\" unit=\"hours\"/>\n<matches column=\"at\" pattern=\"2025\"/>\n"
                    "<one-of column=\"left_on\" values=\"2025-04-01 soon\"/>\n<within from=\"at\" "
                    "to=\"at\"/>\n<differs columns=\"name\"/>\n<matches column=\"name\" "
                    "pattern=\"(a\"/>\n<differs columns=\"name name\"/>"),
            "sample.xml:7:10: error: 'count' is of type number, but ordered compares days and moments, or numbers\n"
            "sample.xml:8:9: error: 'left_on' is a day, without a time: use unit=\"days\"\n"
            "sample.xml:9:10: error: 'at' is of type timestamp, but matches compares text, ip\n"
            "sample.xml:10:26: error: 'soon' cannot be a value of 'left_on': YYYY-MM-DD\n"
            "sample.xml:11:1: error: <within> needs at-most or at-least, or both\n"
            "sample.xml:11:1: warning: a column is compared with itself: the answer is the same for every "
            "record; name another one\n"
            "sample.xml:12:10: error: differs needs at least two columns\n"
            "sample.xml:13:24: error: pattern '(a', after 2 bytes: missing closing parenthesis\n"
            "sample.xml:14:10: error: 'name' stands there twice\n");
}
END_TEST

START_TEST(a_grid_is_of_two_populations)
{
    expect_complaints(ROWS
            "<population id=\"g\" each=\"all all\"/>\n<population id=\"h\" each=\"all g\" at=\"at\"/>\n"
            "<population id=\"i\" each=\"all\"/>\n" TEST_BODY(
                    "<filled columns=\"name\"/>"),
            "sample.xml:6:1: warning: population 'g' is never used: use it, or leave it out\n"
            "sample.xml:6:20: error: 'rows' and 'rows' both have a column 'name': give one another name\n"
            "sample.xml:6:20: error: 'rows' and 'rows' both have a column 'left_on': give one another name\n"
            "sample.xml:6:20: error: 'rows' and 'rows' both have a column 'at': give one another name\n"
            "sample.xml:6:20: error: 'rows' and 'rows' both have a column 'count': give one another name\n"
            "sample.xml:7:1: warning: population 'h' is never used: use it, or leave it out\n"
            "sample.xml:7:20: error: there is no population 'g' taken from evidence; there are: all day business-day week month quarter\n"
            "sample.xml:7:33: error: a grid has no at of its own: put it on the populations it is made of\n"
            "sample.xml:8:1: warning: population 'i' is never used: use it, or leave it out\n"
            "sample.xml:8:20: error: a grid is of exactly two populations, or of one of day "
            "business-day week month quarter, alone or with one population\n");
}
END_TEST

/* What hangs on a grid that has an unknown axis is not told as a fault of its own. */
START_TEST(one_fault_is_told_once)
{
    struct bench bench;

    bench_init(&bench);
    ck_assert(!bench_load(&bench,
            bench_document(&bench,
                    LEAVERS "<population id=\"pair\" each=\"leaver knwon\"/>" TEST("a",
                            "pair", "<filled columns=\"employee_id system\"/>")),
            NULL));
    ck_assert_ptr_nonnull(strstr(bench_complaints(&bench),
            "there is no population 'knwon' taken from evidence; did you mean 'known'?"));
    ck_assert_uint_eq(bench.complaints.errors, 1);
    bench_clear(&bench);
}
END_TEST

START_TEST(a_document_of_another_kind_is_refused)
{
    struct bench bench;

    bench_init(&bench);
    ck_assert(!bench_load(&bench, "<layout xmlns=\"urn:chosho:layout:1\"/>", NULL));
    ck_assert(!bench_load(&bench, "<procedure", NULL));
    ck_assert(!bench_load(&bench, "", NULL));
    ck_assert(!bench_load(&bench, "<!DOCTYPE procedure [<!ENTITY a 'b'>]><procedure/>",
            NULL));
    bench_clear(&bench);
}
END_TEST

static const char shared_file[] =
        "<items xmlns=\"urn:chosho:procedure:1\">\n"
        "<evidence id=\"leavers\" class=\"record\">" BENCH_TITLES
        "<column name=\"employee_id\" type=\"text\" key=\"yes\"/><column name=\"left_on\" type=\"date\"/>"
        "<expect min-records=\"2\"/></evidence>\n"
        "<evidence id=\"systems\" class=\"design-record\">" BENCH_TITLES
        "<column name=\"system\" type=\"text\"/></evidence>\n</items>\n";

START_TEST(shared_items_are_taken_over)
{
    struct bench bench;
    struct shared_items shared = {NULL};

    bench_init(&bench);
    ck_assert_msg(shared_load("shared/hr.xml", shared_file, strlen(shared_file),
                          &bench.arena, &shared, &bench.complaints),
            "%s", bench_complaints(&bench));
    ck_assert_str_eq(shared_find(&shared, "systems")->source, "shared:systems");
    ck_assert_ptr_null(shared_find(&shared, "system"));
    ck_assert_msg(
            bench_load(&bench,
                    bench_document(&bench,
                            "<evidence id=\"gone\" use=\"shared:leavers\"/>"
                            "<population id=\"all\" from=\"gone\" at=\"left_on\"/>" TEST_BODY(
                                    "<filled columns=\"employee_id\"/>")),
                    &shared),
            "%s", bench_complaints(&bench));
    ck_assert_str_eq(bench.procedure.items[0].id, "gone");
    ck_assert_str_eq(bench.procedure.items[0].source, "shared:leavers");
    ck_assert_str_eq(bench.procedure.items[0].class, "record");
    ck_assert_uint_eq(bench.procedure.items[0].min_records, 2);
    ck_assert_uint_eq(bench.procedure.items[0].column_count, 2);
    bench_clear(&bench);
}
END_TEST

START_TEST(a_shared_item_that_is_not_there_is_told)
{
    struct bench bench;
    struct shared_items shared = {NULL};

    bench_init(&bench);
    ck_assert(shared_load("shared/hr.xml", shared_file, strlen(shared_file), &bench.arena,
            &shared, &bench.complaints));
    ck_assert(!bench_load(&bench,
            bench_document(&bench,
                    "<evidence id=\"gone\" use=\"shared:leaver\"/>\n"
                    "<evidence id=\"here\" use=\"system\"/>\n"
                    "<evidence id=\"twice\" use=\"shared:systems\" class=\"record\"><column name=\"x\" "
                    "type=\"text\"/></evidence>\n"
                    "<population id=\"all\" from=\"gone\"/>" TEST_BODY(
                            "<filled columns=\"employee_id\"/>")),
            &shared));
    ck_assert_str_eq(bench_complaints(&bench),
            "sample.xml:4:21: error: there is no shared item 'leaver'; did you mean 'leavers'?\n"
            "sample.xml:5:1: warning: evidence 'here' is never used: use it, or leave it out\n"
            "sample.xml:5:21: error: use=\"system\" must name a shared item: \"shared:...\"\n"
            "sample.xml:6:1: warning: evidence 'twice' is never used: use it, or leave it out\n"
            "sample.xml:6:43: error: a shared item has a class of its own: leave this one out\n"
            "sample.xml:6:58: error: <column> may not stand in evidence that uses a shared item: it has its own\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_shared_item_cannot_be_there_twice)
{
    struct bench bench;
    struct shared_items shared = {NULL};

    bench_init(&bench);
    ck_assert(shared_load("shared/a.xml", shared_file, strlen(shared_file), &bench.arena,
            &shared, &bench.complaints));
    ck_assert(!shared_load("shared/b.xml", shared_file, strlen(shared_file), &bench.arena,
            &shared, &bench.complaints));
    ck_assert_str_eq(bench_complaints(&bench),
            "shared/b.xml:2:11: error: there is a shared item 'leavers' already: take another id\n"
            "shared/b.xml:3:11: error: there is a shared item 'systems' already: take another id\n");
    bench_clear(&bench);
}
END_TEST

static const char *finding_of(struct bench *bench, const char *checks,
        enum text_language language)
{
    struct error err = {0};
    const char *body = NULL;

    bench_init(bench);
    ck_assert(arena_printf(&bench->arena, &body, &err,
            "<parameter name=\"limit\" type=\"number\" value=\"5\"/>" ROWS
            "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
            "%s</test>",
            checks));
    ck_assert_msg(bench_load(bench, bench_document(bench, body), NULL), "%s",
            bench_complaints(bench));
    return bench->procedure.tests[0].finding.in[language];
}

START_TEST(checks_have_texts_of_their_own)
{
    static const struct {
        const char *checks, *ja, *en;
    } cases[] = {
            {"<filled columns=\"name at\"/>",
                    "{tested}件のうち{count}件は、「氏名」又は「at」の記入がない。",
                    "Exceptions: {count} of {tested} tested. In each of them there is no entry in \"name of the person\" or at."},
            {"<within from=\"left_on\" to=\"at\" at-most=\":limit\" missing=\"allow\"/>",
                    "{tested}件のうち{count}件は、「left_on」から「at」までの期間が{limit}日を超えている、前後が逆である。",
                    "Exceptions: {count} of {tested} tested. In each of them the number of days from left_on to at is more than {limit}, or they "
                    "are the wrong way round."},
            {"<matches column=\"name\" pattern=\"[0-9]{6}\" missing=\"allow\"/>",
                    "{tested}件のうち{count}件は、「氏名」の値が、定められた書式（[0-9]{{6}}）に合わない。",
                    "Exceptions: {count} of {tested} tested. In each of them the value of \"name of the person\" does not have the form "
                    "[0-9]{{6}}."},
            {"<one-of column=\"name\" values=\"a\"/>",
                    "{tested}件のうち{count}件は、「氏名」の値が「a」ではない。",
                    "Exceptions: {count} of {tested} tested. In each of them the value of \"name of the person\" is not a."},
            {"<one-of column=\"name\" values=\"a b\"/>",
                    "{tested}件のうち{count}件は、「氏名」の値が、a、bのいずれでもない。",
                    "Exceptions: {count} of {tested} tested. In each of them the value of \"name of the person\" is none of: a, b."},
            {"<count by=\"name\" max=\":limit\"/>",
                    "「氏名」ごとの記録の件数が{limit}件を超えるものが{count}件ある。",
                    "Cases: {count}, each of them \"name of the person\" with more than {limit} records."},
            {"<filled columns=\"name\"/><filled columns=\"at\"/>",
                    "{tested}件のうち{count}件は、次のいずれかに当たる。(1) 「氏名」の記入がない。(2) 「at」の記入がない。",
                    "Exceptions: {count} of {tested} tested, each for one of the following: (1) there is no entry in \"name of the "
                    "person\"; (2) there is no entry in at."},
            {"<unique columns=\"name\"/><finding xml:lang=\"ja\">重複{count}件</finding><finding "
             "xml:lang=\"en\">{count}</finding>",
                    "重複{count}件", "{count}"},
    };
    struct bench bench;

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        ck_assert_str_eq(finding_of(&bench, cases[i].checks, TEXT_JA), cases[i].ja);
        bench_clear(&bench);
        ck_assert_str_eq(finding_of(&bench, cases[i].checks, TEXT_EN), cases[i].en);
        bench_clear(&bench);
    }
}
END_TEST

START_TEST(placeholders_are_filled_in)
{
    static const struct finding_text_value values[] = {{"count", "3"}, {"tested", "40"}};
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1000);
    struct error err = {0};

    ck_assert(
            finding_text_write("{tested}件のうち{count}件 {{x}}", values, 2, &buf, &err));
    ck_assert_str_eq(buf_text(&buf), "40件のうち3件 {x}");
    buf_reset(&buf);
    ck_assert(!finding_text_write("{cuont}", values, 2, &buf, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
    ck_assert_ptr_nonnull(strstr(err.message, "{cuont}"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_procedure_becomes_a_model,
            everything_wrong_is_said_at_once,
            messages_come_in_japanese_too,
            names_must_differ,
            columns_of_both_sides_are_told_apart,
            a_test_is_of_one_kind,
            what_cannot_be_compared_is_refused,
            a_grid_is_of_two_populations,
            one_fault_is_told_once,
            a_document_of_another_kind_is_refused,
            shared_items_are_taken_over,
            a_shared_item_that_is_not_there_is_told,
            a_shared_item_cannot_be_there_twice,
            checks_have_texts_of_their_own,
            placeholders_are_filled_in,
    };

    return unit_run("procedure", tests, ARRAY_LENGTH(tests));
}
