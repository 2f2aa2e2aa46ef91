#include "evidence/encoding/nul_text.h"

#include <string.h>

#include "evidence/encoding/encoding.h"

bool nul_text_find(const struct buf *bytes, bool whole, size_t *ret_at, bool *ret_is_text,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(bytes->size);
    const char *nul = memchr(bytes->data, '\0', bytes->size);
    enum encoding encoding;
    char *room;

    *ret_is_text = false;
    if (!nul)
        return true;
    if (!buf_reserve(&text, bytes->size, &room, err))
        return false;
    for (size_t i = 0; i < bytes->size; i++) {
        char byte = bytes->data[i];

        if (byte)
            room[text.size++] = byte;
        if (byte == '\177' || (byte > 0 && byte < ' ' && !strchr("\t\r\n\f\033", byte)))
            return true;
    }
    *ret_at = (size_t)(nul - bytes->data);
    *ret_is_text = (bytes->size - text.size) * 8 <= bytes->size &&
            encoding_detect((const uint8_t *)text.data, text.size, whole, &encoding);
    return true;
}
