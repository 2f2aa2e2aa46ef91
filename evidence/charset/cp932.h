/* cp932.h - Windows code page 932 to UTF-8, strictly
 *
 * What Japanese Windows calls Shift_JIS: JIS X 0208 with NEC row 13 (①㈱), NEC's and
 * IBM's extensions (髙﨑), half-width katakana as single bytes, and the user-defined area
 * F040-F9FC as U+E000-E757. 0x5C is '\', 0x7E is '~', 8160 is U+FF5E (～): glibc's
 * charset "CP932" agrees with Windows in every one- and two-byte code (its "SJIS" and
 * "IBM943" do not) but for 80, A0, FD, FE and FF, which no Windows program writes as
 * text: refused here. The whole code page becomes a table once, so that decoding needs no
 * iconv, no lock and no open file afterwards. */
#ifndef CHOSHO_CP932_H
#define CHOSHO_CP932_H

#include "engine/base/error.h"

/* Builds the table, while files may still be opened: iconv loads its module then. Once is
 * enough; also from threads. ERROR_MISSING: the system has no "CP932". */
WARN_UNUSED bool cp932_prepare(struct error *err);

/* One character at bytes (size > 0), after cp932_prepare(). Returns its length, 1 or 2; 0
 * where the bytes are none or are cut off (cp932_is_cut_off() tells which). */
size_t cp932_decode(const uint8_t *bytes, size_t size, uint16_t *ret_character);

/* True where bytes are the first half of a character and nothing behind it. */
bool cp932_is_cut_off(const uint8_t *bytes, size_t size);

/* Bytes a character takes in CP932: 1 for ASCII and half-width katakana, 2 for all
 * others. */
size_t cp932_length(uint32_t character);

/* The other way, as Windows writes it (standard rows and NEC row 13 before IBM's
 * extensions, those before NEC's selection of them). Returns 1 or 2 bytes in ret_bytes; 0
 * where CP932 has no such character. Builds its own table at the first call: for fixtures
 * and demos, not for reading evidence. */
size_t cp932_encode(uint32_t character, char ret_bytes[2]);

#endif
