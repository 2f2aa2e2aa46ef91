/* The same questions to evidence tables and to plain tables of the same values: the
 * answers are equal, however the rows are reached. */
#include "evidence/table/table.h"

#include "tests/unit/evidence_bench.h"

static uint64_t state;

/* A fixed sequence: every run asks the same. */
static unsigned pick(unsigned count)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % count;
}

#define PICK(list) list[pick(ARRAY_LENGTH(list))]

static const char *const columns[] = {"k", "n", "d", "b", "x", "record_id", "_line"};

static void add_member(const char *name, unsigned rows)
{
    static const char *const keys[] = {"a", "b", "5", "05", "5.5", "", "A", "表", "1",
            "0"};
    static const char *const numbers[] = {"5", "1", "0", "-3", "5.5", "x",
            "9007199254740993", "", "1000000", "2.25"};
    static const char *const days[] = {"2025-04-01", "2025/4/1", "2025-04-02", "bad", "",
            "2024-02-29"};
    static const char *const flags[] = {"yes", "no", "?", "1", ""};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);

    BENCH_DO(buf_append_text(&text, "k,n,d,b,x\n", bench_err));
    for (unsigned i = 0; i < rows; i++)
        BENCH_DO(buf_printf(&text, bench_err, "%s,%s,%s,%s,%s\n", PICK(keys),
                PICK(numbers), PICK(days), PICK(flags), PICK(keys)));
    bench_add(name, buf_text(&text));
}

/* l, r and s, and what they hold as plain_l, plain_r and plain_s. s is made of two
 * members, one of which plays twice. */
static void make_tables(void)
{
    static const char *const names[] = {"l", "r", "s"};
    struct item *item;
    char sql[512];

    add_member("1.csv", 40);
    add_member("2.csv", 25);
    add_member("3.csv", 12);
    bench_open();
    bench_connect();
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        item = bench_item(names[i], "k text, n number, d date, b boolean, x text");
        bench_source(item, i == 0 ? "1.csv" : "2.csv");
        if (i == 2)
            bench_source(item, "3.csv");
        if (i == 2)
            bench_source(item, "2.csv")->columns[0].absent = "a ''";
        bench_table(item);
        snprintf(sql, sizeof(sql),
                "CREATE TABLE plain_%s(record_id INTEGER, k TEXT, n NUMERIC, d TEXT,"
                " b INTEGER, x TEXT, _line INTEGER)",
                names[i]);
        BENCH_ASK(sql, "");
        snprintf(sql, sizeof(sql),
                "INSERT INTO plain_%1$s SELECT record_id, k, n, d, b, x, _line FROM %1$s",
                names[i]);
        BENCH_ASK(sql, "");
    }
}

/* ---- questions ---- */

static void put(struct buf *sql, const char *text)
{
    BENCH_DO(buf_append_text(sql, text, bench_err));
}

static void put_column(struct buf *sql, char alias)
{
    BENCH_DO(buf_printf(sql, bench_err, "%c.%s", alias, PICK(columns)));
}

static void put_constant(struct buf *sql)
{
    static const char *const constants[] = {"'a'", "5", "'5'", "5.5", "'2025-04-01'", "1",
            "0", "''", "NULL", "x'626164'", "'05'"};

    put(sql, PICK(constants));
}

static void put_comparison(struct buf *sql, char left, char right)
{
    static const char *const operators[] = {" = ", " = ", " = ", " = ", " < ",
            " >= ", " <> ", " IS "};

    put_column(sql, left);
    put(sql, PICK(operators));
    if (right && pick(8) > 0)
        put_column(sql, right);
    else
        put_constant(sql);
}

static void put_table(struct buf *sql)
{
    static const char *const names[] = {"@l", "@r", "@s"};

    put(sql, PICK(names));
}

static void put_condition(struct buf *sql, char left, char right)
{
    switch (pick(8)) {
    case 0:
        put(sql, "(");
        put_comparison(sql, left, right);
        put(sql, " OR ");
        put_comparison(sql, left, right);
        put(sql, ")");
        break;
    case 1:
        put_comparison(sql, left, right);
        put(sql, " AND ");
        put_comparison(sql, right ? right : left, left);
        break;
    case 2:
        put_column(sql, left);
        put(sql, pick(2) ? " IN (SELECT " : " NOT IN (SELECT ");
        put_column(sql, 'i');
        put(sql, " FROM ");
        put_table(sql);
        put(sql, " i WHERE ");
        put_comparison(sql, 'i', pick(2) ? left : 0);
        put(sql, ")");
        break;
    case 3:
        put(sql, pick(2) ? "EXISTS (SELECT 1 FROM " : "NOT EXISTS (SELECT 1 FROM ");
        put_table(sql);
        put(sql, " e WHERE ");
        put_comparison(sql, 'e', left);
        put(sql, ")");
        break;
    case 4:
        put_column(sql, left);
        put(sql, " IN (");
        put_constant(sql);
        put(sql, ", ");
        put_constant(sql);
        put(sql, ")");
        break;
    case 5:
        put(sql, "(SELECT max(");
        put_column(sql, 'm');
        put(sql, ") FROM ");
        put_table(sql);
        put(sql, " m WHERE ");
        put_comparison(sql, 'm', left);
        put(sql, ") IS NOT NULL");
        break;
    default:
        put_comparison(sql, left, right);
    }
}

