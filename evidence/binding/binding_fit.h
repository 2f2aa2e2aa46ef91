/* binding_fit.h - how well a group of members fits an evidence item, by names alone
 *
 * What fits is sure enough to be drafted as a source when every key of the item is placed
 * and one of these speaks for the member besides: a layout recognised it, with more than
 * half of the columns; all columns are placed, and there are two or more; a word of the
 * item's subject is in the member's name. All else is weak: one column called "service"
 * makes no list of systems, any log has a time, and records without the item's key are
 * some other records.
 *
 * Where one column is all that is placed, a word in the member's name does not make up
 * for a log: the column must be called what the item calls it, or stand in a table that
 * is no log: CSV or a sheet, not recognised by a layout, without a column of times. */
#ifndef CHOSHO_BINDING_FIT_H
#define CHOSHO_BINDING_FIT_H

#include "evidence/binding/binding_group.h"
#include "evidence/binding/synonyms_name.h"

/* Something of a member that a column may be played by. */
struct binding_fit_field {
    const char *from;          /* what a binding would say */
    const char *delivered;     /* what it is called in the member */
    bool is_ambiguous;         /* the member has two of that name: it plays nothing */
    struct synonyms_name name; /* as the layout calls it, otherwise as delivered */
    struct synonyms_name delivered_name;
};

struct binding_fit_candidate {
    const struct binding_group *group;
    struct binding_fit_field *fields;
    size_t field_count;
    bool is_log; /* of events: its columns are no list of what they name */
    const char
            *counted;   /* the column that is a number's (binding_series.h); NULL: none */
    const char *number; /* its constant */
};

/* The columns of an item, and room to work; which field plays each is in `fields` after
 * binding_fit_try(). */
struct binding_fit_columns {
    const struct program_item *item;
    struct synonyms_name *names;
    size_t *fields; /* index, BINDING_FIT_NONE, or BINDING_FIT_NUMBER */
    size_t *claims;
    enum synonyms_nearness *nearness;
};

#define BINDING_FIT_NONE SIZE_MAX
#define BINDING_FIT_NUMBER (SIZE_MAX - 1) /* the candidate's constant */

enum binding_fit_doubt {
    BINDING_FIT_SURE,
    BINDING_FIT_KEYLESS,  /* a vital column of the item is not placed */
    BINDING_FIT_UNSPOKEN, /* few columns, and nothing else speaks for the member */
    BINDING_FIT_LOG,      /* one column, alike in name only, of a log of events */
};

struct binding_fit {
    bool is_fit; /* half of the columns, and two of them where there are two */
    enum binding_fit_doubt doubt;
    uint32_t keys;      /* vital columns that are placed */
    uint32_t placed;    /* columns */
    unsigned hints;     /* words in the member's name that speak for it */
    unsigned nearness;  /* of the names, summed up */
    bool is_recognised; /* by a layout */
};

/* Understands the names of what the group's first member has; in the arena. synonyms may
 * be NULL, here and below. */
WARN_UNUSED bool binding_fit_read_candidate(const struct synonyms *synonyms,
        const struct binding_group *group, struct arena *arena,
        struct binding_fit_candidate *ret_candidate, struct error *err);

/* Understands the names of the item's columns; in the arena. */
WARN_UNUSED bool binding_fit_read_columns(const struct synonyms *synonyms,
        const struct program_item *item, struct arena *arena,
        struct binding_fit_columns *ret_columns, struct error *err);

/* A column is played by the one field whose name is nearest; by none where two are as
 * near, or where another column is as near to that field. */
WARN_UNUSED bool binding_fit_try(const struct synonyms *synonyms,
        const struct binding_fit_candidate *candidate,
        struct binding_fit_columns *columns, struct binding_fit *ret_fit,
        struct error *err);

/* Above 0: a is the better; 0: as good. */
int binding_fit_compare(const struct binding_fit *a, const struct binding_fit *b);

#endif
