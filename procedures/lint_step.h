/* lint_step.h - what manual steps ask for, judged
 *
 * Answers whose expectation cannot be met, bounds that do not fit their type, an inquiry
 * of nobody, an inspection of nothing, and a procedure that rests on inquiry alone. */
#ifndef CHOSHO_LINT_STEP_H
#define CHOSHO_LINT_STEP_H

#include "procedures/loading.h"

/* Every step, and what they are together. Takes a procedure with holes in it. */
void lint_step_check(struct loading *loading);

#endif
