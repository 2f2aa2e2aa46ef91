#include "evidence/zip/preflight_window.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/spill.h"

bool preflight_window_open(int fd, uint64_t file_size,
        struct preflight_window *ret_window, struct error *err)
{
    uint8_t *bytes = malloc(PREFLIGHT_WINDOW_BYTES);

    if (!bytes)
        return error_memory(err);
    *ret_window = (struct preflight_window){.fd = fd,
            .file_size = file_size,
            .bytes = bytes};
    return true;
}

void preflight_window_close(struct preflight_window *window)
{
    free(window->bytes);
    window->bytes = NULL;
}

static bool fill(struct preflight_window *window, uint64_t offset, size_t size,
        struct error *err)
{
    size_t got;

    window->offset = offset;
    window->size = 0;
    while (window->size < size) {
        if (!spill_read(window->fd, window->bytes + window->size, size - window->size,
                    offset + window->size, &got, err))
            return err->code == ERROR_IO &&
                    error_prefix(err, "the zip cannot be read at byte %" PRIu64, offset);
        if (got == 0)
            return error_set(err, ERROR_IO, "the zip became shorter while it was read");
        window->size += got;
    }
    return true;
}

bool preflight_window_get(struct preflight_window *window, uint64_t offset, size_t size,
        size_t ahead, const uint8_t **ret_bytes, struct error *err)
{
    uint64_t wanted = size > ahead ? size : ahead;
    uint64_t skipped = offset - window->offset; /* huge where it lies before the buffer */

    if (size > PREFLIGHT_WINDOW_BYTES || offset > window->file_size ||
            size > window->file_size - offset)
        return error_set(err, ERROR_IO, "the zip has no byte %" PRIu64, offset);
    if (skipped > window->size || size > window->size - skipped) {
        if (wanted > PREFLIGHT_WINDOW_BYTES)
            wanted = PREFLIGHT_WINDOW_BYTES;
        if (wanted > window->file_size - offset)
            wanted = window->file_size - offset;
        if (!fill(window, offset, (size_t)wanted, err))
            return false;
        skipped = 0;
    }
    *ret_bytes = window->bytes + skipped;
    return true;
}

uint16_t preflight_window_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

uint32_t preflight_window_u32(const uint8_t *bytes)
{
    return preflight_window_u16(bytes) | (uint32_t)preflight_window_u16(bytes + 2) << 16;
}

uint64_t preflight_window_u64(const uint8_t *bytes)
{
    return preflight_window_u32(bytes) | (uint64_t)preflight_window_u32(bytes + 4) << 32;
}
