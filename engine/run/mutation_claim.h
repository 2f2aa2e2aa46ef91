/* mutation_claim.h - what a procedure's tests say of a column, as far as a disturbance of
 * it can be noticed */
#ifndef CHOSHO_MUTATION_CLAIM_H
#define CHOSHO_MUTATION_CLAIM_H

#include "procedures/procedure.h"

/* False where tests ask no more of the column than that it is filled: then any other
 * value is in order, and nobody claims to notice one. */
bool mutation_claim_value(const struct procedure *procedure, const char *column);

#endif
