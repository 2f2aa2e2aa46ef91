/* load_counterpart.h - match and absent: keys, the one that is picked, conditions */
#ifndef CHOSHO_LOAD_COUNTERPART_H
#define CHOSHO_LOAD_COUNTERPART_H

#include "procedures/load_operand.h"

/* Fills in a match whose node, kind and name are set already. */
void load_counterpart_match(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);
/* The same of an absent. */
void load_counterpart_absent(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);

/* What all checks with a counterpart share: evidence= (with= of reconciles), keys-met,
 * <same> and conditions; *ret_scope has the counterpart's columns in reach. */
void load_counterpart_keys(struct loading *loading, const struct load_scope *outer,
        struct procedure_check *check, struct load_scope *ret_scope);

#endif
