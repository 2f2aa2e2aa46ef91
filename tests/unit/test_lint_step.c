#include "tests/unit/lint_bench.h"

#define INSTRUCTION \
    "<instruction xml:lang=\"ja\">読む</instruction><instruction xml:lang=\"en\">Read</instruction>"
#define INSPECT "<inspect class=\"regulation\">" BENCH_TITLES "</inspect>"
#define ASK "<ask>" BENCH_TITLES "</ask>"
#define STEP(id, more)                                  \
    "<step id=\"" id "\" technique=\"inspection\"" more \
    ">" BENCH_TITLES INSPECT INSTRUCTION "\n"
#define ANSWER(id, more) "<answer id=\"" id "\" " more ">" BENCH_TITLES "</answer>\n"
#define DONE ANSWER("done", "type=\"choice\" options=\"yes no\" expected=\"yes\"")

/* The step stands on line 4 and its first answer on line 5. */
static void says(const char *body, const char *complaints)
{
    struct bench bench;

    ck_assert_str_eq(complaints_of(&bench, body), complaints);
    bench_clear(&bench);
}

START_TEST(steps_alone_are_a_procedure)
{
    struct bench bench;
    const struct procedure_step *step;

    ck_assert_str_eq(
            complaints_of(&bench,
                    STEP("rule",
                            " for-each=\"quarter\"") "<document/>" DONE ANSWER("days",
                            "type=\"number\" at-least=\"0\" optional=\"yes\"") ANSWER("on",
                            "type=\"date\" not-before=\":cell_start\"") "<attachment/></step>\n"),
            "");
    ck_assert_uint_eq(bench.procedure.step_count, 1);
    step = procedure_find_step(&bench.procedure, "rule");
    ck_assert_ptr_nonnull(step);
    ck_assert_int_eq(step->each, PROCEDURE_EACH_QUARTER);
    ck_assert_str_eq(step->role, "preparer");
    ck_assert(step->has_document);
    ck_assert_uint_eq(step->min_attachments, 1);
    ck_assert_uint_eq(step->answer_count, 3);
    ck_assert_str_eq(step->answers[0].options[1].title.in[TEXT_JA], "いいえ");
    ck_assert_str_eq(step->answers[0].expected[0], "yes");
    ck_assert(step->answers[1].optional && !step->answers[0].optional);
    ck_assert_ptr_null(procedure_find_step(&bench.procedure, "done"));
    bench_clear(&bench);
}
END_TEST

START_TEST(a_procedure_does_something)
{
    says("",
            "sample.xml:1:1: error: the procedure does nothing: add <test>, <sample> or <step>\n");
}
END_TEST

START_TEST(expectations_can_be_met)
{
    says(STEP("a", "") ANSWER("x",
                 "type=\"choice\" options=\"yes no\" expected=\"yse\"") ANSWER("y",
                 "type=\"choice\" options=\"yes yes\"") ANSWER("z",
                 "type=\"choice\" options=\"yes\"") ANSWER("w",
                 "type=\"choice\" options=\"daily none\"") ANSWER("v",
                 "type=\"choice\" options=\"yes no\" expected=\"no yes\"") "</step>",
            "sample.xml:5:47: error: 'yse' is expected, but no option; did you mean 'yes'?\n"
            "sample.xml:6:30: error: the option 'yes' is there twice\n"
            "sample.xml:7:1: error: a choice needs two options or more: options=\"yes no\", or <option>\n"
            "sample.xml:8:30: error: the option 'daily' has no words of its own: write <option value=\"daily\"> with "
            "titles in place of options= (yes, no, partly and none have theirs)\n"
            "sample.xml:9:47: warning: every option is expected: no answer can be an exception\n");
}
END_TEST

START_TEST(bounds_fit_their_type)
{
    says("<parameter name=\"word\" type=\"text\" value=\"x\"/>" STEP("a", "") ANSWER("a",
                 "type=\"text\" expected=\"yes\" at-least=\"1\"") ANSWER("b",
                 "type=\"number\" expected=\"x\" options=\"yes no\"") ANSWER("c",
                 "type=\"number\" at-least=\"2.5\" at-most=\"2\"") ANSWER("d",
                 "type=\"number\" at-most=\":wrd\" at-least=\":word\"") ANSWER("e",
                 "type=\"date\" not-before=\"2025-02-29\"") ANSWER("f",
                 "type=\"date\" not-after=\":cell_end\" expected=\"1\"") "</step>",
            "sample.xml:5:28: error: a text cannot be expected to the letter: ask a choice beside it, and let the text "
            "say what was seen\n"
            "sample.xml:5:43: error: at-least= has a meaning only with type=\"number\"\n"
            "sample.xml:6:30: error: one decimal number is expected here; a range is at-least= and at-most=\n"
            "sample.xml:6:43: error: options= has a meaning only with type=\"choice\"\n"
            "sample.xml:7:45: error: at-most is below at-least: no number lies between\n"
            "sample.xml:8:30: error: there is no parameter ':wrd'; did you mean 'word'?\n"
            "sample.xml:8:45: error: ':word' is of type text: the bound needs number\n"
            "sample.xml:9:28: error: '2025-02-29' is neither a day as YYYY-MM-DD nor ':' and a parameter's name\n"
            "sample.xml:10:28: error: :cell_end is there only in a step for each quarter or month\n"
            "sample.xml:10:50: error: a date is bounded with not-before= and not-after=\n");
}
END_TEST

