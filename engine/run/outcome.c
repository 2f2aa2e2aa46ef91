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
                TR("records that cannot be placed in the period, or in the population: %llu; the first is %s",
                        "期間内か、または母集団に入るかを判定できないレコード: %llu件。最初は %s"),
                (unsigned long long)facts->population->unreadable,
                facts->unreadable_pointer ? facts->unreadable_pointer : "?");
        set(outcome, RESULT_RAN, "population-unreadable", text);
    } else if (facts->population->selected == 0) {
        set(outcome, RESULT_RAN, "population-empty",
                TR("the population is empty, and nothing shows that nothing occurred",
                        "母集団が0件であり、発生がなかったことを示すものがない"));
    } else if (facts->guard_text) {
        set(outcome, RESULT_RAN, "keys-do-not-meet", facts->guard_text);
    } else if (facts->test->undecidable) {
        snprintf(text, sizeof(text),
                facts->values_text
                        ? TR("records that cannot be decided: %llu; %s",
                                  "判定できないレコード: %llu件。%s")
                        : TR("records that cannot be decided, for the evidence of their counterpart is missing: %llu; the first is %s",
                                  "突合の相手方の証拠がなく、判定できないレコード: %llu件。最初は %s"),
                (unsigned long long)facts->test->undecidable,
                facts->values_text                   ? facts->values_text
                        : facts->undecidable_pointer ? facts->undecidable_pointer
                                                     : "?");
        set(outcome, RESULT_RAN, "undecidable", text);
    } else if (facts->values_text && !facts->each_record) {
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
    if (!facts->each_record)
        ret_outcome->tested = facts->population->selected;
    else if (facts->test->rows > facts->test->undecidable)
        ret_outcome->tested = facts->test->rows - facts->test->undecidable;
    if (find_gap(facts, ret_outcome))
        return;
    ret_outcome->state = RESULT_RAN;
    ret_outcome->outcome = facts->test->exceptions ? RESULT_EXCEPTION
                                                   : RESULT_NO_EXCEPTION;
}
