#include "evidence/archive.h"

#include <errno.h>
#include <inttypes.h>
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

uint32_t archive_count_members(const struct archive *archive)
{
    return archive->preflight.count;
}

const struct preflight_member *archive_member(const struct archive *archive,
        uint32_t index)
{
    return index < archive->preflight.count ? &archive->preflight.members[index] : NULL;
}

static const struct preflight_member *find_member(const struct archive *archive,
        uint32_t index, struct error *err)
{
    const struct preflight_member *member = archive_member(archive, index);

    if (!member)
        error_set(err, ERROR_MISSING, "%s has no member number %" PRIu32, archive->label,
                index);
    return member;
}

bool archive_open_member(const struct archive *archive, uint32_t index,
        struct inflate **ret_inflate, struct error *err)
{
    const struct preflight_member *member = find_member(archive, index, err);

    return member && inflate_open(archive->fd, member, ret_inflate, err);
}

bool archive_resume_member(const struct archive *archive, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err)
{
    const struct preflight_member *member = find_member(archive, index, err);

    return member &&
            inflate_resume(archive->fd, member, checkpoint, offset, ret_inflate, err);
}
