/* take_listing.h - the receipts of bundles as rows: a row a member, and sums by layout */
#ifndef CHOSHO_TAKE_LISTING_H
#define CHOSHO_TAKE_LISTING_H

#include "engine/commands/listing.h"
#include "engine/commands/take_remark.h"

/* Members of one bundle that one layout recognised, or else of one kind. */
struct take_listing_summary {
    const char *bundle, *layout, *kind; /* kind NULL where there is a layout */
    uint64_t members;
    int64_t records; /* -1: none of them has any */
};

/* The receipts of one call, one bundle after the other. Zero it, and end it with
 * take_listing_end(). */
struct take_listing {
    struct command_call *call;
    struct listing *listing;
    struct take_listing_summary *summaries;
    size_t count, capacity;
    bool has_records; /* something can be bound */
    struct words *words;
    struct zone *zone;
    struct take_remark with;
};

/* Sets the columns for the call's format, and the engagement's zone and period. */
WARN_UNUSED bool take_listing_begin(struct take_listing *list, struct command_call *call,
        struct store *store, struct error *err);
/* The members of a bundle; in a table many members alike are one row
 * (take_group.h). Its totals are said to stderr, and how many members are of times
 * outside the engagement's period. */
WARN_UNUSED bool take_listing_add(struct take_listing *list, struct store *store,
        int64_t bundle_id, struct error *err);
/* The end, and in a table the sums, as one of their own below the members. Every row for
 * programs is a member, so that a sum over them is right. */
WARN_UNUSED bool take_listing_finish(struct take_listing *list, struct error *err);
void take_listing_end(struct take_listing *list);

#endif
