#include "evidence/binding/item.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

#define BYTES_MAX ((size_t)1 << 20)

static struct arena arena;
static struct buf packed;
static struct error err;

static void begin(void)
{
    arena = (struct arena)ARENA_INIT(BYTES_MAX);
    packed = (struct buf)BUF_INIT(BYTES_MAX);
    err = (struct error){0};
}

static void end(void)
{
    arena_clear(&arena);
    buf_clear(&packed);
}

/* Two sources of three columns, one of each origin and a map. */
static struct item sample(void)
{
    static struct program_column columns[] = {
            {"employee_id", PROGRAM_TEXT, true, false},
            {"result", PROGRAM_TEXT, false, false},
            {"site", PROGRAM_TEXT, false, false},
    };
    static struct item_map_entry map[] = {{"成功", "ok"}, {"", "none"}};
    static struct item_column first[] = {
            {ITEM_FIELD, "社員番号", NULL, "width zero-pad:6", NULL, 0, NULL},
            {ITEM_FIELD, "結果", "N/A ''", NULL, map, 2, NULL},
            {ITEM_CONSTANT, "東京", NULL, NULL, NULL, 0, NULL},
    };
    static struct item_column second[] = {
            {ITEM_FIELD, "_3", NULL, NULL, NULL, 0, NULL},
            {ITEM_NOTHING, NULL, NULL, NULL, NULL, 0, NULL},
            {ITEM_PATH, "^logs/([^/]+)/", NULL, NULL, NULL, 0, NULL},
    };
    static struct item_where where[] = {{"区分", "退職", false}, {"区分", "", true}};
    static uint32_t first_members[] = {3, 7, 9}, second_members[] = {0};
    static struct item_source sources[] = {
            {.archive = 0,
                    .members = first_members,
                    .member_count = 3,
                    .format = {.kind = RECORD_CSV,
                            .encoding = ENCODING_CP932,
                            .delimiter = '\t'},
                    .zone = "Asia/Tokyo",
                    .columns = first,
                    .where = where,
                    .where_count = 2},
            {.archive = 1,
                    .members = second_members,
                    .member_count = 1,
                    .format = {.kind = RECORD_JSON, .records = "Records[*]"},
                    .zone = "+09:00",
                    .year = 2011,
                    .columns = second},
    };
    struct item item = {.name = "leavers",
            .columns = columns,
            .column_count = 3,
            .sources = sources,
            .source_count = 2};

    return item;
}

static void pack_sample(void)
{
    struct item item = sample();

    ck_assert_msg(item_pack(&item, &packed, &err), "%s", err.message);
}

/* In a block of exactly its size, so that reading one byte too far is seen. */
static bool read_back(const void *bytes, size_t size, struct item *ret_item)
{
    struct unpack unpack;
    char *copy = malloc(size ? size : 1);
    bool ok;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    unpack_init(&unpack, copy, size);
    err = (struct error){0};
    ok = item_unpack(&unpack, &arena, ret_item, &err);
    free(copy);
    return ok;
}

START_TEST(everything_comes_back)
{
    struct item item;

    pack_sample();
    ck_assert_msg(read_back(packed.data, packed.size, &item), "%s", err.message);
    ck_assert_str_eq(item.name, "leavers");
    ck_assert_uint_eq(item.source_count, 2);
    ck_assert_uint_eq(item.sources[0].members[2], 9);
    ck_assert_int_eq(item.sources[0].format.delimiter, '\t');
    ck_assert_int_eq(item.sources[0].format.encoding, ENCODING_CP932);
    ck_assert_str_eq(item.sources[0].columns[0].normalise, "width zero-pad:6");
    ck_assert_str_eq(item.sources[0].columns[1].absent, "N/A ''");
    ck_assert_str_eq(item.sources[0].columns[1].map[1].to, "none");
    ck_assert(!item.sources[0].where[0].negate && item.sources[0].where[1].negate);
    ck_assert_str_eq(item.sources[1].format.records, "Records[*]");
    ck_assert_ptr_null(item.sources[1].format.pattern);
    ck_assert_int_eq(item.sources[1].year, 2011);
    ck_assert_int_eq(item.sources[1].columns[1].origin, ITEM_NOTHING);
    ck_assert_int_eq(item.sources[1].columns[2].origin, ITEM_PATH);
    ck_assert_ptr_null(item.problem);
}
END_TEST

START_TEST(a_problem_comes_back)
{
    struct item item = {.name = "leavers",
            .problem = "column-missing",
            .problem_text = "bindings.xml:3: 列がありません"};

    ck_assert(item_pack(&item, &packed, &err));
    item = (struct item){0};
    ck_assert(read_back(packed.data, packed.size, &item));
    ck_assert_str_eq(item.problem, "column-missing");
    ck_assert_str_eq(item.problem_text, "bindings.xml:3: 列がありません");
}
END_TEST

START_TEST(cut_off_bytes_are_lost)
{
    struct item item;

    pack_sample();
    for (size_t size = 0; size < packed.size; size++) {
        ck_assert_msg(!read_back(packed.data, size, &item), "at %zu", size);
        ck_assert_int_eq(err.code, ERROR_LOST);
        arena_clear(&arena);
    }
}
END_TEST

/* Whatever a byte becomes: refused, or read as something that packs to those very bytes.
 */
START_TEST(changed_bytes_never_do_harm)
{
    static const uint8_t values[] = {0x00, 0x01, 0x02, 0x7F, 0x80, 0xFE, 0xFF};
    CLEANUP(buf_clear) struct buf again = BUF_INIT(BYTES_MAX);
    struct item item;

    pack_sample();
    for (size_t at = 0; at < packed.size; at++) {
        char kept = packed.data[at];

        for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
            packed.data[at] = (char)values[i];
            if (read_back(packed.data, packed.size, &item)) {
                buf_reset(&again);
                ck_assert(item_pack(&item, &again, &err));
                ck_assert_mem_eq(again.data, packed.data, again.size);
            }
            arena_clear(&arena);
        }
        packed.data[at] = kept;
    }
}
END_TEST

static void check_lost(const struct item *changed)
{
    struct item item;

    buf_reset(&packed);
    ck_assert(item_pack(changed, &packed, &err));
    ck_assert(!read_back(packed.data, packed.size, &item));
    ck_assert_int_eq(err.code, ERROR_LOST);
}

/* A worker counts on what it gets: members once each and in order, a field for every
 * column. */
START_TEST(what_cannot_be_meant_is_lost)
{
    struct item item = sample();
    uint32_t twice[] = {3, 3, 9};
    struct item_source source = item.sources[0];
    struct item_column columns[3];

    item.sources = &source;
    item.source_count = 1;
    source.members = twice;
    check_lost(&item);

    source = sample().sources[0];
    memcpy(columns, source.columns, sizeof(columns));
    columns[0].from = NULL;
    source.columns = columns;
    check_lost(&item);

    source = sample().sources[0];
    source.year = -1;
    check_lost(&item);

    item = sample();
    item.problem = "column-missing";
    check_lost(&item);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            everything_comes_back,
            a_problem_comes_back,
            cut_off_bytes_are_lost,
            changed_bytes_never_do_harm,
            what_cannot_be_meant_is_lost,
    };

    return unit_run_in("item", tests, ARRAY_LENGTH(tests), begin, end);
}
