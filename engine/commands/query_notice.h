/* query_notice.h - what a query's reader is told of the evidence beside the answer */
#ifndef CHOSHO_QUERY_NOTICE_H
#define CHOSHO_QUERY_NOTICE_H

#include "engine/base/pack.h"
#include "engine/run/query.h"

/* All zero but for what is borrowed. */
struct query_notice {
    const struct query_source *source;
    const struct item *items; /* the tables */
    uint32_t item_count;
    uint64_t unreadable,
            damaged;      /* records; members, of which some records are unknown */
    uint64_t differing;   /* members that tell another number of records */
    uint64_t unfinished;  /* ... of a next page, which is not in them */
    uint64_t backwards;   /* likewise: whose years are not certain */
    uint32_t told;        /* places of records printed */
    bool is_zone_assumed; /* a stamp without a zone was read in the source's */
    bool is_year_assumed; /* one without a year in the source's, or a later one */
    bool is_empty;        /* there is a table of which nothing could be read */
};

/* Takes what the worker says of one table, and says what of it could not be read: each
 * member, and the first places of records. */
WARN_UNUSED bool query_notice_take(struct query_notice *notice, struct unpack *content,
        struct error *err);

/* Says the rest, once all have been taken: what the answer is an answer to. */
void query_notice_tell(const struct query_notice *notice);

#endif
