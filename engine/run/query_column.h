/* query_column.h - the columns of a query's table, and which field of each member plays
 * them
 *
 * SQL does not tell names apart by the case of ASCII letters: of several members those
 * that differ in nothing else are one column, under the first one's name. Where one
 * member has two such fields, or one that is called like what every table has (record_id,
 * _line ...; in a table of several members "member"), the other one is "name#2", or the
 * next number that is free. */
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

/* A table's columns while its members' fields are added. */
struct query_naming {
    struct item *item;   /* for whose columns there is memory */
    const char **fields; /* that each is named after; NULL: the table's own */
    struct query_beyond beyond;
};

#define QUERY_COLUMN_NONE UINT32_MAX

/* Adds to the item's columns those of the member that it does not have yet, as far as
 * QUERY_COLUMN_MAX; what is left is noted in naming->beyond. *ret_places: the column that
 * plays each of the member's fields, or QUERY_COLUMN_NONE. */
WARN_UNUSED bool query_column_add(struct query_naming *naming,
        const struct query_columns *of, struct arena *arena, uint32_t **ret_places,
        struct error *err);

/* Sets item->is_part, and says of which members the columns are those of their beginning
 * only, and how a field that first appears later is read. */
WARN_UNUSED bool query_column_tell_later(const struct query_source *source,
        struct item *item, const struct query_columns *members, size_t count,
        struct error *err);

/* Appends how such a field, to be called column, is read from records of that kind. */
WARN_UNUSED bool query_column_write_later(enum record_kind kind, const char *column,
        struct buf *buf, struct error *err);

/* Says which columns are not called as their fields are. */
WARN_UNUSED bool query_column_tell_renamed(const struct query_source *source,
        const struct query_naming *naming, struct error *err);

/* Says that the table lacks columns. */
WARN_UNUSED bool query_column_tell_beyond(const struct query_source *source,
        const struct item *item, const struct query_beyond *beyond, struct error *err);

/* Appends how a column that the full table lacks is read all the same. */
WARN_UNUSED bool query_column_write_beyond(const struct item *item, const char *column,
        struct buf *buf, struct error *err);

/* Fills in how the member plays the item's columns, by what query_column_add() gave. */
void query_column_place(const struct query_columns *of, const uint32_t *places,
        struct item_column *columns);

/* Whether both members play an item's columns alike. */
bool query_column_is_alike(const struct query_columns *one,
        const struct query_columns *other);

/* Says which columns of a table of several members some of them lack: their values are
 * NULL there. Where a member is no table by itself (JSON, XML, lines), only of columns
 * that the SQL names. members: in the order of the item's sources before they are merged.
 */
WARN_UNUSED bool query_column_tell(const struct query_source *source,
        const struct item *item, const struct query_columns *members, size_t count,
        struct error *err);

#endif
