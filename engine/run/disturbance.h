/* disturbance.h - what `check --fixtures --mutate` does to good evidence, one thing at a
 * time
 *
 * Each cell that a population or test reads is disturbed in every way its type has; each
 * row of which a cell is read is left out and doubled. Where one way has several steps (a
 * day moved by one, by forty, backwards), they are tried one by one and count as one. */
#ifndef CHOSHO_DISTURBANCE_H
#define CHOSHO_DISTURBANCE_H

#include "evidence/table/execute.h"
#include "evidence/table/table_disturb.h"

/* To add a way: here, its name in disturbance.c, who makes it there, and its row in
 * procedures/README.md. */
enum disturbance_way {
    DISTURBANCE_NONE,     /* the evidence as it was delivered */
    DISTURBANCE_BLANK,    /* a value that is there and empty */
    DISTURBANCE_ABSENT,   /* no value */
    DISTURBANCE_CHANGED,  /* another text: one that no record has, those of others, those
                             beside it */
    DISTURBANCE_MOVED,    /* a number or time, up and down by small and large steps */
    DISTURBANCE_TURNED,   /* true for false, false for true */
    DISTURBANCE_GIVEN,    /* a value where none was */
    DISTURBANCE_LEFT_OUT, /* the row */
    DISTURBANCE_DOUBLED,  /* the row */
    DISTURBANCE_ANY,      /* of a row that has no part: all of these */
    DISTURBANCE_WAY_COUNT,
};

/* "blank", "left-out" ...: as mutations.csv has it. */
const char *disturbance_name(enum disturbance_way way);

/* Who reads a cell: marks for table_disturb_watch(). */
enum {
    DISTURBANCE_BY_POPULATION = 1,
    DISTURBANCE_BY_RECORD = 2, /* a test that judges each record */
    DISTURBANCE_BY_SET = 4,    /* a test in SQL, or one over groups of records */
};

struct disturbance {
    enum disturbance_way way;
    bool is_by_record; /* a cell that only tests read, and one that judges each record */
    struct table_disturbance how;
};

/* Who carries a disturbance out. */
struct disturbance_sink {
    void *owner;
    bool (*disturb)(void *owner, const struct disturbance *disturbance,
            struct error *err);
};

/* Hands every disturbance of the held tables to the sink, row by row, the row's own
 * first, all steps of one way of one cell in a row. items: the set's, in its order. */
WARN_UNUSED bool disturbance_list(const struct table_set *set, const struct item *items,
        uint32_t item_count, const struct execute_period *period,
        const struct disturbance_sink *sink, struct error *err);

#endif
