/* load_inside.h - the record's span in that of its counterpart */
#ifndef CHOSHO_LOAD_INSIDE_H
#define CHOSHO_LOAD_INSIDE_H

#include "procedures/load_operand.h"

/* Fills in an inside whose node, kind and name are set already. Its operands are from,
 * to, start and end; without to=, from twice. */
void load_inside_read(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);

/* cover= of a match whose bounds are there. */
void load_inside_cover(struct loading *loading, struct procedure_check *check);

#endif
