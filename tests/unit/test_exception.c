#include "engine/workpaper/exception.h"

#include <time.h>

#include "tests/unit/workpaper.h"

static void check_round_trip(const struct exception_entry *entries, size_t count)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(1 << 20);
    static struct exception_entry back[EXCEPTION_BLOCK_MAX];
    struct error err = {0};

    ck_assert(exception_pack(&packed, entries, count, &err));
    ck_assert_msg(exception_unpack(packed.data, packed.size, count, back, &err), "%s",
            err.message);
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(back[i].record_id, entries[i].record_id);
        ck_assert_int_eq(back[i].other_id, entries[i].other_id);
        ck_assert_int_eq(back[i].verdict, entries[i].verdict);
    }
}

START_TEST(what_is_packed_comes_back)
{
    static const struct exception_entry edges[] = {
            {0, 0, 0},
            {INT64_MAX, INT64_MAX, INT64_MAX},
            {0, INT64_MAX, INT64_MIN},
            {1, 0, -1},
            {INT64_MAX, 1, 1},
    };
    static struct exception_entry grid[EXCEPTION_BLOCK_MAX];

    check_round_trip(edges, ARRAY_LENGTH(edges));
    check_round_trip(&edges[1], 1);
    for (int i = 0; i < EXCEPTION_BLOCK_MAX; i++)
        grid[i] = (struct exception_entry){(INT64_C(3) << 40) + i / 7 + 1,
                (INT64_C(5) << 40) + i % 7 + 1, i % 3 + 1};
    check_round_trip(grid, EXCEPTION_BLOCK_MAX);
}
END_TEST

START_TEST(a_block_has_the_bytes_the_schema_describes)
{
    static const struct exception_entry entries[] = {{300, 0, 1}, {301, 2, 1},
            {299, 0, -1}};
    static const uint8_t wanted[] = {0xD8, 0x04, 0, 2, 2, 4, 0, 3, 3, 3};
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(1 << 20);
    struct error err = {0};

    ck_assert(exception_pack(&packed, entries, 3, &err));
    ck_assert_uint_eq(packed.size, sizeof(wanted));
    ck_assert_mem_eq(packed.data, wanted, sizeof(wanted));
}
END_TEST

