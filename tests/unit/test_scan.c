#include "tests/unit/scan_check.h"

START_TEST(members_come_in_the_order_of_the_bundle)
{
    struct item *item;
    struct item_source *first, *second;

    bench_add("c.csv", "id\n1\n2\n");
    bench_add("a.csv", "id\n3\n");
    bench_add("b.csv", "id\n4\n");
    bench_open();
    item = bench_item("t", "id text");
    first = bench_source(item, "b.csv");
    second = bench_source(item, "c.csv");
    second->members[second->member_count++] = 1; /* a.csv */
    (void)first;
    ck_assert_str_eq(read_all(item), "1;2;3;4;");
    ck_assert_uint_eq(usage.members_read, 3);
    ck_assert(scan_is_ordered(item));
}
END_TEST

START_TEST(record_ids_are_member_and_record)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct item *item;
    bool row;

    bench_add("a.csv", "id\n1\n");
    bench_add("b.csv", "id\n2\n3\n");
    bench_open();
    item = bench_csv("t", "b.csv", "id text");
    memset(&usage, 0, sizeof(usage));
    BENCH_DO(scan_open(&bench.scan, item, 1, &usage, &scan, bench_err));
    BENCH_DO(scan_next(scan, &row, bench_err));
    BENCH_DO(scan_next(scan, &row, bench_err));
    ck_assert_int_eq(scan_record_id(scan), PROGRAM_RECORD_ID(BENCH_FIRST_MEMBER + 1, 2));
}
END_TEST

START_TEST(a_member_that_plays_twice_is_not_in_order)
{
    struct item *item;

    bench_add("a.csv", "id,kind\n1,x\n2,y\n");
    bench_open();
    item = bench_item("t", "id text");
    bench_source(item, "a.csv")->where[0] = (struct item_where){"kind", "x", false};
    bench_source(item, "a.csv")->where[0] = (struct item_where){"kind", "y", false};
    item->sources[0].where_count = item->sources[1].where_count = 1;
    ck_assert(!scan_is_ordered(item));
    ck_assert_str_eq(read_all(item), "1;2;");
    ck_assert_uint_eq(usage.delivered, 4);
    ck_assert_uint_eq(usage.filtered, 2);
}
END_TEST

START_TEST(no_source_is_an_empty_item)
{
    struct item *item;

    bench_add("a.csv", "id\n1\n");
    bench_open();
    item = bench_item("t", "id text");
    ck_assert_str_eq(read_all(item), "");
    ck_assert(scan_is_ordered(item));
}
END_TEST

START_TEST(what_is_not_there_is_an_error)
{
    struct item *item;
    struct error err;

    bench_add("a.csv", "id\n1\n");
    bench_open();
    item = bench_item("t", "id text");
    bench_source(item, "a.csv")->archive = 1;
    ck_assert_int_eq(read_until_error(item, &err), ERROR_LOST);
    item->sources[0].archive = 0;
    item->sources[0].members[0] = 7;
    ck_assert_int_eq(read_until_error(item, &err), ERROR_LOST);
}
END_TEST

START_TEST(columns_not_asked_for_are_refused)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct stage_value value;
    struct error err = {0};
    struct item *item;
    bool row;

    bench_add("a.csv", "id,name\n1,x\n");
    bench_open();
    item = bench_csv("t", "a.csv", "id text, name text");
    BENCH_DO(scan_open(&bench.scan, item, 1, &usage, &scan, bench_err));
    BENCH_DO(scan_next(scan, &row, bench_err));
    ck_assert(scan_value(scan, 0, &value, &err));
    ck_assert(!scan_value(scan, 1, &value, &err));
    ck_assert_int_eq(err.code, ERROR_LOST);
}
END_TEST

START_TEST(more_than_sixty_three_columns)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    CLEANUP(buf_clear) struct buf columns = BUF_INIT(1 << 20);
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct stage_value value;
    struct item *item;
    bool row;

    for (int i = 0; i < 150; i++)
        BENCH_DO(buf_printf(&text, bench_err, "%sc%d", i ? "," : "", i) &&
                buf_printf(&columns, bench_err, "%sc%d text", i ? ", " : "", i));
    for (int i = 0; i < 150; i++)
        BENCH_DO(buf_printf(&text, bench_err, "%sv%d", i ? "," : "\n", i));
    bench_add("a.csv", buf_text(&text));
    bench_open();
    item = bench_csv("t", "a.csv", buf_text(&columns));
    BENCH_DO(scan_open(&bench.scan, item, UINT64_C(1) << 63 | 1, &usage, &scan,
            bench_err));
    BENCH_DO(scan_next(scan, &row, bench_err));
    BENCH_DO(scan_value(scan, 149, &value, bench_err));
    ck_assert_uint_eq(value.bytes.size, 4);
    ck_assert_int_eq(memcmp(value.bytes.text, "v149", 4), 0);
    BENCH_DO(scan_value(scan, 63, &value, bench_err));
    ck_assert_int_eq(memcmp(value.bytes.text, "v63", 3), 0);
    BENCH_DO(scan_value(scan, 150 + SCAN_LINE, &value, bench_err));
    ck_assert_int_eq(value.integer, 2);
}
END_TEST

