/* layouts.h - the layouts this program carries, parsed once a process */
#ifndef CHOSHO_LAYOUTS_H
#define CHOSHO_LAYOUTS_H

#include "evidence/layout.h"

/* All layouts under evidence/layouts, by file name. The list lives until the process
 * ends. ERROR_SCRIPT: one of them is wrong, which is a fault of the build. */
WARN_UNUSED bool layouts_load(const struct layout **ret_layouts, size_t *ret_count,
        struct error *err);

#endif
