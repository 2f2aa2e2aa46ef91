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

#endif
