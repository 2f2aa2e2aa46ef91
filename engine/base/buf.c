#include "engine/base/buf.h"

#include "engine/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_LIMIT \
    ((size_t)PTRDIFF_MAX) /* no object is larger, so doubling never overflows */

/* Doubles until it is enough, but takes no more than the limit and its NUL. */
static size_t find_capacity(const struct buf *buf, size_t needed)
{
    size_t capacity = buf->capacity ? buf->capacity : 64;

    while (capacity < needed)
        capacity *= 2;
    return capacity <= buf->limit ? capacity : needed > buf->limit ? needed : buf->limit;
}

bool buf_reserve(struct buf *buf, size_t size, char **ret_room, struct error *err)
{
    size_t capacity;
    char *data;

    if (size > buf->limit - buf->size || size >= SIZE_LIMIT - buf->size)
        return error_set(err, ERROR_LIMIT,
                TR("more than %zu bytes", "%zuバイトを超えています"), buf->limit);
    capacity = find_capacity(buf, buf->size + size + 1);
    if (capacity > buf->capacity) {
        data = realloc(buf->data, capacity);
        if (!data)
            return error_memory(err);
        buf->data = data;
        buf->capacity = capacity;
    }
    *ret_room = buf->data + buf->size;
    return true;
}

bool buf_append(struct buf *buf, const void *bytes, size_t size, struct error *err)
{
    char *room;

    if (!buf_reserve(buf, size, &room, err))
        return false;
    if (size)
        memcpy(room, bytes, size);
    buf->size += size;
    buf->data[buf->size] = '\0';
    return true;
}

bool buf_append_text(struct buf *buf, const char *text, struct error *err)
{
    return buf_append(buf, text, strlen(text), err);
}

bool buf_printf(struct buf *buf, struct error *err, const char *format, ...)
{
    va_list values, again;
    int length;
    char *room;
    bool ok = true;

    va_start(values, format);
    va_copy(again, values);
    length = vsnprintf(NULL, 0, format, values);
    if (length < 0)
        ok = error_set(err, ERROR_USAGE, "a text could not be formatted");
    else if (!buf_reserve(buf, (size_t)length, &room, err))
        ok = false;
    else {
        vsnprintf(room, (size_t)length + 1, format, again);
        buf->size += (size_t)length;
    }
    va_end(again);
    va_end(values);
    return ok;
}

const char *buf_text(const struct buf *buf)
{
    if (!buf->data)
        return "";
    /* Not there yet behind what was written into reserved room. */
    buf->data[buf->size] = '\0';
    return buf->data;
}

void buf_reset(struct buf *buf)
{
    buf->size = 0;
    if (buf->data)
        buf->data[0] = '\0';
}

void buf_move(struct buf *to, struct buf *from)
{
    free(to->data);
    *to = *from;
    from->data = NULL;
    from->size = from->capacity = 0;
}

void buf_clear(struct buf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->size = buf->capacity = 0;
}
