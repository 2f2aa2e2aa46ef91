/* nul_text.h - text but for a few NUL bytes, other control bytes among them: an export
 * that went wrong, a log that was cut off while it was written. Internal to detection. */
#ifndef CHOSHO_NUL_TEXT_H
#define CHOSHO_NUL_TEXT_H

#include "evidence/encoding/encoding.h"

/* *ret_is_text: at most one byte in sixteen is NUL or a control character that no text
 * has, and without them it is text, in *ret_encoding. whole: nothing comes behind the
 * bytes. Needs encoding_prepare(ENCODING_AUTO). */
WARN_UNUSED bool nul_text_find(const struct buf *bytes, bool whole,
        enum encoding *ret_encoding, bool *ret_is_text, struct error *err);

#endif