static void check_damaged(const void *bytes, size_t size, size_t count)
{
    static struct exception_entry back[EXCEPTION_BLOCK_MAX];
    struct error err = {0};

    ck_assert(!exception_unpack(bytes, size, count, back, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
}

START_TEST(damaged_blocks_are_told)
{
    static const uint8_t sound[] = {2, 0, 2, 2, 0, 0};
    static const uint8_t negative[] = {1, 0, 2};
    static const uint8_t endless[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFF, 0xFF, 0xFF, 0, 0};

    check_round_trip((struct exception_entry[]){{1, 0, 1}, {2, 0, 1}}, 2);
    check_damaged(sound, sizeof(sound), 1); /* bytes left over */
    check_damaged(sound, sizeof(sound), 3);
    check_damaged(sound, sizeof(sound) - 1, 2);
    check_damaged(sound, sizeof(sound), 0);
    check_damaged(sound, sizeof(sound), EXCEPTION_BLOCK_MAX + 1);
    check_damaged(NULL, 0, 1);
    check_damaged(negative, sizeof(negative), 1);
    check_damaged(endless, sizeof(endless), 1);
}
END_TEST

START_TEST(ids_are_read_exactly_as_written)
{
    static const char *const bad[] = {"", "X", "X1", "X1-", "X0-1", "X1-0", "X01-1",
            "X1-1 ", " X1-1", "x1-1", "Y1-1", "X1-1-1", "X-1-1", "X1--1", "X1-+1",
            "X99999999999999999999-1"};
    enum exception_kind kind;
    char id[EXCEPTION_ID_SIZE];
    int64_t result_id, place;

    exception_format_id(id, 17, EXCEPTION_DEVIATING, 3);
    ck_assert_str_eq(id, "X17-3");
    exception_format_id(id, INT64_MAX / 16, EXCEPTION_UNREADABLE, INT64_MAX / 16);
    ck_assert(exception_parse_id(id, &result_id, &kind, &place));
    ck_assert_int_eq(result_id, INT64_MAX / 16);
    ck_assert_int_eq(kind, EXCEPTION_UNREADABLE);
    ck_assert(exception_parse_id("U2-10", &result_id, &kind, &place));
    ck_assert_int_eq(kind, EXCEPTION_UNDECIDABLE);
    ck_assert_int_eq(result_id, 2);
    ck_assert_int_eq(place, 10);
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        ck_assert_msg(!exception_parse_id(bad[i], &result_id, &kind, &place), "%s",
                bad[i]);
}
END_TEST

START_TEST(the_table_shows_every_entry)
{
    CLEANUP(exception_list_clear) struct exception_list deviating = EXCEPTION_LIST_INIT;
    CLEANUP(exception_list_clear) struct exception_list undecidable = EXCEPTION_LIST_INIT;
    struct store *store = create_engagement();
    struct result result;

    fill_list(&deviating, 11, 2);
    fill_list(&undecidable, 21, 1);
    result = make_result(&deviating);
    result.exceptions[EXCEPTION_UNDECIDABLE] = &undecidable;
    record_result(store, begin_run(store), &result);
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(exception_id || ' ' || result_id || ' ' ||"
                    " number || ' ' || kind || ' ' || member_id || ':' || record ||"
                    " ' ' || other_id || ' ' || verdict, ', ') FROM exception"),
            "X1-1 1 1 exception 1:11 0 1, X1-2 1 2 exception 1:12 0 1,"
            " U1-1 1 1 undecidable 1:21 0 1");
    ck_assert_int_eq(number(store, "SELECT count(*) FROM exception"), 3);
    ck_assert_int_eq(number(store, "SELECT undecidable FROM result"), 1);
    store_close(store);
}
END_TEST

/* Three results of 5,000, 1 and 9,000 exceptions. */
static struct store *create_many(void)
{
    struct store *store = create_engagement();

    record_exceptions(store, 5000);
    record_exceptions(store, 1);
    record_exceptions(store, 9000);
    return store;
}

START_TEST(conditions_give_what_a_plain_scan_gives)
{
    static const char *const conditions[] = {"result_id = 1", "result_id = 3",
            "result_id = 4", "result_id = 3 AND number = 4097",
            "result_id = 3 AND number = 4096", "result_id = 3 AND number = 9001",
            "result_id = 3 AND number > 8999", "kind = 'exception'",
            "kind = 'undecidable'", "number = 1", "exception_id = 'X3-8193'",
            "exception_id = 'X3-9001'", "exception_id = 'X03-1'",
            "exception_id = 'X3-5' AND result_id = 3",
            "exception_id = 'X3-5' AND result_id = 1",
            "exception_id = 'X3-5' AND number = 5 AND kind = 'exception'",
            "exception_id = 'X3-5' AND number = 6",
            "exception_id IN ('X1-1', 'X2-1', 'nine')",
            "result_id IN (1, 2) AND number = 1", "result_id = 1.5", "result_id = '1'",
            "result_id IS NULL", "result_id = NULL", "number = 0", "result_id = -1",
            "result_id = 3 AND number BETWEEN 4000 AND 4999",
            "result_id = 3 AND number >= 4096 AND number < 4097", "number > 4999",
            "result_id = 3 AND number < 'a'", "result_id = 3 AND number > 'a'",
            "result_id = 3 AND number <= 10.5", "result_id = 3 AND number >= '8999'",
            "result_id = 3 AND number > 5 AND number < 5", "number < NULL",
            "result_id = 3 AND kind = 'exception' AND number = 8192", "record = 5000",
            "record_id = 1099511627777"};
    struct store *store = create_many();
    char sql[400];

    for (size_t i = 0; i < ARRAY_LENGTH(conditions); i++) {
        int64_t plain, fast;

        snprintf(sql, sizeof(sql),
                "WITH e AS MATERIALIZED (SELECT * FROM exception)"
                " SELECT count(*) || total(number) || total(record_id) FROM e WHERE %s",
                conditions[i]);
        plain = number(store, sql);
        snprintf(sql, sizeof(sql),
                "SELECT count(*) || total(number) || total(record_id) FROM exception WHERE %s",
                conditions[i]);
        fast = number(store, sql);
        ck_assert_msg(plain == fast, "%s: %lld, %lld", conditions[i], (long long)plain,
                (long long)fast);
    }
    store_close(store);
}
END_TEST

START_TEST(order_is_kept_and_joins_work)
{
    struct store *store = create_many();

    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(exception_id) FROM (SELECT exception_id FROM"
                    " exception WHERE result_id = 3 ORDER BY number DESC LIMIT 2)"),
            "X3-9000,X3-8999");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(exception_id) FROM (SELECT exception_id FROM"
                    " exception WHERE result_id > 1 ORDER BY result_id, kind, number"
                    " LIMIT 2)"),
            "X2-1,X3-1");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(exception_id) FROM (SELECT exception_id FROM"
                    " exception WHERE result_id = 3 AND kind = 'exception'"
                    " ORDER BY number DESC LIMIT 2)"),
            "X3-9000,X3-8999");
    ck_assert_str_eq(
            text_of(store,
                    "SELECT group_concat(number) FROM (SELECT number FROM exception"
                    " ORDER BY number LIMIT 4)"),
            "1,1,1,2");
    ck_assert_int_eq(
            number(store, "SELECT count(*) FROM result JOIN exception USING (result_id)"),
            14001);
    ck_assert_int_eq(
            number(store,
                    "SELECT count(*) FROM current_result JOIN exception USING (result_id)"),
            9000);
    store_close(store);
}
END_TEST

