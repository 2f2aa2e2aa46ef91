/* compile_counterpart.h - match and absent as SQL */
#ifndef CHOSHO_COMPILE_COUNTERPART_H
#define CHOSHO_COMPILE_COUNTERPART_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* The expression of a match or absent; see compile_check.h for its values. */
void compile_counterpart_check(struct sqlwriter *writer,
        const struct procedure_check *check, unsigned deviates, struct arena *arena);

/* A column of the counterpart that the check went by (or would have), for people to see:
 * a scalar subquery. */
void compile_counterpart_value(struct sqlwriter *writer,
        const struct procedure_check *check, const char *column, struct arena *arena);

#endif
