/* A tar of any bytes is refused, or every member of it lies inside the file. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "evidence/archive/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_tar(int fd, size_t size)
{
    CLEANUP(preflight_clear) struct preflight listing = {.arena = ARENA_INIT(0)};
    struct error err = {0};
    uint64_t end = 0;

    if (!tar_read(fd, size, &listing, &err)) {
        if (err.code != ERROR_REFUSED)
            abort();
        return;
    }
    for (uint32_t i = 0; i < listing.count; i++) {
        const struct preflight_member *member = &listing.members[i];

        bool is_cut = member->reason && strcmp(member->reason, "inner-cut-off") == 0;

        if (!member->name || member->data_offset < end || member->data_offset > size ||
                (is_cut && (i + 1 < listing.count || !listing.damage.in[TEXT_EN])) ||
                (!is_cut && member->size > size - member->data_offset) ||
                member->size != member->compressed_size ||
                (member->status != PREFLIGHT_READABLE &&
                        member->status != PREFLIGHT_FOLDER && !member->reason))
            abort();
        end = is_cut ? size : member->data_offset + member->size;
    }
}

/* Checksums are filled in, so that what is behind them is reached: a flag in the first
 * byte says so. */
static void mend(uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at + 512 <= size; at += 512) {
        unsigned sum = 8 * ' ';

        if (bytes[at + 257] != 'u' || bytes[at + 258] != 's')
            continue;
        for (size_t i = 0; i < 512; i++)
            sum += i >= 148 && i < 156 ? 0 : bytes[at + i];
        for (size_t i = 0; i < 6; i++)
            bytes[at + 148 + i] = (uint8_t)('0' + (sum >> (3 * (5 - i)) & 7));
        bytes[at + 154] = 0;
        bytes[at + 155] = ' ';
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    uint8_t *bytes = size > 1 ? malloc(size - 1) : NULL;

    if (fd >= 0 && bytes) {
        for (size_t i = 1; i < size; i++)
            bytes[i - 1] = data[i];
        if (data[0] & 1)
            mend(bytes, size - 1);
        if (write(fd, bytes, size - 1) == (ssize_t)size - 1)
            read_tar(fd, size - 1);
    }
    free(bytes);
    if (fd >= 0)
        close(fd);
    return 0;
}
