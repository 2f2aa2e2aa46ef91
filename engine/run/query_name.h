/* query_name.h - the names that stand in quotes in a person's SQL */
#ifndef CHOSHO_QUERY_NAME_H
#define CHOSHO_QUERY_NAME_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

/* The next quoted name ("..." or `...` or [...]) at or behind *at, NULL at the end; text
 * in quotes and comments are passed over. */
WARN_UNUSED bool query_name_next(const char **at, struct arena *arena,
        const char **ret_name, struct error *err);

/* A quoted name that no member has may be a column; it is a table only where it looks
 * like a path. */
bool query_name_is_member(const char *name);

#endif
