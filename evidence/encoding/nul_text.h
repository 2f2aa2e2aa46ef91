/* nul_text.h - text but for a few NUL bytes: an export that went wrong. Internal to
 * detection. */
#ifndef CHOSHO_NUL_TEXT_H
#define CHOSHO_NUL_TEXT_H

#include "engine/base/buf.h"

/* *ret_is_text: at most one byte in eight is NUL, and without them it is text; *ret_at is
 * then the first one's offset. whole: nothing comes behind the bytes. */
WARN_UNUSED bool nul_text_find(const struct buf *bytes, bool whole, size_t *ret_at,
        bool *ret_is_text, struct error *err);

#endif
