/* load_check.h - the checks of a test */
#ifndef CHOSHO_LOAD_CHECK_H
#define CHOSHO_LOAD_CHECK_H

#include "procedures/load_operand.h"

/* The check an element of that name is; false for anything else. */
bool load_check_find_kind(const char *name, enum procedure_check_kind *ret_kind);

/* Reads the checks among the children of a test, or of a match or absent, in document
 * order. */
void load_check_list(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *parent, struct procedure_check **ret_checks,
        size_t *ret_count);

#endif
