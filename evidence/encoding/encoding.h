/* encoding.h - how a member's text is encoded, decided once, and the member as UTF-8
 *
 * A wrong guess would turn 退職 into other characters without anybody noticing: what is
 * not evident is not read, but told, until a binding names the encoding. In this order:
 *
 * - a byte-order mark decides;
 * - UTF-16 without a mark: at least half of the byte pairs have a NUL, all on one side;
 * or in one of the two orders nine in ten are ASCII, one in eight at least, or Japanese;
 * - with other NULs it is not text;
 * - ISO-2022-JP: ASCII bytes alone, with an escape sequence that turns Japanese on;
 * - UTF-8 where all the looked-at bytes are; also where it has at least twice as many
 *   characters of three bytes or more as other bytes beyond ASCII: the wrong bytes are
 * then undecodable, and the text is never taken for another encoding. From half as many
 * on nothing below is evident;
 * - EUC-JP where they all decode strictly, two kana stand side by side somewhere, and
 *   usual characters are at least twice the rare ones. Without kana it might be
 * half-width katakana of CP932, Chinese or Korean: uncertain, unless its kanji are those
 * of Japanese lists (encoding_kanji.h);
 * - CP932 where they all decode strictly, and not as EUC-JP (of which user-defined
 *   characters without any usual one are no text), and usual characters are at
 *   least twice the rare ones and a quarter of the lone ones; or, without any character
 * of two bytes, where words of half-width katakana (three or more) prevail, one in
 * sixteen of them ｱ to ｿ (Russian small letters have none of these);
 * - EUC-JP or CP932 where they are damaged text in it: the same, but that there is at
 * most one wrong byte to 10 usual characters of EUC-JP, of which one in ten is kana; of
 * CP932 one to 100, or to four where four times as many are wrong in EUC-JP and not
 * most characters are of two bytes from 80 to 9F, and half as many lone ones as usual
 * ones at most. The wrong bytes are then undecodable. Western, Russian, Chinese or Korean
 * text has too few usual ones;
 * - uncertain where they decode strictly as EUC-JP or CP932, and something usual or such
 *   a word is among them;
 * - else UTF-8 with wrong bytes. With many control characters (more than one byte in
 *   twenty) it is not text.
 *
 * A byte that the encoding does not have does not end a member: it is undecodable,
 * carried in the text as base/text.h says (TEXT_UNDECODABLE), counted, and the first is
 * told with its offset. One byte is undecodable where it begins no character (reading
 * goes on with the next). Of UTF-8 also the ESC of a sequence that turns Japanese on as
 * ISO-2022-JP does, or what stands behind it would pass for ASCII; of UTF-16 the two of a
 * lone surrogate, and an odd last one; of CP932, EUC-JP and ISO-2022-JP all bytes of a
 * code that has no character; at the member's end all of a character cut off.
 *
 * Usual: kana, JIS level 1 kanji, full-width letters, digits and marks, NEC row 13 (①㈱).
 * Rare: level 2 kanji, user-defined ones, half-width katakana that no word has (a sound
 * mark behind nothing that takes one). Neither: other half-width katakana, IBM's
 * extensions and NEC's selection of them (髙﨑) in company, and in CP932 what EUC-JP's
 * single shifts look like. Lone: a character of two bytes among ASCII whose second is
 * ASCII, too: what a Western accent or quotation mark and the letter behind it look like.
 * Alone in its cell or line (山, ①, 髙) it is usual but for level 2 and user-defined
 * kanji, and a single half-width katakana is a word.
 */
#ifndef CHOSHO_ENCODING_H
#define CHOSHO_ENCODING_H

#include "evidence/archive/archive.h"
#include "evidence/byte_source.h"

enum encoding {
    ENCODING_AUTO,
    ENCODING_UTF8,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_CP932, /* as Windows writes it (cp932.h): NEC and IBM extensions, 0x5C trail
                       bytes */
    ENCODING_EUCJP, /* eucjp.h */
    ENCODING_ISO2022JP, /* iso2022jp.h */
    ENCODING_UNCERTAIN, /* perhaps CP932 or EUC-JP: not read until a binding names it */
};
#define ENCODING_LAST ENCODING_UNCERTAIN

/* "utf-8", "utf-16le", "utf-16be", "cp932", "euc-jp", "iso-2022-jp", "uncertain", "auto".
 */
const char *encoding_name(enum encoding encoding);

