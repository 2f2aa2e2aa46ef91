/* The pre-flight reads any file, and what it accepts can be read within what it promises.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "evidence/limits.h"
#include "evidence/zip/inflate.h"

#define MEMBERS_READ 64u /* of one input: enough to find what there is */
#define BYTES_READ ((uint64_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A readable member lies inside the file, and gives no more than it declares. */
static void read_member(int fd, size_t file_size, const struct preflight_member *member)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    struct error err = {0};
    uint8_t bytes[4096];
    uint64_t total = 0;
    size_t got = 1;

    if (member->data_offset > file_size ||
            member->compressed_size > file_size - member->data_offset)
        abort();
    if (!inflate_open(fd, member, &inflate, &err))
        abort();
    while (got > 0 && total < BYTES_READ) {
        if (!inflate_read(inflate, bytes, sizeof(bytes), &got, &err))
            break;
        total += got;
    }
    if (total > member->size)
        abort();
}

static void read_all(int fd, size_t size)
{
    CLEANUP(preflight_clear) struct preflight preflight = {.arena = ARENA_INIT(0)};
    struct error err = {0};
    uint32_t index;

    if (!preflight_read(fd, size, &preflight, &err)) {
        if (err.code != ERROR_REFUSED)
            abort();
        return;
    }
    for (uint32_t i = 0; i < preflight.count; i++) {
        const struct preflight_member *member = &preflight.members[i];

        if (!preflight_find(&preflight, member->name, &index))
            abort();
        if (member->status == PREFLIGHT_READABLE && i < MEMBERS_READ)
            read_member(fd, size, member);
        else if (member->status != PREFLIGHT_READABLE && !member->reason &&
                member->status != PREFLIGHT_FOLDER)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0)
        return 0;
    if (write(fd, data, size) == (ssize_t)size)
        read_all(fd, size);
    close(fd);
    return 0;
}
