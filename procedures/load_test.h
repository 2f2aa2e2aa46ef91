/* load_test.h - tests out of a procedure */
#ifndef CHOSHO_LOAD_TEST_H
#define CHOSHO_LOAD_TEST_H

#include "procedures/loading.h"

/* Items, populations and relations of loading->procedure are there already. */
void load_test_read(struct loading *loading, const struct xml_node *node,
        struct procedure_test *ret_test);

#endif
