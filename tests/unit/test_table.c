/* Evidence items as tables of SQLite: columns, order, and how often evidence is read. */
#include "evidence/table/table.h"

#include "engine/base/clock.h"
#include "tests/unit/evidence_bench.h"

static const char users[] = "id,name,left_on\n1,a,2025-04-01\n2,b,\n3,c,2025-13-01\n";

static void make_users(void)
{
    bench_add("人事/users.csv", users);
    bench_open();
    bench_connect();
    bench_csv_table("users", "人事/users.csv", "id number, name text, left_on date");
}

/* ---- columns ---- */

START_TEST(columns_are_those_of_the_item)
{
    make_users();
    bench_rows("SELECT * FROM users");
    BENCH_ASK("SELECT * FROM users WHERE id = 2", "10995116277762|2|b|x'';");
    BENCH_ASK("SELECT typeof(record_id), typeof(id), typeof(name), typeof(left_on)"
              " FROM users LIMIT 1",
            "integer|integer|text|text;");
    BENCH_ASK("SELECT id, typeof(left_on), left_on FROM users WHERE id > 1",
            "2|blob|x'';3|blob|x'2025-13-01';");
}
END_TEST

START_TEST(hidden_columns_tell_where_a_record_stands)
{
    make_users();
    BENCH_ASK(
            "SELECT _bundle, _member, _record, _line, _offset, _length, _text FROM users"
            " WHERE name = 'b'",
            "b-1|人事/users.csv|2|3|31|4|2,b,;");
    BENCH_ASK("SELECT count(*) FROM users WHERE _line > 2", "2;");
}
END_TEST

START_TEST(odd_names_are_quoted)
{
    bench_add("a.csv", "a b,\"x\"\"y\",select\n1,2,3\n");
    bench_open();
    bench_connect();
    {
        struct item *item = bench_item("logs/a \"b\".csv",
                "one text, two text, three text");

        item->columns[0].name = "a b";
        item->columns[1].name = "x\"y";
        item->columns[2].name = "select";
        bench_source(item, "a.csv");
        bench_table(item);
    }
    BENCH_ASK("SELECT \"a b\", \"x\"\"y\", \"select\" FROM \"logs/a \"\"b\"\".csv\"",
            "1|2|3;");
}
END_TEST

START_TEST(more_than_sixty_three_columns)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    CLEANUP(buf_clear) struct buf columns = BUF_INIT(1 << 20);

    for (int i = 0; i < 150; i++)
        BENCH_DO(buf_printf(&text, bench_err, "%sc%d", i ? "," : "", i) &&
                buf_printf(&columns, bench_err, "%sc%d text", i ? ", " : "", i));
    for (int row = 0; row < 2; row++) {
        for (int i = 0; i < 150; i++)
            BENCH_DO(buf_printf(&text, bench_err, "%s%dv%d", i ? "," : "\n", row, i));
    }
    bench_add("a.csv", buf_text(&text));
    bench_open();
    bench_connect();
    bench_csv_table("t", "a.csv", buf_text(&columns));
    BENCH_ASK("SELECT c0, c61, c62, c63, c64, c149, _line FROM t",
            "0v0|0v61|0v62|0v63|0v64|0v149|2;1v0|1v61|1v62|1v63|1v64|1v149|3;");
    BENCH_ASK("SELECT a.c149, b.c62, b._line FROM t a JOIN t b ON a.c149 = b.c149",
            "0v149|0v62|2;1v149|1v62|3;");
    BENCH_ASK("SELECT c62 FROM t", "0v62;1v62;");
    BENCH_ASK("SELECT _record FROM t", "1;2;");
}
END_TEST

/* The module's own name is no table, and nobody else's arguments make one. */
START_TEST(only_items_are_tables)
{
    make_users();
    BENCH_ASK("SELECT * FROM chosho_item", "error 2");
    ck_assert_ptr_nonnull(strstr(bench.err.message, "no such table"));
    BENCH_ASK("SELECT * FROM chosho_item(0)", "error 2");
    BENCH_ASK("CREATE VIRTUAL TABLE x USING chosho_item(7)", "error 2");
    ck_assert_ptr_nonnull(strstr(bench.err.message, "no such evidence item"));
    BENCH_ASK("INSERT INTO users(name) VALUES ('x')", "error 2");
    BENCH_ASK("DELETE FROM users", "error 2");
    BENCH_ASK("UPDATE users SET name = 'x'", "error 2");
}
END_TEST

