/* draw_past.h - the draws of a sample so far, and what each had to go by */
#ifndef CHOSHO_DRAW_PAST_H
#define CHOSHO_DRAW_PAST_H

#include "engine/run/draw_follow.h"

struct draw_act {
    const struct sample_draw *draw;
    struct sample_item *items; /* it picked */
    size_t item_count;
    struct draw_list excluded; /* when it was made */
    const char *stratum;       /* of the item it replaced; NULL: none */
    const char **listed;       /* keys of a list; NULL: none */
};

/* From the newest draw with a seed of its own on. */
struct draw_past {
    const struct sample_draw *first, *latest; /* NULL: nothing was drawn */
    struct draw_act *acts;
    size_t act_count;
    struct draw_list active;   /* in the sample now */
    struct draw_list replaced; /* out of it, with a reason */
    struct draw_list taken;    /* both */
};

/* In the order they were made; ERROR_INTEGRITY: one replaces what was never picked. */
WARN_UNUSED bool draw_past_load(const struct draw_source *source,
        struct draw_past *ret_past, struct error *err);

/* Item S<number>, if it is in the sample now; or NULL. */
const struct sample_item *draw_past_find(const struct draw_past *past, int64_t number);

/* The task that act was. ERROR_INTEGRITY: what is recorded of it contradicts itself:
 * another seed than its first draw's, or a start that does not follow from the seed. */
WARN_UNUSED bool draw_past_replay(const struct draw_past *past, size_t index,
        struct draw_task *ret_task, struct error *err);

/* The redraw of what is in the sample from the population as counted in `now`; size 0
 * where that leaves nothing. */
WARN_UNUSED bool draw_past_task(const struct draw_source *source,
        const struct draw_past *past, const struct draw_answer *now,
        struct sample_draw *ret_draw, struct draw_task *ret_task, struct error *err);

#endif
