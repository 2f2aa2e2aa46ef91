/* text_table.h - what text.c has to know about single characters; nobody else includes it
 *
 * From Unicode 14: widths from UAX #11 (W and F, and the ranges it gives to unassigned
 * ideographs), combining characters from the general categories Mn, Me and Cf, folds from
 * NFKC. */
#ifndef CHOSHO_TEXT_TABLE_H
#define CHOSHO_TEXT_TABLE_H

#include "engine/base/base.h"

/* Takes two columns. Ask text_table_is_combining() first: its characters may lie in a
 * wide range. */
bool text_table_is_wide(uint32_t character);

/* Takes no column: a mark on the character before it, a joiner, a direction control. */
bool text_table_is_combining(uint32_t character);

/* The usual form of full-width ASCII, the ideographic space and half-width katakana; the
 * combining sound mark for a half-width one; any other character as it is. */
uint32_t text_table_fold(uint32_t character);

/* The kana that base and a combining sound mark (U+3099, U+309A) make together, 0 where
 * none. */
uint32_t text_table_join(uint32_t base, uint32_t mark);

/* Lower case of ASCII, Latin-1, Greek, Cyrillic and full-width Latin. */
uint32_t text_table_lower(uint32_t character);

#endif
