/* kind_word.h - what a kind of file is called, for people
 *
 * Receipts keep code words ("json lines"), which are English: a Japanese reader gets the
 * words of the report's pages. What a program reads has the code words. */
#ifndef CHOSHO_KIND_WORD_H
#define CHOSHO_KIND_WORD_H

#include "engine/base/buf.h"

struct words;

/* Appends it in the language of the run. */
WARN_UNUSED bool kind_word_append(const struct words *words, const char *kind,
        struct buf *buf, struct error *err);

#endif
