/* mutate.h - an instance run over its evidence disturbed in every way, and what of it
 * would have been noticed
 *
 * *Noticed*: some test's outcome, its reason, its exceptions, its undecidable records or
 * what is told of its evidence (a key that repeats, a member that is short of records) is
 * another one than over the evidence as it was delivered. *Counted*: none of these is,
 * but the records of a population are others: one went out of it, or came in, and the
 * numbers of the result say so and nothing else. *Unnoticed*: neither. */
#ifndef CHOSHO_MUTATE_H
#define CHOSHO_MUTATE_H

#include "engine/run/instance.h"
#include "engine/run/message_disturbed.h"

enum mutate_class { MUTATE_UNNOTICED, MUTATE_COUNTED, MUTATE_NOTICED };

/* One way of disturbing one cell or row; of its steps the one noticed most counts. */
struct mutate_unit {
    struct message_disturbed first; /* its first step */
    enum mutate_class class;
    unsigned steps;
};

struct mutate_result {
    struct mutate_unit *units; /* free() */
    size_t count, capacity;
    uint64_t steps;     /* runs over disturbed evidence */
    uint64_t *of_tests; /* per test of the program: how many of the steps changed it */
};

/* Runs it. The instance must be resolved and have been run. ERROR_LOST, ERROR_LIMIT ...:
 * the worker's own failure. The caller ends the result with mutate_clear(), also on
 * failure. */
WARN_UNUSED bool mutate_instance(struct store *store, const struct instance_list *list,
        const struct instance *instance, struct mutate_result *ret_result,
        struct error *err);
void mutate_clear(struct mutate_result *result);

#endif