/* Damage in one result's blocks concerns only those who read them: so the others were not
 * decoded. */
START_TEST(one_result_is_read_without_the_others)
{
    struct store *store = create_many();
    struct exception found;
    struct error err = {0};
    int64_t value;

    store_close(store);
    tamper("DROP TRIGGER exception_block_no_update; UPDATE exception_block SET packed = x'FF'"
           " WHERE result_id = 1; CREATE TRIGGER exception_block_no_update BEFORE UPDATE ON"
           " exception_block BEGIN SELECT raise(ABORT, 'exceptions are history: run the test"
           " again for new ones'); END");
    store = open_engagement(STORE_READ);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM exception WHERE result_id = 3"),
            9000);
    ck_assert_int_eq(number(store,
                             "SELECT number FROM exception WHERE exception_id = 'X3-7'"),
            7);
    ck_assert(exception_find(store_db(store), "X3-4097", &found, &err));
    ck_assert(!db_query_int(store_db(store), "SELECT count(*) FROM exception", &value,
            &err));
    ck_assert_msg(err.code == ERROR_INTEGRITY, "%d: %s", err.code, err.message);
    ck_assert(!exception_find(store_db(store), "X1-1", &found, &err));
    ck_assert_int_eq(err.code, ERROR_INTEGRITY);
    store_close(store);
}
END_TEST

START_TEST(one_is_found_by_its_id)
{
    struct store *store = create_many();
    struct exception found;
    struct error err = {0};

    ck_assert(exception_find(store_db(store), "X3-4097", &found, &err));
    ck_assert_int_eq(found.result_id, 3);
    ck_assert_int_eq(found.number, 4097);
    ck_assert_int_eq(found.entry.record_id, (INT64_C(1) << 40) + 4097);
    ck_assert(!exception_find(store_db(store), "X3-9001", &found, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert(!exception_find(store_db(store), "U3-1", &found, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
    ck_assert(!exception_find(store_db(store), "leaver", &found, &err));
    ck_assert_int_eq(err.code, ERROR_USAGE);
    store_close(store);
}
END_TEST

START_TEST(the_table_only_reads)
{
    static const char *const acts[] = {"DELETE FROM exception",
            "UPDATE exception SET verdict = 0",
            "INSERT INTO exception (exception_id) VALUES ('X1-1')",
            "UPDATE exception_block SET count = 1", "DELETE FROM exception_block",
            "UPDATE result SET outcome = 'no-exception'", "DELETE FROM result"};
    struct store *store = create_engagement();
    struct error err = {0};

    record_exceptions(store, 3);
    for (size_t i = 0; i < ARRAY_LENGTH(acts); i++)
        ck_assert_msg(!db_execute(store_db(store), acts[i], &err), "%s", acts[i]);
    ck_assert_int_eq(number(store, "SELECT count(*) FROM exception"), 3);
    store_close(store);
}
END_TEST

/* The goal: 700,000 exceptions of one result packed and stored in under half a second. */
START_TEST(hundreds_of_thousands_are_quick)
{
    CLEANUP(exception_list_clear) struct exception_list list = EXCEPTION_LIST_INIT;
    struct store *store = create_engagement();
    int64_t run_id = begin_run(store);
    struct timespec begin, end;
    struct result result;
    struct stat status;
    double seconds;

    clock_gettime(CLOCK_MONOTONIC, &begin);
    fill_list(&list, 1, 700000);
    result = make_result(&list);
    record_result(store, run_id, &result);
    clock_gettime(CLOCK_MONOTONIC, &end);
    seconds = (double)(end.tv_sec - begin.tv_sec) +
            (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    printf("700,000 exceptions: %.3f s, %.1f MB packed\n", seconds,
            (double)list.packed.size / 1e6);
#ifndef CHOSHO_INPROCESS /* sanitizers make it slower */
    ck_assert_msg(seconds < 0.5, "%.3f s", seconds);
#endif
    ck_assert_int_eq(number(store, "SELECT count(*) FROM exception"), 700000);
    ck_assert_int_eq(number(store, "SELECT exceptions FROM result"), 700000);
    store_close(store);
    ck_assert_int_eq(stat(paper, &status), 0);
    ck_assert_int_lt(status.st_size, 5000000);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            what_is_packed_comes_back,
            a_block_has_the_bytes_the_schema_describes,
            damaged_blocks_are_told,
            ids_are_read_exactly_as_written,
            the_table_shows_every_entry,
            conditions_give_what_a_plain_scan_gives,
            order_is_kept_and_joins_work,
            one_result_is_read_without_the_others,
            one_is_found_by_its_id,
            the_table_only_reads,
            hundreds_of_thousands_are_quick,
    };

    return unit_run_in("exception", tests, ARRAY_LENGTH(tests), make_scratch,
            remove_scratch);
}
