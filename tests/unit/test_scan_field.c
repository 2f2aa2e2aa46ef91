#include "evidence/table/scan_rotation.h"
#include "tests/unit/scan_check.h"

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

static const char *read_log(const char *text)
{
    struct item *item;
    struct item_source *source;

    bench_add("a.log", text);
    bench_open();
    item = bench_item("t", "at timestamp");
    source = bench_source(item, "a.log");
    source->format = (struct record_format){.kind = RECORD_LINES,
            .pattern = "^(?<at>\\w+ +\\d+ \\S+)"};
    source->year = 2025;
    return read_all(item);
}

/* Before any step up there was nothing to step back from. */
START_TEST(a_log_may_begin_with_a_late_line_of_the_year_before)
{
    ck_assert_str_eq(read_log("Jan  1 09:00:05\nDec 31 10:59:59\nDec 31 11:59:59\n"
                              "Jan  1 09:00:07\nJan 28 09:00:00\n"),
            "2025-01-01T00:00:05.000Z;2024-12-31T01:59:59.000Z;2024-12-31T02:59:59.000Z;"
            "2025-01-01T00:00:07.000Z;2025-01-28T00:00:00.000Z;");
}
END_TEST

START_TEST(a_log_of_few_lines_goes_through_its_year)
{
    ck_assert_str_eq(read_log("Jan  5 09:00:00\nDec 28 09:00:00\nJan  3 09:00:00\n"),
            "2025-01-05T00:00:00.000Z;2025-12-28T00:00:00.000Z;2026-01-03T00:00:00.000Z;");
}
END_TEST

START_TEST(a_log_that_never_comes_back_goes_on)
{
    ck_assert_str_eq(read_log("Jan  1 09:00:00\nDec 20 09:00:00\nDec 28 09:00:00\n"),
            "2025-01-01T00:00:00.000Z;2025-12-20T00:00:00.000Z;2025-12-28T00:00:00.000Z;");
}
END_TEST

static uint32_t count_backwards(const char *text)
{
    read_log(text);
    for (uint32_t e = 0; e < usage.event_count; e++)
        ck_assert_str_eq(usage.events[e].reason, "year-backwards");
    return usage.event_count;
}

/* As they are read, and told. */
START_TEST(stamps_that_run_backwards_over_new_year_are_told)
{
    ck_assert_uint_eq(count_backwards("Feb 20 09:00:00\nJan 10 09:00:00\n"
                                      "Dec 30 09:00:00\nDec  1 09:00:00\n"),
            1);
    ck_assert_ptr_nonnull(strstr(usage.events[0].text, "from record 3 on"));
    ck_assert_uint_eq(usage.members_damaged, 1);
}
END_TEST

START_TEST(a_long_step_back_is_told_of_a_log_that_ran_backwards)
{
    ck_assert_uint_eq(/* 285 days on */
            count_backwards("Aug 20 09:00:00\nMar 10 09:00:00\nDec 20 09:00:00\n"), 1);
}
END_TEST

START_TEST(a_long_step_on_is_not)
{
    ck_assert_uint_eq(count_backwards(
                              "Apr  1 09:00:00\nApr  2 09:00:00\nDec 30 09:00:00\n"),
            0);
}
END_TEST

START_TEST(a_log_that_goes_on_into_the_next_year_is_not)
{
    ck_assert_uint_eq(count_backwards("Jan  5 09:00:00\nDec 28 09:00:00\n"
                                      "Jan  3 09:00:00\nJan  2 09:00:00\n"),
            0);
}
END_TEST

