/* inflate.h - a member's bytes, streamed from where the pre-flight found them
 *
 * Three functions over raw bytes; zlib's only caller. The CRC-32 and the size are checked
 * at the end, the declared size, the byte budget and the ratio while bytes arrive.
 *
 * A reader may keep checkpoints as it goes, and another may begin at one (the CRC-32 is
 * then not checked: block_reader.h proves the bytes otherwise). */
#ifndef CHOSHO_INFLATE_H
#define CHOSHO_INFLATE_H

#include "evidence/preflight.h"

struct inflate;

/* fd stays the caller's. Only PREFLIGHT_READABLE members. The caller ends it with
 * inflate_close(). */
WARN_UNUSED bool inflate_open(int fd, const struct preflight_member *member,
        struct inflate **ret_inflate, struct error *err);

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

void inflate_close(struct inflate *inflate);
CLEANUP_POINTER(struct inflate, inflate_close)

#endif
