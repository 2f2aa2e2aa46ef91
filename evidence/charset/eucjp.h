/* eucjp.h - EUC-JP as Japanese Unix writes it (eucJP-ms) to UTF-8, strictly
 *
 * ASCII as single bytes; two bytes of JIS X 0208 with NEC row 13; 8E and a half-width
 * katakana; 8F and two bytes of JIS X 0212 with IBM's extensions (髙﨑) and the
 * user-defined area. glibc's charset "EUC-JP-MS", whose A1C1 is ～ (U+FF5E), as CP932's
 * is. The fourteen characters that it has both as two and as three bytes (№℡ⅠⅡ㈱～ …) are
 * read as two bytes only, so that the length of a text as delivered is known from its
 * characters. A table, as in cp932.h. */
#ifndef CHOSHO_EUCJP_H
#define CHOSHO_EUCJP_H

#include "engine/base/error.h"

/* As cp932_prepare(). */
WARN_UNUSED bool eucjp_prepare(struct error *err);

/* One character at bytes (size > 0). Returns its length, 1 to 3; 0 where the bytes are
 * none or are cut off. */
size_t eucjp_decode(const uint8_t *bytes, size_t size, uint16_t *ret_character);

/* True where bytes are the beginning of a character and nothing behind it. */
bool eucjp_is_cut_off(const uint8_t *bytes, size_t size);

/* The character of two bytes of JIS X 0212 (0x21 to 0x7E each), also where two bytes of
 * JIS X 0208 have it; 0 for none. After eucjp_prepare(). */
uint16_t eucjp_find_supplement(uint8_t row, uint8_t cell);

/* Bytes a character takes in EUC-JP. */
size_t eucjp_length(uint32_t character);

#endif
