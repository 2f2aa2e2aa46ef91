/* iso2022jp.h - ISO-2022-JP (JIS, as mail and old hosts write it) to UTF-8, strictly
 *
 * Seven bits; escape sequences say what the bytes behind them are:
 *
 *   ESC ( B              ASCII
 *   ESC ( J              JIS X 0201 Roman: ASCII but for 5C, which is U+00A5, and 7E,
 * U+203E ESC ( I              half-width katakana ESC $ @, ESC $ B     two bytes of JIS X
 * 0208, also as ESC $ ( @ and ESC $ ( B ESC $ ( D            two bytes of JIS X 0212 ESC
 * & @              (before ESC $ B: its edition of 1990) says nothing more
 *
 * JIS X 0208 is read as Windows writes it, with NEC row 13 (①㈱) and NEC's selection of
 * IBM's extensions (髙﨑, rows 89 to 92): its rows are those of CP932, whose ～ is
 * U+FF5E, as in cp932.h and eucjp.h. JIS X 0212 is eucjp.h's. Controls and blanks stand
 * for themselves in every set. The two editions of JIS X 0208 are read alike.
 *
 * RFC 1468: no line ends while two-byte characters or katakana are on. Where one does,
 * either the writer meant ASCII to begin with the next line, or meant to go on: it cannot
 * be known, so nothing visible up to the next escape sequence is read. Neither is what
 * stands behind the escape sequence of another set (Chinese, Korean) or a shift (SO). Any
 * other ESC is a character (as in colours of a log), but among two-byte characters a
 * wrong byte. */
#ifndef CHOSHO_ISO2022JP_H
#define CHOSHO_ISO2022JP_H

#include "engine/base/error.h"

enum iso2022jp_set {
    ISO2022JP_ASCII, /* where a text begins */
    ISO2022JP_ROMAN,
    ISO2022JP_KATAKANA,
    ISO2022JP_KANJI,      /* JIS X 0208 */
    ISO2022JP_SUPPLEMENT, /* JIS X 0212 */
    ISO2022JP_UNKNOWN,    /* what is visible cannot be read */
};

enum iso2022jp_kind {
    ISO2022JP_CHARACTER,
    ISO2022JP_ESCAPE, /* an escape sequence: no character */
    ISO2022JP_WRONG,  /* bytes that are no character */
    ISO2022JP_CUT_OFF,
};

struct iso2022jp_piece {
    enum iso2022jp_kind kind;
    size_t length;      /* in bytes; of ISO2022JP_CUT_OFF all there are */
    uint16_t character; /* of ISO2022JP_CHARACTER */
};

/* Builds the tables (cp932_prepare(), eucjp_prepare()). */
WARN_UNUSED bool iso2022jp_prepare(struct error *err);

/* The piece at bytes (size > 0) while *set is on; *set is what is on behind it. */
struct iso2022jp_piece iso2022jp_next(enum iso2022jp_set *set, const uint8_t *bytes,
        size_t size);

/* Bytes a character takes, its escape sequences apart: 1 for ASCII, Roman and half-width
 * katakana, else 2. */
size_t iso2022jp_length(uint32_t character);

#endif
