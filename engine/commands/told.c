#include "engine/commands/told.h"

#include <string.h>

bool told_begin(const struct command_call *call, const struct store *store,
        struct told *ret_told, struct error *err)
{
    *ret_told = (struct told){NULL, BUF_INIT((size_t)1 << 20)};
    if (call->format != COMMAND_TABLE || text_language() == store_language(store))
        return true;
    return words_load(&ret_told->words, err);
}

void told_clear(struct told *told)
{
    if (told->words)
        words_free(told->words);
    buf_clear(&told->text);
}

bool told_reason(struct told *told, const char *code, const char *sentence,
        struct slice *ret_reason, struct error *err)
{
    const char *word = told->words && code
            ? words_find(told->words, "reason", (struct slice){code, strlen(code)},
                      text_language())
            : NULL;

    *ret_reason = (struct slice){sentence, sentence ? strlen(sentence) : 0};
    if (!word)
        return true;
    buf_reset(&told->text);
    if (!buf_printf(&told->text, err, sentence ? "%s: %s" : "%s", word, sentence))
        return false;
    *ret_reason = (struct slice){buf_text(&told->text), told->text.size};
    return true;
}
