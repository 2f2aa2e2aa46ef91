/* binding_write.h - proposals as a binding document */
#ifndef CHOSHO_BINDING_WRITE_H
#define CHOSHO_BINDING_WRITE_H

#include "evidence/binding/binding_propose.h"

/* Writes a document that binding_parse() accepts; only what differs from the layout. What
 * could not be placed is a comment that names the column and the fields left over: such a
 * source resolves to "column-missing" until a person decides. A proposal with a doubt is
 * a comment as a whole. zone may be NULL. */
WARN_UNUSED bool binding_write(const struct binding_proposal *proposals, size_t count,
        const char *zone, struct buf *buf, struct error *err);

#endif
