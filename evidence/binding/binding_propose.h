/* binding_propose.h - drafts of bindings, for a person to judge
 *
 * A member fits an item when at least half of the item's columns can be placed, and two
 * where there are two. The best is a sure one (binding_fit.h has the rule), then the one
 * that places most keys, then most columns, then the one whose name speaks for it; what
 * fits as well is said. A weak best is proposed with its doubt: it is told of, and never
 * part of a draft that can be added as it is. A record that holds several things side by
 * side is proposed once for each (binding_series.h). */
#ifndef CHOSHO_BINDING_PROPOSE_H
#define CHOSHO_BINDING_PROPOSE_H

#include "evidence/binding/binding_resolve.h"
#include "evidence/binding/synonyms.h"

/* An evidence item to find members for. */
struct binding_wanted {
    const struct program_item *item;
    const char *procedure; /* NULL for a shared item: bound once for all */
    const char *instance;  /* NULL: every instance */
};

/* One source of one item: which members, and how sure. */
struct binding_proposal {
    const struct binding_wanted *wanted; /* borrowed */
    const struct layout *layout;         /* NULL: a plain file */
    const char *bundle;
    const char *member_glob;      /* selects these members and no others */
    enum record_kind kind;        /* how they are read */
    const char **from;            /* the field for each column; NULL: not placed */
    const char *counted, *number; /* the column that has this constant; NULL: none */
    uint32_t placed;              /* columns */
    const char *const *left_over; /* fields that play nothing; ended by NULL */
    const char *reason;           /* a sentence: why this member, and what else fits */
    const char *doubt;            /* NULL: sure; else why it is weak, and what to check */
    const char *damage;           /* NULL, or a sentence: selected, but not to be read */
};

/* Proposes for each item the best member or members: by layout recognition, then by
 * headers (names as they are, or known synonyms in ja and en). Members of one folder that
 * look the same are one proposal, more where no glob selects just them. A field that two
 * columns claim, and a column that two fields claim, stay unplaced. Proposals are in the
 * items' order; an item that nothing fits has none. Deterministic; never reads evidence,
 * only what receipts say. A damaged part of an export is a part of its proposal, which
 * says so: left out in silence, it would not be missed. synonyms may be NULL. */
WARN_UNUSED bool binding_propose(const struct binding_wanted *wanted, size_t wanted_count,
        const struct layout *layouts, size_t layout_count,
        const struct synonyms *synonyms, const struct binding_member *members,
        size_t member_count, struct arena *arena, struct binding_proposal **ret_proposals,
        size_t *ret_count, struct error *err);

#endif
