/* decimal.h - decimal numbers as they are written, compared without rounding */
#ifndef CHOSHO_DECIMAL_H
#define CHOSHO_DECIMAL_H

#include <stdbool.h>

/* An optional '-', digits, perhaps a point and digits. */
bool decimal_is(const char *text);

/* Below, at or above 0 as a is less than, equal to or more than b; both decimal_is(). */
int decimal_compare(const char *a, const char *b);

#endif
