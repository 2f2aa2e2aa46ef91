/* container_check.h - bundles with containers, built and looked into */
#ifndef CHOSHO_CONTAINER_CHECK_H
#define CHOSHO_CONTAINER_CHECK_H

#include "evidence/archive/container_set.h"

#include <string.h>

#include "engine/base/spill.h"
#include "evidence/archive/archive.h"
#include "evidence/limits.h"
#include "tests/unit/packed_bytes.h"
#include "tests/unit/unit.h"

#define CONTAINER_BYTES BUF_INIT((size_t)64 << 20)

static int container_check_fds[SPILL_POOL_SIZE];

static inline void container_check_set_up(void)
{
    struct error err = {0};

    ck_assert_msg(spill_open_pool(".", container_check_fds, &err), "%s", err.message);
    ck_assert_msg(spill_use_pool(container_check_fds, SPILL_POOL_SIZE, &err), "%s",
            err.message);
}

static inline void container_check_tear_down(void)
{
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE);
    spill_close_pool(container_check_fds);
}

static inline void container_check_add(struct zip_bytes *zip, const char *name,
        const void *bytes, size_t size)
{
    struct zip_header header = zip_bytes_header(zip, name, bytes, size);

    zip_bytes_add_as(zip, &header, bytes, size);
}

static inline void container_check_open(struct zip_bytes *zip,
        struct archive *ret_archive)
{
    struct error err = {0};
    int fd;

    zip_bytes_finish(zip);
    fd = zip_bytes_open(buf_text(&zip->file), zip->file.size);
    ck_assert_msg(archive_open(fd, "b-1", 1, ret_archive, &err), "%s", err.message);
}

static inline void container_check_close(struct archive *archive)
{
    int fd = archive->fd;

    archive_close(archive);
    close(fd);
}

static inline struct container container_check_expand(const struct archive *archive,
        uint32_t index, const char *kind)
{
    struct container container;
    struct error err = {0};
    const char *reason;

    ck_assert_msg(archive_expand(archive, index, kind, &container, &reason, &err), "%s",
            err.message);
    ck_assert_uint_eq(container.member, index);
    return container;
}

static inline void container_check_kept_out(const struct archive *archive, uint32_t index,
        const char *kind, const char *wanted, const char *sentence)
{
    uint32_t before = archive_count_members(archive);
    struct container container;
    struct error err = {0};
    const char *reason;

    ck_assert(!archive_expand(archive, index, kind, &container, &reason, &err));
    ck_assert_msg(reason && strcmp(reason, wanted) == 0, "%s: %s", reason, err.message);
    ck_assert_msg(strstr(err.message, sentence), "%s", err.message);
    ck_assert_uint_eq(archive_count_members(archive), before);
}

static inline void container_check_member(const struct archive *archive, uint32_t index,
        const char *name, const char *text)
{
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    const struct preflight_member *member = archive_member(archive, index);
    struct error err = {0};
    char bytes[256];
    size_t got;

    ck_assert_ptr_nonnull(member);
    ck_assert_str_eq(member->name, name);
    ck_assert_msg(archive_open_member(archive, index, &inflate, &err), "%s", err.message);
    ck_assert_msg(inflate_read(inflate, bytes, sizeof(bytes), &got, &err), "%s",
            err.message);
    ck_assert_uint_eq(got, strlen(text));
    ck_assert_mem_eq(bytes, text, got);
}

#endif
