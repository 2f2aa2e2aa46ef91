#include "evidence/archive/block_maker.h"

#include <stdlib.h>

#include "evidence/zip/inflate_place.h"

#define PIECE ((size_t)64 * 1024)

struct block_maker {
    struct inflate *inflate;
    struct block_maker_listener listener;
    struct digest_stream *whole, *block;
    struct block_table table; /* bytes: so far */
    uint32_t capacity;
    uint64_t next_record_at; /* a record noted before it is not the first of its block */
    uint64_t checkpoint_at;  /* bytes before the last one kept */
    struct buf packed;       /* the checkpoint of the block that comes next ... */
    uint64_t packed_at;
    bool is_over; /* not wanted, or more blocks than a table has: there will be none */
    struct error failure; /* once something failed, it stays failed */
};

static bool is_between_blocks(const struct block_maker *maker)
{
    return maker->table.bytes % maker->table.block_bytes == 0;
}

/* The checkpoint has to be taken before more is read; whether a block follows is not
 * known yet. */
static bool prepare_block(struct block_maker *maker, struct error *err)
{
    if (maker->is_over || !is_between_blocks(maker))
        return true;
    buf_reset(&maker->packed);
    maker->packed_at = 0;
    if (maker->table.bytes - maker->checkpoint_at < maker->listener.apart)
        return true;
    return inflate_pack_checkpoint(maker->inflate, &maker->packed, &maker->packed_at,
            err);
}

/* The block that begins where the member was read to. */
static bool begin_block(struct block_maker *maker, struct error *err)
{
    struct block_table *table = &maker->table;
    uint32_t capacity = maker->capacity ? 2 * maker->capacity : 4;
    struct block_entry *block;

    if (table->count == maker->capacity) {
        block = realloc(table->blocks, capacity * sizeof(*block));
        if (!block)
            return error_memory(err);
        table->blocks = block;
        maker->capacity = capacity;
    }
    block = &table->blocks[table->count];
    *block = (struct block_entry){0};
    if (maker->packed_at > maker->checkpoint_at) { /* else an earlier one leads here */
        maker->checkpoint_at = maker->packed_at;
        block->has_checkpoint = true;
        if (!digest_of(maker->packed.data, maker->packed.size, &block->checkpoint, err) ||
                !maker->listener.keep(maker->listener.owner, table->count,
                        (struct slice){maker->packed.data, maker->packed.size}, err))
            return false;
    }
    table->count++;
    return true;
}

static bool end_block(struct block_maker *maker, struct error *err)
{
    struct block_entry *block = &maker->table.blocks[maker->table.count - 1];

    return digest_stream_finish(maker->block, &block->sha256, err);
}

/* Takes in bytes that are all of one block. */
static bool take(struct block_maker *maker, const uint8_t *bytes, size_t size,
        struct error *err)
{
    struct block_table *table = &maker->table;

    if (maker->listener.hear)
        maker->listener.hear(maker->listener.owner, bytes, size);
    if (!digest_stream_update(maker->whole, bytes, size, err))
        return false;
    if (table->count == BLOCK_TABLE_MAX && is_between_blocks(maker))
        maker->is_over = true;
    if (maker->is_over) {
        table->bytes += size;
        return true;
    }
    if ((is_between_blocks(maker) && !begin_block(maker, err)) ||
            !digest_stream_update(maker->block, bytes, size, err))
        return false;
    table->bytes += size;
    return !is_between_blocks(maker) || end_block(maker, err);
}

static bool read_some(struct block_maker *maker, void *bytes, size_t capacity,
        size_t *ret_size, struct error *err)
{
    const struct block_table *table = &maker->table;
    uint64_t left = table->block_bytes - table->bytes % table->block_bytes;

    return prepare_block(maker, err) &&
            inflate_read(maker->inflate, bytes, left < capacity ? (size_t)left : capacity,
                    ret_size, err) &&
            (*ret_size == 0 || take(maker, bytes, *ret_size, err));
}

static bool read_source(void *owner, void *bytes, size_t capacity, size_t *ret_size,
        struct error *err)
{
    struct block_maker *maker = owner;

    if (maker->failure.code == ERROR_NONE &&
            read_some(maker, bytes, capacity, ret_size, &maker->failure))
        return true;
    *err = maker->failure;
    return false;
}

bool block_maker_open(const struct archive *archive, uint32_t member,
        const struct block_maker_listener *listener, struct block_maker **ret_maker,
        struct error *err)
{
    CLEANUP(block_maker_closep) struct block_maker *maker = calloc(1, sizeof(*maker));
    uint64_t size;

    if (!maker)
        return error_memory(err);
    maker->listener = *listener;
    maker->packed = (struct buf)BUF_INIT(2 * INFLATE_PLACE_PACKED_MAX);
    if (!archive_open_member(archive, member, &maker->inflate, err))
        return false;
    size = archive_member(archive, member)->size; /* of a gzip not known, then 0 */
    maker->table.block_bytes = block_table_size(size);
    maker->is_over = !listener->keep;
    if ((!maker->is_over && (size == 0 || size > maker->table.block_bytes) &&
                !inflate_keep_checkpoints(maker->inflate, err)) ||
            !digest_stream_new(&maker->whole, err) ||
            !digest_stream_new(&maker->block, err))
        return false;
    *ret_maker = maker;
    maker = NULL;
    return true;
}

void block_maker_close(struct block_maker *maker)
{
    if (maker->inflate)
        inflate_close(maker->inflate);
    if (maker->whole)
        digest_stream_free(maker->whole);
    if (maker->block)
        digest_stream_free(maker->block);
    buf_clear(&maker->packed);
    free(maker->table.blocks);
    free(maker);
}

struct byte_source block_maker_source(struct block_maker *maker)
{
    return (struct byte_source){read_source, maker};
}

void block_maker_note(struct block_maker *maker, uint64_t number, uint64_t line,
        uint64_t offset)
{
    struct block_table *table = &maker->table;
    uint64_t index = offset / table->block_bytes;

    if (offset < maker->next_record_at || index >= table->count)
        return;
    table->blocks[index].record = number;
    table->blocks[index].line = line;
    table->blocks[index].offset = offset;
    maker->next_record_at = (index + 1) * table->block_bytes;
}

/* The last block ends where the member does, or where what can be read of it does. */
static bool end_table(struct block_maker *maker, struct error *err)
{
    if (maker->is_over)
        maker->table.count = 0;
    return maker->is_over || is_between_blocks(maker) || end_block(maker, err);
}

bool block_maker_finish(struct block_maker *maker, struct digest *ret_digest,
        uint64_t *ret_size, struct error *err)
{
    struct byte_source source = block_maker_source(maker);
    struct error failure = {0};
    uint8_t bytes[PIECE];
    size_t got = 1;
    bool ok = true;

    while (ok && got > 0)
        ok = source.read(source.owner, bytes, sizeof(bytes), &got, err);
    *ret_size = maker->table.bytes;
    if (!end_table(maker, ok ? err : &failure))
        return false;
    return ok && digest_stream_finish(maker->whole, ret_digest, err);
}

const struct block_table *block_maker_table(const struct block_maker *maker)
{
    return &maker->table;
}
