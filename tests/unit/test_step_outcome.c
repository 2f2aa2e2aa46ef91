#include "engine/run/step_outcome.h"

#include "tests/unit/procedure_bench.h"

#define INSTRUCTION \
    "<instruction xml:lang=\"ja\">読む</instruction><instruction xml:lang=\"en\">Read</instruction>"
#define STEP(technique, more)                                                    \
    "<parameter name=\"limit\" type=\"number\" value=\"7\"/>"                    \
    "<step id=\"s\" technique=\"" technique "\">" BENCH_TITLES                   \
    "<inspect class=\"regulation\">" BENCH_TITLES "</inspect><ask>" BENCH_TITLES \
    "</ask>" INSTRUCTION more "</step>"
#define ANSWER(id, more)          \
    "<answer id=\"" id "\" " more \
    "><title xml:lang=\"ja\">問</title><title xml:lang=\"en\">Q</title></answer>"
#define CHOICE ANSWER("done", "type=\"choice\" options=\"yes no\" expected=\"yes\"")

static const struct program_parameter parameters[] = {{"limit", PROGRAM_NUMBER, "7"}};
static const struct step_context context = {.period_start = "2025-04-01",
        .period_end = "2026-03-31",
        .as_of = "2026-03-31",
        .first_day = "2025-07-01",
        .last_day = "2025-09-30",
        .parameters = parameters,
        .parameter_count = 1};

/* A step, an entry, and what came of them. */
struct tried {
    struct bench bench;
    struct complaint_list complaints;
    struct buf said;
    struct step_answer answer;
};

static void try(struct tried *tried, const char *step, const struct step_entry *entry)
{
    struct error err = {0};

    bench_init(&tried->bench);
    complaint_list_init(&tried->complaints);
    tried->said = (struct buf)BUF_INIT(10000);
    ck_assert_msg(bench_load(&tried->bench, bench_document(&tried->bench, step), NULL),
            "%s", bench_complaints(&tried->bench));
    ck_assert(step_outcome_judge(&tried->bench.procedure.steps[0], entry, &context, "s",
            &tried->bench.arena, &tried->complaints, &tried->answer, &err));
    ck_assert(complaint_list_write(&tried->complaints, &tried->said, &err));
}

static void end(struct tried *tried)
{
    buf_clear(&tried->said);
    complaint_list_clear(&tried->complaints);
    bench_clear(&tried->bench);
}

/* Nothing is missing, the outcome is this, and the deviations are these, a line each. */
static void shows(const char *step, const struct step_entry *entry,
        enum step_outcome outcome, const char *deviations)
{
    CLEANUP(buf_clear) struct buf found = BUF_INIT(10000);
    struct error err = {0};
    struct tried tried;

    try(&tried, step, entry);
    ck_assert_str_eq(buf_text(&tried.said), "");
    ck_assert_int_eq(tried.answer.outcome, outcome);
    for (size_t i = 0; i < tried.answer.deviation_count; i++)
        ck_assert(buf_printf(&found, &err, "%s\n",
                tried.answer.deviations[i].text[TEXT_EN]));
    ck_assert_str_eq(buf_text(&found), deviations);
    end(&tried);
}

static void lacks(const char *step, const struct step_entry *entry, const char *said)
{
    struct tried tried;

    try(&tried, step, entry);
    ck_assert_str_eq(buf_text(&tried.said), said);
    end(&tried);
}

#define GIVEN(...)                                                    \
    .given = (const struct step_given[]){__VA_ARGS__},                \
    .given_count = sizeof((const struct step_given[]){__VA_ARGS__}) / \
            sizeof(struct step_given)

START_TEST(an_answer_is_as_expected_or_an_exception)
{
    const struct step_entry yes = {GIVEN({"done", "yes"})},
                            hai = {GIVEN({"done", "はい"})},
                            no = {GIVEN({"done", "no"}), .fact = {"ない", "Not done"}},
                            seen = {GIVEN({"done", "yes"}), .fact = {NULL, "But late"}};

    shows(STEP("inspection", CHOICE), &yes, STEP_NO_EXCEPTION, "");
    shows(STEP("inspection", CHOICE), &hai, STEP_NO_EXCEPTION, "");
    shows(STEP("inspection", CHOICE), &no, STEP_EXCEPTION,
            "'Q' was answered no; expected: yes\n");
    shows(STEP("inspection", CHOICE), &seen, STEP_EXCEPTION, "");
}
END_TEST