/* ---- what cannot be read ---- */

START_TEST(damage_is_an_event_and_the_rest_goes_on)
{
    struct item *item;

    bench_add("a.csv", "id\n1\n");
    bench_add_damaged("b.csv", "id\n2\n3\n");
    bench_add("c.csv", "other\n4\n");
    bench_add("d.csv", "id\n5\n");
    bench_open();
    item = bench_item("t", "id text");
    for (uint32_t m = 0; m < 4; m++) {
        struct item_source *source = bench_source(item, NULL);

        source->members[source->member_count++] = m;
    }
    ck_assert_str_eq(read_all(item), "1;2;3;5;");
    ck_assert_uint_eq(usage.members_read, 2);
    ck_assert_uint_eq(usage.members_damaged, 2);
    ck_assert_uint_eq(usage.event_count, 2);
    ck_assert_str_eq(usage.events[0].reason, "member-unreadable");
    ck_assert_uint_eq(usage.events[0].member, 1);
    ck_assert_uint_eq(usage.events[0].record, 0);
    ck_assert_ptr_nonnull(strstr(usage.events[0].text, "b.csv"));
    ck_assert_str_eq(usage.events[1].reason, "column-missing");
    ck_assert_uint_eq(usage.events[1].member, 2);
}
END_TEST

/* What costs more than evidence may is an event of the evidence, not the job's limit. */
START_TEST(a_member_over_a_limit_is_an_event)
{
    struct zip_header header;
    struct item *item;

    bench_add("a.csv", "id\n1\n");
    header = zip_bytes_header(&bench.zip, "b.csv", "id\n2\n", 5);
    header.method = 8;
    header.size = 0x40000000; /* more than deflate can make of five bytes */
    zip_bytes_add_as(&bench.zip, &header, "id\n2\n", 5);
    bench_open();
    if (bench.archive.preflight.members[1].status != PREFLIGHT_READABLE)
        return; /* the pre-flight has seen it already */
    item = bench_item("t", "id text");
    bench_source(item, "b.csv");
    bench_source(item, "a.csv");
    ck_assert_str_eq(read_all(item), "1;");
    ck_assert_uint_eq(usage.members_damaged, 1);
    ck_assert_ptr_nonnull(
            strstr("member-limit member-unreadable", usage.events[0].reason));
}
END_TEST

START_TEST(records_that_cannot_be_read_are_counted)
{
    struct item *item;

    bench_add("a.csv", "id,name\n1,x\n2\n3,y,z\n4,w\n");
    bench_open();
    item = bench_csv("t", "a.csv", "id text");
    ck_assert_str_eq(read_all(item), "1;4;");
    ck_assert_uint_eq(usage.delivered, 4);
    ck_assert_uint_eq(usage.unreadable, 2);
    ck_assert_str_eq(usage.events[0].reason, "ragged");
    ck_assert_uint_eq(usage.events[0].record, 2);
    ck_assert_uint_eq(usage.events[1].record, 3);
    ck_assert_uint_eq(usage.members_damaged, 0);
}
END_TEST

START_TEST(events_are_listed_to_a_hundred_and_all_counted)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    struct item *item;

    for (int i = 0; i < 450; i++)
        BENCH_DO(buf_append_text(&text, i % 3 == 2 ? "{\"id\":}\n" : "{\"id\":\"1\"}\n",
                bench_err));
    bench_add("a.jsonl", buf_text(&text));
    bench_open();
    item = bench_csv("t", "a.jsonl", "id text");
    item->sources[0].format = (struct record_format){.kind = RECORD_JSON, .records = ""};
    ck_assert_uint_eq(strlen(read_all(item)), 600);
    ck_assert_uint_eq(usage.unreadable, 150);
    ck_assert_uint_eq(usage.members_damaged, 0);
    ck_assert_uint_eq(usage.event_count, SCAN_EVENTS_MAX);
    ck_assert_str_eq(usage.events[99].reason, "invalid-json");
    ck_assert_uint_eq(usage.events[99].record, 300);
}
END_TEST

