/* draw_follow.h - what follows from a draw's method, seed and size: the one place that
 * picks, for draws and for their verification */
#ifndef CHOSHO_DRAW_FOLLOW_H
#define CHOSHO_DRAW_FOLLOW_H

#include "engine/run/draw_ask.h"

/* Items that are not to be picked (again). */
struct draw_list {
    struct sample_pick *picks;
    size_t count;
};

struct draw_task {
    const struct sample_draw *draw; /* kind, method, seed, size, start, interval */
    struct draw_list excluded;
    const char *stratum; /* only of this one; NULL: of all */
    const char **listed; /* keys; of a listed draw */
    uint32_t listed_count;
};

/* Fewer than draw->size where the population has no more. In ret_answer what was counted
 * on the way. */
WARN_UNUSED bool draw_follow(const struct draw_source *source,
        const struct draw_task *task, struct draw_answer *ret_answer,
        struct draw_list *ret_picked, struct error *err);

/* Start (from 1) and interval of a systematic draw by its seed (hexadecimal): the start
 * is one of all records, and behind the last comes the first, so that each has the same
 * chance. */
WARN_UNUSED bool draw_follow_spacing(const char *seed, int64_t population, int64_t size,
        int64_t *ret_start, int64_t *ret_interval, struct error *err);

/* How many of `total` each stratum has: in proportion, the largest remainders first (of
 * equal ones the first stratum); with at_least_one none is without, as long as there are
 * enough. Never more than it has. quotas: as many as strata. */
WARN_UNUSED bool draw_follow_allocate(const struct sample_stratum *strata, size_t count,
        int64_t total, bool at_least_one, struct arena *arena, int64_t *quotas,
        struct error *err);

/* By key and occurrence. */
bool draw_follow_has(const struct draw_list *list, const struct sample_pick *pick);

#endif