/* Tables are written @l; the answer depends on no order of rows. */
static void write_question(struct buf *sql)
{
    static const char *const joins[] = {" JOIN ", " LEFT JOIN ", " CROSS JOIN "};
    unsigned tables = 1 + pick(3);

    if (pick(3) == 0)
        put(sql, "SELECT a.k, typeof(a.n), count(*), min(a.record_id) FROM ");
    else
        put(sql,
                "SELECT count(*), sum(a.record_id % 1009), count(a.n), sum(length(a.d))"
                " FROM ");
    put_table(sql);
    put(sql, " a");
    for (unsigned t = 1; t < tables; t++) {
        put(sql, PICK(joins));
        put_table(sql);
        BENCH_DO(buf_printf(sql, bench_err, " %c ON ", 'a' + (int)t));
        put_condition(sql, (char)('a' + t), (char)('a' + pick(t)));
    }
    put(sql, " WHERE ");
    put_condition(sql, 'a', tables > 1 ? 'b' : 0);
    if (strstr(buf_text(sql), "a.k, typeof"))
        put(sql, " GROUP BY 1, 2 ORDER BY 1, 2");
}

static void replace(const char *question, const char *prefix, struct buf *sql)
{
    for (const char *at = question; *at; at++) {
        if (*at == '@')
            put(sql, prefix);
        else
            BENCH_DO(buf_append(sql, at, 1, bench_err));
    }
}

START_TEST(answers_are_those_of_plain_tables)
{
    CLEANUP(buf_clear) struct buf expected = BUF_INIT(1 << 20);

    state = (uint64_t)_i;
    make_tables();
    for (int i = 0; i < 400; i++) {
        CLEANUP(buf_clear) struct buf question = BUF_INIT(1 << 16);
        CLEANUP(buf_clear) struct buf plain = BUF_INIT(1 << 16);
        CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 16);
        const char *rows;

        write_question(&question);
        replace(buf_text(&question), "plain_", &plain);
        replace(buf_text(&question), "", &sql);
        buf_reset(&expected);
        put(&expected, bench_rows(buf_text(&plain)));
        ck_assert_msg(strncmp(buf_text(&expected), "error", 5) != 0, "%s: %s",
                buf_text(&plain), bench.err.message);
        rows = bench_rows(buf_text(&sql));
        ck_assert_msg(strcmp(rows, buf_text(&expected)) == 0,
                "%s\nplain:  %s\ntables: %s", buf_text(&sql), buf_text(&expected), rows);
    }
}
END_TEST

/* Every row has an identity of its own, by which SQLite unites the parts of an OR. */
START_TEST(an_or_of_two_look_ups_counts_each_row_once)
{
    make_tables();
    for (int i = 0; i < 2; i++) {
        CLEANUP(buf_clear) struct buf expected = BUF_INIT(1 << 20);

        put(&expected,
                bench_rows("SELECT a.record_id, count(*) FROM plain_l a JOIN plain_s"
                           " b ON b.k = a.k OR b.x = a.x GROUP BY 1 ORDER BY 1"));
        BENCH_ASK(
                "SELECT a.record_id, count(*) FROM l a JOIN s b ON b.k = a.k OR b.x = a.x"
                " GROUP BY 1 ORDER BY 1",
                buf_text(&expected));
    }
}
END_TEST

/* A text and a number are compared as SQLite compares them in columns of those types. */
START_TEST(numbers_meet_texts_as_in_plain_tables)
{
    static const char *const questions[] = {
            "SELECT count(*) FROM @l a JOIN @r b ON a.k = b.n",
            "SELECT count(*) FROM @l a JOIN @r b ON a.n = b.k",
            "SELECT count(*) FROM @l a JOIN @r b ON a.n = b.n",
            "SELECT count(*) FROM @l a JOIN @r b ON a.b = b.k",
            "SELECT count(*) FROM @l a JOIN @r b ON a.d = b.n",
            "SELECT count(*) FROM @l a JOIN @r b ON a.k = CAST(b.n AS TEXT)",
            "SELECT count(*) FROM @l a JOIN @r b ON a.k = b.n + 0",
            "SELECT count(*) FROM @l a JOIN @r b ON a.n = b.k || ''",
            "SELECT count(*) FROM @l a JOIN @r b ON a.k = b.k COLLATE NOCASE",
            "SELECT count(*) FROM @l a JOIN @r b ON a.k = b.k AND a.n = b.n",
            "SELECT count(*) FROM @l a JOIN @r b ON a.record_id - b.record_id = 0",
            "SELECT count(*) FROM @r a JOIN @s b ON a.record_id = b.record_id",
    };

    make_tables();
    for (size_t i = 0; i < ARRAY_LENGTH(questions); i++) {
        CLEANUP(buf_clear) struct buf expected = BUF_INIT(1 << 20);
        CLEANUP(buf_clear) struct buf plain = BUF_INIT(1 << 16);
        CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 16);

        replace(questions[i], "plain_", &plain);
        replace(questions[i], "", &sql);
        put(&expected, bench_rows(buf_text(&plain)));
        BENCH_ASK(buf_text(&sql), buf_text(&expected));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table_differential");
    TCase *group = tcase_create("table_differential");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_set_timeout(group, 100);
    tcase_add_checked_fixture(group, bench_begin, bench_close);
    tcase_add_loop_test(group, answers_are_those_of_plain_tables, 0, 5);
    tcase_add_test(group, an_or_of_two_look_ups_counts_each_row_once);
    tcase_add_test(group, numbers_meet_texts_as_in_plain_tables);
    suite_add_tcase(suite, group);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