START_TEST(names_are_taken_once)
{
    says(ITEMS USED STEP("used", " for-each=\"al\"") DONE
            "<answer id=\"done\" type=\"text\">" BENCH_TITLES "</answer></step>",
            "sample.xml:4:1: warning: evidence 'rows' is never used: use it, or leave it out\n"
            "sample.xml:6:1: warning: population 'all' is never used: use it, or leave it out\n"
            "sample.xml:9:7: error: 'used' is taken (line 8): every item, population, relation, test, step and "
            "parameter needs a name of its own\n"
            "sample.xml:9:40: error: 'al' is neither quarter nor month, nor a population or sample; did you mean "
            "'all'?\n"
            "sample.xml:11:9: error: 'done' is taken (line 10): every answer of a step needs a name of its own\n");
}
END_TEST

START_TEST(a_population_of_steps_is_used)
{
    says(ITEMS USED STEP("each", " for-each=\"all\"") DONE "</step>", "");
}
END_TEST

START_TEST(somebody_is_asked_and_something_inspected)
{
    says("<step id=\"a\" technique=\"inquiry\">" BENCH_TITLES INSTRUCTION
         "<document/>" DONE
         "</step>\n<step id=\"b\" technique=\"observation\">" BENCH_TITLES INSTRUCTION
                    DONE "</step>",
            "sample.xml:4:1: error: an inquiry of nobody: add <ask> with the role that is asked\n"
            "sample.xml:4:195: error: a document is read: <document/> belongs to technique=\"inspection\"\n"
            "sample.xml:6:1: error: nothing is inspected: add <inspect> with what it is and its class\n");
}
END_TEST

START_TEST(inquiry_alone_carries_nothing)
{
    says("<step id=\"a\" technique=\"inquiry\">" BENCH_TITLES ASK INSTRUCTION ANSWER("x",
                 "type=\"text\"") "</step>",
            "sample.xml:4:1: warning: no answer of the procedure is judged: give one of them expected=, bounds, or a "
            "<document/>\n"
            "sample.xml:4:14: warning: the procedure rests on inquiry alone: add a step that inspects, observes or "
            "performs again what was said\n");
}
END_TEST

START_TEST(every_text_of_a_step_is_in_every_language)
{
    says("<step id=\"a\" technique=\"inspection\">" BENCH_TITLES
         "<inspect class=\"record\"><title xml:lang=\"ja\">x</title></inspect>\n"
         "<ask><title xml:lang=\"en\">x</title></ask><instruction xml:lang=\"en\">x</instruction>\n"
         "<answer id=\"x\" type=\"choice\" expected=\"b\"><title xml:lang=\"ja\">x</title>\n"
         "<option value=\"a\"><title xml:lang=\"ja\">x</title></option><option value=\"b\">" BENCH_TITLES
         "</option></answer>\n"
         "<finding xml:lang=\"ja\">{count}</finding><finding xml:lang=\"en\">{fact} {cell}</finding></step>",
            "sample.xml:4:1: error: <step> has no <instruction xml:lang=\"ja\">\n"
            "sample.xml:4:110: error: <inspect> has no <title xml:lang=\"en\">\n"
            "sample.xml:5:1: error: <ask> has no <title xml:lang=\"ja\">\n"
            "sample.xml:6:1: error: <answer> has no <title xml:lang=\"en\">\n"
            "sample.xml:7:1: error: <option> has no <title xml:lang=\"en\">\n"
            "sample.xml:8:1: error: nothing is known of '{count}'; there are: fact cell period_start period_end "
            "as_of\n"
            "sample.xml:8:1: warning: the finding does not say {fact}, what was recorded as deviating\n");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            steps_alone_are_a_procedure,
            a_procedure_does_something,
            expectations_can_be_met,
            bounds_fit_their_type,
            names_are_taken_once,
            a_population_of_steps_is_used,
            somebody_is_asked_and_something_inspected,
            inquiry_alone_carries_nothing,
            every_text_of_a_step_is_in_every_language,
    };

    return unit_run("lint_step", tests, ARRAY_LENGTH(tests));
}
