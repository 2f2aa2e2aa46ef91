/* lint_sql.h - authors' SQL, looked at before it ever runs
 *
 * Not a wall (that is the worker's authorizer): an early and friendly one. Refused:
 * anything but one SELECT, what writes or attaches, the clock and chance, json_extract
 * (it changes numbers), LIMIT without ORDER BY, patterns that are not known beforehand,
 * names nobody declared, words of SQL's own where only a name can stand. Warned of: NOT
 * IN over a subquery (one NULL in it and nothing is found), < and > between texts or
 * between a day and a moment, a column compared with a literal its type never has, a join
 * whose keys nobody guards. */
#ifndef CHOSHO_LINT_SQL_H
#define CHOSHO_LINT_SQL_H

#include "procedures/loading.h"

/* The where of a population, which must have an item. */
void lint_sql_condition(struct loading *loading,
        const struct procedure_population *population);

/* Relation number i: it may read those before it. */
void lint_sql_relation(struct loading *loading, size_t i);

/* The SQL of a test: its columns, its keys and its subject too. */
void lint_sql_exceptions(struct loading *loading, const struct procedure_test *test);

#endif
