/* query.h - a person's SELECT over members as tables, inside an engagement or over bare
 * zips
 *
 * Tables are named by members: "logs/auth.log", where several bundles are at hand
 * "access-1a2b3c4d:logs/auth.log", or "access:logs/auth.log" of the current delivery, or
 * a glob over members of one format: "cloudtrail/2023*.json". Only members that the SQL
 * names in quotes are opened. Columns are the file's own (CSV headers, JSON paths), those
 * of the layout where one recognises lines, else "line"; all text, nothing renamed.
 * "pulls.json#review" is a child table of the layout that recognised the member, with
 * that table's columns. By a layout (one for all, or for each member the one its receipt
 * has) they are the layout's, as its types; a member without one keeps its own. What the
 * one layout does not fit, as far as the receipt shows, is left out with a warning.
 * Stamps without a zone are in the layout's, else in source->zone. */
#ifndef CHOSHO_QUERY_H
#define CHOSHO_QUERY_H

#include "engine/run/schedule.h"
#include "engine/workpaper/bundle.h"
#include "evidence/binding/layout.h"

#define QUERY_TABLES_MAX 256u /* in one query */

struct query_chosen; /* query_table.h */

/* What can be queried: bundles with their receipts, and open descriptors. */
struct query_source {
    struct bundle *bundles;
    struct bundle_member **members;
    const int *fds;
    size_t count;
    const char *zone;
    const char *period_start, *period_end, *as_of; /* "" where there is no engagement */
    struct bundle_member **receipts;               /* where members were looked at anew
                                                      (query_anew.h), what they were; else NULL */
    const char *layout;   /* of every table; NULL: none is asked for */
    const char *sql;      /* what is asked, where it is an SQL; or NULL */
    const char *encoding; /* of every text; NULL: as received */
    const char *records;  /* where they are in every JSON or XML; NULL: likewise */
    bool by_receipt;      /* of each member the layout that its receipt has */
    int32_t year;         /* of stamps without one; 0: unknown */
    void (*note)(const char *text); /* what to know of a table; NULL: not */
    void (*warn)(const char *text); /* what is left out of a table, and why; NULL: not */
};

/* The tables that the SQL's quoted names mean. ERROR_MISSING: a name that no member has;
 * the message proposes the nearest. ERROR_USAGE: the layout asked for fits nothing of a
 * table. */
WARN_UNUSED bool query_tables(const struct query_source *source, const char *sql,
        struct arena *arena, struct item **ret_items, uint32_t *ret_count,
        struct error *err);

/* Whether one more table may follow so many. ERROR_LIMIT. */
WARN_UNUSED bool query_has_room(uint32_t count, struct error *err);

/* The members that are read and that a name, or a pattern, selects; none: *ret_count 0.
 * ERROR_UNREADABLE: what is named is not read. */
WARN_UNUSED bool query_choose(const struct query_source *source, const char *name,
        struct arena *arena, struct query_chosen **ret_chosen, size_t *ret_count,
        struct error *err);

/* Whether a name, or glob, means the member, also with "BUNDLE:" in front of it; a
 * container's means the one member read in it (binding_match.h). */
bool query_is_named(const struct query_source *source, size_t bundle, uint32_t member,
        const char *name);

/* Tells source->warn which containers the names, patterns, select that were opened and of
 * whose members they select none: '!' divides their names, and stars do not go past it.
 */
void query_tell_opened(const struct query_source *source, const char *const *names,
        size_t count);

/* Fails with ERROR_MISSING: no member has the name; the message proposes the nearest, or
 * says what is in a container of that name. */
WARN_UNUSED bool query_refuse_name(const struct query_source *source, const char *name,
        struct arena *arena, struct error *err);

/* The table of one member (or NULL where it is not read as records): for --tables. */
WARN_UNUSED bool query_table_of(const struct query_source *source, size_t bundle,
        uint32_t member, struct arena *arena, struct item *ret_item, bool *ret_is_table,
        struct error *err);

/* Child table number `table` (from 0) of the member's layout; *ret_is_table false: there
 * are no more. */
WARN_UNUSED bool query_child_table_of(const struct query_source *source, size_t bundle,
        uint32_t member, uint32_t table, struct arena *arena, struct item *ret_item,
        bool *ret_is_table, struct error *err);

#endif
