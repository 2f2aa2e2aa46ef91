/* compile_statement.h - SQL that authors wrote, each piece a statement of its own
 *
 * `check` prepares them before any evidence is there; a fault then shows where it stands.
 */
#ifndef CHOSHO_COMPILE_STATEMENT_H
#define CHOSHO_COMPILE_STATEMENT_H

#include "procedures/procedure.h"

struct compile_statement {
    const char *sql;
    size_t prefix;         /* bytes of sql before the author's own text */
    const char *text;      /* the author's text; it stands in sql as it is */
    unsigned line, column; /* where text begins */
    bool is_attribute;     /* a condition: only its beginning is known */
    const char *first;     /* what its first column must be called; NULL: anything */
};

/* In an order in which a fault shows first where it stands: conditions of populations,
 * then relations, then tests. */
WARN_UNUSED bool compile_statement_list(const struct procedure *procedure,
        struct arena *arena, struct compile_statement **ret_statements, size_t *ret_count,
        struct error *err);

/* Where a byte of a statement stands in the document, offset being what db_error_offset()
 * says. One outside the author's own text (or -1) is that text's beginning. */
void compile_statement_locate(const struct compile_statement *statement, int offset,
        unsigned *ret_line, unsigned *ret_column);

#endif
