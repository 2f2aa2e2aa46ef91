/* rehearse.h - a procedure's SQL prepared over empty tables, so that it is known to be
 * right before any evidence is there */
#ifndef CHOSHO_REHEARSE_H
#define CHOSHO_REHEARSE_H

#include "procedures/compile.h"

/* Looks for opinions in its texts and for its controls in the catalogues this program
 * carries, compiles the procedure and prepares every statement under the guard, with
 * empty tables in place of evidence. What is wrong becomes a complaint at its place in
 * the document. False only where that itself failed. */
WARN_UNUSED bool rehearse_procedure(const struct procedure *procedure,
        struct arena *arena, struct program *ret_program,
        struct complaint_list *complaints, struct error *err);

/* Appends how SQLite would go about a statement of the program over empty tables, a line
 * a step behind `indent` blanks: SCAN (every row), SEARCH ... AUTOMATIC INDEX (by key:
 * our tables answer it from a hash), USE TEMP B-TREE (sorted). Nothing where it cannot be
 * prepared. */
WARN_UNUSED bool rehearse_plan(const struct program *program, const char *sql,
        unsigned indent, struct arena *arena, struct buf *buf, struct error *err);

#endif
