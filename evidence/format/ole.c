#include "evidence/format/ole.h"

#include <string.h>

#define HEADER_SIZE 512u
#define SECTOR_MAX 4096u

static uint32_t read_number(const uint8_t *bytes, size_t size)
{
    uint32_t number = 0;

    while (size > 0)
        number = number << 8 | bytes[--size];
    return number;
}

/* Passes over bytes; false where there are fewer. */
static bool pass(struct inflate *inflate, uint64_t size)
{
    uint8_t bytes[SECTOR_MAX];
    struct error ignored = {0};
    size_t got = 1;

    while (size > 0 && got > 0) {
        if (!inflate_read(inflate, bytes,
                    size < sizeof(bytes) ? (size_t)size : sizeof(bytes), &got, &ignored))
            return false;
        size -= got;
    }
    return size == 0;
}

bool ole_is_encrypted(const struct archive *archive, uint32_t member)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    uint8_t header[HEADER_SIZE], sector[SECTOR_MAX];
    struct error ignored = {0};
    uint32_t shift, number;
    size_t size, got;

    if (!archive_open_member(archive, member, &inflate, &ignored) ||
            !inflate_read(inflate, header, sizeof(header), &got, &ignored) ||
            got < sizeof(header))
        return false;
    shift = read_number(header + 30, 2);
    number = read_number(header + 48, 4);
    if (shift != 9 && shift != 12)
        return false;
    size = (size_t)1 << shift;
    return pass(inflate, ((uint64_t)number + 1) * size - sizeof(header)) &&
            inflate_read(inflate, sector, size, &got, &ignored) &&
            memmem(sector, got, name, sizeof(name) - 1) != NULL;
}
