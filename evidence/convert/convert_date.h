/* convert_date.h - dates and timestamps as people and machines write them; see convert.h
 * for the list */
#ifndef CHOSHO_CONVERT_DATE_H
#define CHOSHO_CONVERT_DATE_H

#include "evidence/convert/convert.h"

/* text is folded (convert.c) and without blanks around. */
bool convert_date_day(const char *text, int64_t *ret_day);
bool convert_date_instant(const char *text, const struct convert_context *context,
        int64_t *ret_ms);

/* convert_yearless_day(), of folded text. */
bool convert_date_yearless(const char *text, int *ret_day);

#endif
