/* outcome.h - what a test's counts amount to, by the procedure language's rules 1-3, 5
 * and 7
 *
 * Pure: the same facts give the same outcome. Never "no exception" while anything was not
 * looked at: reasons for "cannot be said" win over exceptions, and the exceptions found
 * stay counted beside them. */
#ifndef CHOSHO_OUTCOME_H
#define CHOSHO_OUTCOME_H

#include "engine/workpaper/result.h"
#include "evidence/table/execute.h"

/* Everything known of one test. */
struct outcome_facts {
    const struct error *job; /* the worker's own failure, or ERROR_NONE */
    bool has_population;
    const struct execute_population *population;
    uint64_t kept_out; /* records the binding's `where` kept from the population */
    const char *period_start, *period_end;
    bool has_test;
    const struct execute_test *test;
    bool each_record;
    const char *item_problem; /* reason code of the first item that could not be resolved;
                                 NULL */
    const char *item_problem_text;
    uint64_t unreadable_records; /* of the test's items */
    uint64_t damaged_members;
    const char *damage_text; /* the first of them, with its place */
    bool too_few_records;    /* an item has fewer than the procedure expects */
    const char *few_text;
    const char *guard_text; /* the first key guard that is not met; NULL */
    const char
            *values_text; /* the first value that did not convert, with its place; NULL */
    const char *place_text; /* likewise of what the population's query looked at; NULL */
    struct error guard_error;        /* a guard's query failed */
    const char *unreadable_pointer;  /* the population's first unreadable record; NULL */
    const char *undecidable_pointer; /* the first undecidable record; NULL */
    const char *provenance_text;     /* what an item's provenance lacks; NULL: nothing */
    const char *year_text; /* that an item's stamps may lack a year nobody told; NULL */
};

struct outcome {
    enum result_state state;
    enum result_outcome outcome;
    const char *reason_code; /* static; NULL for none */
    char reason[1024];
    uint64_t tested;
};

/* Fills *ret_outcome; never fails. */
void outcome_of(const struct outcome_facts *facts, struct outcome *ret_outcome);

/* The reason code for an error of the worker or of a query: "limit", "worker-lost",
 * "script-error" ... */
const char *outcome_reason_of(enum error_code code);

#endif
