/* draw.h - drawing samples, extending them, replacing items, and redrawing what was drawn
 *
 * A draw is counted, recorded, seeded, drawn and recorded, in this order. An extension
 * and a replacement take the next ranks of the same seed over the same population; where
 * the evidence was delivered anew, a redraw picks by the same seed from what is there
 * now, so that almost all items stay. What is picked follows from what is recorded:
 * draw_verify() picks again and compares. */
#ifndef CHOSHO_DRAW_H
#define CHOSHO_DRAW_H

#include "engine/run/conclude.h"
#include "engine/run/draw_ask.h"

struct draw_size {
    int64_t size;
    const char *rule; /* where it is from, words: "size=25 population=240" */
};

struct draw_options {
    const char *person;
    const char *reason;  /* of a draw anew, a replacement, a list */
    bool is_anew;        /* with a new seed, though there is a draw */
    const char **listed; /* keys; NULL: not listed */
    uint32_t listed_count;
    /* Says how many, once the population is counted. */
    bool (*decide)(void *owner, int64_t population, struct draw_size *ret_size,
            struct error *err);
    void *owner;
};

enum draw_did {
    DRAW_EMPTY,   /* the population has no record: nothing was drawn */
    DRAW_STANDS,  /* drawn before, from this population */
    DRAW_DRAWN,   /* with a new seed, or a list */
    DRAW_REDRAWN, /* by the seed of before from evidence delivered anew */
};

struct draw_done {
    enum draw_did did;
    struct draw_answer answer;
    int64_t size, draw_id;
    const char *size_rule;
    size_t picked;
    size_t kept, gone, added; /* redrawn */
};

/* Draws, or redraws. ERROR_REFUSED: there is a draw from this population and none is to
 * be made anew; a list without a reason. ERROR_MISSING: a key that is listed is not in
 * the population. */
WARN_UNUSED bool draw_sample(const struct draw_source *source,
        const struct draw_options *options, struct draw_done *ret_done,
        struct error *err);

/* The next `more` ranks. ERROR_REFUSED: nothing was drawn yet, the population is another
 * one now, or the method leaves none. */
WARN_UNUSED bool draw_extend(const struct draw_source *source, const char *person,
        int64_t more, struct draw_done *ret_done, struct error *err);

/* The next rank, in its stratum, takes the place of item S<number>, which is kept with
 * the reason. ERROR_REFUSED likewise, or where it is not in the sample. */
WARN_UNUSED bool draw_replace(const struct draw_source *source, const char *person,
        int64_t number, const char *reason, struct draw_done *ret_done,
        struct error *err);

struct draw_verdict {
    size_t draws;           /* compared: those from the population as it is now */
    int64_t broken_draw_id; /* the first that does not follow; 0: all do */
    bool is_changed;        /* the population is another one since the newest draw */
    int64_t then, now;      /* how many records it had, and has */
    size_t kept, gone, added;
    const char **gone_keys, **added_keys;
};

/* Redraws from what is recorded. ERROR_MISSING: nothing was drawn. */
WARN_UNUSED bool draw_verify(const struct draw_source *source,
        struct draw_verdict *ret_verdict, struct error *err);

#endif
