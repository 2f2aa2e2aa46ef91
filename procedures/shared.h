/* shared.h - evidence items that many procedures use: defined, requested and bound once
 *
 * A library keeps them in shared/<any name>.xml, root <items>. A procedure names one by
 * use="shared:leavers". */
#ifndef CHOSHO_SHARED_H
#define CHOSHO_SHARED_H

#include "procedures/procedure.h"

struct shared_file; /* the items of one file */

/* Zero it to begin. The items live in the arenas they were loaded into. */
struct shared_items {
    struct shared_file *files;
};

/* Adds the items of one file. Complains of everything wrong in it, and of an id that is
 * there already; returns false when it complained of an error (what could be read is
 * still added, so that procedures are not blamed for it). */
WARN_UNUSED bool shared_load(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct shared_items *shared,
        struct complaint_list *complaints);

/* By id, without "shared:"; NULL where there is none. `source` is "shared:<id>". */
const struct procedure_item *shared_find(const struct shared_items *shared,
        const char *id);

/* All ids, for did-you-mean; ends with NULL. NULL where memory ran out. */
const char *const *shared_ids(const struct shared_items *shared, struct arena *arena);

#endif