/* A member that breaks off is listed, however many bad records came before it. */
START_TEST(bad_records_make_room_for_members_that_break_off)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    struct item *item;

    BENCH_DO(buf_append_text(&text, "id,b\n", bench_err));
    for (int i = 0; i < 150; i++)
        BENCH_DO(buf_append_text(&text, "1\n", bench_err));
    BENCH_DO(buf_append_text(&text, "3,\"x\n", bench_err));
    bench_add("a.csv", buf_text(&text));
    bench_add("b.csv", "id,b\n7,\"x\n");
    bench_open();
    item = bench_item("t", "id text");
    bench_source(item, "a.csv");
    bench_source(item, "b.csv");
    ck_assert_str_eq(read_all(item), "");
    ck_assert_uint_eq(usage.unreadable, 150);
    ck_assert_uint_eq(usage.members_damaged, 2);
    ck_assert_uint_eq(usage.event_count, SCAN_EVENTS_MAX);
    ck_assert_uint_eq(usage.events[97].record, 98);
    ck_assert_uint_eq(usage.events[98].member, 0);
    ck_assert_uint_eq(usage.events[98].record, 0);
    ck_assert_uint_eq(usage.events[99].member, 1);
    ck_assert_uint_eq(usage.events[99].record, 0);
}
END_TEST

START_TEST(usage_is_that_of_the_last_whole_scan)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct item *item;
    bool row;

    bench_add("a.csv", "id\n1\n2\n3\n");
    bench_open();
    item = bench_csv("t", "a.csv", "id text");
    read_all(item);
    BENCH_DO(scan_open(&bench.scan, item, 1, &usage, &scan, bench_err));
    BENCH_DO(scan_next(scan, &row, bench_err)); /* and no further */
    ck_assert_uint_eq(usage.delivered, 3);
    ck_assert_uint_eq(usage.members_read, 1);
}
END_TEST

START_TEST(the_deadline_ends_a_scan)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    struct item *item;
    struct error err;
    bool ok = true;

    BENCH_DO(buf_append_text(&text, "id\n", bench_err));
    for (int i = 0; i < 20000; i++)
        ok &= buf_printf(&text, &err, "%d\n", i);
    ck_assert(ok);
    bench_add("a.csv", buf_text(&text));
    bench_open();
    item = bench_csv("t", "a.csv", "id text");
    bench.scan.deadline = clock_steady_ms() - 1;
    ck_assert_int_eq(read_until_error(item, &err), ERROR_LIMIT);
    bench.scan.deadline = clock_steady_ms() + 3600000;
    ck_assert_int_eq(read_until_error(item, &err), ERROR_NONE);
}
END_TEST

static void note_progress(void *owner, uint64_t bytes_read)
{
    uint64_t *noted = owner;

    *noted = bytes_read;
}

START_TEST(progress_counts_bytes)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    struct item *item;
    uint64_t noted = 0;
    struct error err;
    bool ok = true;

    BENCH_DO(buf_append_text(&text, "id\n", bench_err));
    for (int i = 10000; i < 20000; i++)
        ok &= buf_printf(&text, &err, "%d\n", i);
    ck_assert(ok);
    bench_add("a.csv", buf_text(&text));
    bench_open();
    item = bench_csv("t", "a.csv", "id text");
    bench.scan.on_progress = note_progress;
    bench.scan.owner = &noted;
    ck_assert_int_eq(read_until_error(item, &err), ERROR_NONE);
    ck_assert_uint_gt(noted, 40000);
    ck_assert_uint_le(noted, text.size);
    ck_assert_uint_le(bench.scan.bytes_read, text.size);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {members_come_in_the_order_of_the_bundle,
            record_ids_are_member_and_record, a_member_that_plays_twice_is_not_in_order,
            no_source_is_an_empty_item, what_is_not_there_is_an_error,
            columns_not_asked_for_are_refused, more_than_sixty_three_columns,
            damage_is_an_event_and_the_rest_goes_on, a_member_over_a_limit_is_an_event,
            records_that_cannot_be_read_are_counted,
            events_are_listed_to_a_hundred_and_all_counted,
            bad_records_make_room_for_members_that_break_off,
            usage_is_that_of_the_last_whole_scan, the_deadline_ends_a_scan,
            progress_counts_bytes};

    return unit_run_in("scan", tests, ARRAY_LENGTH(tests), bench_begin, bench_close);
}
