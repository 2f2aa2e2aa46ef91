/* jsonwriter.h - JSON out, valid by construction (RFC 8259), one value per call
 *
 * Keys in the order they are written; bytes that are not UTF-8 become \ufffd. No newline
 * at the end. The first error sticks and jsonwriter_finish() returns it. */
#ifndef CHOSHO_JSONWRITER_H
#define CHOSHO_JSONWRITER_H

#include "engine/base/buf.h"

struct jsonwriter {
    struct buf *buf;   /* borrowed */
    struct error *err; /* borrowed */
    bool failed;
    bool indent; /* two spaces a level; otherwise everything on one line */
    bool after_key;
    bool done; /* the outermost value has begun: there is only one */
    unsigned depth;
    bool has_items[64];
    char closers[64];
};

void jsonwriter_init(struct jsonwriter *writer, struct buf *buf, bool indent,
        struct error *err);
/* Begin one; what comes next stands inside it until its end. */
void jsonwriter_object(struct jsonwriter *writer);
void jsonwriter_array(struct jsonwriter *writer);
void jsonwriter_end(struct jsonwriter *writer); /* of the innermost object or array */
void jsonwriter_key(struct jsonwriter *writer, const char *key);
void jsonwriter_text(struct jsonwriter *writer, const char *text); /* NULL writes null */
void jsonwriter_bytes(struct jsonwriter *writer, const char *text, size_t size);
void jsonwriter_int(struct jsonwriter *writer, int64_t value);
/* A number's own text, as it stands; what is no JSON number is written as a text. */
void jsonwriter_number(struct jsonwriter *writer, const char *text, size_t size);
/* A whole JSON value on one line, valid as the caller knows. */
void jsonwriter_json(struct jsonwriter *writer, const char *text, size_t size);
void jsonwriter_bool(struct jsonwriter *writer, bool value);
void jsonwriter_null(struct jsonwriter *writer);
/* key and value in one. */
void jsonwriter_member(struct jsonwriter *writer, const char *key, const char *text);
void jsonwriter_member_int(struct jsonwriter *writer, const char *key, int64_t value);
WARN_UNUSED bool jsonwriter_finish(struct jsonwriter *writer);

#endif
