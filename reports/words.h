/* words.h - what codes are called, for people: the words of templates/messages.xml
 *
 * The report's pages and the tables on a terminal say the same of the same thing. To add
 * a word: messages.xml, under the id KIND.CODE. */
#ifndef CHOSHO_WORDS_H
#define CHOSHO_WORDS_H

#include "engine/base/buf.h"
#include "engine/base/text.h"

struct words;

/* The caller ends it with words_free(). */
WARN_UNUSED bool words_load(struct words **ret_words, struct error *err);
void words_free(struct words *words);
CLEANUP_POINTER(struct words, words_free)

/* The word for "state" "not-run", "reason" "keys-do-not-meet" ...; NULL where there is
 * none. */
const char *words_find(const struct words *words, const char *kind, struct slice code,
        enum text_language language);

/* Appends what a kind of file as receipts keep it is called: of "xlsx sheet, hidden,
 * formulas computed by source: 1" the kind and each remark behind it (ids kind.xlsx
 * sheet, kind-note.hidden, kind-note.formulas computed by source with {1}); of "json
 * Records[*]" and "xml Events/Event" the kind and, with_path, the path (behind an XML's,
 * " (declares shift_jis, read as utf-8)"). What has no words stays. */
WARN_UNUSED bool words_write_kind(const struct words *words, const char *kind,
        enum text_language language, bool with_path, struct buf *buf, struct error *err);

#endif
