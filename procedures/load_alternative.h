/* load_alternative.h - other routes that a test declares */
#ifndef CHOSHO_LOAD_ALTERNATIVE_H
#define CHOSHO_LOAD_ALTERNATIVE_H

#include "procedures/load_operand.h"

/* Reads the alternatives among a test's children; its own checks must be there already.
 */
void load_alternative_list(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *node, struct procedure_test *test);

#endif
