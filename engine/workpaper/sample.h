/* sample.h - populations as counted for a draw, the draws, and the items they picked
 *
 * Two acts make a draw, so that nobody can choose a population for a seed: the first
 * records the population's count and hash, and only then a seed is made. Draws are
 * history: an extension, a replacement, a draw over evidence delivered anew are further
 * draws, and none is taken back. An item keeps its number (S1, S2 ...) through them. */
#ifndef CHOSHO_SAMPLE_H
#define CHOSHO_SAMPLE_H

#include "engine/workpaper/result.h"

struct sample_stratum {
    const char *name; /* "" where there are none */
    int64_t count;
};

struct sample_population {
    const struct result_procedure *procedure;
    const struct result_instance *instance;
    const char *sample, *population; /* ids in the procedure */
    int64_t delivered, filtered, unreadable, count;
    const char *sha256; /* of the keys, hexadecimal */
    const char *keys;   /* words */
    const char *digest; /* the instance's */
    const struct sample_stratum *strata;
    size_t stratum_count;
};

/* The act "sample-population". */
WARN_UNUSED bool sample_record_population(struct store *store, const char *person,
        const struct sample_population *population, int64_t *ret_population_id,
        struct error *err);

struct sample_pick {
    const char *key;
    int64_t occurrence; /* of this key among those picked, from 1 */
    int64_t rank;
    const char *stratum;
    int64_t record_id, other_id;
};

struct sample_draw {
    int64_t draw_id; /* not used by sample_record_draw() */
    int64_t population_id;
    int64_t first_draw_id; /* 0: a draw with a seed of its own */
    const char *kind;      /* "draw", "redraw", "extension", "replacement" */
    const char *method;
    const char *seed; /* hexadecimal; NULL: nothing is left to chance */
    int64_t size;
    const char *size_rule;
    int64_t start, interval;  /* 0: not systematic */
    int64_t replaced_item_id; /* 0: none */
    const char *reason;       /* or NULL */
    const char *drawn_at, *drawn_by;
    /* of its population */
    int64_t population, unreadable;
    const char *sha256, *keys;
};

/* The act "sample-draw". ERROR_REFUSED: contradicts what is stored (a key picked twice,
 * an item replaced twice). */
WARN_UNUSED bool sample_record_draw(struct store *store, const char *person,
        const struct sample_draw *draw, const struct sample_pick *picks,
        size_t pick_count, int64_t *ret_draw_id, struct error *err);

/* The draws of a sample from its last draw with a seed of its own on, in order; none:
 * *ret_count 0. All: from the very first. Texts in the arena. */
WARN_UNUSED bool sample_draws(struct store *store, const char *instance_key,
        const char *sample, bool all, struct arena *arena, struct sample_draw **ret_draws,
        size_t *ret_count, struct error *err);

/* What a draw picked, by rank within strata. */
struct sample_item {
    int64_t item_id, number;
    struct sample_pick pick;
};
WARN_UNUSED bool sample_picks(struct store *store, int64_t draw_id, struct arena *arena,
        struct sample_item **ret_items, size_t *ret_count, struct error *err);

#endif
