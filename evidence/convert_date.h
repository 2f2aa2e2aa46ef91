/* convert_date.h - dates and timestamps as people and machines write them; see convert.h
 * for the list */
#ifndef CHOSHO_CONVERT_DATE_H
#define CHOSHO_CONVERT_DATE_H

#include "evidence/convert.h"

/* text is folded (convert.c) and without blanks around. */
bool convert_date_day(const char *text, int64_t *ret_day);
bool convert_date_instant(const char *text, const struct convert_context *context,
        int64_t *ret_ms);

#endif
