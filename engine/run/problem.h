/* problem.h - what is wrong with a record, in words */
#ifndef CHOSHO_PROBLEM_H
#define CHOSHO_PROBLEM_H

#include <stdbool.h>

/* The rest of a sentence that begins with the record: "has more or fewer fields than the
 * header". For a code it does not know, the code. */
const char *problem_text(const char *reason);

/* Whether that problem is a limit of this program that the record goes beyond. */
bool problem_is_limit(const char *reason);

/* What to do about a result with that reason code, for who runs it; NULL: nothing is
 * known. A result's reason states the fact alone: it goes into the report. */
const char *problem_hint(const char *reason_code);

#endif
