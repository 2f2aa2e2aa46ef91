/* header_word.h - whether a text is one that tables have as a column's name
 *
 * A name of words (user_name, createdAt, "Last login") is known where one of them is; a
 * Japanese one where it has a known part or ending (利用者ID, 承認日). It says nothing of
 * what the column means: that is synonyms.h's. To teach a word: a row of the lists. */
#ifndef CHOSHO_HEADER_WORD_H
#define CHOSHO_HEADER_WORD_H

#include "engine/base/base.h"

/* Of text without quotes and blanks around. */
bool header_word_is(struct slice text);

#endif
