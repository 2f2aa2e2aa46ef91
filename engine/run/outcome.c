#include "engine/run/outcome.h"

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
    outcome->state = state;
    outcome->outcome = RESULT_INDETERMINATE;
    outcome->reason_code = code;
    snprintf(outcome->reason, sizeof(outcome->reason), "%s", sentence);
    outcome->reason[text_find_invalid(outcome->reason, strlen(outcome->reason))] = '\0';
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
            TR("the worker said nothing about this test",
                    "ワーカーがこのテストについて何も報告しませんでした"));
    return true;
}

/* True where the evidence does not carry an answer. */
static bool find_gap(const struct outcome_facts *facts, struct outcome *outcome)
{
    char text[128];

    if (facts->damaged_members) {
        set(outcome, RESULT_RAN, "evidence-unreadable", facts->damage_text);
    } else if (facts->unreadable_records) {
        set(outcome, RESULT_RAN, "records-unreadable", facts->damage_text);
    } else if (facts->too_few_records) {
        set(outcome, RESULT_RAN, "too-few-records", facts->few_text);
    } else if (facts->population->unreadable) {
        snprintf(text, sizeof(text),
                TR("%llu records of the population cannot be placed in the period, or are not decided by its filter",
                        "母集団の%llu件は、期間内か、または条件に当てはまるかを判定できません"),
                (unsigned long long)facts->population->unreadable);
        set(outcome, RESULT_RAN, "population-unreadable", text);
    } else if (facts->population->selected == 0) {
        set(outcome, RESULT_RAN, "population-empty",
                TR("the population is empty: show with evidence that nothing occurred",
                        "母集団が0件です。発生がなかったことを証拠で示す必要があります"));
    } else if (facts->guard_text) {
        set(outcome, RESULT_RAN, "keys-do-not-meet", facts->guard_text);
    } else if (facts->test->undecidable) {
        snprintf(text, sizeof(text),
                TR("%llu records cannot be decided: a value does not read as the type it should have, or its counterpart is missing altogether",
                        "%llu件は判定できません（値が所定の型として読めないか、突合の相手方の証拠がありません）"),
                (unsigned long long)facts->test->undecidable);
        set(outcome, RESULT_RAN, "undecidable", text);
    } else if (facts->values_text) {
        set(outcome, RESULT_RAN, "values-unreadable", facts->values_text);
    } else {
        return false;
    }
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
    ret_outcome->tested = facts->each_record
            ? facts->test->rows - facts->test->undecidable
            : facts->population->selected;
    if (find_gap(facts, ret_outcome))
        return;
    ret_outcome->state = RESULT_RAN;
    ret_outcome->outcome = facts->test->exceptions ? RESULT_EXCEPTION
                                                   : RESULT_NO_EXCEPTION;
}
