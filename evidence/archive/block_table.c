#include "evidence/archive/block_table.h"

#include <string.h>

#include "engine/base/pack.h"
#include "engine/base/text.h"
#include "evidence/limits.h"

#define LEAST_PACKED (sizeof(struct digest) + 2) /* of a block */

uint64_t block_table_size(uint64_t member_bytes)
{
    uint64_t size = BLOCK_TABLE_BYTES;

    if (member_bytes == 0)
        return 2 * size; /* it may become 4 GiB */
    while (member_bytes / size >= BLOCK_TABLE_MAX && size < LIMIT_MEMBER_BYTES)
        size *= 2;
    return size;
}

uint64_t block_table_begin(const struct block_table *table, uint32_t block)
{
    return block * table->block_bytes;
}

uint64_t block_table_end(const struct block_table *table, uint32_t block)
{
    uint64_t end = (block + UINT64_C(1)) * table->block_bytes;

    return end < table->bytes ? end : table->bytes;
}

bool block_table_find(const struct block_table *table, uint64_t record,
        uint32_t *ret_block)
{
    bool is_found = false;

    for (uint32_t i = 0; i < table->count && table->blocks[i].record <= record; i++) {
        if (!table->blocks[i].record)
            continue;
        *ret_block = i;
        is_found = true;
    }
    return is_found;
}

bool block_table_find_line(const struct block_table *table, uint64_t line,
        uint32_t *ret_block)
{
    bool is_found = false;

    for (uint32_t i = 0; i < table->count && table->blocks[i].line <= line; i++) {
        if (!table->blocks[i].record)
            continue;
        *ret_block = i;
        is_found = true;
    }
    return is_found;
}

static bool pack_block(const struct block_table *table, uint32_t index,
        struct block_entry *before, struct buf *buf, struct error *err)
{
    const struct block_entry *block = &table->blocks[index];

    if (!buf_append(buf, block->sha256.bytes, sizeof(block->sha256.bytes), err))
        return false;
    if (!block->record) {
        if (!pack_varint(buf, 0, err))
            return false;
    } else {
        if (!pack_varint(buf, 1 + block->record - before->record, err) ||
                !pack_varint(buf, block->line - before->line, err) ||
                !pack_varint(buf, block->offset - block_table_begin(table, index), err))
            return false;
        *before = *block;
    }
    return pack_u8(buf, block->has_checkpoint, err) &&
            (!block->has_checkpoint ||
                    buf_append(buf, block->checkpoint.bytes,
                            sizeof(block->checkpoint.bytes), err));
}

bool block_table_pack(const struct block_table *table, struct buf *buf, struct error *err)
{
    struct block_entry before = {0};

    if (!pack_varint(buf, table->block_bytes, err) ||
            !pack_varint(buf, table->bytes, err) || !pack_varint(buf, table->count, err))
        return false;
    for (uint32_t i = 0; i < table->count; i++) {
        if (!pack_block(table, i, &before, buf, err))
            return false;
    }
    return !table->opening.size ||
            pack_bytes(buf, table->opening.text, table->opening.size, err);
}

static void unpack_digest(struct unpack *unpack, struct digest *ret_digest)
{
    size_t size = sizeof(ret_digest->bytes);

    if ((size_t)(unpack->end - unpack->at) < size) {
        unpack->failed = true;
        return;
    }
    memcpy(ret_digest->bytes, unpack->at, size);
    unpack->at += size;
}

/* Numbers and offsets grow from block to block; a sum that wraps round does not. */
static void unpack_block(struct unpack *unpack, const struct block_table *table,
        uint32_t index, struct block_entry *before)
{
    struct block_entry *block = &table->blocks[index];
    uint64_t step;
    uint8_t has_checkpoint;

    unpack_digest(unpack, &block->sha256);
    step = unpack_varint(unpack);
    if (step) {
        block->record = before->record + step - 1;
        block->line = before->line + unpack_varint(unpack);
        block->offset = block_table_begin(table, index) + unpack_varint(unpack);
        unpack->failed = unpack->failed || block->record <= before->record ||
                block->line < before->line || block->record > INT64_MAX ||
                block->line > INT64_MAX ||
                block->offset < block_table_begin(table, index) ||
                block->offset >= block_table_end(table, index);
        *before = *block;
    }
    has_checkpoint = unpack_u8(unpack);
    unpack->failed = unpack->failed || has_checkpoint > 1;
    block->has_checkpoint = has_checkpoint == 1;
    if (block->has_checkpoint)
        unpack_digest(unpack, &block->checkpoint);
}

static void unpack_opening(struct unpack *unpack, struct block_table *table)
{
    table->opening = unpack_bytes(unpack);
    unpack->failed = unpack->failed || !table->opening.size ||
            table->opening.size > BLOCK_TABLE_OPENING_MAX;
}

/* Sizes and count agree; no multiplication with them overflows. */
static bool is_possible(const struct block_table *table, uint64_t count, size_t left)
{
    uint64_t size = table->block_bytes;

    return size >= BLOCK_TABLE_BYTES && size <= LIMIT_MEMBER_BYTES &&
            (size & (size - 1)) == 0 && table->bytes <= LIMIT_MEMBER_BYTES &&
            count <= BLOCK_TABLE_MAX && count <= left / LEAST_PACKED &&
            count == table->bytes / size + (table->bytes % size != 0);
}

bool block_table_unpack(const void *bytes, size_t size, struct arena *arena,
        struct block_table *ret_table, struct error *err)
{
    struct block_table table = {0};
    struct block_entry before = {0};
    struct unpack unpack;
    uint64_t count;

    unpack_init(&unpack, bytes, size);
    table.block_bytes = unpack_varint(&unpack);
    table.bytes = unpack_varint(&unpack);
    count = unpack_varint(&unpack);
    if (!unpack.failed && is_possible(&table, count, (size_t)(unpack.end - unpack.at))) {
        table.count = (uint32_t)count;
        if (!arena_allocate(arena, (table.count + 1) * sizeof(*table.blocks),
                    &table.blocks, err))
            return false;
        for (uint32_t i = 0; i < table.count && !unpack.failed; i++)
            unpack_block(&unpack, &table, i, &before);
        if (!unpack.failed && unpack.at < unpack.end)
            unpack_opening(&unpack, &table);
        *ret_table = table;
        if (unpack_is_complete(&unpack))
            return true;
    }
    return error_set(err, ERROR_INTEGRITY,
            TR("a table of block digests of the workpaper is damaged",
                    "調書にあるブロックのハッシュ表が壊れています"));
}
