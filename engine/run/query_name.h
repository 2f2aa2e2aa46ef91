/* query_name.h - the names that stand in quotes in a person's SQL */
#ifndef CHOSHO_QUERY_NAME_H
#define CHOSHO_QUERY_NAME_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/workpaper/bundle.h"

/* The next quoted name ("..." or `...` or [...]) at or behind *at, NULL at the end; text
 * in quotes and comments are passed over. */
WARN_UNUSED bool query_name_next(const char **at, struct arena *arena,
        const char **ret_name, struct error *err);

/* A quoted name that no member has may be a column; it is a table only where it looks
 * like a path. */
bool query_name_is_member(const char *name);

/* Appends the next step of who looks for what stands inside a table's JSON records. */
WARN_UNUSED bool query_name_tell_elements(const char *table, const char *path,
        struct buf *buf, struct error *err);

/* Whether the name begins with "BUNDLE:". */
bool query_name_has_bundle(const char *name, const char *bundle);

/* What stands behind "BUNDLE:", the bundle being called by its short id or, where it is
 * the current delivery, by its name alone; else the name itself. */
const char *query_name_in_bundle(const struct bundle *bundle, const char *name);

#endif
