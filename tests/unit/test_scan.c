/* The records of an item in order: sources, values as bindings say, and what cannot be
 * read. */
#include "evidence/scan.h"

#include "engine/base/clock.h"
#include "tests/unit/evidence_bench.h"

static struct scan_usage usage;

static void put_value(struct scan *scan, uint32_t column, struct buf *rows)
{
    struct stage_value value = {.type = STAGE_NULL};

    BENCH_DO(scan_value(scan, column, &value, bench_err));
    switch (value.type) {
    case STAGE_NULL:
        BENCH_DO(buf_append_text(rows, "NULL", bench_err));
        break;
    case STAGE_INTEGER:
        BENCH_DO(buf_printf(rows, bench_err, "%lld", (long long)value.integer));
        break;
    case STAGE_REAL:
        BENCH_DO(buf_printf(rows, bench_err, "%g", value.real));
        break;
    case STAGE_TEXT:
        BENCH_DO(buf_append(rows, value.bytes.text, value.bytes.size, bench_err));
        break;
    case STAGE_BLOB:
        BENCH_DO(buf_printf(rows, bench_err, "x'%.*s'", (int)value.bytes.size,
                value.bytes.text));
        break;
    }
}

/* Every record as "a|b;", all columns of the item; the usage is in `usage`. */
static const char *read_all(const struct item *item)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    bool row;

    buf_reset(&bench.rows);
    memset(&usage, 0, sizeof(usage));
    BENCH_DO(scan_open(&bench.scan, item, UINT64_MAX, &usage, &scan, bench_err));
    for (;;) {
        BENCH_DO(scan_next(scan, &row, bench_err));
        if (!row)
            break;
        for (uint32_t c = 0; c < item->column_count; c++) {
            BENCH_DO(buf_append_text(&bench.rows, c ? "|" : "", bench_err));
            put_value(scan, c, &bench.rows);
        }
        BENCH_DO(buf_append_text(&bench.rows, ";", bench_err));
    }
    ck_assert(usage.complete);
    ck_assert_uint_eq(usage.delivered,
            usage.selected + usage.filtered + usage.unreadable);
    return buf_text(&bench.rows);
}

static enum error_code read_until_error(const struct item *item, struct error *ret_error)
{
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct error err = {0};
    bool row = true;

    if (scan_open(&bench.scan, item, UINT64_MAX, &usage, &scan, &err)) {
        while (row && scan_next(scan, &row, &err))
            ;
    }
    *ret_error = err;
    return err.code;
}

/* ---- sources ---- */

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

START_TEST(where_compares_what_was_delivered)
{
    struct item *item;
    struct item_source *source;

    bench_add("a.csv", "id,kind\n1,退職\n2,休職\n3,\n4,退職 \n");
    bench_open();
    item = bench_item("t", "id text");
    source = bench_source(item, "a.csv");
    source->where[0] = (struct item_where){"kind", "退職", false};
    source->where_count = 1;
    ck_assert_str_eq(read_all(item), "1;");
    ck_assert_uint_eq(usage.filtered, 3);
    source->where[0].negate = true;
    ck_assert_str_eq(read_all(item), "2;3;4;");
    source->where[1] = (struct item_where){"id", "3", true};
    source->where_count = 2;
    ck_assert_str_eq(read_all(item), "2;4;");
}
END_TEST

/* ---- values ---- */

START_TEST(constants_paths_and_nothing)
{
    struct item *item;

    bench_add("logs/tokyo/a.csv", "id\n1\n2\n");
    bench_add("logs/osaka/a.csv", "id\n3\n");
    bench_add("other.csv", "id\n4\n");
    bench_open();
    item = bench_item("t", "id text, site text, host text, gone text, code number");
    for (uint32_t m = 0; m < 3; m++) {
        struct item_source *source = bench_source(item, NULL);

        source->members[source->member_count++] = m;
        source->columns[1] = (struct item_column){ITEM_CONSTANT, "東京", .absent = NULL};
        source->columns[2] = (struct item_column){ITEM_PATH, "logs/([^/]+)/",
                .absent = NULL};
        source->columns[3] = (struct item_column){.origin = ITEM_NOTHING};
        source->columns[4] = (struct item_column){ITEM_CONSTANT, "12", .absent = NULL};
    }
    ck_assert_str_eq(read_all(item),
            "1|東京|tokyo|NULL|12;2|東京|tokyo|NULL|12;3|東京|osaka|NULL|12;"
            "4|東京|NULL|NULL|12;");
}
END_TEST

