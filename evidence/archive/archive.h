/* archive.h - one evidence bundle, read-only and under limits
 *
 * A bundle is an open descriptor plus what the pre-flight found in it, and what is inside
 * those of its members that are containers (container_set.h): a member's index says
 * nothing of where it is. Nothing here trusts the zip: a size in its directory is a
 * claim, checked again while the bytes arrive. */
#ifndef CHOSHO_ARCHIVE_H
#define CHOSHO_ARCHIVE_H

#include "evidence/archive/container_set.h"

struct archive {
    int fd; /* borrowed */
    const char
            *label; /* "access-1a2b3c4d": how messages and pointers name it; borrowed */
    uint64_t first_member; /* member number of members[0]: record ids are made of it */
    struct preflight preflight; /* of its own members alone */
    struct container_set *containers;
};

/* Pre-flights the bundle behind fd. Errors of preflight_read(). */
WARN_UNUSED bool archive_open(int fd, const char *label, uint64_t first_member,
        struct archive *ret_archive, struct error *err);
void archive_close(struct archive *archive);

/* The index of the member of that decoded name; false where there is none. */
bool archive_find(const struct archive *archive, const char *name, uint32_t *ret_index);

/* Hands in the containers a job may open; errors of container_set_hand_in(). */
WARN_UNUSED bool archive_hand_in(struct archive *archive, const struct container *list,
        uint32_t count, struct error *err);

/* Opens a member that is a container and numbers what is in it behind all members so far:
 * for taking a bundle, from its first member to its last. See container_set_expand(). */
WARN_UNUSED bool archive_expand(const struct archive *archive, uint32_t index,
        const char *kind_text, struct container *ret_container, const char **ret_reason,
        struct error *err);

/* The container a member is in; NULL where it is the bundle's own. */
const struct container *archive_holder(const struct archive *archive, uint32_t index);

/* Opens the containers a member is in, so far as they are not: archive_member() of it is
 * then there. The message names the bundle. ERROR_UNREADABLE, ERROR_LIMIT: they cannot be
 * opened; ERROR_MISSING: no such member. */
WARN_UNUSED bool archive_reach(const struct archive *archive, uint32_t index,
        struct error *err);

/* About how many bytes a member has, for plans: opens nothing. */
uint64_t archive_estimate(const struct archive *archive, uint32_t index);

/* How many members there are; their indexes count from 0. */
uint32_t archive_count_members(const struct archive *archive);

/* What is known of a member; NULL where there is none of that index, or archive_reach()
 * fails. Lives as long as the archive. The name of one inside a container is
 * "outer.zip!inner/a.csv" (container_append_name()); its raw name is as its container has
 * it. */
const struct preflight_member *archive_member(const struct archive *archive,
        uint32_t index);

/* Opens a member's bytes: the one way to them. Errors of inflate_open() and
 * archive_reach(); ERROR_MISSING where there is no such member. The caller ends it with
 * inflate_close(). */
WARN_UNUSED bool archive_open_member(const struct archive *archive, uint32_t index,
        struct inflate **ret_inflate, struct error *err);

/* The same, with `offset` of its bytes left out: see inflate_resume(). */
WARN_UNUSED bool archive_resume_member(const struct archive *archive, uint32_t index,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err);
/* The unpacked container a member is in, for a reader that needs other parts of it too;
 * ended with container_set_give_back(). ERROR_MISSING: it is in none. */
WARN_UNUSED bool archive_lend(const struct archive *archive, uint32_t index,
        struct container_loan *ret_loan, struct error *err);

/* Taking: the content of a gzip has that size. What is read later counts against the
 * budget that leaves. */
void archive_note_size(const struct archive *archive, uint32_t index, uint64_t size);

#endif
