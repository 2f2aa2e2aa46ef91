/* query_column.h - the columns of a query's table: internal to query.c */
#ifndef CHOSHO_QUERY_COLUMN_H
#define CHOSHO_QUERY_COLUMN_H

#include "engine/run/query.h"

/* Adds a column unless the item has it, or as many as SQLite bears. Its list has room.
 * ERROR_MEMORY. */
WARN_UNUSED bool query_column_add(struct item *item, const char *name,
        enum program_type type, struct arena *arena, struct error *err);

/* Whether the member has what the layout's column is read from: a CSV need not have every
 * column of its layout; a path or a group is always to be had. */
bool query_column_is_there(const struct bundle_member *member,
        const struct layout *layout, const struct layout_column *column);

/* How a member gives the column of that name, by the layout (NULL: by its own fields);
 * ITEM_NOTHING where it does not. Strings are borrowed from both. */
struct item_column query_column_place(const struct query_source *source,
        const struct bundle_member *member, const struct layout *layout,
        const char *name);

#endif
