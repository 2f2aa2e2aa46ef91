/* compile_set.h - checks on a whole population: unique, no-gap, count */
#ifndef CHOSHO_COMPILE_SET_H
#define CHOSHO_COMPILE_SET_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* SELECT record_id, other_id, verdict and, with values, what there is to show; without
 * ORDER BY. `p` is the population. count yields only groups whose verdict is not 0; the
 * others every record. */
void compile_set_write(struct sqlwriter *writer, const struct procedure_test *test,
        bool values, const char *const *columns, size_t column_count);

/* Values a set check shows besides columns: "previous", "count"; NULL for none. */
const char *compile_set_extra(const struct procedure_check *check);

#endif
