/* encoding_kanji.h - whether bytes that are EUC-JP are Japanese, by their kanji alone
 *
 * Without kana, EUC-JP has the same bytes as half-width katakana of CP932 (two make a
 * kanji), EUC-KR and GB 2312. But those give any kanji, and a Japanese list of names,
 * departments or words has mostly a few hundred of the 6,355 of JIS X 0208. Measured on
 * lists of 1 to 1,000 lines: of Japanese names 89 in 100 are found with three lines, all
 * with 30; of katakana and Chinese none, of Korean 5 in 150,000. Internal to
 * encoding_detect.c. */
#ifndef CHOSHO_ENCODING_KANJI_H
#define CHOSHO_ENCODING_KANJI_H

#include "engine/base/base.h"

/* True where all of it is EUC-JP and
 * - two in three of its kanji, and half of the different ones, are common;
 * - different common ones are seven or more; a mark of NEC row 13 that katakana are not
 *   (circled 1 to 10, the company's mark), which Chinese and Korean do not have, is five;
 * - one of them has a second byte that half-width katakana do not have, or is such a
 *   mark.
 * whole: false: a character may be cut off at the end. Needs eucjp_prepare(). */
bool encoding_kanji_is_evident(const uint8_t *bytes, size_t size, bool whole);

#endif
