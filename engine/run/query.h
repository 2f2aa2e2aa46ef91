/* query.h - a person's SELECT over members as tables, inside an engagement or over bare
 * zips
 *
 * Tables are named by members: "logs/auth.log", "access-1a2b3c4d:logs/auth.log" where
 * several bundles are at hand, or a glob over members of one format:
 * "cloudtrail/2023*.json". Only members that the SQL names in quotes are opened. Columns
 * are the file's own (CSV headers, JSON paths), those of the layout where one recognises
 * lines, else "line"; all text, nothing renamed. By a layout (one for all, or for each
 * member the one its receipt has) they are the layout's, as its types; a member without
 * one keeps its own. */
#ifndef CHOSHO_QUERY_H
#define CHOSHO_QUERY_H

#include "engine/run/schedule.h"
#include "engine/workpaper/bundle.h"
#include "evidence/layout.h"

/* What can be queried: bundles with their receipts, and open descriptors. */
struct query_source {
    struct bundle *bundles;
    struct bundle_member **members;
    const int *fds;
    size_t count;
    const char *zone;
    const char *period_start, *period_end, *as_of; /* "" where there is no engagement */
    const char *layout; /* of every table; NULL: none is asked for */
    bool by_receipt;    /* of each member the layout that its receipt has */
    int32_t year;       /* of stamps without one; 0: unknown */
};

/* The tables that the SQL's quoted names mean. ERROR_MISSING: a name that no member has;
 * the message proposes the nearest. */
WARN_UNUSED bool query_tables(const struct query_source *source, const char *sql,
        struct arena *arena, struct item **ret_items, uint32_t *ret_count,
        struct error *err);

/* ERROR_USAGE: source->layout is none; the message proposes the nearest. */
WARN_UNUSED bool query_check_layout(const struct query_source *source, struct error *err);

/* The layout that a member's columns come from; NULL: they are its own. */
const struct layout *query_layout_of(const struct query_source *source,
        const struct bundle_member *member);

/* Fails with ERROR_MISSING: no member has the name; the message proposes the nearest. */
WARN_UNUSED bool query_refuse_name(const struct query_source *source, const char *name,
        struct arena *arena, struct error *err);

/* The table of one member (or NULL where it is not read as records): for --tables. */
WARN_UNUSED bool query_table_of(const struct query_source *source, size_t bundle,
        uint32_t member, struct arena *arena, struct item *ret_item, bool *ret_is_table,
        struct error *err);

#endif
