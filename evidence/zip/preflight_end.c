#include "evidence/zip/preflight_end.h"

#include <string.h>

#include "evidence/zip/preflight_reason.h"

#define END_SIZE 22u
#define LOCATOR_SIZE 20u
#define END64_SIZE 56u
#define ENTRY_MIN 46u /* bytes of a directory entry without its name */
#define TAIL_MAX (END_SIZE + 65535u)

#define u16 preflight_window_u16
#define u32 preflight_window_u32
#define u64 preflight_window_u64

static bool has_signature(const uint8_t *bytes, const char *signature)
{
    return memcmp(bytes, signature, 4) == 0;
}

/* The file without the zeros at its end. */
static size_t strip_zeros(const uint8_t *tail, size_t size)
{
    while (size > 0 && tail[size - 1] == 0)
        size--;
    return size;
}

/* Whether the comment of the end record at `at` ends with the file, or with its
 * `stripped` bytes or among the zeros behind them. */
static bool is_fitting(const uint8_t *tail, size_t size, size_t stripped, size_t at)
{
    size_t end = at + END_SIZE + u16(tail + at + 20);

    return stripped <= end && end <= size;
}

/* Programs that read from behind take the last end record, programs that read forward the
 * first: it must be one and the same. A record before the last one counts only where its
 * comment would end with the file: members may be zips themselves. Zeros behind the
 * record are padding, so far as every program that looks for it from behind still gets
 * there: 64 KiB with its comment. */
static bool find_record(const uint8_t *tail, size_t size, uint64_t offset, size_t *ret_at,
        struct error *err)
{
    size_t last = size, fitting = 0, stripped = strip_zeros(tail, size);

    for (size_t at = size - END_SIZE + 1; at-- > 0;) {
        if (!has_signature(tail + at, "PK\5\6"))
            continue;
        last = last == size ? at : last;
        fitting += is_fitting(tail, size, stripped, at);
    }
    if (last == size)
        return preflight_reason_refuse("no-end-record", offset + size, err);
    if (fitting > 1 || (fitting == 1 && !is_fitting(tail, size, stripped, last)))
        return preflight_reason_refuse("two-end-records", offset + last, err);
    if (fitting == 0)
        return preflight_reason_refuse(u16(tail + last + 20) < size - last - END_SIZE
                        ? "trailing-bytes"
                        : "cut-off",
                offset + last, err);
    *ret_at = last;
    return true;
}

static bool agrees(uint64_t narrow, uint64_t sentinel, uint64_t wide)
{
    return narrow == sentinel || narrow == wide;
}

/* Reads the zip64 records, which must stand right before the plain one at *offset;
 * *offset becomes where they begin. */
static bool read_zip64(struct preflight_window *window, const uint8_t plain[END_SIZE],
        uint64_t *offset, struct preflight_end *end, struct error *err)
{
    uint8_t locator[LOCATOR_SIZE];
    const uint8_t *bytes;
    uint64_t at = *offset - LOCATOR_SIZE;

    if (!preflight_window_get(window, at, LOCATOR_SIZE, 0, &bytes, err))
        return false;
    memcpy(locator, bytes, sizeof(locator));
    if (!has_signature(locator, "PK\6\7"))
        return true;
    if (u32(locator + 4) != 0 || u32(locator + 16) > 1)
        return preflight_reason_refuse("multi-disk", at, err);
    if (at < END64_SIZE || u64(locator + 8) != at - END64_SIZE)
        return preflight_reason_refuse("zip64-end", at, err);
    at -= END64_SIZE;
    if (!preflight_window_get(window, at, END64_SIZE, 0, &bytes, err))
        return false;
    if (!has_signature(bytes, "PK\6\6") || u64(bytes + 4) != END64_SIZE - 12)
        return preflight_reason_refuse("zip64-end", at, err);
    if (u32(bytes + 16) != 0 || u32(bytes + 20) != 0)
        return preflight_reason_refuse("multi-disk", at, err);
    if (u64(bytes + 24) != u64(bytes + 32))
        return preflight_reason_refuse("count-differs", at, err);
    *end = (struct preflight_end){u64(bytes + 48), u64(bytes + 40), u64(bytes + 32),
            end->is_padded};
    if (!agrees(u16(plain + 10), 0xFFFF, end->count) ||
            !agrees(u32(plain + 12), 0xFFFFFFFF, end->directory_size) ||
            !agrees(u32(plain + 16), 0xFFFFFFFF, end->directory_offset))
        return preflight_reason_refuse("zip64-end", at, err);
    *offset = at;
    return true;
}

/* Whether the directory lies where the records say: right before them. `offset` is where
 * they begin. */
static bool check_directory(struct preflight_window *window,
        const struct preflight_end *end, uint64_t offset, struct error *err)
{
    const uint8_t *bytes;

    if (end->directory_offset > offset ||
            end->directory_size > offset - end->directory_offset)
        return preflight_reason_refuse("directory", end->directory_offset, err);
    if (end->directory_size / ENTRY_MIN < end->count)
        return preflight_reason_refuse("count-differs", offset, err);
    if (end->directory_size == offset - end->directory_offset)
        return true;
    /* Something before the zip moves everything behind it by its size: the directory is
     * there, later. */
    if (end->directory_size < ENTRY_MIN)
        return preflight_reason_refuse("prefix", 0, err);
    if (!preflight_window_get(window, offset - end->directory_size, 4, 0, &bytes, err))
        return false;
    return preflight_reason_refuse(has_signature(bytes, "PK\1\2") ? "prefix" : "gap",
            end->directory_offset + end->directory_size, err);
}

bool preflight_end_find(struct preflight_window *window, struct preflight_end *ret_end,
        struct error *err)
{
    uint64_t size = window->file_size < TAIL_MAX ? window->file_size : TAIL_MAX;
    uint64_t offset = window->file_size - size;
    uint8_t plain[END_SIZE];
    const uint8_t *tail;
    struct preflight_end end;
    size_t at = 0;

    if (size < END_SIZE)
        return preflight_reason_refuse("no-end-record", window->file_size, err);
    if (!preflight_window_get(window, offset, (size_t)size, 0, &tail, err) ||
            !find_record(tail, (size_t)size, offset, &at, err))
        return false;
    memcpy(plain, tail + at, sizeof(plain));
    offset += at;
    end = (struct preflight_end){u32(plain + 16), u32(plain + 12), u16(plain + 10),
            at + END_SIZE + u16(plain + 20) < size};
    if (offset >= LOCATOR_SIZE && !read_zip64(window, plain, &offset, &end, err))
        return false;
    if (!agrees(u16(plain + 4), 0xFFFF, 0) || !agrees(u16(plain + 6), 0xFFFF, 0))
        return preflight_reason_refuse("multi-disk", offset, err);
    if (u16(plain + 8) != u16(plain + 10))
        return preflight_reason_refuse("count-differs", offset, err);
    if (!check_directory(window, &end, offset, err))
        return false;
    *ret_end = end;
    return true;
}
