/* pack.h - numbers and texts as bytes, between processes and into the workpaper
 *
 * Little-endian, fixed widths; a text is its u32 size and its bytes; a varint is LEB128.
 * Writing appends to a buf. Reading never goes past the end: the first bad read sets
 * `failed`, everything after it yields 0 or "", and the reader looks at `failed` once, at
 * the end. */
#ifndef CHOSHO_PACK_H
#define CHOSHO_PACK_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

struct unpack {
    const uint8_t *at;
    const uint8_t *end;
    bool failed;
};

/* Appending; ERROR_LIMIT where the buf is full, and then the record is to be thrown away.
 */
WARN_UNUSED bool pack_u8(struct buf *buf, uint8_t value, struct error *err);
WARN_UNUSED bool pack_u32(struct buf *buf, uint32_t value, struct error *err);
WARN_UNUSED bool pack_u64(struct buf *buf, uint64_t value, struct error *err);
WARN_UNUSED bool pack_varint(struct buf *buf, uint64_t value, struct error *err);

/* NULL and "" stay apart: NULL is the size 0xFFFFFFFF. */
WARN_UNUSED bool pack_text(struct buf *buf, const char *text, struct error *err);
WARN_UNUSED bool pack_bytes(struct buf *buf, const void *bytes, size_t size,
        struct error *err);

/* Begins to read bytes, which must stay where they are; then the next number of each
 * kind. */
void unpack_init(struct unpack *unpack, const void *bytes, size_t size);
uint8_t unpack_u8(struct unpack *unpack);
uint32_t unpack_u32(struct unpack *unpack);
uint64_t unpack_u64(struct unpack *unpack);
uint64_t unpack_varint(struct unpack *unpack);

/* A piece of the bytes being read, not copied; text NULL for a packed NULL. */
struct slice unpack_bytes(struct unpack *unpack);

/* Copies a text into the arena; NULL for a packed NULL, or when reading or memory failed
 * (then unpack->failed is set). A text with a NUL inside fails. */
const char *unpack_text(struct unpack *unpack, struct arena *arena);

/* A count of things that take at least min_size bytes each: fails where they cannot all
 * be there, so that a lie never makes the reader allocate. */
uint32_t unpack_count(struct unpack *unpack, size_t min_size);

/* True when nothing failed and every byte was read. */
bool unpack_is_complete(const struct unpack *unpack);

#endif
