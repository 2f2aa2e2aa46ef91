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

#endif
