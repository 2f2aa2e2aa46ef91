/* inflate.h - a member's bytes, streamed from where the pre-flight found them
 *
 * Three functions over raw bytes; zlib's only caller. The CRC-32 and the size are checked
 * at the end, the declared size, the byte budget and the ratio while bytes arrive. */
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
void inflate_close(struct inflate *inflate);
CLEANUP_POINTER(struct inflate, inflate_close)

#endif
