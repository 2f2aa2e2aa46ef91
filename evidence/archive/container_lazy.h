/* container_lazy.h - a container unpacked only where it is read
 *
 * Of a container whose receipt has a table of blocks (struct container), the bytes that a
 * reader wants are unpacked from the checkpoint before them, each block proved before any
 * of it is given out, and kept: nothing is unpacked twice. In place of the CRC-32 of the
 * whole, which nobody reads. */
#ifndef CHOSHO_CONTAINER_LAZY_H
#define CHOSHO_CONTAINER_LAZY_H

#include "evidence/archive/container_unpack.h"

struct container_lazy;

/* A container so small is as soon unpacked whole. */
#define CONTAINER_LAZY_MIN ((uint64_t)1 << 20)

/* How many bytes are between the checkpoints of a container: of what is packed already
 * each takes some 32 KiB. */
uint64_t container_lazy_apart(uint64_t bytes);

/* Whether the table of a container of that kind is of use: one of its own bytes, of which
 * parts are read. */
bool container_lazy_is_for(enum container_kind kind);

/* Promises the container's bytes on fd, an empty descriptor of the pool. ERROR_INTEGRITY:
 * the table is not of this member. ERROR_LIMIT: of spill_promise(). The caller ends it
 * with container_lazy_close(), when nobody reads from fd any more. */
WARN_UNUSED bool container_lazy_open(struct container_set *set, struct opened *opened,
        int fd, struct container_lazy **ret_lazy, struct error *err);
void container_lazy_close(struct container_lazy *lazy);

/* Unpacks what is not yet: for a reader that does not ask (spill_read()) first. Reading
 * fails as this does, with ERROR_INTEGRITY where a block is not what was received. */
WARN_UNUSED bool container_lazy_complete(struct container_lazy *lazy, struct error *err);

/* The last checkpoint of the container before one of its bytes; size 0: none. */
struct slice container_lazy_checkpoint(const struct container *container, uint64_t at);

#endif
