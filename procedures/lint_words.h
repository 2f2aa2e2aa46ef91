/* lint_words.h - single words of SQL: refused ones, parameters, patterns, comparisons
 *
 * For lint_sql.c: what can be said of any piece of SQL, a condition or a statement. */
#ifndef CHOSHO_LINT_WORDS_H
#define CHOSHO_LINT_WORDS_H

#include "procedures/loading.h"
#include "procedures/sqltext.h"

/* A piece of SQL that is being looked at. */
struct lint_sql {
    struct loading *loading;
    const struct xml_node *node;
    const char *attribute; /* NULL: the element's text */
    const char *sql;
    struct sqltext text;
    const struct procedure_item *
            *items; /* those it reads, and those its populations are from */
    size_t item_count;
};

/* Where a byte of the SQL stands in the document. */
struct loading_place lint_words_place(const struct lint_sql *lint, size_t offset);

#define LINT_COMPLAIN_AS(lint, severity, offset, ...)                             \
    complaint_add((lint)->loading->complaints, (severity), (lint)->loading->file, \
            lint_words_place((lint), (offset)).line,                              \
            lint_words_place((lint), (offset)).column, __VA_ARGS__)
#define LINT_COMPLAIN(lint, offset, ...) \
    LINT_COMPLAIN_AS(lint, COMPLAINT_ERROR, offset, __VA_ARGS__)
#define LINT_WARN(lint, offset, ...) \
    LINT_COMPLAIN_AS(lint, COMPLAINT_WARNING, offset, __VA_ARGS__)

/* Everything that can be said of words without knowing what kind of SQL it is. */
void lint_words_check(struct lint_sql *lint);

/* A token's text as a C string; NULL without memory. */
const char *lint_words_copy(struct lint_sql *lint, size_t i);

#endif
