/* compile_alternative.h - what becomes of a record that deviates where its test declares
 * other routes
 *
 * In what alternatives say, a column that a match of the test picked is f."item.column".
 */
#ifndef CHOSHO_COMPILE_ALTERNATIVE_H
#define CHOSHO_COMPILE_ALTERNATIVE_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* The verdict with routes, over the one without: `verdict` writes that. */
void compile_alternative_verdict(struct sqlwriter *writer,
        const struct procedure_test *test, struct arena *arena,
        void (*verdict)(struct sqlwriter *writer, const void *context),
        const void *context);

/* A column of the counterpart that an alternative found, or nearly. */
void compile_alternative_value(struct sqlwriter *writer,
        const struct procedure_test *test, const struct procedure_check *check,
        const char *column, struct arena *arena);

#endif
