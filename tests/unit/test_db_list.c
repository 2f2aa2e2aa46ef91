/* The rows of a query as a list. */
#include "engine/base/db_list.h"

#include "tests/unit/unit.h"

#define NUMBERS(least)                                                                                                                    \
    "WITH number (n, word) AS (VALUES (1, 'one'), (2, NULL), (3, 'three')) SELECT n, word, count(*) OVER () FROM number WHERE n > " least \
    " ORDER BY n DESC"

static struct arena arena = ARENA_INIT(1 << 16);

struct number {
    int64_t n;
    const char *word;
    bool is_zero; /* before it was read */
};

static bool read_number(struct db_statement *row, struct arena *texts, void *item,
        struct error *err)
{
    struct number *number = item;

    number->is_zero = !number->n && !number->word;
    number->n = db_column_int(row, 0);
    if (number->n == 1)
        return error_set(err, ERROR_VALUE, "no one");
    return arena_text(texts, db_column_text(row, 1), &number->word, err);
}

static bool list(const char *sql, struct number **ret_list, size_t *ret_count,
        struct error *err)
{
    CLEANUP(db_closep) struct db *db = NULL;
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    return db_open("", DB_MEMORY, &db, err) && db_prepare(db, sql, &query, err) &&
            db_list_read(query, &arena, sizeof(**ret_list), read_number, ret_list,
                    ret_count, err);
}

START_TEST(rows_come_in_their_order)
{
    struct error err = {0};
    struct number *numbers;
    size_t count;

    ck_assert_msg(list(NUMBERS("1"), &numbers, &count, &err), "%s", err.message);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(numbers[0].n, 3);
    ck_assert_str_eq(numbers[0].word, "three");
    ck_assert_int_eq(numbers[1].n, 2);
    ck_assert_ptr_null(numbers[1].word);
    ck_assert(numbers[0].is_zero && numbers[1].is_zero);
}
END_TEST

START_TEST(no_rows_are_an_empty_list)
{
    struct number some, *numbers = &some;
    struct error err = {0};
    size_t count = 1;

    ck_assert_msg(list(NUMBERS("3"), &numbers, &count, &err), "%s", err.message);
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_null(numbers);
}
END_TEST

START_TEST(a_row_that_cannot_be_read_ends_it)
{
    struct error err = {0};
    struct number *numbers;
    size_t count;

    ck_assert(!list(NUMBERS("0"), &numbers, &count, &err));
    ck_assert_int_eq(err.code, ERROR_VALUE);
    arena_clear(&arena);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {rows_come_in_their_order, no_rows_are_an_empty_list,
            a_row_that_cannot_be_read_ends_it};

    return unit_run("db_list", tests, ARRAY_LENGTH(tests));
}
