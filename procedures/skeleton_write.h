/* skeleton_write.h - the XML of one procedure to begin with (skeleton.h) */
#ifndef CHOSHO_SKELETON_WRITE_H
#define CHOSHO_SKELETON_WRITE_H

#include "procedures/skeleton.h"

/* Appends the procedure's XML: it loads and lints as it is. ERROR_SCRIPT: a control of
 * absurd size. */
WARN_UNUSED bool skeleton_write(const struct skeleton_list *list,
        const struct skeleton *skeleton, struct buf *buf, struct error *err);

#endif
