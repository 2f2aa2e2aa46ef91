/* load_within.h - how much time lies between two days or moments, and the numbers that
 * bound it */
#ifndef CHOSHO_LOAD_WITHIN_H
#define CHOSHO_LOAD_WITHIN_H

#include "procedures/load_operand.h"

/* Fills in a within whose node, kind and name are set already. */
void load_within_read(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check);

/* A bound: a number, or :parameter of type number; NULL where there is no such attribute.
 */
const char *load_within_bound(struct loading *loading, const struct xml_node *node,
        const char *attribute);

#endif
