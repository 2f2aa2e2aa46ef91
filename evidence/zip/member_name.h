/* member_name.h - what a member of a zip is called, and whether the name is acceptable
 *
 * Order: the UTF-8 flag; a 0x7075 field whose CRC fits; valid UTF-8 that is not ASCII;
 * CP932 where it decodes strictly; CP437. Decoded before anybody looks for '\' or '/',
 * because CP932 has 0x5C as a trail byte (ソ 表 能). Names are data, never paths: nothing
 * is ever opened by one. */
#ifndef CHOSHO_MEMBER_NAME_H
#define CHOSHO_MEMBER_NAME_H

#include "engine/base/buf.h"

enum member_name_source {
    MEMBER_NAME_ASCII,
    MEMBER_NAME_UTF8_FLAG,
    MEMBER_NAME_UNICODE_FIELD, /* 0x7075 */
    MEMBER_NAME_UTF8,          /* no flag, but it is */
    MEMBER_NAME_CP932,
    MEMBER_NAME_CP437,
};

/* "ascii", "utf-8 (flag)", ...: for receipts. */
const char *member_name_source_text(enum member_name_source source);

/* Prepares what decoding needs (cp932_prepare()), while files may still be opened. */
WARN_UNUSED bool member_name_prepare(struct error *err);

/* Decodes the raw bytes; extra is the central extra field (may be NULL). Appends UTF-8 to
 * *ret_name. ERROR_UNREADABLE: a NUL inside, or the flag is set and the bytes are not
 * UTF-8. */
WARN_UNUSED bool member_name_decode(const uint8_t *raw, size_t raw_size, bool utf8_flag,
        const uint8_t *extra, size_t extra_size, struct buf *ret_name,
        enum member_name_source *ret_source, struct error *err);

/* Whether a name from a 0x7075 field is another than the header's, which is not what is
 * left of it in ASCII ("????.csv", "#U3042.csv"): programs that do not know the field see
 * another file. */
bool member_name_is_double(const uint8_t *raw, size_t raw_size, const char *name);

/* A name as a sentence shows it: what a terminal could obey made visible, a long one with
 * an ellipsis for its middle. */
struct member_name_shown {
    char text[240];
};
struct member_name_shown member_name_show(const char *name);

/* NULL, or the reason code why a decoded name is refused: "name-empty", "name-absolute",
 * "name-dot-dot", "name-backslash", "name-drive", "name-long", "name-deep". Control and
 * bidi characters are accepted (and shown escaped everywhere). */
const char *member_name_problem(const char *name);

#endif