START_TEST(two_names_are_two_tables)
{
    struct error err = {0};

    make_users();
    ck_assert(!table_add(bench.tables, bench_csv("users", "人事/users.csv", "id text"),
            &err));
    ck_assert_int_ne(err.code, ERROR_NONE);
    BENCH_ASK("SELECT count(*) FROM users", "3;");
}
END_TEST

/* ---- order ---- */

static bool sorts(const char *sql)
{
    CLEANUP(buf_clear) struct buf plan = BUF_INIT(1 << 16);

    BENCH_DO(buf_printf(&plan, bench_err, "EXPLAIN QUERY PLAN %s", sql));
    return strstr(bench_rows(buf_text(&plan)), "TEMP B-TREE") != NULL;
}

START_TEST(records_come_in_order_without_sorting)
{
    make_users();
    ck_assert(!sorts("SELECT id FROM users ORDER BY record_id"));
    ck_assert(sorts("SELECT id FROM users ORDER BY record_id DESC"));
    ck_assert(sorts("SELECT id FROM users ORDER BY name"));
    BENCH_ASK("SELECT id FROM users ORDER BY record_id DESC", "3;2;1;");
}
END_TEST

START_TEST(a_member_that_plays_twice_is_sorted)
{
    struct item *item;

    bench_add("a.csv", "id,kind\n1,y\n2,x\n3,y\n4,x\n");
    bench_open();
    bench_connect();
    item = bench_item("t", "id text");
    bench_source(item, "a.csv")->where[0] = (struct item_where){"kind", "x", false};
    bench_source(item, "a.csv")->where[0] = (struct item_where){"kind", "y", false};
    item->sources[0].where_count = item->sources[1].where_count = 1;
    bench_table(item);
    ck_assert(sorts("SELECT id FROM t ORDER BY record_id"));
    BENCH_ASK("SELECT id FROM t ORDER BY record_id", "1;2;3;4;");
}
END_TEST

/* ---- how often evidence is read ---- */

static uint64_t member_size;

static void make_pair(void)
{
    CLEANUP(buf_clear) struct buf left = BUF_INIT((size_t)1 << 24);
    CLEANUP(buf_clear) struct buf right = BUF_INIT((size_t)1 << 24);
    struct error err = {0};
    bool ok = buf_append_text(&left, "k,v\n", &err) &&
            buf_append_text(&right, "k,v\n", &err);

    for (int i = 0; i < 2000; i++)
        ok = ok && buf_printf(&left, &err, "k%04d,%d\n", i * 7 % 2000, i) &&
                buf_printf(&right, &err, "k%04d,%d\n", i / 2, i);
    ck_assert(ok);
    bench_add("left.csv", buf_text(&left));
    bench_add("right.csv", buf_text(&right));
    member_size = left.size > right.size ? left.size : right.size;
    bench_open();
    bench_connect();
    bench_csv_table("l", "left.csv", "k text, v number");
    bench_csv_table("r", "right.csv", "k text, v number");
}

/* Bytes of evidence that a query read, in members of that size, rounded up. */
static uint64_t times_read(const char *sql, const char *rows)
{
    bench.scan.bytes_read = 0;
    BENCH_ASK(sql, rows);
    return (bench.scan.bytes_read + member_size - 1) / member_size;
}

START_TEST(a_filter_reads_once)
{
    make_pair();
    ck_assert_uint_eq(times_read("SELECT count(*) FROM l WHERE k = 'k0007'", "1;"), 1);
    ck_assert_uint_eq(times_read("SELECT count(*) FROM l WHERE v IN (1, 2, 3)", "3;"), 1);
    ck_assert_uint_eq(times_read("SELECT v FROM r ORDER BY record_id LIMIT 2", "0;1;"),
            1);
}
END_TEST

