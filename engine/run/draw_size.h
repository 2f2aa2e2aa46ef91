/* draw_size.h - how many items a sample has */
#ifndef CHOSHO_DRAW_SIZE_H
#define CHOSHO_DRAW_SIZE_H

#include "engine/run/draw.h"

struct draw_size_question {
    const struct procedure_sample *sample;
    const struct program *program; /* whose parameters are the engagement's */
    struct arena *arena;
    int64_t given; /* on the command line; 0: not */
};

/* For draw_options.decide; owner is the question. */
WARN_UNUSED bool draw_size_decide(void *owner, int64_t population,
        struct draw_size *ret_size, struct error *err);

#endif
