/* mutation.h - how much of what could be disturbed in a procedure's good evidence its
 * tests notice
 *
 * Counted are disturbances: one way of disturbing one cell that a population or test
 * reads, or one row. A test that judges each record by itself claims each of the cells it
 * reads; a population, and a test in SQL or over groups, claims each row and each column.
 * So apart stand
 *
 * (1) what the numbers of the population alone tell (a record went out of it, or came
 * in): the result says 4 of 5, and whether 4 is right no test can know, for that rests on
 * the provenance of the evidence;
 *
 * (2) another value of a cell of which no more is asked than that it is filled;
 *
 * (3) what is not noticed of a cell that populations, SQL or groups read, or of a row
 * that has no part (left out, it changes nothing: a record outside the period, a sign-in
 * long before the leaving date), as long as something done to the row is, or brings it
 * into a population. A row to which nothing can be done is one disturbance that is not
 * noticed
 * ("any"), as is such a column.
 *
 * Of the rest at least MUTATION_PERCENT must be noticed (mutate.h), and each that is not
 * be explained in mutations.csv. Besides, every test must notice something. */
#ifndef CHOSHO_MUTATION_H
#define CHOSHO_MUTATION_H

#include "engine/run/mutate.h"
#include "engine/run/mutation_reason.h"

#define MUTATION_PERCENT 90

struct mutation_counts {
    uint64_t procedures, tests, fixtures; /* fixtures: that were disturbed */
    uint64_t steps;                       /* runs */
    uint64_t tried, noticed, counted, apart, explained, open; /* tried: the sum of all */
};

struct mutation {
    const struct procedure *procedure;
    struct arena arena;
    struct mutation_reasons reasons;
    struct mutation_counts counts;
    uint64_t *of_tests;              /* steps that each test noticed */
    struct mutation_column *columns; /* of all items, one behind the other */
    struct buf text;                 /* a line for each that is open */
    size_t listed;
};

/* folder: of the procedure. The caller ends it with mutation_clear(), also on failure. */
WARN_UNUSED bool mutation_begin(const char *folder, const struct procedure *procedure,
        struct mutation *ret_mutation, struct complaint_list *complaints,
        struct error *err);
void mutation_clear(struct mutation *mutation);

/* One fixture without exceptions (other routes are none), whose instance has been run. */
WARN_UNUSED bool mutation_try(struct mutation *mutation, const char *fixture,
        struct store *store, const struct instance_list *list,
        const struct instance *instance, struct error *err);

/* Appends the procedure's lines to text, complains where too little was noticed or
 * something is open, and adds the counts. */
WARN_UNUSED bool mutation_end(struct mutation *mutation, struct buf *text,
        struct mutation_counts *counts, struct complaint_list *complaints,
        struct error *err);

/* "tried 120, noticed 90 (95%) ...", in the language of messages. */
WARN_UNUSED bool mutation_write_counts(const struct mutation_counts *counts,
        struct buf *text, struct error *err);

#endif
