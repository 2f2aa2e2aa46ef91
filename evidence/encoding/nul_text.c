#include "evidence/encoding/nul_text.h"

#include <string.h>

static bool is_of_text(char byte)
{
    return (unsigned char)byte >= ' ' ? byte != '\177'
                                      : byte && strchr("\t\r\n\f\033", byte);
}

bool nul_text_find(const struct buf *bytes, bool whole, enum encoding *ret_encoding,
        bool *ret_is_text, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(bytes->size);
    char *room;

    *ret_is_text = false;
    if (!memchr(bytes->data, '\0', bytes->size))
        return true;
    if (!buf_reserve(&text, bytes->size, &room, err))
        return false;
    for (size_t i = 0; i < bytes->size; i++) {
        if (is_of_text(bytes->data[i]))
            room[text.size++] = bytes->data[i];
    }
    *ret_is_text = (bytes->size - text.size) * 16 <= bytes->size &&
            encoding_detect((const uint8_t *)text.data, text.size, whole, ret_encoding);
    return true;
}
