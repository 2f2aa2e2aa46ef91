/* compile_calendar.h - the calendars that a procedure counts business days by */
#ifndef CHOSHO_COMPILE_CALENDAR_H
#define CHOSHO_COMPILE_CALENDAR_H

#include "procedures/procedure.h"

/* Lists what checks and SQL name, each once, without its days. */
WARN_UNUSED bool compile_calendar_list(const struct procedure *procedure,
        struct arena *arena, struct program *program, struct error *err);

/* Gives the program's calendars their days from those at hand; complains, where the
 * procedure names it, of one that is not, and of SQL that does not name one.
 * is_client_due: a client's own must be there, too; otherwise it is left without days. */
void compile_calendar_give(const struct procedure *procedure, struct program *program,
        const struct program_calendar *calendars, size_t count, bool is_client_due,
        struct complaint_list *complaints);

#endif
