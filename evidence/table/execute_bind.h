/* execute_bind.h - the parameters of a statement: the program's own, the period, :as_of
 */
#ifndef CHOSHO_EXECUTE_BIND_H
#define CHOSHO_EXECUTE_BIND_H

#include "evidence/table/execute.h"

/* Binds every parameter. ERROR_SCRIPT: the program has none of that name. */
WARN_UNUSED bool execute_bind(struct db_statement *statement,
        const struct program *program, const struct execute_period *period,
        struct error *err);

#endif
