/* binding_format.h - how a source's members are to be read, once their kind is known */
#ifndef CHOSHO_BINDING_FORMAT_H
#define CHOSHO_BINDING_FORMAT_H

#include "evidence/binding/binding_place.h"

/* Fills place->format, whose kind is set: as the binding says, else its layout, else what
 * the members were found to be, as far as they agree; the rest is found anew for each. */
void binding_format_take(struct binding_place *place);

/* The first member whose records stand by themselves (JSON lines), though the layout has
 * them in documents; NULL where there is none, or the binding says where they are. */
const struct binding_member *binding_format_find_bare(const struct binding_place *place);

/* The first JSON member that is not so. The place has a layout. */
const struct binding_member *binding_format_find_document(
        const struct binding_place *place);

#endif
