/* inflate.h - a member's bytes, streamed from where the pre-flight found them
 *
 * Three functions over raw bytes; zlib's only caller. The CRC-32 and the size are checked
 * at the end, the declared size, the byte budget and the ratio while bytes arrive.
 *
 * A reader may keep checkpoints as it goes, and another may begin at one (the CRC-32 is
 * then not checked: block_reader.h proves the bytes otherwise). */
#ifndef CHOSHO_INFLATE_H
#define CHOSHO_INFLATE_H

#include "evidence/zip/preflight.h"

struct inflate;

/* fd stays the caller's. Only PREFLIGHT_READABLE members. The caller ends it with
 * inflate_close(). */
WARN_UNUSED bool inflate_open(int fd, const struct preflight_member *member,
        struct inflate **ret_inflate, struct error *err);

/* What a gzip may give, and which limit that is (as a sentence says it). */
struct inflate_limit {
    uint64_t bytes;
    const char *text; /* borrowed until close */
};

/* The content of a gzip file (inflate_gzip.h) whose bytes source gives; source is taken
 * over in any case. member names it in messages. */
WARN_UNUSED bool inflate_open_gzip(struct inflate *source,
        const struct preflight_member *member, struct inflate_limit limit,
        struct inflate **ret_inflate, struct error *err);

/* Calls on_close(owner) when it is closed: for what must stay open as long. */
void inflate_hold(struct inflate *inflate, void (*on_close)(void *owner), void *owner);

/* Fills up to capacity bytes; *ret_size 0 means the end, and that CRC and size held.
 * ERROR_UNREADABLE: damaged or lying, with the member's name and the offset; bytes given
 * before may be used and must be reported as part of an unreadable member. ERROR_LIMIT,
 * ERROR_IO. Failed once, it stays failed. */
WARN_UNUSED bool inflate_read(struct inflate *inflate, void *bytes, size_t capacity,
        size_t *ret_size, struct error *err);

/* From here on inflate_pack_checkpoint() has something to say. Before the first read. */
WARN_UNUSED bool inflate_keep_checkpoints(struct inflate *inflate, struct error *err);

/* Appends the last place, up to what was read so far, where reading can begin anew;
 * *ret_bytes is how many bytes come before it. Nothing is appended, and *ret_bytes is 0,
 * where that is the member's beginning; a stored member needs none. The form is
 * inflate_place.h's. */
WARN_UNUSED bool inflate_pack_checkpoint(const struct inflate *inflate, struct buf *buf,
        uint64_t *ret_bytes, struct error *err);

/* Opens a member so that `offset` of its bytes are left out: from the checkpoint (size 0:
 * from the beginning), which is at most there. ERROR_INTEGRITY: a checkpoint that cannot
 * be one of this member; what else is wrong with it shows in the bytes. */
WARN_UNUSED bool inflate_resume(int fd, const struct preflight_member *member,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err);

/* The same of a gzip's content; source gives the file's bytes from the checkpoint
 * on (inflate_find_raw()), and is taken over in any case. */
WARN_UNUSED bool inflate_resume_gzip(struct inflate *source,
        const struct preflight_member *member, struct inflate_limit limit,
        struct slice checkpoint, uint64_t offset, struct inflate **ret_inflate,
        struct error *err);
/* How many bytes of a gzip file come before its checkpoint (size 0: none). */
WARN_UNUSED bool inflate_find_raw(struct slice checkpoint, uint64_t *ret_raw,
        struct error *err);

/* Whether reading failed because a gzip ends early: what was given before is sound so far
 * as anybody can say. */
bool inflate_is_cut(const struct inflate *inflate);

void inflate_close(struct inflate *inflate);
CLEANUP_POINTER(struct inflate, inflate_close)

#endif
