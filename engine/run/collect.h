/* collect.h - what a worker tells about an instance, checked, and kept until it is
 * recorded
 *
 * The worker is not believed: indexes, members, record numbers, order and counts are
 * compared with the job and the receipts. A lie ends the worker and is the error of every
 * test of the instance. */
#ifndef CHOSHO_COLLECT_H
#define CHOSHO_COLLECT_H

#include "engine/run/instance.h"
#include "engine/run/message.h"
#include "engine/run/protocol.h"
#include "engine/workpaper/exception.h"

struct collect_population {
    bool is_told;
    struct execute_population population;
    struct exception_list unreadable;
    int64_t first_unreadable; /* record id; 0: none */
    struct execute_row last;  /* of unreadable so far, for their order */
};

struct collect_test {
    bool is_told;
    struct execute_test test;
    struct execute_guard *guards; /* as many as the program's test has */
    bool *guard_is_told;
    struct exception_list exceptions, undecidable, other_route, not_due;
    int64_t first_undecidable; /* record id; 0: none */
    struct execute_row last_exception, last_undecidable, last_other_route, last_not_due;
};

struct collect {
    const struct instance_list *list;
    const struct instance *instance;
    struct arena arena;
    struct collect_population *populations;
    struct collect_test *tests;
    struct message_item *items; /* in program order; zeroed until told */
    bool *item_is_told;
};

/* The caller ends it with collect_clear(), also on failure. */
WARN_UNUSED bool collect_begin(const struct instance_list *list,
        const struct instance *instance, struct collect *ret_collect, struct error *err);
void collect_clear(struct collect *collect);

/* Exceptions a test may have; undecidable and unreadable records likewise. */
#define COLLECT_ROWS_MAX INT64_C(200000000)

/* One message. ERROR_LOST: it cannot be true, or was told before; ERROR_LIMIT: more rows
 * than COLLECT_ROWS_MAX. */
WARN_UNUSED bool collect_receive(struct collect *collect,
        const struct protocol_frame *frame, struct error *err);

/* After the last message: packs what is pending, and checks that nothing was left out and
 * that a test of each record looked at each selected record. A test that was not told of
 * is left to its outcome. */
WARN_UNUSED bool collect_finish(struct collect *collect, struct error *err);

#endif
