/* buf.h - bytes that grow, up to a maximum they are born with
 *
 * The bytes are always followed by a NUL that is not counted, so buf.data is a C string
 * once anything has been appended (buf_text() also before). */
#ifndef CHOSHO_BUF_H
#define CHOSHO_BUF_H

#include "engine/base/error.h"

struct buf {
    char *data;
    size_t size;
    size_t capacity;
    size_t limit; /* bytes; more is ERROR_LIMIT */
};

#define BUF_INIT(maximum)     \
    {                         \
        NULL, 0, 0, (maximum) \
    }

/* Appends size bytes. ERROR_LIMIT: more than the limit; ERROR_MEMORY. The buf is
 * unchanged then. */
WARN_UNUSED bool buf_append(struct buf *buf, const void *bytes, size_t size,
        struct error *err);

/* Appends a C string. */
WARN_UNUSED bool buf_append_text(struct buf *buf, const char *text, struct error *err);

/* Appends what printf would print. */
WARN_UNUSED bool buf_printf(struct buf *buf, struct error *err, const char *format, ...)
        PRINTF_LIKE(3, 4);

/* Makes room for size more bytes and returns where they go in *ret_room; the caller adds
 * to buf->size what it wrote. The NUL comes back with buf_text() or the next append. */
WARN_UNUSED bool buf_reserve(struct buf *buf, size_t size, char **ret_room,
        struct error *err);

/* The content as a C string; "" while empty. Good until the buf is changed. */
const char *buf_text(const struct buf *buf);

/* Empties the buf and keeps its memory for the next use. */
void buf_reset(struct buf *buf);

/* Moves the content of `from` to `to` (whose own is freed); `from` is empty afterwards.
 */
void buf_move(struct buf *to, struct buf *from);

/* Frees the memory. The buf may be used again. */
void buf_clear(struct buf *buf);

#endif
