/* What worker and monitor tell each other comes back as it was; anything else is refused.
 */
#include "engine/run/message.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct arena arena;
static struct buf bytes;

static void set_up(void)
{
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    bytes = (struct buf)BUF_INIT((size_t)1 << 20);
}

static void tear_down(void)
{
    arena_clear(&arena);
    buf_clear(&bytes);
}

static struct unpack begin_reading(size_t size)
{
    struct unpack unpack;

    unpack_init(&unpack, bytes.data, size);
    return unpack;
}

static struct unpack cut;
static struct error cut_error;

/* Packed bytes that end anywhere before their end, or go on, are no message. The call
 * reads from `cut`. */
#define CHECK_CUT(call)                                                    \
    do {                                                                   \
        for (size_t size = 0; size < bytes.size; size++) {                 \
            cut = begin_reading(size);                                     \
            ck_assert_msg(!(call), "cut to %zu of %zu", size, bytes.size); \
            ck_assert_int_eq(cut_error.code, ERROR_LOST);                  \
        }                                                                  \
        ck_assert(pack_u8(&bytes, 0, &cut_error));                         \
        cut = begin_reading(bytes.size);                                   \
        ck_assert(!(call));                                                \
    } while (0)

START_TEST(populations)
{
    struct message_population told = {3,
                                      {.delivered = UINT64_MAX,
                                              .selected = 1,
                                              .filtered = 2,
                                              .unreadable = 3,
                                              .failed = {8, 9, 10, 11}}},
                              heard = {0};
    struct error err = {0};
    struct unpack unpack;

    memset(told.population.digest.bytes, 0xA5, sizeof(told.population.digest.bytes));
    error_set(&told.population.error, ERROR_LIMIT, "時間");
    ck_assert(message_pack_population(&bytes, &told, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_population(&unpack, &heard, &err));
    ck_assert_int_eq(memcmp(&told, &heard, sizeof(told)), 0);
    CHECK_CUT(message_unpack_population(&cut, &heard, &cut_error));
}
END_TEST

START_TEST(guards)
{
    struct message_guard told = {1, 2, {7, 6, 5, 4, {0}}}, heard = {0};
    struct error err = {0};
    struct unpack unpack;

    ck_assert(message_pack_guard(&bytes, &told, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_guard(&unpack, &heard, &err));
    ck_assert_int_eq(memcmp(&told, &heard, sizeof(told)), 0);
    CHECK_CUT(message_unpack_guard(&cut, &heard, &cut_error));
}
END_TEST

START_TEST(rows)
{
    const struct execute_row told[] = {{1, 2, -1}, {INT64_MAX, 0, INT32_MIN}};
    static struct message_rows heard;
    struct error err = {0};
    struct unpack unpack;

    ck_assert(message_pack_rows(&bytes, 9, EXECUTE_UNDECIDABLE, told, 2, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_rows(&unpack, &heard, &err));
    ck_assert_uint_eq(heard.index, 9);
    ck_assert_int_eq(heard.kind, EXECUTE_UNDECIDABLE);
    ck_assert_uint_eq(heard.count, 2);
    ck_assert_int_eq(heard.rows[1].record_id, INT64_MAX);
    ck_assert_int_eq(heard.rows[1].verdict, INT32_MIN);
    CHECK_CUT(message_unpack_rows(&cut, &heard, &cut_error));
}
END_TEST

START_TEST(the_most_rows_and_one_more)
{
    static struct execute_row told[EXECUTE_ROWS_MAX + 1];
    static struct message_rows heard;
    struct error err = {0};
    struct unpack unpack;

    ck_assert(message_pack_rows(&bytes, 0, EXECUTE_EXCEPTION, told, EXECUTE_ROWS_MAX,
            &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_rows(&unpack, &heard, &err));
    buf_reset(&bytes);
    ck_assert(message_pack_rows(&bytes, 0, EXECUTE_EXCEPTION, told, EXECUTE_ROWS_MAX + 1,
            &err));
    unpack = begin_reading(bytes.size);
    ck_assert(!message_unpack_rows(&unpack, &heard, &err));
    ck_assert_int_eq(err.code, ERROR_LOST);
}
END_TEST

START_TEST(tests)
{
    struct message_test told = {4,
                                {.rows = 1,
                                        .exceptions = 2,
                                        .undecidable = 3,
                                        .failed = {4, 5, 6, -7}}},
                        heard = {0};
    struct error err = {0};
    struct unpack unpack;

    ck_assert(message_pack_test(&bytes, &told, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_test(&unpack, &heard, &err));
    ck_assert_int_eq(memcmp(&told, &heard, sizeof(told)), 0);
    CHECK_CUT(message_unpack_test(&cut, &heard, &cut_error));
}
END_TEST

START_TEST(items)
{
    static struct message_item heard;
    struct scan_usage told = {.delivered = 9,
            .selected = 4,
            .filtered = 3,
            .unreadable = 2,
            .members_read = 1,
            .members_damaged = 1,
            .event_count = 2};
    struct error err = {0};
    struct unpack unpack;

    told.events[0] = (struct scan_event){"ragged", 1, 2, 3, ""};
    told.events[1] = (struct scan_event){"member-unreadable", 0, 0, 0, "壊れている"};
    ck_assert(message_pack_item(&bytes, 7, &told, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_item(&unpack, &arena, &heard, &err));
    ck_assert_uint_eq(heard.index, 7);
    ck_assert_uint_eq(heard.filtered, 3);
    ck_assert_uint_eq(heard.event_count, 2);
    ck_assert_str_eq(heard.events[0].reason, "ragged");
    ck_assert_uint_eq(heard.events[0].record, 3);
    ck_assert_str_eq(heard.events[1].text, "壊れている");
    CHECK_CUT(message_unpack_item(&cut, &arena, &heard, &cut_error));
}
END_TEST

static struct message_member make_member(void)
{
    static const char *columns[] = {"id", "氏名"};

    return (struct message_member){.index = 5,
            .raw_name = {"\x95\x5c", 2},
            .name = "表",
            .name_source = "cp932",
            .status = PREFLIGHT_READABLE,
            .reason = "similar-name",
            .method = 8,
            .crc = 0xDEADBEEF,
            .size = UINT64_C(1) << 40,
            .compressed_size = 12,
            .data_offset = 34,
            .sha256 = "00",
            .kind = "csv",
            .format = {.kind = RECORD_CSV,
                    .encoding = ENCODING_CP932,
                    .delimiter = ';',
                    .headerless = true,
                    .records = "Records[*]",
                    .pattern = "(a)"},
            .has_format = true,
            .layout = "syslog",
            .layout_reason = {{"過半数の行", "most of its lines"}},
            .layout_is_tied = true,
            .records = 100,
            .unreadable = 1,
            .is_part = true,
            .damage = {{"途中まで", "cut off"}},
            .columns = columns,
            .column_count = 2};
}

START_TEST(members)
{
    struct message_member told = make_member(), heard;
    struct error err = {0};
    struct unpack unpack;

    ck_assert(message_pack_member(&bytes, &told, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_member(&unpack, &arena, &heard, &err));
    ck_assert_int_eq(memcmp(heard.raw_name.text, "\x95\x5c", 2), 0);
    ck_assert_str_eq(heard.name, "表");
    ck_assert_uint_eq(heard.size, UINT64_C(1) << 40);
    ck_assert_int_eq(heard.format.encoding, ENCODING_CP932);
    ck_assert_int_eq(heard.format.delimiter, ';');
    ck_assert(heard.format.headerless && heard.has_format);
    ck_assert_str_eq(heard.format.records, "Records[*]");
    ck_assert_str_eq(heard.columns[1], "氏名");
    ck_assert(heard.is_part);
    ck_assert_str_eq(heard.damage.in[TEXT_JA], "途中まで");
    ck_assert_str_eq(heard.damage.in[TEXT_EN], "cut off");
    ck_assert_ptr_null(heard.undecodable.in[TEXT_EN]);
    CHECK_CUT(message_unpack_member(&cut, &arena, &heard, &cut_error));
}
END_TEST

/* What the monitor would store and show is checked here. */
START_TEST(members_that_cannot_be)
{
    static const char *columns[] = {"ok", "\xff"};

    for (int way = 0; way < 10; way++) {
        struct message_member told = make_member(), heard;
        struct error err = {0};
        struct unpack unpack;

        switch (way) {
        case 0:
            told.name = NULL;
            break;
        case 1:
            told.name = "\xe8\xa1";
            break;
        case 2:
            told.name_source = NULL;
            break;
        case 3:
            told.status = (enum preflight_status)9;
            break;
        case 4:
            told.reason = "Two words";
            break;
        case 5:
            told.format.kind = (enum record_kind)99;
            break;
        case 6:
            told.format.encoding = (enum encoding)99;
            break;
        case 7:
            told.damage.in[TEXT_JA] = "\x80";
            break;
        case 8:
            told.damage.in[TEXT_EN] = NULL; /* said in one language alone */
            break;
        default:
            told.columns = columns;
            break;
        }
        buf_reset(&bytes);
        ck_assert(message_pack_member(&bytes, &told, &err));
        unpack = begin_reading(bytes.size);
        ck_assert_msg(!message_unpack_member(&unpack, &arena, &heard, &err), "way %d",
                way);
        ck_assert_int_eq(err.code, ERROR_LOST);
    }
}
END_TEST

START_TEST(records)
{
    struct message_record told = {1, 2, 3, 4, true, true, {"a\0b", 3}, "ragged"},
                          heard = {0};
    struct error err = {0};
    struct unpack unpack;

    ck_assert(message_pack_record(&bytes, &told, &err));
    unpack = begin_reading(bytes.size);
    ck_assert(message_unpack_record(&unpack, &heard, &arena, &err));
    ck_assert(heard.is_target && heard.is_cut && heard.text.size == 3);
    ck_assert_int_eq(memcmp(heard.text.text, "a\0b", 3), 0);
    ck_assert_str_eq(heard.problem, "ragged");
    CHECK_CUT(message_unpack_record(&cut, &heard, &arena, &cut_error));
}
END_TEST

static struct error pass(uint32_t code, const char *text, size_t size)
{
    struct error err = {0}, heard = {0};
    struct unpack unpack;

    buf_reset(&bytes);
    ck_assert(pack_u32(&bytes, code, &err) && pack_bytes(&bytes, text, size, &err));
    unpack = begin_reading(bytes.size);
    message_unpack_error(&unpack, &heard);
    return heard;
}

START_TEST(errors_are_made_fit_to_show)
{
    static char text[5000];
    struct error heard = pass(ERROR_LIMIT, "時間", 6);

    ck_assert_int_eq(heard.code, ERROR_LIMIT);
    ck_assert_str_eq(heard.message, "時間");
    ck_assert_int_eq(pass(ERROR_NONE, "x", 1).code, ERROR_NONE);
    ck_assert_str_eq(pass(ERROR_NONE, "x", 1).message, "");
    ck_assert_int_eq(pass(ERROR_INTERRUPTED, "x", 1).code, ERROR_LOST);
    ck_assert_int_eq(pass(UINT32_MAX, "x", 1).code, ERROR_LOST);
    ck_assert_str_eq(pass(ERROR_IO, "a\x1b]0;b\x07\0c", 9).message,
            "a\\x1B]0;b\\x07\\x00c");
    ck_assert_str_eq(pass(ERROR_IO, NULL, 0).message, "");
    memset(text, 'x', sizeof(text));
    ck_assert_uint_lt(strlen(pass(ERROR_IO, text, sizeof(text)).message),
            sizeof(heard.message));
    memset(text, '\x1b', sizeof(text));
    ck_assert_uint_lt(strlen(pass(ERROR_IO, text, sizeof(text)).message),
            sizeof(heard.message));
}
END_TEST

int main(void)
{
    const TTest *const list[] = {populations, guards, rows, the_most_rows_and_one_more,
            tests, items, members, members_that_cannot_be, records,
            errors_are_made_fit_to_show};

    return unit_run_in("message", list, ARRAY_LENGTH(list), set_up, tear_down);
}
