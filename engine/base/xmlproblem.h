/* xmlproblem.h - libxml2's errors as sentences a person can act on
 *
 * For xml.c and xmlstream.c. Codes that have no sentence here get libxml2's own words. */
#ifndef CHOSHO_XMLPROBLEM_H
#define CHOSHO_XMLPROBLEM_H

#include "engine/base/xmlscan.h"

struct _xmlError;

/* Adds the complaint; before: the character at that place, where a name was expected
 * behind it. */
void xmlproblem_add(struct complaint_list *complaints, const char *file,
        struct xmlscan_place place, const struct _xmlError *error, char before);

#endif
