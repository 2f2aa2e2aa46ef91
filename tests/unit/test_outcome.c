/* What a test's counts amount to. */
#include "engine/run/outcome.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "tests/unit/unit.h"

/* A test of each record, all of them looked at, nothing found, and what may be wrong. */
struct sample {
    struct error job;
    struct execute_population population;
    struct execute_test test;
    struct outcome_facts facts;
    struct outcome outcome;
};

static void begin(struct sample *sample)
{
    memset(sample, 0, sizeof(*sample));
    sample->population = (struct execute_population){.delivered = 9,
            .selected = 5,
            .filtered = 4};
    sample->test.rows = 5;
    sample->facts = (struct outcome_facts){.job = &sample->job,
            .has_population = true,
            .population = &sample->population,
            .has_test = true,
            .test = &sample->test,
            .each_record = true};
}

static void check(struct sample *sample, enum result_state state,
        enum result_outcome outcome, const char *code)
{
    outcome_of(&sample->facts, &sample->outcome);
    ck_assert_str_eq(result_state_name(sample->outcome.state), result_state_name(state));
    ck_assert_str_eq(result_outcome_name(sample->outcome.outcome),
            result_outcome_name(outcome));
    ck_assert_str_eq(sample->outcome.reason_code ? sample->outcome.reason_code : "",
            code);
    if (*code)
        ck_assert_msg(strlen(sample->outcome.reason) > 5, "%s", code);
}

START_TEST(nothing_found_and_everything_looked_at)
{
    struct sample sample;

    begin(&sample);
    check(&sample, RESULT_RAN, RESULT_NO_EXCEPTION, "");
    ck_assert_uint_eq(sample.outcome.tested, 5);
    sample.facts.each_record = false; /* SQL yields only what deviates */
    sample.test.rows = 0;
    check(&sample, RESULT_RAN, RESULT_NO_EXCEPTION, "");
    ck_assert_uint_eq(sample.outcome.tested, 5);
}
END_TEST

START_TEST(something_found)
{
    struct sample sample;

    begin(&sample);
    sample.test.exceptions = 1;
    check(&sample, RESULT_RAN, RESULT_EXCEPTION, "");
}
END_TEST

/* ---- the ways not to have looked, the strongest first ---- */

static void no_evidence(struct sample *sample)
{
    sample->facts.item_problem = "evidence-missing";
    sample->facts.item_problem_text = "evidence 'off' is not bound";
}

static void job_failed(struct sample *sample)
{
    error_set(&sample->job, ERROR_LOST, "the worker crashed");
}

static void population_failed(struct sample *sample)
{
    error_set(&sample->population.error, ERROR_SCRIPT, "no such column");
}

static void test_failed(struct sample *sample)
{
    error_set(&sample->test.error, ERROR_LIMIT, "the time is used up");
}

static void guard_failed(struct sample *sample)
{
    error_set(&sample->facts.guard_error, ERROR_IO, "the disk failed");
}

static void no_population(struct sample *sample)
{
    sample->facts.has_population = false;
    sample->facts.population = NULL;
}

static void no_test(struct sample *sample)
{
    sample->facts.has_test = false;
    sample->facts.test = NULL;
}

static void damaged(struct sample *sample)
{
    sample->facts.damaged_members = 1;
    sample->facts.damage_text = "hr: member 'a.csv' is damaged";
}

static void unreadable(struct sample *sample)
{
    sample->facts.unreadable_records = 1;
    if (!sample->facts.damage_text)
        sample->facts.damage_text = "record hr:a.csv#2 is ragged";
}

static void too_few(struct sample *sample)
{
    sample->facts.too_few_records = true;
    sample->facts.few_text = "evidence 'off' has 0 records";
}

static void not_placed(struct sample *sample)
{
    sample->population.unreadable = 2;
}

static void empty(struct sample *sample)
{
    sample->population.selected = 0;
    sample->population.filtered = 9;
    sample->test.rows = sample->test.exceptions = sample->test.undecidable = 0;
}

static void keys_unmet(struct sample *sample)
{
    sample->facts.guard_text = "the keys do not meet";
}

static void undecided(struct sample *sample)
{
    sample->test.undecidable = sample->test.rows ? 1 : 0;
}

static void values_failed(struct sample *sample)
{
    sample->facts.values_text = "off.day of record off:b.csv#3 does not read as date";
    sample->facts.each_record = false;
}

