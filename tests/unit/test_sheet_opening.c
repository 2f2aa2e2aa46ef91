#include <string.h>

#include "evidence/format/sheet_opening.h"
#include "tests/unit/unit.h"

static const struct sheet_column columns[] = {{1, "id"}, {3, "日付"}, {16384, ""}};
static const struct sheet_header header = {4, true, columns, ARRAY_LENGTH(columns), 0};

START_TEST(an_opening_comes_back_as_it_was_packed)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(1024);
    struct sheet_header got;
    struct error err = {0};
    uint64_t head;

    ck_assert(sheet_opening_pack(&header, 300, &packed, &err));
    ck_assert(sheet_opening_unpack((struct slice){packed.data, packed.size}, &arena, &got,
            &head, &err));
    ck_assert_uint_eq(head, 300);
    ck_assert_uint_eq(got.row, 4);
    ck_assert(got.is_doubtful);
    ck_assert_uint_eq(got.column_count, 3);
    for (uint32_t i = 0; i < got.column_count; i++) {
        ck_assert_uint_eq(got.columns[i].column, columns[i].column);
        ck_assert_str_eq(got.columns[i].name, columns[i].name);
    }
}
END_TEST

/* Cut short, and with each byte another: refused, or columns that a sheet can have. */
START_TEST(a_damaged_opening_is_refused_or_possible)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(1024);
    struct sheet_header got;
    struct error err = {0};
    uint64_t head;

    ck_assert(sheet_opening_pack(&header, 300, &packed, &err));
    for (size_t size = 0; size < packed.size; size++) {
        ck_assert(!sheet_opening_unpack((struct slice){packed.data, size}, &arena, &got,
                &head, &err));
        ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    }
    for (size_t i = 0; i < 256 * packed.size; i++) {
        char was = packed.data[i / 256];

        packed.data[i / 256] = (char)(i % 256);
        if (sheet_opening_unpack((struct slice){packed.data, packed.size}, &arena, &got,
                    &head, &err)) {
            for (uint32_t k = 0; k < got.column_count; k++)
                ck_assert(got.columns[k].column > (k ? got.columns[k - 1].column : 0) &&
                        got.columns[k].column <= SPREADSHEET_COLUMNS_MAX);
        } else {
            ck_assert_int_eq(err.code, ERROR_INTEGRITY);
        }
        packed.data[i / 256] = was;
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {an_opening_comes_back_as_it_was_packed,
            a_damaged_opening_is_refused_or_possible};

    return unit_run("sheet_opening", tests, ARRAY_LENGTH(tests));
}
