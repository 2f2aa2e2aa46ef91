/* convert_number.h - numbers, exactly or not at all; see convert.h */
#ifndef CHOSHO_CONVERT_NUMBER_H
#define CHOSHO_CONVERT_NUMBER_H

#include "evidence/convert/convert.h"

/* text is folded (convert.c) and without blanks around. */
bool convert_number_read(const char *text, struct convert_value *ret_value);

#endif
