#include "tests/unit/lint_bench.h"

#include "procedures/lint.h"

START_TEST(every_text_is_there_in_every_language)
{
    struct bench bench;

    ck_assert_str_eq(
            complaints_of(&bench,
                    "<evidence id=\"rows\" class=\"record\"><title xml:lang=\"ja\">表</title>\n"
                    "<column name=\"name\" type=\"text\"><title xml:lang=\"en\">name</title></column></evidence>\n"
                    "<population id=\"all\" from=\"rows\"/>\n"
                    "<test id=\"a\" over=\"all\" technique=\"inspection\"><title xml:lang=\"ja\">閲覧する</title>\n"
                    "<title xml:lang=\"ja\">もう一度</title><filled columns=\"name\"/>\n"
                    "<finding xml:lang=\"en\">{count}</finding></test>\n"),
            "sample.xml:4:1: error: <evidence> has no <title xml:lang=\"en\">\n"
            "sample.xml:5:1: error: <column> has no <title xml:lang=\"ja\">\n"
            "sample.xml:7:1: error: <test> has no <title xml:lang=\"en\">\n"
            "sample.xml:7:1: error: <test> has no <finding xml:lang=\"ja\">\n"
            "sample.xml:8:8: error: a second <title> in the language ja: keep one\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(one_language_alone_is_enough_if_it_is_japanese)
{
    static const char document[] =
            "<procedure xmlns=\"urn:chosho:procedure:1\" id=\"s\" version=\"1\" phase=\"design\" "
            "scope=\"engagement\">\n<title xml:lang=\"%1$s\">x</title>\n"
            "<evidence id=\"rows\" class=\"record\"><title xml:lang=\"%1$s\">x</title><column name=\"name\" "
            "type=\"text\"/></evidence><population id=\"all\" from=\"rows\"/>\n"
            "<test id=\"a\" over=\"all\" technique=\"inspection\"><title xml:lang=\"%1$s\">x</title>"
            "<filled columns=\"name\"/></test></procedure>";
    static const char *const languages[] = {"ja", "en"};

    for (size_t i = 0; i < ARRAY_LENGTH(languages); i++) {
        struct bench bench;
        char text[2000];

        bench_init(&bench);
        snprintf(text, sizeof(text), document, languages[i]);
        ck_assert_int_eq(bench_load(&bench, text, NULL), i == 0);
        if (i == 0)
            ck_assert_str_eq(bench_complaints(&bench),
                    "sample.xml:1:1: warning: the procedure has no English: a report with en on cannot use "
                    "it\n");
        else
            ck_assert_ptr_nonnull(strstr(bench_complaints(&bench),
                    "sample.xml:1:1: error: <procedure> has no <title xml:lang=\"ja\">\n"));
        bench_clear(&bench);
    }
}
END_TEST

START_TEST(placeholders_are_known)
{
    struct bench bench;

    ck_assert_str_eq(
            complaints_of(&bench,
                    "<parameter name=\"limit\" type=\"number\" value=\"1\"/>" ITEMS USED
                    "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
                    "<filled columns=\"name\"/>\n"
                    "<finding xml:lang=\"ja\">{cuont}件 {limit}日</finding>\n"
                    "<finding xml:lang=\"en\">{count of {tested}</finding></test>\n"),
            "sample.xml:10:1: error: nothing is known of '{cuont}'; did you mean 'count'?\n"
            "sample.xml:10:1: warning: the finding does not say {count}, the number of exceptions\n"
            "sample.xml:11:1: error: a brace without its partner: write {{ or }} for a brace itself\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(what_is_not_used_is_warned_of)
{
    struct bench bench;

    ck_assert_str_eq(
            complaints_of(&bench,
                    ITEMS
                    "<relation id=\"mine\">SELECT record_id FROM rows</relation>\n"
                    "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
                    "<filled columns=\"name\"/></test>\n"),
            "sample.xml:5:1: warning: evidence 'sign-ins' is never used: use it, or leave it out\n"
            "sample.xml:7:1: warning: population 'signed' is never used: use it, or leave it out\n"
            "sample.xml:8:1: warning: relation 'mine' is never used: use it, or leave it out\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(optional_evidence_may_meet_no_key)
{
    struct bench bench;

    ck_assert_str_eq(
            complaints_of(&bench,
                    ITEMS USED
                    "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
                    "\n<absent evidence=\"sign-ins\" keys-met=\"none\">"
                    "<same column=\"name\" evidence-column=\"user\"/></absent>"
                    "\n<absent evidence=\"signed\">"
                    "<same column=\"name\" evidence-column=\"user\"/></absent></test>\n"),
            "sample.xml:11:9: warning: 'signed' is optional: where it is empty no key is met "
            "and the test is indeterminate; write keys-met=\"none\" where that is in order\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(a_procedure_needs_a_control_or_the_engagement)
{
    struct bench bench;

    bench_init(&bench);
    ck_assert(!bench_load(&bench,
            "<procedure xmlns=\"urn:chosho:procedure:1\" id=\"s\" version=\"1\" phase=\"design\">\n"
            "<title xml:lang=\"ja\">x</title><title xml:lang=\"en\">x</title>" ITEMS USED
            "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
            "<filled columns=\"name\"/></test></procedure>",
            NULL));
    ck_assert_str_eq(bench_complaints(&bench),
            "sample.xml:1:1: error: the procedure names no control: add <control>, or scope=\"engagement\"\n");
    bench_clear(&bench);
}
END_TEST

START_TEST(controls_are_looked_up)
{
    static const char oscal[] =
            "<catalog xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\"><metadata><title>x</title></metadata>"
            "<control id=\"c9.2.5\"><title>x</title><prop name=\"label\" value=\"9.2.5\"/></control></catalog>";
    struct bench bench;
    struct catalogue catalogue;
    const struct catalogue *const catalogues[] = {&catalogue};

    bench_init(&bench);
    ck_assert(bench_load(&bench,
            bench_document(&bench,
                    "<control catalogue=\"other\" ref=\"1\"/>\n" ITEMS USED
                    "<test id=\"a\" over=\"all\" technique=\"inspection\">" BENCH_TITLES
                    "<filled columns=\"name\"/></test>"),
            NULL));
    ck_assert(catalogue_parse("c.xml", "ismap-2022", oscal, strlen(oscal), &bench.arena,
            &catalogue, &bench.complaints));
    lint_controls(&bench.procedure, catalogues, 1, &bench.complaints);
    ck_assert_str_eq(bench_complaints(&bench),
            "sample.xml:3:33: error: the catalogue 'ismap-2022' has no control '9.2.6'; did you mean '9.2.5'?\n"
            "sample.xml:4:10: warning: the catalogue 'other' is not here: its control 1 cannot be looked up\n");
    bench_clear(&bench);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            every_text_is_there_in_every_language,
            one_language_alone_is_enough_if_it_is_japanese,
            placeholders_are_known,
            what_is_not_used_is_warned_of,
            optional_evidence_may_meet_no_key,
            a_procedure_needs_a_control_or_the_engagement,
            controls_are_looked_up,
    };

    return unit_run("lint", tests, ARRAY_LENGTH(tests));
}
