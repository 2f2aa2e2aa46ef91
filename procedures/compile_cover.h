/* compile_cover.h - covers over a grid of time: what other evidence holds is counted once
 * per key and cell, and looked up for each cell */
#ifndef CHOSHO_COMPILE_COVER_H
#define CHOSHO_COMPILE_COVER_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* The tables of counts that a test's covers need, as further members of a WITH: each
 * begins with a comma. Nothing where it has none. */
void compile_cover_tables(struct sqlwriter *writer, const struct procedure_test *test,
        struct arena *arena);

/* The expression of the i-th check; see compile_check.h for its values. */
void compile_cover_check(struct sqlwriter *writer, const struct procedure_test *test,
        size_t i, unsigned deviates);

/* How many records the cell has: a scalar. */
void compile_cover_value(struct sqlwriter *writer, const struct procedure_test *test,
        const struct procedure_check *check);

#endif
