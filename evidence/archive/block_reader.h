/* block_reader.h - a member's bytes, each block proved before any of it is given out
 *
 * What a parser sees is then what the receipt vouches for, and nothing has to be taken
 * back. Whole blocks are read: one is held. */
#ifndef CHOSHO_BLOCK_READER_H
#define CHOSHO_BLOCK_READER_H

#include "evidence/archive/archive.h"
#include "evidence/archive/block_table.h"
#include "evidence/byte_source.h"

struct block_reader;

/* Opens the member at its beginning. The table is borrowed. The caller ends it with
 * block_reader_close(). */
WARN_UNUSED bool block_reader_open(const struct archive *archive, uint32_t member,
        const struct block_table *table, struct block_reader **ret_reader,
        struct error *err);
void block_reader_close(struct block_reader *reader);
CLEANUP_POINTER(struct block_reader, block_reader_close)

/* Goes on at that offset: from the checkpoint of its block or of an earlier one, or from
 * the beginning (size 0). ERROR_INTEGRITY: a checkpoint that is none of this member's. */
WARN_UNUSED bool block_reader_seek(struct block_reader *reader, uint64_t offset,
        struct slice checkpoint, struct error *err);

/* Its bytes. ERROR_INTEGRITY: a block is not what was received, or can no longer be read;
 * the message names the member and the block's bytes. At the end of a table that does not
 * reach the member's end: ERROR_UNREADABLE. */
struct byte_source block_reader_source(struct block_reader *reader);

/* The blocks that were proved since it was opened, or went on, as bytes from..to; equal
 * where none was. */
void block_reader_proved(const struct block_reader *reader, uint64_t *ret_from,
        uint64_t *ret_to);

#endif
