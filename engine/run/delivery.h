/* delivery.h - what a delivery changed of what it took the place of: members, and of
 * members that are read their records
 *
 * Nothing of it is stored: it follows from the receipts and the kept bundles. */
#ifndef CHOSHO_DELIVERY_H
#define CHOSHO_DELIVERY_H

#include "engine/run/schedule.h"
#include "engine/workpaper/replacement.h"
#include "evidence/table/difference.h"

enum delivery_change {
    DELIVERY_ADDED,
    DELIVERY_GONE,
    DELIVERY_CHANGED,
    DELIVERY_SAME,    /* of the same digest, or inside containers of the same digest */
    DELIVERY_RENAMED, /* of the same digest, under another name */
    DELIVERY_UNKNOWN  /* one side or both have no digest: nothing can be said */
};

/* "added", "gone", "changed", "same", "renamed", "not-comparable" */
const char *delivery_change_name(enum delivery_change change);

/* A member on either side. */
struct delivery_member {
    enum delivery_change change;
    const struct bundle *old_bundle;      /* NULL: added */
    const struct bundle_member *sides[2]; /* the old and the new one, or NULL */
    uint32_t indexes[2];                  /* their places in their bundles */
    /* Of members whose content changed and that are read on both sides: */
    bool is_compared;              /* the counts are known */
    const char *const *fields;     /* compared: the key's, the others of both sides, those
                                      of the old side alone, those of the new one alone */
    size_t field_count, key_count; /* key_count 0: no key is known */
    size_t shared_count, old_count;
    struct difference_counts counts;
    const char *problem; /* why records could not be compared */
};

struct delivery {
    struct bundle bundle;
    struct bundle **old_bundles; /* replaced, or with members that are */
    size_t old_count;
    const struct bundle_member **lists; /* all members of the new bundle, then the old */
    const char *reason;                 /* the client's, or NULL */
    struct delivery_member *members;    /* in the new bundle's order, then what is gone */
    size_t count;
};

/* Sets the members side by side; no bundle is opened. A bundle that replaced nothing has
 * no members here. Everything in the arena. */
WARN_UNUSED bool delivery_load(struct store *store, const struct bundle *bundle,
        struct arena *arena, struct delivery *ret_delivery, struct error *err);

struct delivery_options {
    const char *const *keys; /* fields, for all members that have them; or none */
    size_t key_count;
    struct schedule_options schedule;
    /* Each record that differs; numbers as in difference.h. May be NULL. */
    bool (*emit)(void *owner, const struct delivery_member *member,
            const struct difference_row *row, struct error *err);
    void *owner;
};

/* Compares the changed members record by record in a worker, over bundles proved against
 * their receipts. Keys: as asked, else the layout's, else those of an item that a binding
 * reads the member for; where neither is there records are just counted. */
WARN_UNUSED bool delivery_compare(struct store *store, struct delivery *delivery,
        const struct delivery_options *options, struct arena *arena, struct error *err);

#endif