/* By those names; also "shift_jis", "sjis", "windows-31j", "eucjp", "utf8", "utf-16"
 * (little-endian unless a mark says otherwise), "iso2022jp", "jis", letters' case
 * ignored.
 */
bool encoding_find(const char *name, enum encoding *ret_encoding);

/* Prepares what reading that encoding needs (cp932_prepare(), eucjp_prepare(),
 * iso2022jp_prepare()), while files may still be opened; for ENCODING_AUTO all of it. */
WARN_UNUSED bool encoding_prepare(enum encoding encoding, struct error *err);

/* Whether text in it can be read; false for ENCODING_UNCERTAIN. */
bool encoding_is_read(enum encoding encoding);

/* Decides from the first bytes of a member (whole: there are no more). false: not text
 * (binary). No bytes at all are UTF-8. Needs encoding_prepare(ENCODING_AUTO). */
bool encoding_detect(const uint8_t *bytes, size_t size, bool whole,
        enum encoding *ret_encoding);

/* Whether a three-byte escape sequence among them turns Japanese on, as ISO-2022-JP does:
 * to look behind what encoding_detect() saw. */
bool encoding_has_escape(const uint8_t *bytes, size_t size);

/* The length of the byte-order mark that bytes begin with, and which encoding it is of; 0
 * for none. */
size_t encoding_find_mark(const uint8_t *bytes, size_t size, enum encoding *ret_encoding);

/* How many bytes a piece of decoded text had in the member as delivered. Exact: UTF-16
 * takes 2 bytes a character and 4 beyond U+FFFF; CP932 takes 1 for ASCII and half-width
 * katakana and 2 for every other character (also where it has two codes for one); EUC-JP
 * as eucjp.h says; an undecodable byte 1. Of ISO-2022-JP the escape sequences are not in
 * it: encoding_stream_take() knows them. */
size_t encoding_raw_length(enum encoding encoding, const char *text, size_t size);

struct encoding_stream; /* a member as UTF-8, its byte-order mark taken off */

/* With ENCODING_AUTO the encoding is decided from the first 64 KiB; a later byte that
 * does not fit is undecodable, not a new decision. A mark of the other endianness wins
 * over a named UTF-16. ERROR_UNREADABLE: binary, an encoding that is not read, or what
 * inflate_open() and the first inflate_read() say. */
WARN_UNUSED bool encoding_stream_open(const struct archive *archive, uint32_t member,
        enum encoding encoding, struct encoding_stream **ret_stream, struct error *err);
/* The same over bytes that come another way than straight from the member; the source is
 * borrowed, NULL: straight. */
WARN_UNUSED bool encoding_stream_open_from(const struct archive *archive, uint32_t member,
        const struct byte_source *source, enum encoding encoding,
        struct encoding_stream **ret_stream, struct error *err);
/* The source now stands at that offset of the member, where a character begins: goes on
 * there. Only for a stream with a source, and not in ISO-2022-JP, whose bytes mean what
 * came before them says. */
void encoding_stream_resume(struct encoding_stream *stream, uint64_t offset);
void encoding_stream_close(struct encoding_stream *stream);
CLEANUP_POINTER(struct encoding_stream, encoding_stream_close)

/* Which it is: never ENCODING_AUTO. */
enum encoding encoding_stream_encoding(const struct encoding_stream *stream);
/* Bytes of the byte-order mark: the member offset of the first character. */
size_t encoding_stream_start(const struct encoding_stream *stream);

/* Appends the next characters to buf (at most about `wanted` bytes, at least one
 * character); *ret_end at the end. All of it is strict UTF-8 but for undecodable bytes;
 * NULs that the looked-at bytes did not have are passed on. ERROR_UNREADABLE: what
 * inflate_read() says; all that could be read was given before. Failed once, it stays
 * failed. */
WARN_UNUSED bool encoding_stream_read(struct encoding_stream *stream, struct buf *buf,
        size_t wanted, bool *ret_end, struct error *err);

/* How many bytes the next `size` bytes of what was read had in the member: called with
 * one piece after the other, from the first. An escape sequence belongs to the character
 * behind it; one that turns ASCII or Roman on to the one before it, so that a line and a
 * field end with it. */
size_t encoding_stream_take(struct encoding_stream *stream, const char *text,
        size_t size);

/* Undecodable bytes in what was read so far. */
struct encoding_undecodable {
    uint64_t count;
    uint64_t offset; /* of the first, in the member as delivered */
    uint8_t byte;    /* the first */
};
struct encoding_undecodable encoding_stream_undecodable(
        const struct encoding_stream *stream);

#endif