START_TEST(a_value_that_does_not_convert_is_told_with_its_place_once)
{
    read_log("Feb 28 09:00:00\nFeb 29 09:00:00\nMar  1 09:00:00\n");
    ck_assert_uint_eq(usage.failed_values, 1);
    ck_assert_str_eq(usage.failed.reason, "year-unlike");
    ck_assert_uint_eq(usage.failed.record, 2);
    ck_assert_str_eq(usage.failed.text, "Feb 29 09:00:00");
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

/* The members stand in the zip in another order than in time; other.log is another log.
 */
START_TEST(a_rotated_log_goes_on_over_new_year)
{
    static const char *const members[][2] =
            {{"x/auth.log", "Jan 20 09:00:00\nFeb  1 09:00:00\n"},
                    {"x/auth.log.1", "Dec 30 09:00:00\nJan 19 09:00:00\n"},
                    {"x/auth.log.10", "Nov  1 09:00:00\n"},
                    {"x/auth.log.2", "Dec  1 09:00:00\n"},
                    {"x/other.log", "Jan 20 09:00:00\n"},
                    {"y/auth.log.1", "Dec 30 09:00:00\n"}};
    struct item_source *source;
    struct item *item;

    for (size_t i = 0; i < ARRAY_LENGTH(members); i++)
        bench_add(members[i][0], members[i][1]);
    bench_open();
    item = bench_item("t", "at timestamp");
    source = bench_source(item, members[0][0]);
    source->members = (uint32_t[]){0, 1, 2, 3, 4, 5};
    source->member_count = ARRAY_LENGTH(members);
    source->format = (struct record_format){.kind = RECORD_LINES,
            .pattern = "^(?<at>.*)"};
    source->year = 2024;
    ck_assert_str_eq(read_all(item),
            "2025-01-20T00:00:00.000Z;2025-02-01T00:00:00.000Z;"
            "2024-12-30T00:00:00.000Z;2025-01-19T00:00:00.000Z;"
            "2024-11-01T00:00:00.000Z;2024-12-01T00:00:00.000Z;"
            "2024-01-20T00:00:00.000Z;2024-12-30T00:00:00.000Z;");
}
END_TEST

START_TEST(rotations_are_known_by_name)
{
    static const struct {
        const char *name;
        size_t size;
        uint32_t age;
    } cases[] = {
            {"auth.log", 8, 0},
            {"auth.log.1", 8, 2},
            {"auth.log.2.gz", 8, 3},
            {"auth.log.2.gz!auth.log.2", 8, 3},
            {"auth.log.gz!auth.log", 8, 0},
            {"secure-20250101", 6, 79749899},
            {"secure-20250101.gz", 6, 79749899},
            {"b.zip!auth.log.1", 14, 2},
            {"b.zip!var/auth.log.2.gz!auth.log.2", 18, 3},
            {"b.zip!auth.log.1.gz!auth.log.1", 14, 2},
            {"b.tar.gz!auth.log", 17, 0},
            {"b.tar.gz!auth.log.1", 17, 2},
            {"b.tar.gz!auth.log.1.gz!auth.log.1", 17, 2},
            {"b.gz!c", 6, 0},
            {"v1.20250", 8, 0},
            {"host1", 5, 0},
            {"1", 1, 0},
            {".1", 2, 0},
            {"", 0, 0},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        uint32_t age;

        ck_assert_msg(scan_rotation_of(cases[i].name, &age) == cases[i].size, "%s: size",
                cases[i].name);
        ck_assert_msg(age == cases[i].age, "%s: %u", cases[i].name, age);
    }
}
END_TEST

/* A file that says how many records it has, and has fewer, is no whole. */
START_TEST(a_control_total_that_is_not_met_is_an_event)
{
    struct item *item;

    bench_add("a.csv", "at,x\n1,2\n3,4\nTotal: 3\n");
    bench_add("b.csv", "at,x\n1,2\nTotal: 1\n");
    bench_open();
    item = bench_csv("t", "a.csv", "at text");
    ck_assert_str_eq(read_all(item), "1;3;");
    ck_assert_uint_eq(usage.members_damaged, 1);
    ck_assert_uint_eq(usage.members_read, 0);
    ck_assert_str_eq(usage.events[0].reason, "control-total");
    ck_assert_uint_eq(usage.events[0].record, 0);
    ck_assert_ptr_nonnull(strstr(usage.events[0].text, "line 4 says that there are 3"));
    item = bench_csv("u", "b.csv", "at text");
    ck_assert_str_eq(read_all(item), "1;");
    ck_assert_uint_eq(usage.members_damaged, 0);
    ck_assert_uint_eq(usage.members_read, 1);
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

int main(void)
{
    const TTest *const tests[] = {
            where_compares_what_was_delivered,
            constants_paths_and_nothing,
            a_path_without_a_group_is_absent,
            absent_words_are_case_blind,
            map_then_normalise_then_convert,
            a_mapped_value_is_converted,
            what_does_not_convert_comes_as_delivered,
            stamps_are_in_the_zone_of_their_source,
            a_log_goes_on_over_new_year,
            a_log_may_begin_with_a_late_line_of_the_year_before,
            a_log_of_few_lines_goes_through_its_year,
            stamps_that_run_backwards_over_new_year_are_told,
            a_long_step_back_is_told_of_a_log_that_ran_backwards,
            a_long_step_on_is_not,
            a_log_that_goes_on_into_the_next_year_is_not,
            a_log_that_never_comes_back_goes_on,
            a_value_that_does_not_convert_is_told_with_its_place_once,
            the_year_is_the_same_in_every_scan,
            a_rotated_log_goes_on_over_new_year,
            rotations_are_known_by_name,
            a_control_total_that_is_not_met_is_an_event,
            a_zone_that_was_not_loaded_is_an_error,
    };

    return unit_run_in("scan_field", tests, ARRAY_LENGTH(tests), bench_begin,
            bench_close);
}
