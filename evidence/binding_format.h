/* binding_format.h - how the members of a source are read: encoding, delimiter, records
 */
#ifndef CHOSHO_BINDING_FORMAT_H
#define CHOSHO_BINDING_FORMAT_H

#include "evidence/binding_place.h"

/* Fills the rest of place->format, whose kind is chosen: what the binding says, else the
 * layout, else what the members were found to be as far as they agree; what is then still
 * open is found anew for each. */
void binding_format_choose(struct binding_place *place);

#endif
