/* compile_whole.h - set checks that tell what is not there: covers of spans, pairs,
 * reconciles, total */
#ifndef CHOSHO_COMPILE_WHOLE_H
#define CHOSHO_COMPILE_WHOLE_H

#include "procedures/compile_shown.h"
#include "procedures/sqlwriter.h"

/* Whether the check is one of these. */
bool compile_whole_is(const struct procedure_check *check);

/* Of these, reconciles and total: they yield rows of either side, and only those whose
 * verdict is not 0; the others every record of the population. */
bool compile_whole_is_two_sided(const struct procedure_check *check);

/* The names of the values shown; no more than COMPILE_SHOWN_MAX + 2. */
size_t compile_whole_shown(const struct procedure_test *test,
        const struct compile_shown_list *shown, const char **names);

/* SELECT record_id, other_id, verdict and, with values, what is shown, in that order. */
void compile_whole_write(struct sqlwriter *writer, const struct procedure_test *test,
        const struct compile_shown_list *shown, bool values, struct arena *arena);

#endif
