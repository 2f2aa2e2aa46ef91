/* draw_size.h - how many items a sample has */
#ifndef CHOSHO_DRAW_SIZE_H
#define CHOSHO_DRAW_SIZE_H

#include "engine/base/deviation.h"
#include "engine/run/draw.h"

struct draw_size_question {
    const struct procedure_sample *sample;
    const struct program *program; /* whose parameters are the engagement's */
    const char *library;           /* the firm's folder, or NULL */
    struct arena *arena;
    struct complaint_list *complaints;
    int64_t given;                 /* on the command line; 0: not */
    const char *frequency, *table; /* likewise; or NULL */
};

/* For draw_options.decide; owner is the question. */
WARN_UNUSED bool draw_size_decide(void *owner, int64_t population,
        struct draw_size *ret_size, struct error *err);

/* From a table of sizes; a population that is smaller is looked at whole. population 0:
 * not known. ERROR_USAGE: the frequency is none, the table has none for it, or as-needed
 * without a population. */
WARN_UNUSED bool draw_size_by_table(const struct draw_size_question *question,
        int64_t population, struct draw_size *ret_size, struct error *err);

/* Attribute sampling, percents as written. */
struct draw_size_terms {
    const char *model, *tolerable, *risk; /* model NULL: binomial */
    const char *allowed, *expected;       /* at most one */
    int64_t population;
};
/* ret_allowed: for how many deviations. ERROR_USAGE, ERROR_LIMIT as deviation.h. */
WARN_UNUSED bool draw_size_by_attributes(const struct draw_size_terms *terms,
        int64_t *ret_size, int64_t *ret_allowed, struct error *err);

/* The terms that deviation.h takes. ERROR_USAGE. */
WARN_UNUSED bool draw_size_read_terms(const struct draw_size_terms *terms,
        bool has_tolerable, struct deviation_terms *ret_terms, struct error *err);

#endif
