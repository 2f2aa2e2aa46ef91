#include "engine/run/outcome.h"

#include "engine/base/date.h"
#include "engine/base/text.h"

#include <stdio.h>
#include <string.h>

const char *outcome_reason_of(enum error_code code)
{
    switch (code) {
    case ERROR_LIMIT:
    case ERROR_MEMORY:
        return "limit";
    case ERROR_SCRIPT:
    case ERROR_USAGE:
    case ERROR_MISSING:
        return "script-error";
    case ERROR_UNREADABLE:
        return "evidence-unreadable";
    case ERROR_VALUE:
        return "value-stops-test";
    case ERROR_INTEGRITY:
        return "integrity";
    case ERROR_IO:
    case ERROR_DATABASE:
        return "io";
    case ERROR_REFUSED:
        return "no-sandbox";
    case ERROR_INTERRUPTED:
        return "interrupted";
    case ERROR_LOST:
    case ERROR_NONE:
        break;
    }
    return "worker-lost";
}

static void set(struct outcome *outcome, enum result_state state, const char *code,
        const char *sentence)
{
    size_t size;

    if (!sentence || !*sentence)
        sentence = TR("no more than that is known", "これ以上のことは分からない");
    outcome->state = state;
    outcome->outcome = RESULT_INDETERMINATE;
    outcome->reason_code = code;
    size = text_find_invalid(sentence, strlen(sentence));
    if (size < sizeof(outcome->reason)) {
        memcpy(outcome->reason, sentence, size);
        return; /* zeroed behind */
    }
    /* Cut at a character's edge, and visibly. */
    size = text_find_invalid(sentence, sizeof(outcome->reason) - sizeof("…"));
    memcpy(outcome->reason, sentence, size);
    memcpy(outcome->reason + size, "…", sizeof("…"));
}

/* True where something failed while executing. */
static bool find_error(const struct outcome_facts *facts, struct outcome *outcome)
{
    const struct error *failures[] = {facts->job,
            facts->has_population ? &facts->population->error : NULL,
            facts->has_test ? &facts->test->error : NULL, &facts->guard_error};

    for (size_t i = 0; i < ARRAY_LENGTH(failures); i++) {
        if (failures[i] && failures[i]->code != ERROR_NONE) {
            set(outcome, RESULT_ERROR, outcome_reason_of(failures[i]->code),
                    failures[i]->message);
            return true;
        }
    }
    if (facts->has_population && facts->has_test)
        return false;
    set(outcome, RESULT_ERROR, "worker-lost",
            TR("nothing was reported about this test",
                    "このテストについて処理の報告がない"));
    return true;
}

/* What may be behind values that do not read. */
static void append_advice(const struct outcome_facts *facts, struct outcome *outcome)
{
    static const char *const codes[] = {"population-unreadable", "undecidable",
            "values-unreadable"};
    const char *code = outcome->reason_code;
    char text[2 * sizeof(outcome->reason)];

    for (size_t i = 0; facts->year_text && i < ARRAY_LENGTH(codes); i++) {
        if (strcmp(code, codes[i]) != 0)
            continue;
        snprintf(text, sizeof(text), TR("%s; %s", "%s。%s"), outcome->reason,
                facts->year_text);
        set(outcome, RESULT_RAN, code, text);
        return;
    }
}

/* Why the records delivered are not in the population: the reader must see whether a
 * wrong file, a wrong period or nothing at all came. */
static void set_empty(const struct outcome_facts *facts, struct outcome *outcome)
{
    const struct execute_population *population = facts->population;
    uint64_t outside = population->before + population->after;
    char text[sizeof(outcome->reason)], period[256] = "";
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

    date_format(population->first_day, first);
    date_format(population->last_day, last);
    if (outside > 0)
        snprintf(period, sizeof(period),
                TR("outside the period %s..%s: %llu (before it %llu, after it %llu; dated %s..%s); ",
                        "監査対象期間 %s..%s の外: %llu件（期間前 %llu件、期間後 %llu件、日付 %s..%s）、"),
                facts->period_start, facts->period_end, (unsigned long long)outside,
                (unsigned long long)population->before,
                (unsigned long long)population->after, first, last);
    snprintf(text, sizeof(text),
            TR("the population is empty. Records received: %llu; kept out by the binding: %llu; %soutside the population's condition: %llu",
                    "母集団が0件である。受領したレコード: %llu件、対応付けの条件で除いたもの: %llu件、%s母集団の条件に当たらないもの: %llu件"),
            (unsigned long long)(population->delivered + facts->kept_out),
            (unsigned long long)facts->kept_out, period,
            (unsigned long long)(population->filtered - outside));
    set(outcome, RESULT_RAN, "population-empty", text);
}

