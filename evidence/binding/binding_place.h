/* binding_place.h - which field of a source plays which column; binding_resolve.c's
 * second half */
#ifndef CHOSHO_BINDING_PLACE_H
#define CHOSHO_BINDING_PLACE_H

#include "engine/base/regex.h"
#include "evidence/binding/binding_resolve.h"

/* One source of an item while it is being resolved; everything borrowed. */
struct binding_place {
    const struct program_item *expected;
    const struct binding_item *item;
    const struct binding_source *source;
    const struct layout *layout;                 /* NULL: none */
    struct record_format format;                 /* as the source is to be read */
    const struct regex *pattern;                 /* of lines; NULL: none */
    const struct binding_member *const *members; /* that the glob selected; not none */
    size_t member_count;
    struct arena *arena;
    struct error *err;
    const char *problem, *problem_text;       /* what is wrong; NULL while nothing is */
    const char *problem_place, *problem_hint; /* as in an item */
};

/* Sets the problem whose sentence arena_printf() has just made (or not), and returns
 * false. */
bool binding_place_fail(struct binding_place *place, const char *problem, bool is_told);

/* Says where in the binding it is, and what to do about it; a NULL format: nothing.
 * false: no memory, err is set. */
bool binding_place_hint(struct binding_place *place, unsigned line, const char *format,
        ...) PRINTF_LIKE(3, 4);

/* A name from the evidence as it may stand in a sentence. NULL: no memory, err is set. */
const char *binding_place_shown(struct binding_place *place, const char *name);

/* Places every column of the item. false: place->problem is set, or else err. */
WARN_UNUSED bool binding_place_columns(struct binding_place *place,
        struct item_column **ret_columns);

/* The zone of the source's stamps without one: its own, else the layout's, else the
 * binding document's; NULL: the engagement's. */
const char *binding_place_zone(const struct binding_place *place);

/* Whether the fields that <where> looks at are there. false likewise. */
WARN_UNUSED bool binding_place_where(struct binding_place *place);

#endif
