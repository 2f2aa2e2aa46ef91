/* preflight_check.h - what the tests of the pre-flight assert on */
#ifndef CHOSHO_PREFLIGHT_CHECK_H
#define CHOSHO_PREFLIGHT_CHECK_H

#include "engine/base/text.h"
#include "evidence/zip/preflight.h"
#include "tests/unit/zip_bytes.h"

/* Reads these bytes as a zip, which must be accepted; the caller clears the result. */
static inline void preflight_check_accepted(const void *bytes, size_t size,
        struct preflight *ret_preflight)
{
    int fd = zip_bytes_open(bytes, size);
    struct error err = {0};

    ck_assert_msg(preflight_read(fd, size, ret_preflight, &err), "%s", err.message);
    close(fd);
}

/* The bundle must be refused as a whole, for this reason. */
static inline void preflight_check_refused(const void *bytes, size_t size,
        const char *reason)
{
    int fd = zip_bytes_open(bytes, size);
    struct preflight preflight;
    struct error err = {0};
    char ending[40];

    snprintf(ending, sizeof(ending), "[%s]", reason);
    ck_assert_msg(!preflight_read(fd, size, &preflight, &err), "accepted, not %s",
            reason);
    ck_assert_msg(err.code == ERROR_REFUSED && strstr(err.message, ending), "%s: not %s",
            err.message, ending);
    ck_assert_msg(strcmp(preflight_reason_text(reason), reason) != 0, "%s says nothing",
            reason);
    close(fd);
}

static inline void preflight_check_zip_refused(const struct zip_bytes *zip,
        const char *reason)
{
    preflight_check_refused(buf_text(&zip->file), zip->file.size, reason);
}

/* Status and reason (NULL for none) of one member. */
static inline void preflight_check_member(const struct preflight *preflight,
        uint32_t index, enum preflight_status status, const char *reason)
{
    const struct preflight_member *member = &preflight->members[index];

    ck_assert_uint_lt(index, preflight->count);
    ck_assert_msg(member->status == status && text_is_equal(member->reason, reason),
            "%s: status %d, %s", member_name_show(member->name).text, (int)member->status,
            member->reason ? member->reason : "no reason");
    if (reason)
        ck_assert_str_ne(preflight_reason_text(reason), reason);
}

/* Finishes a zip of one member, or whose last member is in question; what is before must
 * stay readable. */
static inline void preflight_check_last(struct zip_bytes *zip,
        enum preflight_status status, const char *reason)
{
    CLEANUP(preflight_clear) struct preflight preflight;

    zip_bytes_finish(zip);
    preflight_check_accepted(buf_text(&zip->file), zip->file.size, &preflight);
    for (uint32_t i = 0; i + 1 < preflight.count; i++)
        preflight_check_member(&preflight, i, PREFLIGHT_READABLE, NULL);
    preflight_check_member(&preflight, preflight.count - 1, status, reason);
}

#endif
