/* Rows kept on spill files, and the look-up a join wants. */
#include "evidence/table/stage.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static int fds[SPILL_POOL_SIZE];

static void set_up(void)
{
    struct error err = {0};

    ck_assert_msg(spill_open_pool(".", fds, &err), "%s", err.message);
    ck_assert(spill_use_pool(fds, SPILL_POOL_SIZE, &err));
}

static void tear_down(void)
{
    spill_close_pool(fds);
}

static struct stage_value integer(int64_t value)
{
    return (struct stage_value){.type = STAGE_INTEGER, .integer = value};
}

static struct stage_value real(double value)
{
    return (struct stage_value){.type = STAGE_REAL, .real = value};
}

static struct stage_value text(const char *value)
{
    return (struct stage_value){.type = STAGE_TEXT, .bytes = {value, strlen(value)}};
}

static struct stage_value blob(const char *value)
{
    return (struct stage_value){.type = STAGE_BLOB, .bytes = {value, strlen(value)}};
}

static void add(struct stage *stage, struct stage_value value)
{
    struct error err = {0};

    if (!stage_add(stage, &value, &err))
        ck_abort_msg("%s", err.message);
}

static struct stage *make(uint32_t columns)
{
    struct stage *stage = NULL;
    struct error err = {0};

    ck_assert(stage_new(columns, &stage, &err));
    return stage;
}

/* The rows whose column 0 equals the key, as the caller has to find them: the chain, with
 * each row compared. */
static uint32_t count_equal(struct stage *stage, struct stage_value key,
        uint32_t *ret_first)
{
    const uint32_t columns[] = {0};
    struct stage_value values[4];
    struct error err = {0};
    uint32_t row, count = 0, last = 0;

    ck_assert_msg(stage_find(stage, columns, 1, &key, &row, &err), "%s", err.message);
    for (; row != STAGE_END; row = stage_find_next(stage, columns, 1, row)) {
        ck_assert(count == 0 || row > last);
        last = row;
        stage_read(stage, row, values);
        if (values[0].type != key.type || values[0].integer != key.integer ||
                values[0].bytes.size != key.bytes.size ||
                (key.bytes.size &&
                        memcmp(values[0].bytes.text, key.bytes.text, key.bytes.size) !=
                                0))
            continue;
        if (count++ == 0 && ret_first)
            *ret_first = row;
    }
    return count;
}

START_TEST(every_kind_of_value_comes_back)
{
    CLEANUP(stage_freep) struct stage *stage = make(6);
    struct stage_value values[6];

    for (int i = 0; i < 2; i++) {
        add(stage, (struct stage_value){.type = STAGE_NULL});
        add(stage, integer(INT64_MIN));
        add(stage, real(-0.5));
        add(stage, text("表"));
        add(stage, blob("2025-13-40"));
        add(stage, text(""));
    }
    ck_assert_uint_eq(stage_row_count(stage), 2);
    ck_assert_uint_eq(stage_column_count(stage), 6);
    stage_read(stage, 1, values);
    ck_assert_int_eq(values[0].type, STAGE_NULL);
    ck_assert_int_eq(values[1].integer, INT64_MIN);
    ck_assert(values[2].type == STAGE_REAL && values[2].real == -0.5);
    ck_assert_int_eq(memcmp(values[3].bytes.text, "表", 3), 0);
    ck_assert_int_eq(values[4].type, STAGE_BLOB);
    ck_assert_uint_eq(values[4].bytes.size, 10);
    ck_assert(values[5].type == STAGE_TEXT && values[5].bytes.size == 0);
}
END_TEST

START_TEST(a_row_counts_when_it_is_whole)
{
    CLEANUP(stage_freep) struct stage *stage = make(2);

    add(stage, integer(1));
    ck_assert_uint_eq(stage_row_count(stage), 0);
    add(stage, integer(2));
    ck_assert_uint_eq(stage_row_count(stage), 1);
}
END_TEST

START_TEST(an_empty_stage_has_no_rows_to_find)
{
    CLEANUP(stage_freep) struct stage *stage = make(1);

    ck_assert_uint_eq(count_equal(stage, text("a"), NULL), 0);
}
END_TEST

START_TEST(rows_are_found_by_key_in_order)
{
    CLEANUP(stage_freep) struct stage *stage = make(2);
    char name[32];
    uint32_t first = 0;

    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof(name), "user-%d", i % 30000);
        add(stage, text(name));
        add(stage, integer(i));
    }
    ck_assert_uint_eq(count_equal(stage, text("user-7"), &first), 4);
    ck_assert_uint_eq(first, 7);
    ck_assert_uint_eq(count_equal(stage, text("user-29999"), &first), 3);
    ck_assert_uint_eq(count_equal(stage, text("user-30000"), NULL), 0);
    ck_assert_uint_eq(count_equal(stage, text(""), NULL), 0);
}
END_TEST

