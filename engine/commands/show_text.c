#include "engine/commands/show_text.h"

#include <string.h>

#include "engine/base/text.h"

bool show_text_append(enum record_kind kind, struct slice text, struct buf *buf,
        struct error *err)
{
    const char *mark = kind == RECORD_SHEET ? " | " : "\t";

    for (const char *tab;
            (tab = text.size ? memchr(text.text, '\t', text.size) : NULL);) {
        size_t size = (size_t)(tab - text.text);

        if (!text_append_visible(buf, text.text, size, err) ||
                !buf_append_text(buf, mark, err))
            return false;
        text = (struct slice){tab + 1, text.size - size - 1};
    }
    return text_append_visible(buf, text.text, text.size, err);
}
