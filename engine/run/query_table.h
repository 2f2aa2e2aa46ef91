/* query_table.h - one table of a query, made of the members that are chosen for it */
#ifndef CHOSHO_QUERY_TABLE_H
#define CHOSHO_QUERY_TABLE_H

#include "engine/run/query.h"

struct query_chosen {
    size_t bundle;
    uint32_t member;
    const struct layout *layout; /* whose columns the table has: the member's, or a child
                                    table of it; NULL: the file's own */
};

/* Whether a pattern selects the member among others; else it was asked for by name. */
bool query_table_is_by_pattern(const struct query_source *source, size_t bundle,
        uint32_t member, const char *name);

/* The table of that name, which is borrowed, with the columns of all that is chosen. What
 * some members lack, and columns beyond the most that a table can have, are told to
 * source->note. */
WARN_UNUSED bool query_table_make(const struct query_source *source, const char *name,
        const struct query_chosen *chosen, size_t count, struct arena *arena,
        struct item *ret_item, struct error *err);

#endif
