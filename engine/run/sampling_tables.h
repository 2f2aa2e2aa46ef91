/* sampling_tables.h - the firm's table of sample sizes, or one that is named
 *
 * A firm's tables are sampling/<any>.xml in its library folder; this program carries
 * published examples, which are used only where they are named. */
#ifndef CHOSHO_SAMPLING_TABLES_H
#define CHOSHO_SAMPLING_TABLES_H

#include "procedures/sampling_table.h"

/* library: the firm's folder, or NULL. name: an id, or a file (with a '/' or ".xml");
 * NULL: the only table of the firm's own. ERROR_USAGE with what there is where none is
 * meant, or several are. ERROR_SCRIPT: wrong, with the complaints. */
WARN_UNUSED bool sampling_tables_load(const char *library, const char *name,
        struct arena *arena, struct sampling_table *ret_table,
        struct complaint_list *complaints, struct error *err);

#endif
