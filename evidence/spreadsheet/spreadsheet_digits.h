/* spreadsheet_digits.h - the shortest decimal digits of a binary number, and back
 *
 * A sheet may hold ten million numbers of seventeen digits, for each of which printf()
 * and strtod() need microseconds. Of the sizes that people's numbers have both ways are
 * exact integer arithmetic here (of at most 128 bits); others are left to the C library.
 */
#ifndef CHOSHO_SPREADSHEET_DIGITS_H
#define CHOSHO_SPREADSHEET_DIGITS_H

#include "engine/base/base.h"

#define SPREADSHEET_DIGITS_SIZE 24u

/* The digits of the shortest text that reads back as value (> 0, finite), of at least 15
 * the last of which may be zeros that are left out; NUL-terminated. Returns how many, and
 * the place of the point: 0.d1d2d3... * 10^*ret_point. */
size_t spreadsheet_digits_find(double value, char digits[SPREADSHEET_DIGITS_SIZE],
        int *ret_point);

/* The number that a text of XML Schema's decimal or double means, as strtod() in the C
 * locale reads it. The text is one, and NUL-terminated. */
double spreadsheet_digits_read(const char *text);

#endif
