/* check_explain.h - `check --explain`: what a procedure expects, what each part compiles
 * to, how it is read, and how its results follow */
#ifndef CHOSHO_CHECK_EXPLAIN_H
#define CHOSHO_CHECK_EXPLAIN_H

#include "procedures/procedure.h"

/* Appends it, in the language of messages. program: of the procedure. */
WARN_UNUSED bool check_explain_write(const struct procedure *procedure,
        const struct program *program, struct arena *arena, struct buf *buf,
        struct error *err);

#endif
