#include "engine/base/buf.h"

#include <string.h>

#include "tests/unit/unit.h"

START_TEST(empty_buf_reads_as_empty_text)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(10);

    ck_assert_str_eq(buf_text(&buf), "");
    buf_reset(&buf);
    ck_assert_str_eq(buf_text(&buf), "");
}
END_TEST

START_TEST(appended_pieces_follow_each_other)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(100);
    struct error err = {0};

    ck_assert(buf_append(&buf, "ab\0c", 4, &err));
    ck_assert(buf_append_text(&buf, "de", &err));
    ck_assert(buf_append(&buf, NULL, 0, &err));
    ck_assert(buf_printf(&buf, &err, "%d-%s", 12, "x"));
    ck_assert_uint_eq(buf.size, 10);
    ck_assert_mem_eq(buf.data, "ab\0cde12-x", 11);
}
END_TEST

START_TEST(exactly_the_limit_fits_and_one_more_does_not)
{
    for (size_t limit = 1; limit < 200; limit++) {
        CLEANUP(buf_clear) struct buf buf = BUF_INIT(limit);
        struct error err = {0};

        for (size_t i = 0; i < limit; i++)
            ck_assert(buf_append(&buf, "x", 1, &err));
        ck_assert(!buf_append(&buf, "y", 1, &err));
        ck_assert_int_eq(err.code, ERROR_LIMIT);
        ck_assert(!buf_printf(&buf, &err, "%s", "y"));
        ck_assert_uint_eq(buf.size, limit);
        ck_assert_uint_eq(strlen(buf_text(&buf)), limit);
        ck_assert_uint_le(buf.capacity, limit + 1);
    }
}
END_TEST

/* A size taken from hostile bytes may be anything. */
START_TEST(absurd_sizes_are_refused)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2 + 2,
            SIZE_MAX / 4 * 3};
    CLEANUP(buf_clear) struct buf unlimited = BUF_INIT(SIZE_MAX);
    CLEANUP(buf_clear) struct buf small = BUF_INIT(100);
    struct error err = {0};
    char *room = NULL;

    ck_assert(buf_append_text(&unlimited, "abc", &err));
    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        ck_assert(!buf_reserve(&unlimited, sizes[i], &room, &err));
        ck_assert(!buf_reserve(&small, sizes[i], &room, &err));
    }
    ck_assert_ptr_null(room);
    ck_assert_str_eq(buf_text(&unlimited), "abc");
}
END_TEST

START_TEST(reserved_room_is_written_by_the_caller)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1000);
    struct error err = {0};
    char *room;

    ck_assert(buf_append_text(&buf, "head", &err));
    ck_assert(buf_reserve(&buf, 500, &room, &err));
    ck_assert_uint_eq(buf.size, 4);
    memset(room, 'z', 500);
    buf.size += 3;
    ck_assert_str_eq(buf_text(&buf), "headzzz");
}
END_TEST

START_TEST(reset_keeps_memory_and_clear_gives_it_back)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1000);
    struct error err = {0};
    size_t capacity;

    ck_assert(buf_printf(&buf, &err, "%0300d", 1));
    capacity = buf.capacity;
    buf_reset(&buf);
    ck_assert_uint_eq(buf.size, 0);
    ck_assert_uint_eq(buf.capacity, capacity);
    ck_assert_str_eq(buf_text(&buf), "");
    buf_clear(&buf);
    ck_assert_uint_eq(buf.capacity, 0);
    ck_assert(buf_append_text(&buf, "again", &err));
    ck_assert_str_eq(buf_text(&buf), "again");
}
END_TEST

START_TEST(move_empties_its_source)
{
    CLEANUP(buf_clear) struct buf from = BUF_INIT(100);
    CLEANUP(buf_clear) struct buf to = BUF_INIT(50);
    struct error err = {0};

    ck_assert(buf_append_text(&from, "new", &err));
    ck_assert(buf_append_text(&to, "old", &err));
    buf_move(&to, &from);
    ck_assert_str_eq(buf_text(&to), "new");
    ck_assert_uint_eq(from.size, 0);
    ck_assert(buf_append_text(&from, "next", &err));
    ck_assert_str_eq(buf_text(&to), "new");
}
END_TEST

START_TEST(long_print_grows_the_buf)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(100000);
    struct error err = {0};

    ck_assert(buf_printf(&buf, &err, "%070000d", 7));
    ck_assert_uint_eq(buf.size, 70000);
    ck_assert_int_eq(buf.data[69999], '7');
    ck_assert_int_eq(buf.data[70000], '\0');
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            empty_buf_reads_as_empty_text,
            appended_pieces_follow_each_other,
            exactly_the_limit_fits_and_one_more_does_not,
            absurd_sizes_are_refused,
            reserved_room_is_written_by_the_caller,
            reset_keeps_memory_and_clear_gives_it_back,
            move_empties_its_source,
            long_print_grows_the_buf,
    };

    return unit_run("buf", tests, ARRAY_LENGTH(tests));
}
