#include "evidence/archive/archive.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "evidence/archive/container.h"

#define NAME_MAX_ALL ((size_t)256 * 1024) /* three times what a zip's entry can say */

/* So that no name looks like one inside a container. */
static bool name_members(struct preflight *preflight, struct error *err)
{
    bool is_any = false;

    for (uint32_t i = 0; i < preflight->count; i++) {
        CLEANUP(buf_clear) struct buf name = BUF_INIT(NAME_MAX_ALL);
        struct preflight_member *member = &preflight->members[i];

        if (!strpbrk(member->name, "!%"))
            continue;
        is_any = true;
        if (!container_append_escaped(member->name, &name, err) ||
                !arena_text(&preflight->arena, buf_text(&name), &member->name, err))
            return false;
    }
    return !is_any || preflight_index(preflight, err);
}

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
    if (!name_members(&archive.preflight, err) ||
            !container_set_new(fd, &archive.preflight, &archive.containers, err)) {
        preflight_clear(&archive.preflight);
        return false;
    }
    *ret_archive = archive;
    return true;
}

void archive_close(struct archive *archive)
{
    container_set_free(archive->containers);
    preflight_clear(&archive->preflight);
}

bool archive_find(const struct archive *archive, const char *name, uint32_t *ret_index)
{
    uint32_t count = archive_count_members(archive);

    if (preflight_find(&archive->preflight, name, ret_index))
        return true;
    for (uint32_t i = archive->preflight.count; i < count; i++) {
        const struct preflight_member *member = archive_member(archive, i);

        if (!member || strcmp(member->name, name) != 0)
            continue;
        *ret_index = i;
        return true;
    }
    return false;
}

bool archive_hand_in(struct archive *archive, const struct container *list,
        uint32_t count, struct error *err)
{
    return container_set_hand_in(archive->containers, list, count, err);
}

bool archive_expand(const struct archive *archive, uint32_t index, const char *kind_text,
        struct container *ret_container, const char **ret_reason, struct error *err)
{
    return container_set_expand(archive->containers, index, kind_text, ret_container,
            ret_reason, err);
}

const struct container *archive_holder(const struct archive *archive, uint32_t index)
{
    return container_set_holder(archive->containers, index);
}

bool archive_reach(const struct archive *archive, uint32_t index, struct error *err)
{
    const struct preflight_member *member;

    return container_set_member(archive->containers, index, &member, err) ||
            error_prefix(err, "%s", archive->label);
}

uint64_t archive_estimate(const struct archive *archive, uint32_t index)
{
    const struct container *holder = archive_holder(archive, index);

    if (holder)
        return holder->size / holder->count;
    return index < archive->preflight.count ? archive->preflight.members[index].size : 0;
}

uint32_t archive_count_members(const struct archive *archive)
{
    return container_set_count_members(archive->containers);
}

const struct preflight_member *archive_member(const struct archive *archive,
        uint32_t index)
{
    const struct preflight_member *member;
    struct error ignored = {0};

    return container_set_member(archive->containers, index, &member, &ignored) ? member
                                                                               : NULL;
}

bool archive_open_member(const struct archive *archive, uint32_t index,
        struct inflate **ret_inflate, struct error *err)
{
    if (index < archive->preflight.count)
        return inflate_open(archive->fd, &archive->preflight.members[index], ret_inflate,
                err);
    return container_set_open(archive->containers, index, ret_inflate, err);
}

bool archive_resume_member(const struct archive *archive, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err)
{
    if (index < archive->preflight.count)
        return inflate_resume(archive->fd, &archive->preflight.members[index], checkpoint,
                offset, ret_inflate, err);
    return container_set_resume(archive->containers, index, checkpoint, offset,
            ret_inflate, err);
}

bool archive_lend(const struct archive *archive, uint32_t index,
        struct container_loan *ret_loan, struct error *err)
{
    return container_set_lend(archive->containers, index, ret_loan, err);
}

void archive_note_size(const struct archive *archive, uint32_t index, uint64_t size)
{
    container_set_note_size(archive->containers, index, size);
}
