/* canonical.h - JSON in the one form that can be hashed (RFC 8785), for what our own
 * writer wrote
 *
 * Keys in the order of their UTF-16 code units, no blanks, the shortest escapes. Of the
 * numbers only integers within
 * +-2^53 are allowed, so that no reader anywhere changes one. */
#ifndef CHOSHO_CANONICAL_H
#define CHOSHO_CANONICAL_H

#include "engine/base/buf.h"

/* Appends the canonical form of one JSON value. ERROR_REFUSED: not JSON, a fraction or an
 * integer too big, a repeated key, more than 64 levels; the message tells the byte. */
WARN_UNUSED bool canonical_append_json(struct buf *buf, const char *json, size_t size,
        struct error *err);

/* Appends text (UTF-8) as a canonical JSON string. ERROR_REFUSED: not UTF-8. */
WARN_UNUSED bool canonical_append_text(struct buf *buf, const char *text,
        struct error *err);

#endif
