/* problem.h - what is wrong with a record, in words */
#ifndef CHOSHO_PROBLEM_H
#define CHOSHO_PROBLEM_H

/* The rest of a sentence that begins with the record: "has more or fewer fields than the
 * header". For a code it does not know, the code. */
const char *problem_text(const char *reason);

#endif