START_TEST(a_path_without_a_group_is_absent)
{
    struct item *item;
    struct error err;

    bench_add("logs/a.csv", "id\n1\n");
    bench_open();
    item = bench_csv("t", "logs/a.csv", "id text, host text");
    item->sources[0].columns[1] = (struct item_column){ITEM_PATH, "logs", .absent = NULL};
    ck_assert_str_eq(read_all(item), "1|NULL;");
    item->sources[0].columns[1].from = "(";
    ck_assert_int_eq(read_until_error(item, &err), ERROR_SCRIPT);
}
END_TEST

START_TEST(absent_words_are_case_blind)
{
    struct item *item;

    bench_add("a.csv", "v\nN/A\nn/a\nnot_supported\nN/A \nx\n\"\"\n");
    bench_open();
    item = bench_csv("t", "a.csv", "v text");
    item->sources[0].columns[0].absent = " N/A  not_supported ";
    ck_assert_str_eq(read_all(item), "NULL;NULL;NULL;N/A ;x;;");
    item->sources[0].columns[0].absent = "''";
    ck_assert_str_eq(read_all(item), "N/A;n/a;not_supported;N/A ;x;NULL;");
    item->sources[0].columns[0].absent = "";
    ck_assert_str_eq(read_all(item), "N/A;n/a;not_supported;N/A ;x;;");
}
END_TEST

START_TEST(map_then_normalise_then_convert)
{
    struct item_map_entry map[] = {{"成功", "ok"}, {"失敗", "no"}, {"", "?"}};
    struct item *item;

    bench_add("a.csv", "r,id,n\n成功,１２,１２\n失敗,7,x\n,abc,\"1,000\"\n");
    bench_open();
    item = bench_csv("t", "a.csv", "r text, id text, n number");
    item->sources[0].columns[0].map = map;
    item->sources[0].columns[0].map_count = 3;
    item->sources[0].columns[1].normalise = "width zero-pad:4";
    ck_assert_str_eq(read_all(item), "ok|0012|12;no|0007|x'x';?|abc|1000;");
}
END_TEST

START_TEST(a_mapped_value_is_converted)
{
    struct item_map_entry map[] = {{"有効", "true"}};
    struct item *item;

    bench_add("a.csv", "on\n有効\n有効？\n");
    bench_open();
    item = bench_csv("t", "a.csv", "on boolean");
    item->sources[0].columns[0].map = map;
    item->sources[0].columns[0].map_count = 1;
    ck_assert_str_eq(read_all(item), "1;x'有効？';");
}
END_TEST

START_TEST(what_does_not_convert_comes_as_delivered)
{
    struct item *item;

    bench_add("a.csv", "day,n\n令和7年4月1日,1.5\n2025-13-01,one\n,２\n");
    bench_open();
    item = bench_csv("t", "a.csv", "day date, n number");
    item->sources[0].columns[0].normalise = "width";
    ck_assert_str_eq(read_all(item), "2025-04-01|1.5;x'2025-13-01'|x'one';x''|2;");
    ck_assert_uint_eq(usage.failed_values, 3);
    ck_assert_uint_eq(usage.failed_column, 0);
    ck_assert_int_eq(usage.failed_record_id, PROGRAM_RECORD_ID(BENCH_FIRST_MEMBER, 2));
}
END_TEST

START_TEST(stamps_are_in_the_zone_of_their_source)
{
    struct item *item;

    bench_add("a.csv", "at\n2025-04-01 09:00:00\n");
    bench_add("b.csv", "at\n2025-04-01 09:00:00\n");
    bench_add("c.csv", "at\nApr  1 09:00:00\n");
    bench_open();
    item = bench_item("t", "at timestamp");
    bench_source(item, "a.csv");
    bench_source(item, "b.csv")->zone = "+02:00";
    bench_source(item, "c.csv")->year = 2024;
    ck_assert_str_eq(read_all(item),
            "2025-04-01T00:00:00.000Z;2025-04-01T07:00:00.000Z;2024-04-01T00:00:00.000Z;");
}
END_TEST

