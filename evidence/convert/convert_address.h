/* convert_address.h - IP addresses and their canonical text (RFC 5952); see convert.h */
#ifndef CHOSHO_CONVERT_ADDRESS_H
#define CHOSHO_CONVERT_ADDRESS_H

#include "evidence/convert/convert.h"

/* text is folded (convert.c) and without blanks around. */
bool convert_address_read(const char *text, struct convert_value *ret_value);

#endif