START_TEST(what_deviates_needs_its_fact)
{
    const struct step_entry no = {GIVEN({"done", "no"})};

    lacks(STEP("inspection", CHOICE), &no,
            "s: error: --fact is missing: what deviates ('Q' was answered no; expected: yes)\n");
}
END_TEST

START_TEST(numbers_and_days_keep_to_their_bounds)
{
    static const char step[] = STEP("inspection",
            ANSWER("n",
                    "type=\"number\" at-least=\"0.5\" at-most=\":limit\" optional=\"yes\"")
                    ANSWER("e",
                            "type=\"number\" expected=\"2\" optional=\"yes\"") ANSWER("d",
                            "type=\"date\" not-before=\":period_start\" not-after=\":as_of\" optional=\"yes\""));
    const struct step_entry within = {GIVEN({"n", "7.0"}, {"e", "2.00"},
                                    {"d", "2026-03-31"})},
                            below = {GIVEN({"n", "0.49"}, {"d", "2025-03-31"}),
                                    .fact = {"x", NULL}},
                            above = {GIVEN({"n", "7.001"}, {"e", "3"},
                                             {"d", "2026-04-01"}),
                                    .fact = {"x", NULL}},
                            none = {.given_count = 0};

    shows(step, &within, STEP_NO_EXCEPTION, "");
    shows(step, &none, STEP_NO_EXCEPTION, "");
    shows(step, &below, STEP_EXCEPTION,
            "'Q' was answered 0.49; expected: 0.5 to 7\n"
            "'Q' was answered 2025-03-31; expected: 2025-04-01 to 2026-03-31\n");
    shows(step, &above, STEP_EXCEPTION,
            "'Q' was answered 7.001; expected: 0.5 to 7\n"
            "'Q' was answered 3; expected: 2\n"
            "'Q' was answered 2026-04-01; expected: 2025-04-01 to 2026-03-31\n");
}
END_TEST

START_TEST(everything_missing_is_said_at_once)
{
    static const char step[] = STEP("inspection",
            "<document/>" CHOICE ANSWER("n", "type=\"number\"")
                    ANSWER("d", "type=\"date\"") "<attachment min=\"2\"/>");
    const struct step_entry entry = {GIVEN({"don", "yes"}, {"done", "maybe"},
                                             {"n", "1,000"}, {"d", "2025-02-30"},
                                             {"n", "1"}),
            .at = "tomorrow", .attachment_count = 1, .reason = "x"};

    lacks(step, &entry,
            "s: error: --answer don: the step asks for nothing of that name; did you mean 'done'?\n"
            "s: error: --answer n is given twice\n"
            "s: error: --answer done=maybe: write yes, no\n"
            "s: error: --answer d=2025-02-30: write a day as YYYY-MM-DD\n"
            "s: error: --attach FILE: 2 wanted, 1 given\n"
            "s: error: --reason is for --not-applicable: write what else is to be known as --note\n"
            "s: error: --at tomorrow: write a day as 2026-03-12, or with a time as \"2026-03-12 10:00\"\n"
            "s: error: --document is missing: the name of the document inspected (or none)\n"
            "s: error: --document-version is missing\n"
            "s: error: --section is missing: where in the document\n"
            "s: error: --approved-on is missing, or no day: YYYY-MM-DD, or none where it bears no approval\n"
            "s: error: --in-force is missing, or no period: 2024-04-01..2026-03-31, or 2024-04-01.. without an end\n");
}
END_TEST

START_TEST(somebody_was_asked_somewhere_seen)
{
    const char *const asked[] = {"山田、人事部", "Sato , IT ", "nobody"};
    const struct step_entry alone = {GIVEN({"done", "yes"})},
                            told = {GIVEN({"done", "yes"}), .asked = asked,
                                    .asked_count = 2},
                            wrong = {GIVEN({"done", "yes"}), .asked = asked,
                                    .asked_count = 3},
                            seen = {GIVEN({"done", "yes"}), .place = "Tokyo",
                                    .at = "2026-03-12 09:59"};
    struct tried tried;

    lacks(STEP("inquiry", CHOICE), &alone,
            "s: error: --asked \"name, role\" is missing: whom was it asked of?\n");
    lacks(STEP("inquiry", CHOICE), &wrong,
            "s: error: --asked 'nobody': write \"name, role\"\n");
    lacks(STEP("observation", CHOICE), &alone,
            "s: error: --place is missing: where was it observed?\n"
            "s: error: --at is missing: the day, or day and time, of the observation\n");
    shows(STEP("observation", CHOICE), &seen, STEP_NO_EXCEPTION, "");
    try(&tried, STEP("inquiry", CHOICE), &told);
    ck_assert_uint_eq(tried.answer.person_count, 2);
    ck_assert_str_eq(tried.answer.persons[0].name, "山田");
    ck_assert_str_eq(tried.answer.persons[0].role, "人事部");
    ck_assert_str_eq(tried.answer.persons[1].name, "Sato");
    ck_assert_str_eq(tried.answer.persons[1].role, "IT");
    end(&tried);
}
END_TEST