static struct item *add_log_over_new_year(void)
{
    struct item *item;

    bench_add("a.log",
            "Dec 30 09:00:00 b Mar 3 09:00:00\nJan  2 09:00:00 a Mar 3 09:00:00\n"
            "Dec 31 09:00:00 b Mar 3 09:00:00\nJan  3 09:00:00 a Mar 3 09:00:00\n"
            "Sep  1 09:00:00 a Mar 3 09:00:00\n");
    bench_add("b.log", "Feb  1 09:00:00 a Mar 3 09:00:00\n");
    bench_open();
    item = bench_item("t", "at timestamp, late timestamp, who text");
    for (int i = 0; i < 2; i++) {
        struct item_source *source = bench_source(item, i ? "b.log" : "a.log");

        source->format = (struct record_format){.kind = RECORD_LINES,
                .pattern = "^(?<at>\\w+ +\\d+ \\S+) (?<who>\\w) (?<late>.*)"};
        source->year = 2024;
    }
    return item;
}

START_TEST(a_log_goes_on_over_new_year)
{
    struct item *item = add_log_over_new_year();

    ck_assert_str_eq(read_all(item),
            "2024-12-30T00:00:00.000Z|2024-03-03T00:00:00.000Z|b;"
            "2025-01-02T00:00:00.000Z|2025-03-03T00:00:00.000Z|a;"
            "2024-12-31T00:00:00.000Z|2024-03-03T00:00:00.000Z|b;"
            "2025-01-03T00:00:00.000Z|2025-03-03T00:00:00.000Z|a;"
            "2025-09-01T00:00:00.000Z|2025-03-03T00:00:00.000Z|a;"
            "2024-02-01T00:00:00.000Z|2024-03-03T00:00:00.000Z|a;");
}
END_TEST

/* Nor may it depend on what is asked for, or on what `where` keeps. */
START_TEST(the_year_is_the_same_in_every_scan)
{
    static const char *const years[] = {"2025", "2025", "2025", "2024"};
    CLEANUP(scan_closep) struct scan *scan = NULL;
    struct item *item = add_log_over_new_year();
    bool row;

    for (int i = 0; i < 2; i++) {
        item->sources[i].where[0] = (struct item_where){"who", "a", false};
        item->sources[i].where_count = 1;
    }
    BENCH_DO(scan_open(&bench.scan, item, 2, &usage, &scan, bench_err));
    for (size_t i = 0; i < ARRAY_LENGTH(years); i++) {
        BENCH_DO(scan_next(scan, &row, bench_err));
        buf_reset(&bench.rows);
        put_value(scan, 1, &bench.rows);
        ck_assert_msg(strncmp(buf_text(&bench.rows), years[i], 4) == 0, "%zu: %s", i,
                buf_text(&bench.rows));
    }
}
END_TEST

/* Nothing may be read in another zone than the binding says. */
START_TEST(a_zone_that_was_not_loaded_is_an_error)
{
    struct item *item;
    struct error err;

    bench_add("a.csv", "at\n2025-04-01 09:00:00\n");
    bench_open();
    item = bench_csv("t", "a.csv", "at timestamp");
    item->sources[0].zone = "Europe/Paris";
    ck_assert_int_eq(read_until_error(item, &err), ERROR_LOST);
    ck_assert_ptr_nonnull(strstr(err.message, "Europe/Paris"));
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
            where_compares_what_was_delivered, constants_paths_and_nothing,
            a_path_without_a_group_is_absent, absent_words_are_case_blind,
            map_then_normalise_then_convert, a_mapped_value_is_converted,
            what_does_not_convert_comes_as_delivered,
            stamps_are_in_the_zone_of_their_source, a_log_goes_on_over_new_year,
            the_year_is_the_same_in_every_scan, a_zone_that_was_not_loaded_is_an_error,
            columns_not_asked_for_are_refused, more_than_sixty_three_columns,
            damage_is_an_event_and_the_rest_goes_on, a_member_over_a_limit_is_an_event,
            records_that_cannot_be_read_are_counted,
            events_are_listed_to_a_hundred_and_all_counted,
            usage_is_that_of_the_last_whole_scan, the_deadline_ends_a_scan,
            progress_counts_bytes};

    return unit_run_in("scan", tests, ARRAY_LENGTH(tests), bench_begin, bench_close);
}
