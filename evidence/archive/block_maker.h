/* block_maker.h - a member read once: hashed, cut into blocks, with checkpoints to begin
 * anew at
 *
 * It stands between a member's bytes and whoever counts its records: whatever that reader
 * takes is hashed on the way, and the end reads the rest. */
#ifndef CHOSHO_BLOCK_MAKER_H
#define CHOSHO_BLOCK_MAKER_H

#include "evidence/archive/archive.h"
#include "evidence/archive/block_table.h"
#include "evidence/byte_source.h"

struct block_maker;

/* What the maker tells as it goes. */
struct block_maker_listener {
    /* Some more bytes of the member, in order; may be NULL. */
    void (*hear)(void *owner, const uint8_t *bytes, size_t size);
    /* The checkpoint of a block, packed; told in their order. NULL: the member is only
     * hashed, and the table will be empty. */
    bool (*keep)(void *owner, uint32_t block, struct slice checkpoint, struct error *err);
    uint64_t apart; /* at least so many bytes are between two checkpoints */
    void *owner;
};

/* Opens the member. Errors of archive_open_member(). The caller ends it with
 * block_maker_close(). */
WARN_UNUSED bool block_maker_open(const struct archive *archive, uint32_t member,
        const struct block_maker_listener *listener, struct block_maker **ret_maker,
        struct error *err);
void block_maker_close(struct block_maker *maker);
CLEANUP_POINTER(struct block_maker, block_maker_close)

/* The member's bytes, for one reader. Errors of inflate_read(). */
struct byte_source block_maker_source(struct block_maker *maker);

/* A record begins at this offset of what was read; in the order of the member. */
void block_maker_note(struct block_maker *maker, uint64_t number, uint64_t line,
        uint64_t offset);

/* Reads what is left, and says what the member is. Where it cannot be read to its end
 * that is the error (of inflate_read(), or of the listener), *ret_size is how far it
 * could, and the digest is not written. */
WARN_UNUSED bool block_maker_finish(struct block_maker *maker, struct digest *ret_digest,
        uint64_t *ret_size, struct error *err);

/* The table, after block_maker_finish(): of all blocks, the last ending where a damage
 * is; of none where there would be too many (a gzip does not say beforehand how large it
 * is). Lives as long as the maker. */
const struct block_table *block_maker_table(const struct block_maker *maker);

#endif
