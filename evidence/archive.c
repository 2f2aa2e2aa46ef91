#include "evidence/archive.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool archive_open(int fd, const char *label, uint64_t first_member,
        struct archive *ret_archive, struct error *err)
{
    struct archive archive = {.fd = fd, .label = label, .first_member = first_member};
    struct stat status;

    if (fstat(fd, &status) != 0)
        return error_set(err, ERROR_IO, "%s: %s", label, error_reason(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(err, ERROR_IO, "%s: not a regular file", label);
    if (!preflight_read(fd, (uint64_t)status.st_size, &archive.preflight, err))
        return error_prefix(err, "%s", label);
    *ret_archive = archive;
    return true;
}

void archive_close(struct archive *archive)
{
    preflight_clear(&archive->preflight);
}

bool archive_find(const struct archive *archive, const char *name, uint32_t *ret_index)
{
    return preflight_find(&archive->preflight, name, ret_index);
}
