/* From pointers and exceptions to records, and back. */
#include "engine/run/place.h"

#include "engine/base/program.h"
#include "engine/run/schedule.h"
#include "tests/unit/run_bench.h"

static const char leavers[] = "id,left_on\na,2025-04-01\nb,2025-05-01\n";
static const char *const first[] = {"leavers.csv", leavers, "人事/一覧#1.csv", "id\nx\n",
        NULL};
static const char *const second[] = {"off.csv", "id\na\n", "leavers.csv", leavers, NULL};

static struct store *store;
static struct arena arena;
static struct place place;

static void set_up(void)
{
    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    make_scratch();
    store = create_engagement();
    run_make_library();
    run_take(store, "hr", first);
    run_take(store, "sys", second);
}

static void tear_down(void)
{
    arena_clear(&arena);
    store_close(store);
    remove_scratch();
}

static void find(const char *text)
{
    RUN_DO(place_find(store, text, &arena, &place, run_err));
}

static void refuse(const char *text, enum error_code code, const char *words)
{
    struct error err = {0};

    ck_assert_msg(!place_find(store, text, &arena, &place, &err), "%s", text);
    ck_assert_msg(err.code == code, "%s: %d %s", text, (int)err.code, err.message);
    ck_assert_msg(strstr(err.message, words) != NULL, "%s: %s", text, err.message);
}

static int64_t record_id(void)
{
    return (int64_t)PROGRAM_RECORD_ID((uint64_t)place.member.member_id, place.record);
}

static const char *pointer_to(int64_t record, int64_t other)
{
    static char text[500];
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(4096);

    RUN_DO(place_write_cell(store, record, other, &buf, run_err));
    snprintf(text, sizeof(text), "%s", buf_text(&buf));
    return text;
}

START_TEST(a_pointer_names_a_record)
{
    char text[200];

    find("sys:leavers.csv#2");
    ck_assert_str_eq(place.bundle.name, "sys");
    ck_assert_str_eq(place.member.name, "leavers.csv");
    ck_assert_uint_eq(place.index, 1);
    ck_assert_uint_eq(place.record, 2);
    ck_assert_int_eq(place.other_id, 0);
    snprintf(text, sizeof(text), "%s:人事/一覧#1.csv#1",
            text_of(store, "SELECT short_id FROM bundle WHERE name = 'hr'"));
    find(text);
    ck_assert_str_eq(place.bundle.name, "hr");
    ck_assert_str_eq(place.member.name, "人事/一覧#1.csv");
    ck_assert_uint_eq(place.record, 1);
}
END_TEST

/* What is written of a record is what finds it again. */
START_TEST(a_written_pointer_finds_its_record)
{
    static const char *const texts[] = {"hr:leavers.csv#1", "hr:人事/一覧#1.csv#1",
            "sys:off.csv#1", "sys:leavers.csv#2"};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct place again;
        int64_t id;

        find(texts[i]);
        id = record_id();
        find(pointer_to(id, 0));
        ck_assert_int_eq(record_id(), id);
        RUN_DO(place_of_record(store, id, &arena, &again, run_err));
        ck_assert_str_eq(again.bundle.short_id, place.bundle.short_id);
        ck_assert_int_eq(again.member.member_id, place.member.member_id);
        ck_assert_uint_eq(again.index, place.index);
        ck_assert_uint_eq(again.record, place.record);
    }
}
END_TEST

/* A number that counts otherwise than in the receipt never leads to the receipt's record.
 */
START_TEST(another_way_of_counting_is_kept_or_refused)
{
    char text[40];

    find("hr:leavers.csv#github-pull-request/review#2");
    ck_assert_str_eq(place.member.name, "leavers.csv");
    ck_assert_str_eq(place.way, "github-pull-request/review");
    ck_assert_uint_eq(place.record, 2);
    find("hr:人事/一覧#1.csv#1"); /* a '#' of the name as it stands */
    ck_assert_str_eq(place.member.name, "人事/一覧#1.csv");
    ck_assert_ptr_null(place.way);
    find("hr:leavers.csv#2");
    ck_assert_ptr_null(place.way);
    snprintf(text, sizeof(text), "%lld", (long long)record_id());
    find(text);
    ck_assert_uint_eq(place.record, 2);
    snprintf(text, sizeof(text), "%lld",
            (long long)((uint64_t)record_id() | PROGRAM_RECORD_OTHER));
    refuse(text, ERROR_REFUSED, "_pointer");
}
END_TEST

START_TEST(a_cell_has_two_pointers)
{
    char expected[300], hr[64], sys[64];
    int64_t one, other;

    find("hr:leavers.csv#2");
    one = record_id();
    find("sys:off.csv#1");
    other = record_id();
    snprintf(hr, sizeof(hr), "%s", text_of(store, "SELECT short_id FROM bundle LIMIT 1"));
    snprintf(sys, sizeof(sys), "%s",
            text_of(store, "SELECT short_id FROM bundle LIMIT 1 OFFSET 1"));
    snprintf(expected, sizeof(expected), "%s:leavers.csv#2+%s:off.csv#1", hr, sys);
    ck_assert_str_eq(pointer_to(one, other), expected);
}
END_TEST

START_TEST(an_exception_is_a_place)
{
    char id[32];

    run_bind(RUN_BINDING(RUN_BOUND("matches", "leavers",
            "leavers.csv") "<item procedure='matches' evidence='off'><source bundle='sys'"
                           " member='off.csv' layout='csv'/>" RUN_PROVENANCE "</item>"));
    run_once(store);
    snprintf(id, sizeof(id), "X%s-1",
            text_of(store, "SELECT result_id FROM exception WHERE kind = 'exception'"));
    find(id);
    ck_assert_str_eq(place.bundle.name, "hr");
    ck_assert_str_eq(place.member.name, "leavers.csv");
    ck_assert_uint_eq(place.record, 2);
    ck_assert_int_eq(place.other_id, 0);
    refuse("X99-1", ERROR_MISSING, "X99-1");
}
END_TEST

/* The newest delivery of a name; the older one still by its short id. */
START_TEST(a_name_is_the_newest_delivery)
{
    static const char *const again[] = {"other.csv", "id\nz\n", NULL};
    char text[200];

    snprintf(text, sizeof(text), "%s:leavers.csv#1",
            text_of(store, "SELECT short_id FROM bundle WHERE name = 'hr'"));
    run_take(store, "hr", again);
    find("hr:other.csv#1");
    refuse("hr:leavers.csv#1", ERROR_MISSING, "leavers.csv");
    find(text);
    ck_assert_str_eq(place.member.name, "leavers.csv");
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
    struct error err = {0};
    struct buf buf = BUF_INIT(100);

    refuse("nobody:leavers.csv#1", ERROR_MISSING, "nobody");
    refuse("hr:nothing.csv#1", ERROR_MISSING, "nothing.csv");
    refuse("hr:leavers.csv", ERROR_USAGE, "hr:leavers.csv");
    refuse("hr:leavers.csv#0", ERROR_USAGE, "#0");
    refuse("leavers.csv", ERROR_USAGE, "leavers.csv");
    refuse("", ERROR_USAGE, "");
    ck_assert(!place_of_record(store, INT64_MAX, &arena, &place, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    err = (struct error){0};
    ck_assert(!place_write(store, 1, &buf, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    buf_clear(&buf);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_pointer_names_a_record,
            a_written_pointer_finds_its_record, a_cell_has_two_pointers,
            another_way_of_counting_is_kept_or_refused, an_exception_is_a_place,
            a_name_is_the_newest_delivery, what_is_not_there_is_said};

    return unit_run_in("place", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
