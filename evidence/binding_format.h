/* binding_format.h - how a source's members are to be read, once their kind is known */
#ifndef CHOSHO_BINDING_FORMAT_H
#define CHOSHO_BINDING_FORMAT_H

#include "evidence/binding_place.h"

/* Fills place->format, whose kind is set: as the binding says, else its layout, else what
 * the members were found to be, as far as they agree; the rest is found anew for each. */
void binding_format_take(struct binding_place *place);

#endif
