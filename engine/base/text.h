/* text.h - UTF-8 text: the language of messages, validity, width, folding, safe output */
#ifndef CHOSHO_TEXT_H
#define CHOSHO_TEXT_H

#include "engine/base/buf.h"

enum text_language { TEXT_JA, TEXT_EN };

/* The language of messages, one a run: set once, by main() or from a worker's job. Begins
 * as en. */
void text_set_language(enum text_language language);
enum text_language text_language(void);

/* "ja" or "en". */
const char *text_language_name(enum text_language language);

/* "ja", "en" (also "ja_JP.UTF-8"): false for anything else. */
bool text_find_language(const char *name, enum text_language *ret_language);

/* A message in both languages; both are checked against the printf values. Where the
 * order of values differs, both use %1$s numbering. */
#define TR(en, ja) (text_language() == TEXT_JA ? (ja) : (en))

/* A sentence in both languages, by enum text_language, where the two are kept: receipts
 * are read in either. Both NULL: none. */
struct text_pair {
    const char *in[2];
};

/* The one in the language of messages, or NULL. */
const char *text_said(const struct text_pair *pair);

/* Decodes one character at text (size > 0). Returns its length in bytes, 0 where the
 * bytes are not strict UTF-8 (overlong, surrogate, beyond U+10FFFF, cut off). */
size_t text_decode(const char *text, size_t size, uint32_t *ret_character);

/* Writes character as UTF-8 into four bytes; returns the length, 0 for what cannot be
 * one. */
size_t text_encode(uint32_t character, char bytes[4]);

/* Whether all bytes are of seven bits. */
bool text_is_ascii(const char *text, size_t size);

/* The offset of the first byte that is not part of strict UTF-8; size when all is. */
size_t text_find_invalid(const char *text, size_t size);

/* A byte of evidence that its encoding does not have is carried in text as three bytes
 * that no UTF-8 has: TEXT_UNDECODABLE, then its upper and its lower half behind 0x80.
 * Nothing else begins with TEXT_UNDECODABLE in text that was decoded. */
#define TEXT_UNDECODABLE 0xFF
#define TEXT_UNDECODABLE_SIZE 3u
void text_put_undecodable(uint8_t byte, char room[TEXT_UNDECODABLE_SIZE]);

/* Whether text begins with such a byte, and which it is. */
bool text_is_undecodable(const char *text, size_t size, uint8_t *ret_byte);

/* Columns on a terminal: East Asian wide and full-width 2, combining 0, others 1. */
unsigned text_character_width(uint32_t character);
unsigned text_width(const char *text, size_t size);

/* Appends text with everything a terminal could obey made visible: C0, C1, DEL and bytes
 * that are not UTF-8 as \xNN a byte, bidirectional controls and line separators as
 * \u{NNNN}; a tab and a newline too; a carried undecodable byte as \xNN of its own. What
 * is appended is strict UTF-8. */
WARN_UNUSED bool text_append_visible(struct buf *buf, const char *text, size_t size,
        struct error *err);

/* Appends text with full-width ASCII, ideographic space and half-width katakana (with
 * their sound marks joined) turned into their usual forms. The fold is NFKC's for just
 * these characters; bytes that are not UTF-8 stay, here and in lower case. */
WARN_UNUSED bool text_append_folded(struct buf *buf, const char *text, size_t size,
        struct error *err);

/* Appends text in lower case: ASCII, Latin-1, Greek and Cyrillic letters and their
 * full-width forms. */
WARN_UNUSED bool text_append_lower(struct buf *buf, const char *text, size_t size,
        struct error *err);

bool text_is_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_starts_with(const char *text, const char *prefix);

/* A shell-like pattern over whole path names: * and ? match any characters but '/', **
 * any (and "**" with its slash also no folder at all), [abc], [a-z] and [!a-z] one of a
 * set. Works on characters, not bytes; a pattern of more than 1,024 bytes matches
 * nothing. */
bool text_is_glob_match(const char *pattern, const char *name);

/* The candidate nearest to word by edits (insert, delete, replace, swap), the first of
 * several, NULL where none is near enough (one edit up to four letters, two up to eight,
 * three beyond). candidates end with NULL. */
const char *text_find_nearest(const char *word, const char *const *candidates);

#endif
