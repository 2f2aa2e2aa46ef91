#include "engine/base/pack.h"

#include <string.h>

#include "tests/unit/unit.h"

static const uint64_t numbers[] = {0, 1, 127, 128, 300, 16383, 16384, UINT32_MAX,
        UINT64_C(1) << 56, UINT64_C(1) << 63, UINT64_MAX};

START_TEST(everything_comes_back)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(10000);
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(10000);
    struct error err = {0};
    struct unpack unpack;
    struct slice slice;

    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        ck_assert(pack_u8(&buf, (uint8_t)numbers[i], &err));
        ck_assert(pack_u32(&buf, (uint32_t)numbers[i], &err));
        ck_assert(pack_u64(&buf, numbers[i], &err));
        ck_assert(pack_varint(&buf, numbers[i], &err));
    }
    ck_assert(pack_text(&buf, NULL, &err) && pack_text(&buf, "", &err));
    ck_assert(pack_text(&buf, "社員", &err) && pack_bytes(&buf, "a\0b", 3, &err));
    unpack_init(&unpack, buf.data, buf.size);
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        ck_assert_uint_eq(unpack_u8(&unpack), (uint8_t)numbers[i]);
        ck_assert_uint_eq(unpack_u32(&unpack), (uint32_t)numbers[i]);
        ck_assert_uint_eq(unpack_u64(&unpack), numbers[i]);
        ck_assert_uint_eq(unpack_varint(&unpack), numbers[i]);
    }
    ck_assert_ptr_null(unpack_text(&unpack, &arena));
    ck_assert_str_eq(unpack_text(&unpack, &arena), "");
    ck_assert_str_eq(unpack_text(&unpack, &arena), "社員");
    ck_assert(!unpack_is_complete(&unpack));
    slice = unpack_bytes(&unpack);
    ck_assert_uint_eq(slice.size, 3);
    ck_assert_mem_eq(slice.text, "a\0b", 3);
    ck_assert(unpack_is_complete(&unpack));
}
END_TEST

/* The bytes are a file format: they must not change with the machine or the compiler. */
START_TEST(bytes_are_as_documented)
{
    static const uint8_t expected[] = {0x02, 0x04, 0x03, 0x02, 0x01, 0xAC, 0x02, 0x02, 0,
            0, 0, 'h', 'i', 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0x80};
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(100);
    struct error err = {0};

    ck_assert(pack_u8(&buf, 2, &err) && pack_u32(&buf, 0x01020304, &err));
    ck_assert(pack_varint(&buf, 300, &err) && pack_text(&buf, "hi", &err));
    ck_assert(pack_text(&buf, NULL, &err) && pack_u64(&buf, UINT64_C(1) << 63 | 1, &err));
    ck_assert_uint_eq(buf.size, sizeof(expected));
    ck_assert_mem_eq(buf.data, expected, sizeof(expected));
}
END_TEST

START_TEST(cut_at_any_byte_fails_and_yields_nothing)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(100);
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(10000);
    struct error err = {0};
    struct unpack unpack;

    ck_assert(pack_u64(&buf, 7, &err) && pack_varint(&buf, 100000, &err));
    ck_assert(pack_text(&buf, "text", &err) && pack_u8(&buf, 1, &err));
    for (size_t size = 0; size < buf.size; size++) {
        unpack_init(&unpack, buf.data, size);
        (void)unpack_u64(&unpack);
        (void)unpack_varint(&unpack);
        (void)unpack_text(&unpack, &arena);
        ck_assert_uint_eq(unpack_u8(&unpack), 0);
        ck_assert(unpack.failed);
        ck_assert(!unpack_is_complete(&unpack));
        ck_assert_uint_eq(unpack_u32(&unpack), 0);
        ck_assert_uint_eq(unpack_varint(&unpack), 0);
        ck_assert_ptr_null(unpack_text(&unpack, &arena));
        ck_assert_ptr_null(unpack_bytes(&unpack).text);
    }
}
END_TEST

START_TEST(failure_stays)
{
    struct unpack unpack;

    unpack_init(&unpack, "\x05", 1);
    (void)unpack_u32(&unpack);
    ck_assert_uint_eq(unpack_u8(&unpack), 0);
    ck_assert(unpack.failed);
}
END_TEST

START_TEST(overlong_varint_fails)
{
    static const char too_many[] = "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01";
    static const char too_large[] = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02";
    struct unpack unpack;

    unpack_init(&unpack, too_many, sizeof(too_many) - 1);
    (void)unpack_varint(&unpack);
    ck_assert(unpack.failed);
    unpack_init(&unpack, too_large, sizeof(too_large) - 1);
    (void)unpack_varint(&unpack);
    ck_assert(unpack.failed);
}
END_TEST

START_TEST(lying_size_or_count_fails)
{
    struct unpack unpack;

    unpack_init(&unpack, "\xFE\xFF\xFF\xFFxy", 6);
    ck_assert_ptr_null(unpack_bytes(&unpack).text);
    ck_assert(unpack.failed);
    unpack_init(&unpack, "\x03\0\0\0abcdef", 10);
    ck_assert_uint_eq(unpack_count(&unpack, 2), 3);
    ck_assert(!unpack.failed);
    unpack_init(&unpack, "\x04\0\0\0abcdef", 10);
    ck_assert_uint_eq(unpack_count(&unpack, 2), 0);
    ck_assert(unpack.failed);
    unpack_init(&unpack, "\xFF\xFF\xFF\xFF", 4);
    ck_assert_uint_eq(unpack_count(&unpack, 0), 0);
    ck_assert(unpack.failed);
}
END_TEST

START_TEST(text_with_a_nul_or_without_memory_fails)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(100);
    CLEANUP(arena_clear) struct arena tiny = ARENA_INIT(1);
    struct unpack unpack;

    unpack_init(&unpack, "\x03\0\0\0a\0b", 7);
    ck_assert_ptr_null(unpack_text(&unpack, &arena));
    ck_assert(unpack.failed);
    unpack_init(&unpack, "\x03\0\0\0abc", 7);
    ck_assert_ptr_null(unpack_text(&unpack, &tiny));
    ck_assert(unpack.failed);
}
END_TEST

START_TEST(nothing_to_read_is_complete)
{
    struct unpack unpack;

    unpack_init(&unpack, NULL, 0);
    ck_assert(unpack_is_complete(&unpack));
    (void)unpack_u8(&unpack);
    ck_assert(unpack.failed);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            everything_comes_back,
            bytes_are_as_documented,
            cut_at_any_byte_fails_and_yields_nothing,
            failure_stays,
            overlong_varint_fails,
            lying_size_or_count_fails,
            text_with_a_nul_or_without_memory_fails,
            nothing_to_read_is_complete,
    };

    return unit_run("pack", tests, ARRAY_LENGTH(tests));
}
