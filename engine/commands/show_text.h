/* show_text.h - a record's text as a page shows it */
#ifndef CHOSHO_SHOW_TEXT_H
#define CHOSHO_SHOW_TEXT_H

#include "evidence/format/record.h"

/* Appends the text with everything a terminal could obey made visible, tabs apart: they
 * stay, and between the cells of a sheet they are " | ". */
WARN_UNUSED bool show_text_append(enum record_kind kind, struct slice text,
        struct buf *buf, struct error *err);

#endif