START_TEST(a_join_reads_each_at_most_twice)
{
    make_pair();
    ck_assert_uint_le(times_read("SELECT count(*) FROM l JOIN r ON l.k = r.k", "2000;"),
            4);
    ck_assert_uint_le(
            times_read("SELECT count(*) FROM l CROSS JOIN r WHERE l.v = r.v + 1",
                    "1999;"),
            4);
    ck_assert_uint_le(times_read("SELECT count(*) FROM l LEFT JOIN r ON l.k = r.k"
                                 " WHERE r.k IS NULL",
                              "1000;"),
            4);
}
END_TEST

START_TEST(a_self_join_reads_at_most_twice)
{
    make_pair();
    ck_assert_uint_le(times_read("SELECT count(*) FROM r a JOIN r b ON a.k = b.k",
                              "4000;"),
            2);
    ck_assert_uint_le(times_read("SELECT count(*) FROM r a JOIN r b ON a.record_id ="
                                 " b.record_id JOIN r c ON c.k = b.k",
                              "4000;"),
            2);
}
END_TEST

START_TEST(subqueries_read_at_most_twice)
{
    make_pair();
    ck_assert_uint_le(times_read("SELECT count(*) FROM l WHERE k IN (SELECT k FROM r)",
                              "1000;"),
            4);
    ck_assert_uint_le(times_read("SELECT count(*) FROM l WHERE EXISTS (SELECT 1 FROM r"
                                 " WHERE r.k = l.k AND r.v > l.v)",
                              "538;"),
            4);
    ck_assert_uint_le(
            times_read("SELECT count(*) FROM l WHERE NOT EXISTS (SELECT 1 FROM r"
                       " WHERE r.k = l.k)",
                    "1000;"),
            4);
    ck_assert_uint_le(
            times_read("SELECT max((SELECT max(v) FROM r WHERE r.k = l.k)) FROM l",
                    "1999;"),
            4);
    ck_assert_uint_le(times_read("SELECT count(*) FROM (SELECT k FROM l UNION SELECT k"
                                 " FROM r UNION ALL SELECT k FROM l)",
                              "4000;"),
            5);
}
END_TEST

START_TEST(a_look_up_by_record_id_is_by_index)
{
    int64_t begin = clock_steady_ms();

    make_pair();
    ck_assert_uint_le(
            times_read("SELECT count(*) FROM l a JOIN l b ON b.record_id ="
                       " a.record_id JOIN l c ON c._line = b._line AND c._member"
                       " = b._member",
                    "2000;"),
            2);
    ck_assert_int_lt(clock_steady_ms() - begin, 5000); /* 8e9 comparisons otherwise */
}
END_TEST

START_TEST(later_statements_read_what_is_staged)
{
    make_pair();
    times_read("SELECT count(*) FROM r a JOIN r b ON a.k = b.k", "4000;");
    ck_assert_uint_eq(times_read("SELECT count(DISTINCT k) FROM r", "1000;"), 0);
    ck_assert_uint_eq(times_read("SELECT count(*) FROM r a JOIN r b ON a.k = b.k",
                              "4000;"),
            0);
    ck_assert_uint_eq(times_read("SELECT sum(v) FROM r", "1999000;"),
            1); /* another column */
    ck_assert_uint_eq(times_read("SELECT count(*) FROM r", "2000;"), 0);
}
END_TEST

/* Stages of earlier statements give way when room runs short. */
START_TEST(many_tables_one_after_another)
{
    static char names[60][16]; /* items borrow them */
    char sql[128];

    make_pair();
    for (int i = 0; i < 60; i++) {
        snprintf(names[i], sizeof(names[i]), "t%d", i);
        bench_table(bench_csv(names[i], "right.csv", "k text, v number"));
    }
    for (int i = 0; i < 60; i++) {
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM t%d a JOIN t%d b ON a.k = b.k",
                i, i);
        BENCH_ASK(sql, "4000;");
    }
}
END_TEST

