/* function_calendar.h - business days in SQL, and what makes a value undecidable on
 * purpose; function.h says what each does */
#ifndef CHOSHO_FUNCTION_CALENDAR_H
#define CHOSHO_FUNCTION_CALENDAR_H

#include "evidence/table/function.h"

/* Called by function_register(). */
WARN_UNUSED bool function_calendar_register(struct db *db,
        struct function_context *context, struct error *err);

#endif
