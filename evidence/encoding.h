/* encoding.h - how a member's text is encoded, decided once, and the member as UTF-8
 *
 * A byte-order mark decides; then UTF-16 without a mark (at least half of the byte pairs
 * have a NUL, all on one side: ASCII text); then UTF-8 where all the looked-at bytes are;
 * then CP932 where they all decode strictly and look Japanese.
 *
 * "Look Japanese" keeps Latin-1 and Windows-1252 from being read as CP932 by accident:
 * characters that such text turns into (rare kanji with lead bytes from E0, lone
 * half-width katakana, a lone two-byte character ending in an ASCII letter, the
 * user-defined area) must not be more than four times those it does not. Text that is
 * neither, without NULs or many other control characters (more than one byte in twenty),
 * counts as UTF-8 with a wrong byte: reading it stops there, says the offset and the
 * byte, and a binding may name the encoding. With NULs or many control characters it is
 * not text. */
#ifndef CHOSHO_ENCODING_H
#define CHOSHO_ENCODING_H

#include "evidence/archive.h"

enum encoding {
    ENCODING_AUTO,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_CP932, /* as Windows writes it (cp932.h): NEC and IBM extensions, 0x5C trail
                       bytes */
};

/* "utf-8", "utf-16le", "utf-16be", "cp932", "auto". */
const char *encoding_name(enum encoding encoding);

/* By those names; also "shift_jis", "sjis", "windows-31j", "utf8", "utf-16"
 * (little-endian unless a mark says otherwise), letters' case ignored. */
bool encoding_find(const char *name, enum encoding *ret_encoding);

/* Prepares every encoding (cp932_prepare()), while files may still be opened. */
WARN_UNUSED bool encoding_prepare(struct error *err);

/* Decides from the first bytes of a member (whole: there are no more). false: not text
 * (binary). No bytes at all are UTF-8. Needs encoding_prepare(). */
bool encoding_detect(const uint8_t *bytes, size_t size, bool whole,
        enum encoding *ret_encoding);

/* The length of the byte-order mark that bytes begin with, and which encoding it is of; 0
 * for none. */
size_t encoding_find_mark(const uint8_t *bytes, size_t size, enum encoding *ret_encoding);

/* How many bytes a piece of UTF-8 had in the member as delivered. Exact: UTF-16 takes 2
 * bytes a character and 4 beyond U+FFFF; CP932 takes 1 for ASCII and half-width katakana
 * and 2 for every other character (also where it has two codes for one). */
size_t encoding_raw_length(enum encoding encoding, const char *text, size_t size);

struct encoding_stream; /* a member as UTF-8, its byte-order mark taken off */

/* With ENCODING_AUTO the encoding is decided from the first 64 KiB; a later byte that
 * does not fit is an error, not a new decision. A mark of the other endianness wins over
 * a named UTF-16. ERROR_UNREADABLE: binary, or what inflate_open() and the first
 * inflate_read() say. */
WARN_UNUSED bool encoding_stream_open(const struct archive *archive, uint32_t member,
        enum encoding encoding, struct encoding_stream **ret_stream, struct error *err);
void encoding_stream_close(struct encoding_stream *stream);
CLEANUP_POINTER(struct encoding_stream, encoding_stream_close)

/* Which it is: never ENCODING_AUTO. */
enum encoding encoding_stream_encoding(const struct encoding_stream *stream);
/* Bytes of the byte-order mark: the member offset of the first character. */
size_t encoding_stream_start(const struct encoding_stream *stream);

/* Appends the next characters to buf (at most about `wanted` bytes, at least one
 * character); *ret_end at the end. All of it is strict UTF-8; NULs that the looked-at
 * bytes did not have are passed on. ERROR_UNREADABLE: a byte cannot be decoded (the
 * message has the member's name, the offset in the member as delivered and the byte in
 * hex), or what inflate_read() says; all that could be read was given before. Failed
 * once, it stays failed. */
WARN_UNUSED bool encoding_stream_read(struct encoding_stream *stream, struct buf *buf,
        size_t wanted, bool *ret_end, struct error *err);

#endif
