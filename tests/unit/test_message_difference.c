/* What a worker says of two deliveries, packed and read back, and lies refused. */
#include "engine/run/message_difference.h"

#include <string.h>

#include "tests/unit/unit.h"

static const struct message_difference_row sample = {3,
        {DIFFERENCE_CHANGED, {7, 9}, "k", "a, b", "a: 1 → 2; b: x → y"}};

static bool read_row(const struct buf *buf, struct message_difference_row *ret)
{
    static struct arena arena = ARENA_INIT(1 << 20);
    struct unpack unpack;
    struct error err = {0};
    bool ok;

    unpack_init(&unpack, buf->data, buf->size);
    ok = message_difference_unpack_row(&unpack, &arena, ret, &err);
    ck_assert(ok || err.code == ERROR_LOST);
    return ok;
}

static bool is_read(const struct message_difference_row *message)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 16);
    struct message_difference_row read;
    struct error err = {0};

    ck_assert(message_difference_pack_row(&buf, message, &err));
    return read_row(&buf, &read);
}

START_TEST(a_row_comes_back)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 16);
    struct message_difference_row read;
    struct error err = {0};

    ck_assert(message_difference_pack_row(&buf, &sample, &err));
    ck_assert(read_row(&buf, &read));
    ck_assert_uint_eq(read.pair, 3);
    ck_assert_int_eq(read.row.kind, DIFFERENCE_CHANGED);
    ck_assert_uint_eq(read.row.numbers[0], 7);
    ck_assert_uint_eq(read.row.numbers[1], 9);
    ck_assert_str_eq(read.row.key, "k");
    ck_assert_str_eq(read.row.fields, "a, b");
    ck_assert_str_eq(read.row.values, "a: 1 → 2; b: x → y");
    for (buf.size--; buf.size > 0; buf.size--)
        ck_assert(!read_row(&buf, &read));
}
END_TEST

START_TEST(lies_are_refused)
{
    struct message_difference_row lie = sample;

    lie.row.kind = DIFFERENCE_GONE; /* and still a new record */
    ck_assert(!is_read(&lie));
    lie.row.numbers[1] = 0;
    ck_assert(is_read(&lie));
    lie.row.kind = (enum difference_kind)3;
    ck_assert(!is_read(&lie));
    lie = sample;
    lie.row.key = NULL;
    ck_assert(!is_read(&lie));
    lie.row.key = "\xff";
    ck_assert(!is_read(&lie));
}
END_TEST

START_TEST(counts_come_back)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1 << 16);
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(1 << 20);
    const struct message_difference_counts counts = {2,
            {95, 3, 2, 1, {false, true}, {4, 5}, {6, 7}, {8, 9}}, "why not"};
    struct message_difference_counts read;
    struct unpack unpack;
    struct error err = {0};

    ck_assert(message_difference_pack_counts(&buf, &counts, &err));
    unpack_init(&unpack, buf.data, buf.size);
    ck_assert(message_difference_unpack_counts(&unpack, &arena, &read, &err));
    ck_assert_uint_eq(read.pair, 2);
    ck_assert_uint_eq(read.counts.same, 95);
    ck_assert_uint_eq(read.counts.changed, 3);
    ck_assert_uint_eq(read.counts.gone, 2);
    ck_assert_uint_eq(read.counts.added, 1);
    ck_assert(!read.counts.is_part[0] && read.counts.is_part[1]);
    ck_assert_uint_eq(read.counts.unreadable[0], 4);
    ck_assert_uint_eq(read.counts.unreadable[1], 5);
    ck_assert_uint_eq(read.counts.blank[0], 6);
    ck_assert_uint_eq(read.counts.blank[1], 7);
    ck_assert_uint_eq(read.counts.repeated[0], 8);
    ck_assert_uint_eq(read.counts.repeated[1], 9);
    ck_assert_str_eq(read.problem, "why not");
    for (size_t size = buf.size; size-- > 0;) {
        unpack_init(&unpack, buf.data, size);
        ck_assert(!message_difference_unpack_counts(&unpack, &arena, &read, &err));
        ck_assert_int_eq(err.code, ERROR_LOST);
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_row_comes_back, lies_are_refused, counts_come_back};

    return unit_run_in("message_difference", tests, ARRAY_LENGTH(tests), NULL, NULL);
}
