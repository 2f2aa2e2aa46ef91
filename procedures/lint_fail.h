/* lint_fail.h - tests that cannot fail, or cannot hold: they say nothing of the evidence
 *
 * Warned of: options that name every value a boolean has, patterns that every text fits,
 * a column compared with itself, limits nothing passes (a hundred years, no limit at
 * all), records that are their own counterpart, conditions of SQL that are the same for
 * every record. Each is a row of a table; what the evidence alone can show is mutation's
 * to find (check --mutate). */
#ifndef CHOSHO_LINT_FAIL_H
#define CHOSHO_LINT_FAIL_H

#include "procedures/loading.h"

/* Every test of the procedure, which may have holes in it. */
void lint_fail_check(struct loading *loading);

/* The conditions of a piece of SQL; sql is in the attribute, or the element's text where
 * it is NULL. */
void lint_fail_sql(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *sql);

#endif
