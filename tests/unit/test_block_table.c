#include "evidence/archive/block_table.h"

#include <string.h>

#include "tests/unit/unit.h"

#define BLOCK BLOCK_TABLE_BYTES

static void fill(struct digest *digest, int byte)
{
    memset(digest->bytes, byte, sizeof(digest->bytes));
}

/* Three blocks and a half; no record begins in the third. */
static struct block_table make_table(struct block_entry blocks[4])
{
    static const struct block_entry some[4] = {{.record = 1, .line = 2, .offset = 10},
            {.has_checkpoint = true, .record = 900, .line = 905, .offset = BLOCK},
            {.has_checkpoint = true},
            {.record = 901, .line = 905, .offset = 3 * BLOCK + 77}};

    memcpy(blocks, some, sizeof(some));
    for (int i = 0; i < 4; i++) {
        fill(&blocks[i].sha256, i + 1);
        if (blocks[i].has_checkpoint)
            fill(&blocks[i].checkpoint, i + 100);
    }
    return (struct block_table){BLOCK, 3 * BLOCK + 100, blocks, 4, {NULL, 0}};
}

START_TEST(a_table_comes_back_as_it_was_packed)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    struct block_entry blocks[4];
    struct block_table table = make_table(blocks), got;
    struct error err = {0};

    ck_assert(block_table_pack(&table, &packed, &err));
    ck_assert_msg(block_table_unpack(packed.data, packed.size, &arena, &got, &err), "%s",
            err.message);
    ck_assert_uint_eq(got.block_bytes, table.block_bytes);
    ck_assert_uint_eq(got.bytes, table.bytes);
    ck_assert_uint_eq(got.count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert(digest_is_equal(&got.blocks[i].sha256, &blocks[i].sha256));
        ck_assert_int_eq(got.blocks[i].has_checkpoint, blocks[i].has_checkpoint);
        ck_assert(digest_is_equal(&got.blocks[i].checkpoint, &blocks[i].checkpoint));
        ck_assert_uint_eq(got.blocks[i].record, blocks[i].record);
        ck_assert_uint_eq(got.blocks[i].line, blocks[i].line);
        ck_assert_uint_eq(got.blocks[i].offset, blocks[i].offset);
    }
    ck_assert_uint_eq(block_table_begin(&got, 3), 3 * BLOCK);
    ck_assert_uint_eq(block_table_end(&got, 2), 3 * BLOCK);
    ck_assert_uint_eq(block_table_end(&got, 3), 3 * BLOCK + 100);
}
END_TEST

/* Cut short, and with each byte set to 255: refused, or a table that holds together. */
START_TEST(an_opening_comes_back_with_its_table)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    struct block_entry blocks[4];
    struct block_table table = make_table(blocks), got;
    struct error err = {0};

    table.opening = (struct slice){"head", 4};
    ck_assert(block_table_pack(&table, &packed, &err));
    ck_assert(block_table_unpack(packed.data, packed.size, &arena, &got, &err));
    ck_assert_uint_eq(got.opening.size, 4);
    ck_assert_mem_eq(got.opening.text, "head", 4);
    ck_assert(!block_table_unpack(packed.data, packed.size - 1, &arena, &got, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
}
END_TEST

START_TEST(a_line_is_found_by_the_block_before_it)
{
    struct block_entry blocks[4];
    struct block_table table = make_table(blocks);
    uint32_t block;

    ck_assert(!block_table_find_line(&table, blocks[0].line - 1, &block));
    ck_assert(block_table_find_line(&table, blocks[0].line, &block) && block == 0);
    ck_assert(block_table_find_line(&table, blocks[3].line - 1, &block) && block != 3);
    ck_assert(block_table_find_line(&table, blocks[3].line, &block) && block == 3);
    ck_assert(block_table_find_line(&table, UINT64_MAX, &block) && block == 3);
}
END_TEST

START_TEST(a_damaged_table_is_refused_or_possible)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    struct block_entry blocks[4];
    struct block_table table = make_table(blocks), got;
    struct error err = {0};

    ck_assert(block_table_pack(&table, &packed, &err));
    for (size_t size = 0; size < packed.size; size++) {
        ck_assert(!block_table_unpack(packed.data, size, &arena, &got, &err));
        ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    }
    for (size_t i = 0; i < packed.size; i++) {
        char was = packed.data[i];

        packed.data[i] = (char)0xFF;
        if (block_table_unpack(packed.data, packed.size, &arena, &got, &err)) {
            ck_assert_uint_eq(got.count, 4);
            ck_assert_uint_le(got.blocks[3].offset, got.bytes);
        }
        packed.data[i] = was;
    }
}
END_TEST

START_TEST(the_block_of_a_record_is_found)
{
    static const struct {
        uint64_t record;
        int block; /* -1: none */
    } wanted[] = {{0, -1}, {1, 0}, {899, 0}, {900, 1}, {901, 3}, {UINT64_MAX, 3}};
    struct block_entry blocks[4];
    struct block_table table = make_table(blocks);

    for (size_t i = 0; i < ARRAY_LENGTH(wanted); i++) {
        uint32_t block = 99;
        bool is_found = block_table_find(&table, wanted[i].record, &block);

        ck_assert_int_eq(is_found, wanted[i].block >= 0);
        if (is_found)
            ck_assert_int_eq((int)block, wanted[i].block);
    }
}
END_TEST

START_TEST(huge_members_have_larger_blocks_not_more)
{
    ck_assert_uint_eq(block_table_size(0), 2 * BLOCK);
    ck_assert_uint_eq(block_table_size(BLOCK * BLOCK_TABLE_MAX - 1), BLOCK);
    ck_assert_uint_eq(block_table_size(BLOCK * BLOCK_TABLE_MAX), 2 * BLOCK);
    ck_assert_uint_eq(block_table_size(UINT64_C(64) << 30), 64 * BLOCK);
    ck_assert_uint_ge(block_table_size(UINT64_MAX), UINT64_C(64) << 30);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_table_comes_back_as_it_was_packed,
            an_opening_comes_back_with_its_table, a_line_is_found_by_the_block_before_it,
            a_damaged_table_is_refused_or_possible, the_block_of_a_record_is_found,
            huge_members_have_larger_blocks_not_more};

    return unit_run("block_table", tests, ARRAY_LENGTH(tests));
}
