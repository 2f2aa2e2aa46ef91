/* step_expected.h - what a step expects of an answer: bounds with their parameters filled
 * in, and the sentence for people */
#ifndef CHOSHO_STEP_EXPECTED_H
#define CHOSHO_STEP_EXPECTED_H

#include "engine/run/step_outcome.h"

/* The value of a bound: itself, or that of the parameter or day it names; NULL where
 * there is no bound. A name nobody gives a value stays as it is. */
const char *step_expected_bound(const char *bound, const struct step_context *context);

/* What is expected, in both languages ("yes", "3 or more"); both NULL where nothing is.
 */
WARN_UNUSED bool step_expected_write(const struct procedure_answer *answer,
        const struct step_context *context, struct arena *arena,
        struct text_pair *ret_expected, struct error *err);

#endif
