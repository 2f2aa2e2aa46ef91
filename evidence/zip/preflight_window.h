/* preflight_window.h - pieces of the zip, read with pread through one buffer
 *
 * Memory stays the buffer's size whatever the zip declares. */
#ifndef CHOSHO_PREFLIGHT_WINDOW_H
#define CHOSHO_PREFLIGHT_WINDOW_H

#include "engine/base/error.h"

/* The longest piece asked for: a directory entry with the longest name, extra field and
 * comment. */
#define PREFLIGHT_WINDOW_BYTES ((size_t)46 + 3 * 65535)

struct preflight_window {
    int fd; /* borrowed */
    uint64_t file_size;
    uint64_t offset; /* of bytes[0] in the file */
    size_t size;
    uint8_t *bytes;
};

/* fd stays the caller's. The caller ends the window with preflight_window_close(). */
WARN_UNUSED bool preflight_window_open(int fd, uint64_t file_size,
        struct preflight_window *ret_window, struct error *err);

/* Frees the buffer. */
void preflight_window_close(struct preflight_window *window);

/* `size` bytes at `offset`, both inside the file, until the next call. Where the buffer
 * does not have them, `ahead` bytes are read at once if that is more. ERROR_IO, also
 * where the file became shorter meanwhile. */
WARN_UNUSED bool preflight_window_get(struct preflight_window *window, uint64_t offset,
        size_t size, size_t ahead, const uint8_t **ret_bytes, struct error *err);

/* Little-endian numbers, as zip has them. */
uint16_t preflight_window_u16(const uint8_t *bytes);
uint32_t preflight_window_u32(const uint8_t *bytes);
uint64_t preflight_window_u64(const uint8_t *bytes);

#endif