static const char document_step[] = STEP("inspection", "<document/>" CHOICE);

static void document_shows(const char *name, const char *approved_on,
        const char *in_force, const char *deviations)
{
    const struct step_entry entry = {GIVEN({"done", "yes"}), .document = name,
            .version = "1", .section = "2", .approved_on = approved_on,
            .in_force = in_force, .fact = {NULL, *deviations ? "fact" : NULL}};

    shows(document_step, &entry, *deviations ? STEP_EXCEPTION : STEP_NO_EXCEPTION,
            deviations);
}

START_TEST(a_document_is_approved_and_in_force_on_the_day)
{
    document_shows("R", "2026-03-31", "2026-03-31..2026-03-31", "");
    document_shows("R", "2020-01-01", "2020-04-01..", "");
    document_shows("R", "2026-04-01", "2026-03-31..",
            "The document 'R' was approved on 2026-04-01, after the as-of date 2026-03-31\n");
    document_shows("R", "2026-03-01", "2026-04-01 ..",
            "The document 'R' is in force from 2026-04-01, after the as-of date 2026-03-31\n");
    document_shows("R", "2020-01-01", "2020-01-01..2026-03-30",
            "The document 'R' was in force until 2026-03-30, before the as-of date 2026-03-31\n");
    document_shows("R", "none", "2020-01-01..", "The document 'R' bears no approval\n");
    document_shows("none", NULL, NULL, "There is no such document\n");
}
END_TEST

START_TEST(a_document_nobody_asks_for_is_refused)
{
    const struct step_entry entry = {GIVEN({"done", "yes"}), .document = "R"};
    const struct step_entry turned = {GIVEN({"done", "yes"}), .document = "R",
            .version = "1", .section = "1", .approved_on = "2020-01-01",
            .in_force = "2025-01-01..2024-01-01"};

    lacks(STEP("inspection", CHOICE), &entry,
            "s: error: the step asks for no document: leave out --document and what belongs to it\n");
    lacks(document_step, &turned,
            "s: error: --in-force is missing, or no period: 2024-04-01..2026-03-31, or 2024-04-01.. without an end\n");
}
END_TEST

START_TEST(what_does_not_apply_has_a_reason_and_no_answers)
{
    const struct step_entry bare = {.is_not_applicable = true},
                            good = {.is_not_applicable = true, .reason = "no cloud"},
                            both = {.is_not_applicable = true,
                                    .reason = "no cloud",
                                    GIVEN({"done", "yes"})};

    lacks(STEP("inspection", CHOICE), &bare,
            "s: error: --not-applicable needs --reason\n");
    lacks(STEP("inspection", CHOICE), &both,
            "s: error: a step that is not applicable has no answers: leave out --answer, --fact, --document and "
            "--attach\n");
    shows(STEP("inspection", CHOICE), &good, STEP_NOT_APPLICABLE, "");
}
END_TEST

START_TEST(moments_are_days_with_or_without_a_time)
{
    static const char *const good[] = {"2026-03-12", "2026-03-12 00:00",
            "2026-03-12T23:59"};
    static const char *const bad[] = {"", "2026-02-30", "2026-03-12 24:00",
            "2026-03-12 10:60", "2026-03-12 1:00", "2026-03-12 10:00:00", "2026-03-12x"};

    for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
        ck_assert_msg(step_outcome_is_moment(good[i]), "%s", good[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        ck_assert_msg(!step_outcome_is_moment(bad[i]), "%s", bad[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            an_answer_is_as_expected_or_an_exception,
            what_deviates_needs_its_fact,
            numbers_and_days_keep_to_their_bounds,
            everything_missing_is_said_at_once,
            somebody_was_asked_somewhere_seen,
            a_document_is_approved_and_in_force_on_the_day,
            a_document_nobody_asks_for_is_refused,
            what_does_not_apply_has_a_reason_and_no_answers,
            moments_are_days_with_or_without_a_time,
    };

    return unit_run("step_outcome", tests, ARRAY_LENGTH(tests));
}