START_TEST(more_ways_to_join_than_indexes)
{
    bench_add("a.csv", "a,b,c,d\n1,2,3,4\n2,3,4,5\n");
    bench_open();
    bench_connect();
    bench_csv_table("t", "a.csv", "a text, b text, c text, d text");
    for (int keys = 1; keys < 16; keys++) {
        CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 16);

        BENCH_DO(buf_append_text(&sql, "SELECT count(*) FROM t x JOIN t y ON 1",
                bench_err));
        for (int k = 0; k < 4; k++) {
            if (keys >> k & 1)
                BENCH_DO(buf_printf(&sql, bench_err, " AND x.%c = y.%c", 'a' + k,
                        'a' + k));
        }
        BENCH_ASK(buf_text(&sql), "2;");
    }
}
END_TEST

/* ---- what cannot be read ---- */

START_TEST(damage_keeps_what_came_before)
{
    const struct scan_usage *usage;

    bench_add("a.csv", "k\n1\n");
    bench_add_damaged("b.csv", "k\n2\n3\n");
    bench_add("c.csv", "k\n4\n");
    bench_open();
    bench_connect();
    {
        struct item *item = bench_item("t", "k text");
        struct item_source *source = bench_source(item, "a.csv");

        source->members[1] = 1;
        source->members[2] = 2;
        source->member_count = 3;
        bench_table(item);
    }
    BENCH_ASK("SELECT k FROM t", "1;2;3;4;");
    BENCH_ASK("SELECT count(*) FROM t a JOIN t b ON a.k = b.k", "4;"); /* staged */
    usage = table_usage(bench.tables, "t");
    ck_assert_uint_eq(usage->members_damaged, 1);
    ck_assert_uint_eq(usage->members_read, 2);
    ck_assert_uint_eq(usage->delivered, 4);
    ck_assert_uint_eq(usage->event_count, 1);
}
END_TEST

START_TEST(counts_are_completed)
{
    const struct scan_usage *usage;
    struct error err = {0};

    bench_add("a.csv", "k\n1\n2,x\n3\n");
    bench_open();
    bench_connect();
    bench_csv_table("t", "a.csv", "k text");
    BENCH_ASK("SELECT k FROM t LIMIT 1", "1;");
    usage = table_usage(bench.tables, "t");
    ck_assert(!usage->complete);
    ck_assert(table_complete(bench.tables, "t", &err));
    ck_assert(usage->complete);
    ck_assert_uint_eq(usage->delivered, 3);
    ck_assert_uint_eq(usage->unreadable, 1);
    bench.scan.bytes_read = 0;
    ck_assert(table_complete(bench.tables, "t", &err)); /* nothing more to do */
    ck_assert_uint_eq(bench.scan.bytes_read, 0);
    ck_assert(table_complete(bench.tables, "none", &err));
    ck_assert_ptr_null(table_usage(bench.tables, "none"));
}
END_TEST

START_TEST(an_error_of_evidence_has_its_own_words)
{
    struct error err = {0};
    struct item *item;

    bench_add("a.csv", "k\n1\n");
    bench_open();
    bench_connect();
    item = bench_csv("t", "a.csv", "k text");
    bench_table(item);
    item->sources[0].members[0] = 5;
    BENCH_ASK("SELECT * FROM t", "error 12"); /* ERROR_LOST */
    ck_assert_ptr_nonnull(strstr(bench.err.message, "'t' names a member"));
    ck_assert(!table_take_error(bench.tables, &err)); /* taken once */
    item->sources[0].members[0] = 0;
    BENCH_ASK("SELECT k FROM t", "1;");
}
END_TEST

START_TEST(the_deadline_holds_while_staging)
{
    make_pair();
    bench.scan.deadline = clock_steady_ms() - 1;
    BENCH_ASK("SELECT count(*) FROM l JOIN r ON l.k = r.k", "error 6");
    bench.scan.deadline = 0;
    BENCH_ASK("SELECT count(*) FROM l JOIN r ON l.k = r.k", "2000;");
}
END_TEST

