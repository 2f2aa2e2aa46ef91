/* difference_text.h - the values of a difference as a reader sees them: short, and with
 * what a terminal could obey made visible */
#ifndef CHOSHO_DIFFERENCE_TEXT_H
#define CHOSHO_DIFFERENCE_TEXT_H

#include "engine/base/buf.h"

/* Appends at most 60 bytes of the value, "…" for the rest; "—" where there is none. One
 * that begins or ends with a blank stands in double quotes, of a long one the end that is
 * shown. */
WARN_UNUSED bool difference_text_value(struct buf *buf, struct slice value,
        struct error *err);

/* Appends "old → new". Long values that begin alike are shown from shortly before the
 * place where they part, behind a "…". */
WARN_UNUSED bool difference_text_pair(struct buf *buf, struct slice old, struct slice new,
        struct error *err);

#endif
