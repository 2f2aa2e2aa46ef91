#include "engine/base/arena.h"

#include <string.h>

#include "tests/unit/unit.h"

START_TEST(memory_is_zeroed_aligned_and_apart)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct error err = {0};
    unsigned char *pieces[300];

    for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
        size_t size = i * 7 % 500 + 1;

        ck_assert(arena_allocate(&arena, size, &pieces[i], &err));
        ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < size; j++)
            ck_assert_uint_eq(pieces[i][j], 0);
        memset(pieces[i], (int)(i % 255 + 1), size);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(pieces); i++) {
        for (size_t j = 0; j < i * 7 % 500 + 1; j++)
            ck_assert_uint_eq(pieces[i][j], i % 255 + 1);
    }
}
END_TEST

START_TEST(large_piece_gets_its_own_room)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct error err = {0};
    char *large, *small;

    ck_assert(arena_allocate(&arena, 1000000, &large, &err));
    memset(large, 'x', 1000000);
    ck_assert(arena_allocate(&arena, 10, &small, &err));
    ck_assert_int_eq(small[0], 0);
}
END_TEST

START_TEST(limit_holds_over_many_pieces)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1000);
    struct error err = {0};
    char *piece = NULL;
    size_t count = 0;

    while (count < 2000 && arena_allocate(&arena, 10, &piece, &err))
        count++;
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    ck_assert_uint_ge(count, 1000 / 16);
    ck_assert_uint_le(count, 100);
    ck_assert_uint_le(arena.used, arena.limit);
}
END_TEST

START_TEST(absurd_sizes_are_refused)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(SIZE_MAX);
    struct error err = {0};
    const char *text = NULL;
    char *piece = NULL;

    for (size_t less = 0; less < 100; less++)
        ck_assert(!arena_allocate(&arena, SIZE_MAX - less, &piece, &err));
    ck_assert(!arena_copy(&arena, "x", SIZE_MAX, &text, &err));
    ck_assert(!arena_copy(&arena, "x", SIZE_MAX - 1, &text, &err));
    ck_assert_ptr_null(piece);
    ck_assert_ptr_null(text);
}
END_TEST

START_TEST(texts_are_copied_and_ended)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct error err = {0};
    const char *part, *empty, *none = "", *printed;
    char source[] = "abcdef";

    ck_assert(arena_copy(&arena, source, 3, &part, &err));
    ck_assert(arena_copy(&arena, NULL, 0, &empty, &err));
    ck_assert(arena_text(&arena, NULL, &none, &err));
    ck_assert(arena_printf(&arena, &printed, &err, "%s-%d", source, 5));
    memset(source, 'z', sizeof(source) - 1);
    ck_assert_str_eq(part, "abc");
    ck_assert_str_eq(empty, "");
    ck_assert_ptr_null(none);
    ck_assert_str_eq(printed, "abcdef-5");
}
END_TEST

START_TEST(cleared_arena_can_be_used_again)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(2000);
    struct error err = {0};
    char *piece;

    for (int round = 0; round < 5; round++) {
        ck_assert(arena_allocate(&arena, 1500, &piece, &err));
        arena_clear(&arena);
        ck_assert_uint_eq(arena.used, 0);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            memory_is_zeroed_aligned_and_apart,
            large_piece_gets_its_own_room,
            limit_holds_over_many_pieces,
            absurd_sizes_are_refused,
            texts_are_copied_and_ended,
            cleared_arena_can_be_used_again,
    };

    return unit_run("arena", tests, ARRAY_LENGTH(tests));
}
