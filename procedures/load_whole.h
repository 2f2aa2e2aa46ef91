/* load_whole.h - covers, pairs, reconciles and total: what must be there in whole */
#ifndef CHOSHO_LOAD_WHOLE_H
#define CHOSHO_LOAD_WHOLE_H

#include "procedures/load_operand.h"

/* Each fills in a check whose node, kind and name are set already. covers without
 * evidence= becomes PROCEDURE_SPANS. */
void load_whole_covers(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);
void load_whole_pairs(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);
void load_whole_reconciles(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);
void load_whole_total(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);

#endif
