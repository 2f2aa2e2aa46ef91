/* block_table.h - what a receipt keeps of a large member, so that one late record is
 * shown and proved without reading the rest
 *
 * The member's bytes as delivered, unpacked, in blocks of equal size; of each block its
 * SHA-256, the first record that begins in it (number and line as the receipt reads the
 * member), and the SHA-256 of its checkpoint, where it has one (inflate_place.h). Members
 * of one block have no table: their whole is proved as fast.
 *
 * Packed: varint block size, varint bytes covered, varint number of blocks; then for each
 * block its digest, and a varint that is 0 where no record begins in it, else 1 + the
 * number less the last such number (0 before the first), varint line less the last such
 * line, varint offset less the block's; then u8 0, or 1 and the checkpoint's digest.
 * Behind the blocks, where there is one, the opening with its length. */
#ifndef CHOSHO_BLOCK_TABLE_H
#define CHOSHO_BLOCK_TABLE_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"
#include "engine/base/digest.h"

/* Of a block, unless the member is huge: what `show` has to unpack and to hash, once for
 * the header and once for the record. */
#define BLOCK_TABLE_BYTES ((uint64_t)256 << 10)
#define BLOCK_TABLE_MAX 8192u /* blocks: beyond that they are larger */
#define BLOCK_TABLE_OPENING_MAX ((size_t)64 << 10)
#define BLOCK_TABLE_PACKED_MAX ((size_t)768 << 10)
/* At least so much is between two checkpoints of a member that is read as records: of
 * them each takes some 10 KiB. */
#define BLOCK_TABLE_CHECKPOINT_BYTES ((uint64_t)512 << 10)

struct block_entry {
    struct digest sha256;
    struct digest checkpoint;
    bool has_checkpoint;
    uint64_t record; /* the first that begins in it; 0: none does */
    uint64_t line, offset;
};

struct block_table {
    uint64_t block_bytes;
    uint64_t bytes; /* covered: the member's, or as far as it could be read */
    struct block_entry *blocks;
    uint32_t count;
    struct slice opening; /* what whoever reads its records may ask to have kept, so as
                             not to read all of it once more; empty: nothing */
};

/* What inflating needs to begin at a block. */
struct block_checkpoint {
    uint32_t block;
    struct slice packed; /* inflate_place.h's */
};

/* How large the blocks of a member are: a power of two. 0: how large it is is not known.
 */
uint64_t block_table_size(uint64_t member_bytes);

/* Where block k begins and ends. */
uint64_t block_table_begin(const struct block_table *table, uint32_t block);
uint64_t block_table_end(const struct block_table *table, uint32_t block);

/* The last block in which a record up to this one begins; false: there is none. */
bool block_table_find(const struct block_table *table, uint64_t record,
        uint32_t *ret_block);

/* The same by the record's line. */
bool block_table_find_line(const struct block_table *table, uint64_t line,
        uint32_t *ret_block);

/* Appends the table. */
WARN_UNUSED bool block_table_pack(const struct block_table *table, struct buf *buf,
        struct error *err);
/* The blocks are in the arena, the opening stays in the bytes. ERROR_INTEGRITY: not such
 * bytes. */
WARN_UNUSED bool block_table_unpack(const void *bytes, size_t size, struct arena *arena,
        struct block_table *ret_table, struct error *err);

#endif
