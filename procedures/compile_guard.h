/* compile_guard.h - do the keys of a join meet? */
#ifndef CHOSHO_COMPILE_GUARD_H
#define CHOSHO_COMPILE_GUARD_H

#include "procedures/procedure.h"

/* The guards of a test's match and absent checks, of single keys that ask for one, and of
 * the keys an author names beside SQL. Keys are counted over all evidence, not over
 * populations; what names nothing (NULL, blank text) or could not be read is no key. */
WARN_UNUSED bool compile_guard_list(const struct procedure_test *test,
        struct arena *arena, struct program_guard **ret_guards, uint32_t *ret_count,
        struct error *err);

#endif
