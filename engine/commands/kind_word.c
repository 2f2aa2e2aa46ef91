#include "engine/commands/kind_word.h"

#include "reports/words.h"

bool kind_word_append(const struct words *words, const char *kind, struct buf *buf,
        struct error *err)
{
    return text_language() == TEXT_JA
            ? words_write_kind(words, kind, TEXT_JA, true, buf, err)
            : buf_append_text(buf, kind, err);
}
