/* query_column.h - the columns of a query's table, and which field of each member plays
 * them
 *
 * SQL does not tell names apart by the case of ASCII letters: of several members those
 * that differ in nothing else are one column, under the first one's name. Where one
 * member has two such fields, the other one is "name#2". */
#ifndef CHOSHO_QUERY_COLUMN_H
#define CHOSHO_QUERY_COLUMN_H

#include "engine/run/query.h"

/* A member, and whose columns it is read by; layout NULL: its own. */
struct query_columns {
    const struct bundle_member *member;
    const struct layout *layout;
    bool is_typed; /* the layout's types, too */
};

/* SQLite takes 2,000, the hidden ones among them. */
#define QUERY_COLUMN_MAX 1900u

/* What a table has no room for; all zero: nothing. */
struct query_beyond {
    const struct bundle_member *member; /* the first that has more ... */
    const char *first;                  /* ... its first such column ... */
    size_t count;                       /* ... and how many there are */
    bool is_more;                       /* other members have such columns, too */
};

/* Adds to the item's columns, for which there is memory, those of the member that it does
 * not have yet, as far as QUERY_COLUMN_MAX; beyond: what is left is noted there. */
WARN_UNUSED bool query_column_add(struct item *item, const struct query_columns *of,
        struct arena *arena, struct query_beyond *beyond, struct error *err);

/* Says that the table lacks columns. */
WARN_UNUSED bool query_column_tell_beyond(const struct query_source *source,
        const struct item *item, const struct query_beyond *beyond, struct error *err);

/* Appends how a column that the full table lacks is read all the same. */
WARN_UNUSED bool query_column_write_beyond(const struct item *item, const char *column,
        struct buf *buf, struct error *err);

/* How the member plays column c of the item; borrowed. */
struct item_column query_column_place(const struct item *item, uint32_t c,
        const struct query_columns *of);

/* Whether both members play an item's columns alike. */
bool query_column_is_alike(const struct query_columns *one,
        const struct query_columns *other);

/* Says which columns of a table of several files or sheets some of them lack: their
 * values are NULL there. members: in the order of the item's sources before they are
 * merged. */
WARN_UNUSED bool query_column_tell(const struct query_source *source,
        const struct item *item, const struct query_columns *members, size_t count,
        struct error *err);

#endif