static void expect_reason(struct sample *sample, const char *reason)
{
    outcome_of(&sample->facts, &sample->outcome);
    ck_assert_ptr_nonnull(strstr(sample->outcome.reason, reason));
}

/* Which records came, and why none of them counts. */
START_TEST(an_empty_population_says_what_came)
{
    struct sample sample;
    int64_t first, last;

    begin(&sample);
    ck_assert(date_parse("2010-12-01", 10, &first));
    ck_assert(date_parse("2026-04-02", 10, &last));
    sample.facts.period_start = "2025-04-01";
    sample.facts.period_end = "2026-03-31";
    sample.population = (struct execute_population){.delivered = 2900,
            .filtered = 2900,
            .before = 2890,
            .after = 3,
            .first_day = first,
            .last_day = last};
    expect_reason(&sample,
            "Records received: 2900; kept out by the binding: 0; outside the period"
            " 2025-04-01..2026-03-31: 2893 (before it 2890, after it 3; dated"
            " 2010-12-01..2026-04-02); outside the population's condition: 7");
    sample.population = (struct execute_population){.delivered = 4, .filtered = 4};
    sample.facts.kept_out = 6;
    expect_reason(&sample,
            "Records received: 10; kept out by the binding: 6; outside the population's"
            " condition: 4");
    text_set_language(TEXT_JA);
    expect_reason(&sample,
            "受領したレコード: 10件、対応付けの条件で除いたもの: 6件、母集団の条件");
    text_set_language(TEXT_EN);
}
END_TEST

static void unknown_source(struct sample *sample)
{
    sample->facts.provenance_text = "not stated: system";
}

static const struct {
    void (*spoil)(struct sample *sample);
    enum result_state state;
    const char *code;
} spoils[] = {
        {no_evidence, RESULT_NOT_RUN, "evidence-missing"},
        {job_failed, RESULT_ERROR, "worker-lost"},
        {population_failed, RESULT_ERROR, "script-error"},
        {test_failed, RESULT_ERROR, "limit"},
        {guard_failed, RESULT_ERROR, "io"},
        {no_population, RESULT_ERROR, "worker-lost"},
        {no_test, RESULT_ERROR, "worker-lost"},
        {damaged, RESULT_RAN, "evidence-unreadable"},
        {unreadable, RESULT_RAN, "records-unreadable"},
        {too_few, RESULT_RAN, "too-few-records"},
        {not_placed, RESULT_RAN, "population-unreadable"},
        {empty, RESULT_RAN, "population-empty"},
        {keys_unmet, RESULT_RAN, "keys-do-not-meet"},
        {undecided, RESULT_RAN, "undecidable"},
        {values_failed, RESULT_RAN, "values-unreadable"},
        {unknown_source, RESULT_RAN, "provenance-missing"},
};

START_TEST(each_way_has_its_reason)
{
    for (size_t i = 0; i < ARRAY_LENGTH(spoils); i++) {
        struct sample sample;

        begin(&sample);
        spoils[i].spoil(&sample);
        check(&sample, spoils[i].state, RESULT_INDETERMINATE, spoils[i].code);
    }
}
END_TEST

/* Whatever else is found: with any of them it cannot be said. */
START_TEST(exceptions_do_not_hide_what_was_not_looked_at)
{
    for (size_t i = 0; i < ARRAY_LENGTH(spoils); i++) {
        struct sample sample;

        begin(&sample);
        sample.test.exceptions = 2;
        spoils[i].spoil(&sample);
        check(&sample, spoils[i].state, RESULT_INDETERMINATE, spoils[i].code);
    }
}
END_TEST

START_TEST(the_stronger_reason_wins)
{
    for (size_t strong = 0; strong < ARRAY_LENGTH(spoils); strong++) {
        for (size_t weak = strong + 1; weak < ARRAY_LENGTH(spoils); weak++) {
            struct sample sample;

            begin(&sample);
            spoils[strong].spoil(&sample);
            spoils[weak].spoil(&sample);
            if (!sample.facts.test || !sample.facts.population)
                continue; /* nothing more can be known of what was not told */
            check(&sample, spoils[strong].state, RESULT_INDETERMINATE,
                    spoils[strong].code);
        }
    }
}
END_TEST