START_TEST(a_used_up_budget_is_a_limit)
{
    make_pair();
    spill_set_budget((uint64_t)1 << 20);
    BENCH_ASK("SELECT count(*) FROM l JOIN r ON l.k = r.k", "error 6");
    spill_set_budget(0);
    BENCH_ASK("SELECT count(*) FROM l JOIN r ON l.k = r.k", "2000;");
}
END_TEST

/* ---- values that did not convert ---- */

START_TEST(trouble_is_what_the_statement_asked_for)
{
    const struct table_trouble *trouble;

    make_users();
    BENCH_ASK("SELECT id FROM users", "1;2;3;");
    ck_assert_uint_eq(table_trouble(bench.tables)->records, 0);
    BENCH_ASK("SELECT count(*) FROM users WHERE left_on > '2025'", "3;");
    trouble = table_trouble(bench.tables);
    ck_assert_uint_eq(trouble->records, 2);
    ck_assert_str_eq(trouble->item, "users");
    ck_assert_uint_eq(trouble->column, 2);
    ck_assert_int_eq(trouble->record_id, PROGRAM_RECORD_ID(BENCH_FIRST_MEMBER, 2));
    ck_assert(!table_is_troubled(bench.tables, PROGRAM_RECORD_ID(BENCH_FIRST_MEMBER, 1)));
    ck_assert(table_is_troubled(bench.tables, PROGRAM_RECORD_ID(BENCH_FIRST_MEMBER, 3)));
}
END_TEST

/* Also where the rows come from a stage that an earlier statement made. */
START_TEST(trouble_is_seen_in_staged_rows)
{
    make_users();
    for (int i = 0; i < 2; i++) {
        BENCH_ASK("SELECT count(*) FROM users a JOIN users b ON a.id = b.id"
                  " WHERE b.left_on > '2025'",
                "3;");
        ck_assert_uint_eq(table_trouble(bench.tables)->records, 2);
    }
    BENCH_ASK("SELECT count(*) FROM users a JOIN users b ON a.id = b.id", "3;");
    ck_assert_uint_eq(table_trouble(bench.tables)->records, 0);
}
END_TEST

START_TEST(troubled_records_are_each_counted_once)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 24);
    struct error err = {0};
    bool ok = buf_append_text(&text, "k,d,e\n", &err);

    for (int i = 0; i < 3000; i++)
        ok = ok && buf_printf(&text, &err, "%d,%s,bad\n", i, i % 3 ? "2025-04-01" : "?");
    ck_assert(ok);
    bench_add("a.csv", buf_text(&text));
    bench_open();
    bench_connect();
    bench_csv_table("t", "a.csv", "k number, d date, e date");
    bench_rows(
            "SELECT x.k FROM t x JOIN t y ON y.k = 2999 - x.k WHERE x.d < y.d ORDER BY 1");
    ck_assert_uint_eq(table_trouble(bench.tables)->records, 1000);
    for (int i = 0; i < 3000; i++)
        ck_assert(table_is_troubled(bench.tables,
                          PROGRAM_RECORD_ID(BENCH_FIRST_MEMBER, i + 1)) == (i % 3 == 0));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {columns_are_those_of_the_item,
            hidden_columns_tell_where_a_record_stands, odd_names_are_quoted,
            more_than_sixty_three_columns, only_items_are_tables,
            two_names_are_two_tables, records_come_in_order_without_sorting,
            a_member_that_plays_twice_is_sorted, a_filter_reads_once,
            a_join_reads_each_at_most_twice, a_self_join_reads_at_most_twice,
            subqueries_read_at_most_twice, a_look_up_by_record_id_is_by_index,
            later_statements_read_what_is_staged, many_tables_one_after_another,
            more_ways_to_join_than_indexes, damage_keeps_what_came_before,
            counts_are_completed, an_error_of_evidence_has_its_own_words,
            the_deadline_holds_while_staging, a_used_up_budget_is_a_limit,
            trouble_is_what_the_statement_asked_for, trouble_is_seen_in_staged_rows,
            troubled_records_are_each_counted_once};

    return unit_run_in("table", tests, ARRAY_LENGTH(tests), bench_begin, bench_close);
}
