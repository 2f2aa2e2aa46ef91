/* guard.h - what SQL over evidence may do: read the tables it was given, call listed
 * functions, end in time
 *
 * Default deny (reliability page 4.4): only SELECT, reads of listed tables, recursion and
 * functions from a list. No schema, pragma, attach, transaction, trigger, view; limits on
 * length, depth, columns, operations; a deadline in the progress handler (the tables keep
 * the same one). Installed after the tables are made and touched: SQLite declares a
 * virtual table's columns by writing its own schema at the first use. */
#ifndef CHOSHO_GUARD_H
#define CHOSHO_GUARD_H

#include "engine/base/db.h"

struct guard {
    const char *const *tables; /* names that may be read, ended by NULL; borrowed */
    int64_t deadline;          /* clock_steady_ms(); 0: none */
    bool expired;              /* the deadline was met */
    char denied[160];  /* what was refused last, for the message; "" for nothing */
    char function[64]; /* its name where that was a function */
};

/* Installs authorizer, limits and progress handler on db; the guard is borrowed until db
 * is closed. */
WARN_UNUSED bool guard_install(struct db *db, struct guard *guard, struct error *err);

/* Whether SQL that a person wrote is a query at all: its first word is SELECT, WITH or
 * VALUES. EXPLAIN, VACUUM and their like are no matter for an authorizer. ERROR_SCRIPT.
 */
WARN_UNUSED bool guard_check(const char *sql, struct error *err);

/* Replaces the message of a failed prepare or step where the guard was the reason: what
 * was refused and what is allowed instead, or that the time was used up (ERROR_LIMIT). */
void guard_explain(struct guard *guard, struct error *err);

#endif
