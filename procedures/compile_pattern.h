/* compile_pattern.h - every regular expression a procedure's SQL uses, to be compiled
 * before a sandbox */
#ifndef CHOSHO_COMPILE_PATTERN_H
#define CHOSHO_COMPILE_PATTERN_H

#include "procedures/procedure.h"

/* Those of matches, those written in SQL, and values of text parameters that SQL uses as
 * patterns, as the program has them. Each once, in the order of the document. */
WARN_UNUSED bool compile_pattern_list(const struct procedure *procedure,
        struct arena *arena, struct program *program, struct error *err);

#endif
