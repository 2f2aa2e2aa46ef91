/* query_layout.h - the layouts of a query: which one a member is read by, and whether it
 * fits */
#ifndef CHOSHO_QUERY_LAYOUT_H
#define CHOSHO_QUERY_LAYOUT_H

#include "engine/run/query.h"

/* ERROR_USAGE: source->layout is none; the message proposes the nearest. */
WARN_UNUSED bool query_layout_check(const struct query_source *source, struct error *err);

/* Whether columns and types are asked for, of one layout or of the receipts'. */
bool query_layout_is_asked(const struct query_source *source);

/* NULL where there is none of that id, or id is NULL. */
const struct layout *query_layout_named(const char *id);

/* The layout that a member's columns come from; NULL: they are its own. */
const struct layout *query_layout_of(const struct query_source *source,
        const struct bundle_member *member);

/* How the layout, or child table, reads the member; NULL: as the receipt. Borrowed. */
void query_layout_format(const struct bundle_member *member, const struct layout *layout,
        struct record_format *ret_format);

/* What pointer.h calls that reading: NULL where its records are those of the receipt. */
WARN_UNUSED bool query_layout_way(const struct bundle_member *member,
        const struct layout *layout, struct arena *arena, const char **ret_way,
        struct error *err);

/* The layout, or child table, that is called so; NULL: there is none at hand. */
const struct layout *query_layout_of_way(const char *way);

/* Whether the layout asked for may fit the member, as far as its receipt shows: its kind
 * can be read so, and it has one at least of the layout's columns or paths. Lines, and a
 * document whose records are looked for elsewhere, only show when they are read.
 * ERROR_USAGE: it does not; the message has the member, and why. */
WARN_UNUSED bool query_layout_fits(const struct query_source *source,
        const struct bundle_member *member, struct error *err);

/* Tells source->note which of the layout's columns are, as far as the receipt shows,
 * empty in all of the member's records. */
WARN_UNUSED bool query_layout_tell_lacking(const struct query_source *source,
        const struct bundle_member *member, const struct layout *layout,
        struct error *err);

#endif