/* True where the evidence does not carry an answer. */
static bool find_gap(const struct outcome_facts *facts, struct outcome *outcome)
{
    char text[sizeof(outcome->reason)];

    if (facts->damaged_members) {
        set(outcome, RESULT_RAN, "evidence-unreadable", facts->damage_text);
    } else if (facts->unreadable_records) {
        set(outcome, RESULT_RAN, "records-unreadable", facts->damage_text);
    } else if (facts->too_few_records) {
        set(outcome, RESULT_RAN, "too-few-records", facts->few_text);
    } else if (facts->population->unreadable) {
        snprintf(text, sizeof(text),
                facts->place_text
                        ? TR("records that cannot be placed in the period, or in the population: %llu; %s",
                                  "期間内か、または母集団に入るかを判定できないレコード: %llu件。%s")
                        : TR("records that cannot be placed in the period, or in the population, for want of a value: %llu; the first is %s",
                                  "値がなく、期間内か、または母集団に入るかを判定できないレコード: %llu件。最初は %s"),
                (unsigned long long)facts->population->unreadable,
                facts->place_text                   ? facts->place_text
                        : facts->unreadable_pointer ? facts->unreadable_pointer
                                                    : "?");
        set(outcome, RESULT_RAN, "population-unreadable", text);
    } else if (facts->population->selected == 0) {
        set_empty(facts, outcome);
    } else if (facts->guard_text) {
        set(outcome, RESULT_RAN, "keys-do-not-meet", facts->guard_text);
    } else if (facts->test->undecidable) {
        snprintf(text, sizeof(text),
                facts->values_text
                        ? TR("records that cannot be decided: %llu; %s",
                                  "判定できないレコード: %llu件。%s")
                        : TR("records that cannot be decided, for want of a value, or of the evidence of their counterpart: %llu; the first is %s",
                                  "値がないか、突合の相手方の証拠がなく、判定できないレコード: %llu件。最初は %s"),
                (unsigned long long)facts->test->undecidable,
                facts->values_text                   ? facts->values_text
                        : facts->undecidable_pointer ? facts->undecidable_pointer
                                                     : "?");
        set(outcome, RESULT_RAN, "undecidable", text);
    } else if (facts->values_text && !facts->each_record) {
        set(outcome, RESULT_RAN, "values-unreadable", facts->values_text);
    } else if (facts->provenance_text) {
        set(outcome, RESULT_RAN, "provenance-missing", facts->provenance_text);
    } else {
        return false;
    }
    append_advice(facts, outcome);
    return true;
}

void outcome_of(const struct outcome_facts *facts, struct outcome *ret_outcome)
{
    memset(ret_outcome, 0, sizeof(*ret_outcome));
    if (facts->item_problem) {
        set(ret_outcome, RESULT_NOT_RUN, facts->item_problem, facts->item_problem_text);
        return;
    }
    if (find_error(facts, ret_outcome))
        return;
    if (!facts->each_record)
        ret_outcome->tested = facts->population->selected;
    else if (facts->test->rows > facts->test->undecidable)
        ret_outcome->tested = facts->test->rows - facts->test->undecidable;
    if (ret_outcome->tested >= facts->test->not_due)
        ret_outcome->tested -= facts->test->not_due;
    if (find_gap(facts, ret_outcome))
        return;
    ret_outcome->state = RESULT_RAN;
    ret_outcome->outcome = facts->test->exceptions ? RESULT_EXCEPTION
            : facts->test->other_route             ? RESULT_OTHER_ROUTE
                                                   : RESULT_NO_EXCEPTION;
}
