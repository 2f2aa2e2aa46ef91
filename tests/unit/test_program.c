#include "engine/base/program.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/program_sample.h"
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

static void pack_sample(void)
{
    struct program program = program_sample();

    ck_assert_msg(program_pack(&program, &packed, &err), "%s", err.message);
}

/* In a block of exactly its size, so that reading one byte too far is seen. */
static bool read_back(const void *bytes, size_t size, struct program *ret_program)
{
    struct unpack unpack;
    char *copy = malloc(size ? size : 1);
    bool ok;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    unpack_init(&unpack, copy, size);
    err = (struct error){0};
    ok = program_unpack(&unpack, &arena, ret_program, &err);
    ck_assert(ok != unpack.failed);
    free(copy);
    return ok;
}

START_TEST(type_names_are_the_languages)
{
    enum program_type type;

    ck_assert(program_find_type("timestamp", &type) && type == PROGRAM_TIMESTAMP);
    ck_assert(!program_find_type("Text", &type));
    ck_assert(!program_find_type("", &type));
    for (int i = PROGRAM_TEXT; i <= PROGRAM_IP; i++) {
        ck_assert(program_find_type(program_type_name((enum program_type)i), &type));
        ck_assert_int_eq((int)type, i);
    }
}
END_TEST

START_TEST(record_id_holds_member_and_record)
{
    int64_t id = PROGRAM_RECORD_ID(199999, PROGRAM_RECORD_OTHER - 1);

    ck_assert_uint_eq(PROGRAM_MEMBER_OF(id), 199999);
    ck_assert_uint_eq(PROGRAM_RECORD_OF(id), PROGRAM_RECORD_OTHER - 1);
    ck_assert_int_gt(id, 0);
}
END_TEST

START_TEST(everything_comes_back)
{
    struct program program;

    pack_sample();
    ck_assert_msg(read_back(packed.data, packed.size, &program), "%s", err.message);
    ck_assert_str_eq(program.id, "leaver-removal");
    ck_assert_str_eq(program.items[0].source, "shared:leavers");
    ck_assert_uint_eq(program.items[0].min_records, 1);
    ck_assert_uint_eq(program.items[0].column_count, 3);
    ck_assert(program.items[0].columns[0].key && !program.items[0].columns[1].key);
    ck_assert(program.items[0].columns[1].shown && !program.items[0].columns[2].shown);
    ck_assert_int_eq(program.items[0].columns[2].type, PROGRAM_IP);
    ck_assert(program.items[1].optional && program.items[1].column_count == 0);
    ck_assert_str_eq(program.parameters[1].value, "");
    ck_assert_str_eq(program.populations[0].items[0], "leavers");
    ck_assert_str_eq(program.tests[0].shown[1], "無効化日時");
    ck_assert_uint_eq(program.tests[0].guards[0].floor_percent, 50);
    ck_assert_uint_eq(program.tests[0].sql_line, 12);
    ck_assert_uint_eq(program.tests[0].sql_prefix, 6);
    ck_assert_ptr_null(program.tests[1].technique);
    ck_assert_ptr_null(program.tests[1].values_sql);
    ck_assert_str_eq(program.patterns[0], "^[A-Z]{2}\\d+$");
}
END_TEST

START_TEST(packing_again_gives_the_same_bytes)
{
    CLEANUP(buf_clear) struct buf again = BUF_INIT(BYTES_MAX);
    struct program program;

    pack_sample();
    ck_assert(read_back(packed.data, packed.size, &program));
    ck_assert(program_pack(&program, &again, &err));
    ck_assert_uint_eq(again.size, packed.size);
    ck_assert_mem_eq(again.data, packed.data, packed.size);
}
END_TEST

START_TEST(what_follows_is_left_to_the_caller)
{
    struct unpack unpack;
    struct program program;

    pack_sample();
    ck_assert(pack_u32(&packed, 7, &err));
    unpack_init(&unpack, packed.data, packed.size);
    ck_assert(program_unpack(&unpack, &arena, &program, &err));
    ck_assert_uint_eq(unpack_u32(&unpack), 7);
    ck_assert(unpack_is_complete(&unpack));
}
END_TEST

START_TEST(cut_off_bytes_are_lost)
{
    struct program program;

    pack_sample();
    for (size_t size = 0; size < packed.size; size++) {
        ck_assert_msg(!read_back(packed.data, size, &program), "at %zu", size);
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
    struct program program;

    pack_sample();
    for (size_t at = 0; at < packed.size; at++) {
        char kept = packed.data[at];

        for (size_t i = 0; i < ARRAY_LENGTH(values); i++) {
            packed.data[at] = (char)values[i];
            if (read_back(packed.data, packed.size, &program)) {
                buf_reset(&again);
                ck_assert(program_pack(&program, &again, &err));
                ck_assert_mem_eq(again.data, packed.data, again.size);
            }
            arena_clear(&arena);
        }
        packed.data[at] = kept;
    }
}
END_TEST

START_TEST(a_lie_about_a_count_takes_no_memory)
{
    struct program program;

    /* The number of items stands behind mark, id and version. */
    size_t at = 4 + 4 + strlen("leaver-removal") + 4 + strlen("1.0");

    pack_sample();
    memset(packed.data + at, 0xFF, 4);
    ck_assert(!read_back(packed.data, packed.size, &program));
    ck_assert_int_eq(err.code, ERROR_LOST);
    ck_assert_uint_lt(arena.used, 4096);
}
END_TEST

START_TEST(a_prefix_longer_than_the_sql_is_lost)
{
    struct program program = program_sample();
    uint32_t kept = program.tests[0].sql_prefix;

    program.tests[0].sql_prefix = (uint32_t)strlen(program.tests[0].sql) + 1;
    ck_assert(program_pack(&program, &packed, &err));
    program.tests[0].sql_prefix = kept;
    ck_assert(!read_back(packed.data, packed.size, &program));
}
END_TEST

static struct digest digest_of_program(const struct program *program)
{
    struct digest digest;

    ck_assert_msg(program_digest(program, &digest, &err), "%s", err.message);
    return digest;
}

START_TEST(digest_changes_with_what_is_done)
{
    struct program program = program_sample();
    struct program_parameter parameters[2];
    struct digest digest = digest_of_program(&program), other;

    other = digest_of_program(&program);
    ck_assert(digest_is_equal(&digest, &other));
    memcpy(parameters, program.parameters, sizeof(parameters));
    parameters[0].value = "2";
    program.parameters = parameters;
    other = digest_of_program(&program);
    ck_assert(!digest_is_equal(&digest, &other));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            type_names_are_the_languages,
            record_id_holds_member_and_record,
            everything_comes_back,
            packing_again_gives_the_same_bytes,
            what_follows_is_left_to_the_caller,
            cut_off_bytes_are_lost,
            changed_bytes_never_do_harm,
            a_lie_about_a_count_takes_no_memory,
            a_prefix_longer_than_the_sql_is_lost,
            digest_changes_with_what_is_done,
    };

    return unit_run_in("program", tests, ARRAY_LENGTH(tests), begin, end);
}
