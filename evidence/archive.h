/* archive.h - one evidence bundle, read-only and under limits
 *
 * A bundle is an open descriptor plus what the pre-flight found in it. Nothing here
 * trusts the zip: a size in its directory is a claim, checked again while the bytes
 * arrive. */
#ifndef CHOSHO_ARCHIVE_H
#define CHOSHO_ARCHIVE_H

#include "evidence/inflate.h"

struct archive {
    int fd; /* borrowed */
    const char
            *label; /* "access-1a2b3c4d": how messages and pointers name it; borrowed */
    uint64_t first_member; /* member number of members[0]: record ids are made of it */
    struct preflight preflight;
};

/* Pre-flights the bundle behind fd. Errors of preflight_read(). */
WARN_UNUSED bool archive_open(int fd, const char *label, uint64_t first_member,
        struct archive *ret_archive, struct error *err);
void archive_close(struct archive *archive);

/* The index of the member of that decoded name; false where there is none. */
bool archive_find(const struct archive *archive, const char *name, uint32_t *ret_index);

/* How many members there are; their indexes count from 0. */
uint32_t archive_count_members(const struct archive *archive);

/* What is known of a member; NULL where there is none of that index. Lives as long as the
 * archive. */
const struct preflight_member *archive_member(const struct archive *archive,
        uint32_t index);

/* Opens a member's bytes: the one way to them. Errors of inflate_open(); ERROR_MISSING
 * where there is no such member. The caller ends it with inflate_close(). */
WARN_UNUSED bool archive_open_member(const struct archive *archive, uint32_t index,
        struct inflate **ret_inflate, struct error *err);

/* The same, with `offset` of its bytes left out: see inflate_resume(). */
WARN_UNUSED bool archive_resume_member(const struct archive *archive, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err);

#endif