static bool is_in_chain(struct stage *stage, struct stage_value key, uint32_t wanted)
{
    const uint32_t columns[] = {0};
    struct error err = {0};
    uint32_t row;

    ck_assert(stage_find(stage, columns, 1, &key, &row, &err));
    while (row != STAGE_END && row != wanted)
        row = stage_find_next(stage, columns, 1, row);
    return row == wanted;
}

START_TEST(equal_numbers_hash_alike)
{
    CLEANUP(stage_freep) struct stage *stage = make(1);

    add(stage, integer(5));
    add(stage, real(5.0));
    add(stage, real(-0.0));
    add(stage, integer(0));
    add(stage, integer(INT64_C(9007199254740993)));
    for (int i = 0; i < 5000; i++) /* so that different hashes fall apart */
        add(stage, integer(1000 + i));
    ck_assert(is_in_chain(stage, real(5.0), 0));
    ck_assert(is_in_chain(stage, integer(5), 1));
    ck_assert(is_in_chain(stage, integer(0), 2));
    ck_assert(is_in_chain(stage, real(0.0), 2));
    ck_assert(is_in_chain(stage, real(-0.0), 3));
    ck_assert(is_in_chain(stage, integer(INT64_C(9007199254740993)), 4));
}
END_TEST

START_TEST(keys_of_several_columns)
{
    CLEANUP(stage_freep) struct stage *stage = make(3);
    const uint32_t columns[] = {2, 0};
    const struct stage_value keys[] = {text("c7"), integer(7)};
    struct error err = {0};
    char name[16];
    uint32_t row;

    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "c%d", i);
        add(stage, integer(i));
        add(stage, text("x"));
        add(stage, text(name));
    }
    ck_assert(stage_find(stage, columns, 2, keys, &row, &err));
    while (row != STAGE_END && row != 7)
        row = stage_find_next(stage, columns, 2, row);
    ck_assert_uint_eq(row, 7);
}
END_TEST

START_TEST(only_so_many_indexes)
{
    CLEANUP(stage_freep) struct stage *stage = make(10);
    struct stage_value keys[STAGE_KEY_MAX + 1];
    uint32_t columns[STAGE_KEY_MAX + 1];
    struct error err = {0};
    uint32_t row;

    for (uint32_t c = 0; c < 10; c++)
        add(stage, integer(c));
    for (uint32_t k = 0; k <= STAGE_KEY_MAX; k++) {
        columns[k] = k;
        keys[k] = integer(k);
    }
    ck_assert(!stage_is_findable(stage, columns, STAGE_KEY_MAX + 1));
    ck_assert(!stage_find(stage, columns, STAGE_KEY_MAX + 1, keys, &row, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    for (uint32_t count = 1; count <= STAGE_KEY_MAX; count++) {
        ck_assert(stage_find(stage, columns, count, keys, &row, &err));
        ck_assert_uint_eq(row, 0);
    }
    columns[0] = 9;
    ck_assert(!stage_is_findable(stage, columns, 1));
    columns[0] = 0; /* one that is there stays usable */
    ck_assert(stage_is_findable(stage, columns, 1));
}
END_TEST

START_TEST(a_used_up_budget_is_a_limit)
{
    CLEANUP(stage_freep) struct stage *stage = make(1);
    struct error err = {0};
    struct stage_value value;
    char *long_text = calloc(1, 1 << 20);

    ck_assert_ptr_nonnull(long_text);
    memset(long_text, 'x', (1 << 20) - 1);
    value = text(long_text);
    spill_set_budget((uint64_t)16 << 20);
    while (stage_add(stage, &value, &err))
        ck_assert_uint_lt(stage_row_count(stage), 20);
    ck_assert_int_eq(err.code, ERROR_LIMIT);
    free(long_text);
}
END_TEST

START_TEST(descriptors_come_back)
{
    struct stage *stage = make(1);

    add(stage, text("a"));
    ck_assert_uint_eq(count_equal(stage, text("a"), NULL), 1);
    ck_assert_uint_lt(spill_count_free(), SPILL_POOL_SIZE);
    stage_free(stage);
    ck_assert_uint_eq(spill_count_free(), SPILL_POOL_SIZE);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_kind_of_value_comes_back,
            a_row_counts_when_it_is_whole, an_empty_stage_has_no_rows_to_find,
            rows_are_found_by_key_in_order, equal_numbers_hash_alike,
            keys_of_several_columns, only_so_many_indexes, a_used_up_budget_is_a_limit,
            descriptors_come_back};

    return unit_run_in("stage", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
