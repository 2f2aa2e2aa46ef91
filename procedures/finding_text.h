/* finding_text.h - what is reported of a test's exceptions: texts with {placeholders}
 *
 * {count} exceptions, {tested}, {population}, {undecidable} are numbers of the result;
 * {period_start}, {period_end}, {as_of} and the procedure's parameters stand by their
 * names. "{{" and "}}" are braces. Checks have texts of their own in both languages,
 * which name columns by their titles. */
#ifndef CHOSHO_FINDING_TEXT_H
#define CHOSHO_FINDING_TEXT_H

#include "procedures/loading.h"

enum finding_text_piece {
    FINDING_TEXT_END,
    FINDING_TEXT_LITERAL,
    FINDING_TEXT_PLACEHOLDER,
    FINDING_TEXT_BROKEN
};

/* The next piece of a text; *at moves behind it. A placeholder's piece is its name
 * without the braces; a broken one (a brace without its partner) ends the text. */
enum finding_text_piece finding_text_next(const char **at, struct slice *ret_piece);

struct finding_text_value {
    const char *name, *value;
};

/* Appends the text with its placeholders filled in. ERROR_SCRIPT: one that values does
 * not have. */
WARN_UNUSED bool finding_text_write(const char *text,
        const struct finding_text_value *values, size_t count, struct buf *buf,
        struct error *err);

/* Gives every check its default texts, and the test, where its author wrote none, a text
 * made of those. */
void finding_text_complete(struct loading *loading, struct procedure_test *test);

#endif
