/* load.h - a procedure from its XML
 *
 * Two passes that complain side by side: what the vocabulary does not allow
 * (vocabulary_procedure.h), and what the words mean (here for references, in lint.h for
 * the rest). Everything wrong is said at once, each at its line and column, with the
 * nearest known word where there is one. */
#ifndef CHOSHO_LOAD_H
#define CHOSHO_LOAD_H

#include "procedures/procedure.h"
#include "procedures/shared.h"

/* shared NULL: no shared items. False when there is any complaint that is an error;
 * *ret_procedure is then not to be used. Warnings do not make it fail. */
WARN_UNUSED bool load_procedure(const char *file, const char *bytes, size_t size,
        const struct shared_items *shared, struct arena *arena,
        struct procedure *ret_procedure, struct complaint_list *complaints);

#endif