/* All combinations: "no exception" only where nothing at all was wrong. */
START_TEST(never_no_exception_by_accident)
{
    for (unsigned set = 0; set < 1u << ARRAY_LENGTH(spoils); set++) {
        struct sample sample;

        begin(&sample);
        for (size_t i = ARRAY_LENGTH(spoils); i-- > 0;) {
            if (set >> i & 1)
                spoils[i].spoil(&sample);
        }
        outcome_of(&sample.facts, &sample.outcome);
        if ((sample.outcome.outcome == RESULT_INDETERMINATE) != (set != 0))
            ck_abort_msg("set %x: %s", set, result_outcome_name(sample.outcome.outcome));
        if ((sample.outcome.reason_code != NULL) != (set != 0))
            ck_abort_msg("set %x: reason", set);
    }
}
END_TEST

START_TEST(undecidable_records_are_not_tested)
{
    struct sample sample;

    begin(&sample);
    sample.test.undecidable = 2;
    check(&sample, RESULT_RAN, RESULT_INDETERMINATE, "undecidable");
    ck_assert_uint_eq(sample.outcome.tested, 3);
    sample.test.undecidable = 9; /* more than there are: none was tested */
    check(&sample, RESULT_RAN, RESULT_INDETERMINATE, "undecidable");
    ck_assert_uint_eq(sample.outcome.tested, 0);
}
END_TEST

START_TEST(a_reason_is_never_without_words)
{
    struct sample sample;

    begin(&sample);
    sample.facts.damaged_members = 1; /* told of without an event */
    check(&sample, RESULT_RAN, RESULT_INDETERMINATE, "evidence-unreadable");
    ck_assert_ptr_null(strstr(sample.outcome.reason, "null"));
    begin(&sample);
    sample.job.code = ERROR_LOST;
    check(&sample, RESULT_ERROR, RESULT_INDETERMINATE, "worker-lost");
}
END_TEST

START_TEST(a_long_reason_ends_visibly)
{
    struct sample sample;
    char text[3000];

    for (size_t i = 0; i + 3 < sizeof(text); i += 3)
        memcpy(text + i, "表", 4);
    for (int shift = 0; shift < 3; shift++) { /* wherever the cut falls */
        begin(&sample);
        sample.facts.guard_text = text;
        memcpy(text, "abc", 3);
        sample.facts.guard_text = text + shift;
        check(&sample, RESULT_RAN, RESULT_INDETERMINATE, "keys-do-not-meet");
        ck_assert_uint_lt(strlen(sample.outcome.reason), sizeof(sample.outcome.reason));
        ck_assert_uint_eq(text_find_invalid(sample.outcome.reason,
                                  strlen(sample.outcome.reason)),
                strlen(sample.outcome.reason));
        ck_assert_str_eq(sample.outcome.reason + strlen(sample.outcome.reason) - 3, "…");
    }
}
END_TEST

START_TEST(every_error_has_a_reason_code)
{
    static const struct {
        enum error_code code;
        const char *reason;
    } codes[] = {{ERROR_LIMIT, "limit"}, {ERROR_VALUE, "value-stops-test"},
            {ERROR_MEMORY, "limit"}, {ERROR_SCRIPT, "script-error"},
            {ERROR_USAGE, "script-error"}, {ERROR_MISSING, "script-error"},
            {ERROR_UNREADABLE, "evidence-unreadable"}, {ERROR_INTEGRITY, "integrity"},
            {ERROR_IO, "io"}, {ERROR_DATABASE, "io"}, {ERROR_REFUSED, "no-sandbox"},
            {ERROR_INTERRUPTED, "interrupted"}, {ERROR_LOST, "worker-lost"},
            {ERROR_NONE, "worker-lost"}, {(enum error_code)4711, "worker-lost"}};

    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
        ck_assert_str_eq(outcome_reason_of(codes[i].code), codes[i].reason);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {nothing_found_and_everything_looked_at, something_found,
            an_empty_population_says_what_came, each_way_has_its_reason,
            exceptions_do_not_hide_what_was_not_looked_at, the_stronger_reason_wins,
            never_no_exception_by_accident, undecidable_records_are_not_tested,
            a_reason_is_never_without_words, a_long_reason_ends_visibly,
            every_error_has_a_reason_code};

    return unit_run("outcome", tests, ARRAY_LENGTH(tests));
}
