/* block_check.h - a bundle of one member, taken as `take` takes it: its table of blocks
 * and checkpoints */
#ifndef CHOSHO_BLOCK_CHECK_H
#define CHOSHO_BLOCK_CHECK_H

#include "evidence/archive/block_maker.h"
#include "evidence/archive/block_reader.h"
#include "tests/unit/deflate_bits.h"
#include "tests/unit/record_check.h"

#define BLOCK_CHECK_MAX 64

struct block_check {
    struct record_check records; /* its dump: of the straight reading */
    struct arena arena;
    struct block_table table;
    struct slice checkpoints[BLOCK_CHECK_MAX];
    struct error damage; /* of the taking */
    uint64_t size;
    struct digest sha256;
};

static inline bool block_check_keep(void *owner, uint32_t block, struct slice checkpoint,
        struct error *err)
{
    struct block_check *check = owner;

    ck_assert_uint_lt(block, BLOCK_CHECK_MAX);
    check->checkpoints[block].size = checkpoint.size;
    return arena_copy(&check->arena, checkpoint.text, checkpoint.size,
            &check->checkpoints[block].text, err);
}

/* Opens a bundle whose member has these raw bytes: deflated (method 8), or as they are.
 */
static inline void block_check_open(struct block_check *check, uint16_t method,
        const struct buf *raw, const struct buf *plain)
{
    CLEANUP(zip_bytes_clear) struct zip_bytes zip = ZIP_BYTES_INIT;
    struct zip_header header = zip_bytes_header(&zip, "member", plain->data, plain->size);

    *check = (struct block_check){.records = {.dump = BUF_INIT((size_t)256 << 20)},
            .arena = ARENA_INIT((size_t)64 << 20)};
    header.method = method;
    header.packed = (uint32_t)raw->size;
    zip_bytes_add_as(&zip, &header, raw->data, raw->size);
    zip_bytes_finish(&zip);
    check->records.fd = zip_bytes_open(buf_text(&zip.file), zip.file.size);
    ck_assert_msg(archive_open(check->records.fd, "b-1", 0, &check->records.archive,
                          &check->records.err),
            "%s", check->records.err.message);
}

/* Reads it once: its records counted, its bytes hashed. */
static inline void block_check_take(struct block_check *check,
        const struct record_format *format)
{
    const struct block_maker_listener listener = {NULL, block_check_keep,
            BLOCK_TABLE_CHECKPOINT_BYTES, check};
    CLEANUP(block_maker_closep) struct block_maker *maker = NULL;
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    const struct record *records;
    struct byte_source source;
    struct error err = {0};
    size_t count = 1;

    ck_assert(block_maker_open(&check->records.archive, 0, &listener, &maker, &err));
    source = block_maker_source(maker);
    ck_assert_msg(record_open_from(&check->records.archive, 0, &source, format, NULL, 0,
                          &reader, &err),
            "%s", err.message);
    while (count > 0 && record_read(reader, &records, &count, &err)) {
        for (size_t i = 0; i < count; i++)
            block_maker_note(maker, records[i].number, records[i].line,
                    records[i].offset);
    }
    if (!block_maker_finish(maker, &check->sha256, &check->size, &check->damage))
        ck_assert_int_ne(check->damage.code, ERROR_NONE);
    ck_assert_msg(block_table_pack(block_maker_table(maker), &packed, &err) &&
                    block_table_unpack(packed.data, packed.size, &check->arena,
                            &check->table, &err),
            "%s", err.message);
}

static inline void block_check_close(struct block_check *check)
{
    record_check_close(&check->records);
    arena_clear(&check->arena);
}

/* The checkpoint to go to a block from. */
static inline struct slice block_check_checkpoint(const struct block_check *check,
        uint32_t block)
{
    while (block > 0 && !check->table.blocks[block].has_checkpoint)
        block--;
    return block ? check->checkpoints[block] : (struct slice){0};
}

#endif
