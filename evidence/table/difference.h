/* difference.h - two deliveries of one member, record by record
 *
 * Records of the same key belong together; of several that have one key those that are
 * alike do first, the others in their order. Without a key only records that are alike in
 * the fields of both members belong together. Records of CSV, rows of sheets and lines of
 * a W3C log are compared by their fields, which quotes and the columns' order do not
 * change; a field that one member lacks is there without a value, like an empty one. All
 * others are compared by their text, JSON by its canonical one (json_canonical.h): JSON,
 * XML, pairs and blocks name their fields record by record, so that no list of them is
 * known to be whole, and a log's line in another order is another line. A record whose
 * key is blank belongs to one that is wholly alike. One that cannot be read is compared
 * with nothing: it is neither gone nor new, but what it held may be.
 *
 * Both members are streamed twice at most; what is kept of a record is 40 bytes on a
 * spill descriptor, so that memory stays flat. */
#ifndef CHOSHO_DIFFERENCE_H
#define CHOSHO_DIFFERENCE_H

#include "evidence/format/record.h"

struct difference_side {
    const struct archive *archive;
    uint32_t member;
    struct record_format format;
};

struct difference_pair {
    struct difference_side sides[2]; /* the old one, the new one */
    /* The first key_count fields are the key, which both have; those that one side lacks
     * come last. */
    const char *const *fields;
    size_t field_count, key_count;
    const bool *is_lacking[2]; /* a field each: that side does not have it; NULL: it has
                                  all of them */
};

enum difference_kind { DIFFERENCE_GONE, DIFFERENCE_CHANGED, DIFFERENCE_ADDED };

struct difference_row {
    enum difference_kind kind;
    uint64_t numbers[2];         /* records of the old and the new member; 0: none */
    const char *key;             /* its values, divided by " / "; "" without a key */
    const char *fields, *values; /* what changed: difference_change.h */
};

struct difference_counts {
    uint64_t same, changed, gone, added;
    bool is_part[2];        /* the rest of that member cannot be read */
    uint64_t unreadable[2]; /* records of either side, in no other count */
    uint64_t blank[2];      /* ... whose key is blank, in the other counts, too */
    uint64_t repeated[2];   /* ... whose key another of the same side has, likewise */
};

/* Hands over the gone records in their order, then the changed and added ones in theirs.
 * What cannot be read any further ends a member and is said in the counts. Whatever
 * emit() fails with, ERROR_LIMIT: no room to keep what has to be kept. */
WARN_UNUSED bool difference_find(const struct difference_pair *pair,
        bool (*emit)(void *owner, const struct difference_row *row, struct error *err),
        void *owner, struct difference_counts *ret_counts, struct error *err);

#endif
