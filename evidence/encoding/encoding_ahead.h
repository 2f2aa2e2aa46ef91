/* encoding_ahead.h - the encoding of a member whose beginning is ASCII and tells nothing
 *
 * An export may have its first Japanese name behind megabytes of ASCII. Then the first
 * bytes that are not ASCII decide, by the rules of encoding.h, within the member's first
 * ENCODING_AHEAD_MAX bytes. Internal to detection. */
#ifndef CHOSHO_ENCODING_AHEAD_H
#define CHOSHO_ENCODING_AHEAD_H

#include "evidence/archive/archive.h"
#include "evidence/encoding/encoding.h"

#define ENCODING_AHEAD_MAX ((size_t)16 << 20)

/* *encoding is what the beginning, all of it these bytes, was taken for: it becomes CP932
 * or EUC-JP where what follows is evidently that, and stays otherwise (it is not UTF-8,
 * the beginning is not ASCII, nothing follows, the member is damaged before). Reads the
 * member once more as far as needed. */
WARN_UNUSED bool encoding_ahead_find(const struct archive *archive, uint32_t member,
        struct slice beginning, enum encoding *encoding, struct error *err);

#endif
