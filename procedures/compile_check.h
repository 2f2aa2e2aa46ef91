/* compile_check.h - checks as SQL expressions
 *
 * In them the tested record is `p`, its counterpart `q`. An expression is 0 where the
 * check holds, 1 where it cannot be decided, `deviates` (2 or more) where it does not
 * hold; never NULL. */
#ifndef CHOSHO_COMPILE_CHECK_H
#define CHOSHO_COMPILE_CHECK_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* Blanks of all kinds, as trim()'s second argument. */
#define COMPILE_CHECK_BLANKS "char(9, 10, 13, 32, 160, 12288)"

/* A row check that needs no counterpart of its own (filled to differs). */
void compile_check_row(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates);

/* The largest of several such expressions: write(i) writes number i. */
void compile_check_largest(struct sqlwriter *writer, size_t count,
        void (*write)(struct sqlwriter *writer, const void *context, size_t i),
        const void *context);

/* p."name", q."name" or :name */
void compile_check_operand(struct sqlwriter *writer,
        const struct procedure_operand *operand);

/* "typeof(x) = 'blob' OR ..." over the operands that may be one; false, nothing written,
 * where none. */
bool compile_check_unreadable(struct sqlwriter *writer,
        const struct procedure_operand *operands, size_t count);

/* A comparison of two operands, days and moments by day where they meet: `a operator b`.
 */
void compile_check_compare(struct sqlwriter *writer, const struct procedure_operand *a,
        const char *operator, const struct procedure_operand * b);

/* A key that names nothing: NULL, or for text blank too. */
void compile_check_nameless(struct sqlwriter *writer,
        const struct procedure_operand *operand);

/* A parameter or number as it stands in SQL. */
void compile_check_bound(struct sqlwriter *writer, const char *bound);

#endif
