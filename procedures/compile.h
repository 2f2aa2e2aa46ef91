/* compile.h - from a procedure to a program of SQL
 *
 * Verdicts. Each check compiles to an expression that is 0 where it holds, 1 where it
 * cannot be decided, and a number above 1 where it does not hold; the first check that
 * does not hold wins over one that cannot be decided, and that over those that hold. What
 * SQL compares is never a value that did not convert (a BLOB): typeof() is asked first.
 *
 * Shape. Row checks read their population once, in record_id order; match and absent are
 * correlated subqueries whose only conditions on the counterpart's table are plain
 * equalities, so that tables can answer them from a hash. unique and no-gap use window
 * functions, count groups. */
#ifndef CHOSHO_COMPILE_H
#define CHOSHO_COMPILE_H

#include "procedures/procedure.h"

/* A parameter as the engagement sets it. */
struct compile_override {
    const char *name; /* without the colon */
    const char *value;
};

/* Compiles a procedure that load_procedure() accepted; texts go into the arena, some are
 * the procedure's own. Complains of an override that names no parameter, or whose value
 * is not of its type. */
WARN_UNUSED bool compile_procedure(const struct procedure *procedure,
        const struct compile_override *overrides, size_t override_count,
        struct arena *arena, struct program *ret_program,
        struct complaint_list *complaints);

#endif
