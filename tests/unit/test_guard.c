/* SQL over evidence: whatever is written, nothing but rows comes out, and in time. */
#include "engine/run/guard.h"

#include <dirent.h>

#include "engine/base/clock.h"
#include "tests/unit/evidence_bench.h"

static struct guard guard;

static void begin(void)
{
    static const char *const tables[] = {"t", "u", NULL};

    bench_begin();
    bench_add("a.csv", "id,name\n1,x\n2,y\n3,z\n");
    bench_open();
    bench_connect();
    bench_csv_table("t", "a.csv", "id number, name text");
    bench_csv_table("u", "a.csv", "id number, name text");
    bench_rows("SELECT record_id FROM t");
    bench_rows("SELECT record_id FROM u");
    guard = (struct guard){.tables = tables};
    BENCH_DO(guard_install(bench.db, &guard, bench_err));
}

static void end(void)
{
    bench_close();
}

/* Open descriptors of this process and names in its folder. */
static size_t count_files(void)
{
    static const char *const folders[] = {"/proc/self/fd", "."};
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        DIR *folder = opendir(folders[i]);

        ck_assert_ptr_nonnull(folder);
        while (readdir(folder))
            count++;
        closedir(folder);
    }
    return count;
}

/* As a worker asks a person's query. */
static enum error_code ask(const char *sql)
{
    struct error err = {0};

    if (!guard_check(sql, &err)) {
        bench.err = err;
        return err.code;
    }
    bench.err = (struct error){0};
    if (strncmp(bench_rows(sql), "error ", 6) == 0)
        guard_explain(&guard, &bench.err);
    return bench.err.code;
}

/* ---- what is let through ---- */

static const char *const harmless[] = {
        "SELECT * FROM t",
        "SELECT count(*) FROM t",
        "SELECT 1",
        "VALUES (1), (2)",
        "  -- a remark\n /* and\n another */ select id from t",
        "WITH a AS (SELECT id FROM t) SELECT count(*) FROM a",
        "WITH a AS MATERIALIZED (SELECT 1) SELECT count(*) FROM a, t",
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 9)"
         " SELECT count(*) FROM c"),
        "SELECT name, lag(id) OVER (ORDER BY name) FROM t",
        "SELECT count(*) FILTER (WHERE id > 1), group_concat(name) FROM t GROUP BY id",
        "SELECT * FROM t JOIN u USING (id) WHERE t.name LIKE 'x%' OR u.name GLOB '*z'",
        "SELECT _member, _line FROM t UNION SELECT 'x', 1 ORDER BY 1 LIMIT 2 OFFSET 1",
        "SELECT coalesce(nullif(trim(upper(name)), 'X'), iif(id = 1, 'a', 'b')) FROM t",
        "SELECT name REGEXP '^[xy]$', match_group(name, '(.)', 1), fold(name) FROM t",
        "SELECT in_period('2025-04-01'), days_between('2025-04-01', '2025-05-01')",
        "SELECT CASE typeof(id) WHEN 'integer' THEN round(avg(id), 1) END FROM t",
        "SELECT id FROM t WHERE id IN (SELECT max(id) FROM u) AND EXISTS (SELECT 1 FROM u)",
        "SELECT CAST(name AS INTEGER), 'a' || name, id BETWEEN 1 AND 2, -id FROM t",
        "SELECT id FROM t INTERSECT SELECT id FROM u EXCEPT SELECT 3",
        "SELECT 1;",
};

START_TEST(queries_are_let_through)
{
    for (size_t i = 0; i < ARRAY_LENGTH(harmless); i++)
        ck_assert_msg(ask(harmless[i]) == ERROR_NONE, "%s: %s", harmless[i],
                bench.err.message);
}
END_TEST

/* ---- what is refused ---- */

static const char *const hostile[] = {
        /* writing */
        "INSERT INTO t(name) VALUES ('x')",
        "REPLACE INTO t(id) VALUES (1)",
        "UPDATE t SET name = ''",
        "DELETE FROM t",
        "WITH a AS (SELECT 1) DELETE FROM t",
        "WITH a AS (SELECT 1) INSERT INTO t SELECT 1, 2 FROM a",
        "SELECT * FROM (INSERT INTO t(name) VALUES ('x') RETURNING id)",
        "INSERT INTO sqlite_schema VALUES (1, 2, 3, 4, 5)",
        "CREATE TABLE x(y)",
        "CREATE TEMP TABLE x(y)",
        "CREATE TABLE x AS SELECT * FROM t",
        "CREATE VIEW x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT 1",
        "CREATE INDEX x ON t(id)",
        "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE x USING chosho_item(0)",
        "CREATE VIRTUAL TABLE x USING fts5(a)",
        "CREATE VIRTUAL TABLE x USING rtree(a, b, c)",
        "DROP TABLE t",
        "ALTER TABLE t RENAME TO x",
        "ALTER TABLE t ADD COLUMN x",
        "REINDEX",
        "REINDEX t",
        "ANALYZE",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        /* files and connections */
        "ATTACH 'x.db' AS x",
        "ATTACH ':memory:' AS x",
        "DETACH main",
        "SELECT load_extension('x.so')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('x', 'y')",
        "SELECT edit('x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT fts3_tokenizer('x', x'00')",
        /* settings */
        "PRAGMA query_only = 0",
        "PRAGMA writable_schema = 1",
        "PRAGMA temp_store_directory = '/tmp'",
        "PRAGMA table_info(t)",
        "SELECT * FROM pragma_table_info('t')",
        "SELECT count(*) FROM pragma_database_list",
        "SELECT 1 FROM pragma_function_list",
        "SELECT * FROM pragma_query_only(0)",
        /* transactions */
        "BEGIN",
        "BEGIN EXCLUSIVE",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT x",
        "RELEASE x",
        /* the schema and other tables that are not evidence */
        "SELECT * FROM sqlite_schema",
        "SELECT sql FROM sqlite_master",
        "SELECT count(*) FROM sqlite_schema",
        "SELECT count(*) FROM sqlite_temp_schema",
        "SELECT name FROM main.sqlite_schema",
        "SELECT 1 FROM sqlite_master",
        "SELECT * FROM json_each('[1]')",
        "SELECT count(*) FROM json_each('[1]')",
        "SELECT * FROM json_tree('{}')",
        "SELECT count(*) FROM dbstat",
        "SELECT * FROM sqlite_dbpage",
        "SELECT count(*) FROM bytecode('select 1')",
        "SELECT * FROM fts3tokenize('simple', 'x')",
        "SELECT * FROM chosho_item",
        "SELECT * FROM nobody",
        /* answers that are not the same every time, or depend on the machine */
        "SELECT random()",
        "SELECT hex(randomblob(8))",
        "SELECT datetime('now')",
        "SELECT date('now')",
        "SELECT CURRENT_TIMESTAMP",
        "SELECT CURRENT_DATE",
        "SELECT strftime('%s', 'now')",
        "SELECT julianday()",
        "SELECT unixepoch()",
        "SELECT sqlite_version()",
        "SELECT sqlite_source_id()",
        "SELECT sqlite_compileoption_used('X')",
        "SELECT changes(), total_changes()",
        "SELECT last_insert_rowid()",
        "SELECT id FROM t ORDER BY random()",
        /* numbers and texts that would come out otherwise */
        "SELECT json_extract(name, '$.a') FROM t",
        "SELECT name -> '$.a' FROM t",
        "SELECT json(name) FROM t",
        "SELECT zeroblob(1000000000)",
        "SELECT printf('%100000000s', 'x')",
        "SELECT format('%.*c', 100000000, 'x')",
        "SELECT subtype(1)",
        "SELECT sqlite_offset(id) FROM t",
        "SELECT matchinfo(t) FROM t",
        "SELECT snippet(t) FROM t",
        "SELECT highlight(t, 1, 2, 3) FROM t",
        /* the inside of SQLite */
        "EXPLAIN SELECT 1",
        "EXPLAIN QUERY PLAN SELECT * FROM t",
        "/* x */ EXPLAIN SELECT * FROM t",
        /* more than one, none, or nonsense */
        "SELECT 1; DROP TABLE t",
        "SELECT 1; SELECT 2",
        "",
        "   -- nothing\n",
        "SELEC 1",
        "SELECTED FROM t",
        "SELECT 1 /* never closed */ FROM",
        "SELECT no_such_function(1)",
        "SELECT no_such_column FROM t",
        "SELECT \"no such column\" FROM t",
};

START_TEST(everything_else_is_refused_in_a_sentence)
{
    size_t files = count_files();

    for (size_t i = 0; i < ARRAY_LENGTH(hostile); i++) {
        ck_assert_msg(ask(hostile[i]) == ERROR_SCRIPT, "%s: %d %s", hostile[i],
                (int)bench.err.code, bench.err.message);
        ck_assert_msg(strlen(bench.err.message) > 10, "%s", hostile[i]);
        ck_assert_ptr_null(strstr(bench.err.message, "not authorized"));
    }
    ck_assert_uint_eq(count_files(), files);
    BENCH_ASK("SELECT count(*) FROM t", "3;"); /* and evidence is as it was */
}
END_TEST

START_TEST(the_sentence_names_what_was_refused)
{
    ck_assert_int_eq(ask("SELECT random()"), ERROR_SCRIPT);
    ck_assert_ptr_nonnull(strstr(bench.err.message, "random"));
    ck_assert_int_eq(ask("SELECT count(*) FROM sqlite_schema"), ERROR_SCRIPT);
    ck_assert_ptr_nonnull(strstr(bench.err.message, "sqlite_"));
    ck_assert_int_eq(ask("VACUUM"), ERROR_SCRIPT);
    ck_assert_ptr_nonnull(strstr(bench.err.message, "VACUUM"));
    ck_assert_int_eq(ask("SELECT nothing FROM t"),
            ERROR_SCRIPT); /* not an older refusal */
    ck_assert_ptr_nonnull(strstr(bench.err.message, "nothing"));
}
END_TEST

/* ---- limits ---- */

static void repeat(struct buf *sql, const char *text, int count)
{
    for (int i = 0; i < count; i++)
        BENCH_DO(buf_append_text(sql, text, bench_err));
}

START_TEST(a_value_has_a_largest_size)
{
    static const char ten[] = "replace('aaaaaaaaaa', 'a', 'bbbbbbbbbb')";
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 20);
    static const char *const questions[] = {
            "WITH RECURSIVE c(x) AS (SELECT 'aaaaaaaa' UNION ALL SELECT x || x FROM c)"
            " SELECT max(length(x)) FROM c",
            "WITH RECURSIVE c(n, x) AS (SELECT 1, replace(replace(replace('aaaaaaaaaa', 'a',"
            " 'bbbbbbbbbb'), 'b', 'cccccccccc'), 'c', 'dddddddddd')"
            " UNION ALL SELECT n + 1, x FROM c LIMIT 3000)"
            " SELECT length(group_concat(n || x)) FROM c",
            "WITH RECURSIVE c(x) AS (SELECT 'aaaaaaaa' UNION ALL SELECT x || x FROM c"
            " WHERE length(x) < 9000000) SELECT hex(max(x)) FROM c",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(questions); i++) {
        guard.deadline = clock_steady_ms() + 55000;
        ck_assert_msg(ask(questions[i]) == ERROR_LIMIT, "%s: %d %s", questions[i],
                (int)bench.err.code, bench.err.message);
        ck_assert(!guard.expired);
    }
    BENCH_DO(buf_printf(&sql, bench_err, "SELECT length(%s)", ten));
    for (char from = 'b'; from < 'k'; from++) {
        CLEANUP(buf_clear) struct buf inner = BUF_INIT(1 << 20);

        buf_move(&inner, &sql);
        BENCH_DO(buf_printf(&sql, bench_err,
                "SELECT length(replace(%.*s, '%c',"
                " '%c%c%c%c%c%c%c%c%c%c'))",
                (int)(inner.size - 15), inner.data + 14, from, from + 1, from + 1,
                from + 1, from + 1, from + 1, from + 1, from + 1, from + 1, from + 1,
                from + 1));
    }
    ck_assert_msg(ask(buf_text(&sql)) == ERROR_LIMIT, "%s: %s", buf_text(&sql),
            bench.err.message);
}
END_TEST

START_TEST(a_statement_has_a_largest_shape)
{
    static const struct {
        const char *begin, *middle, *end;
        int count;
    } shapes[] = {
            {"SELECT 1", "+1", "", 5000},
            {"SELECT ", "abs(", "1", 300},
            {"SELECT 1", " UNION ALL SELECT 1", "", 500},
            {"SELECT 1", ", 1", "", 5000},
            {"SELECT coalesce(1", ", 1", ")", 200},
            {"SELECT 1 -- ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "",
                    50000},
            {"SELECT * FROM t", ", t", "", 70},
            {"SELECT * FROM ", "(SELECT * FROM ", "t", 200},
            {"SELECT 'x' LIKE '", "%a", "'", 200},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(shapes); i++) {
        CLEANUP(buf_clear) struct buf sql = BUF_INIT((size_t)8 << 20);

        repeat(&sql, shapes[i].begin, 1);
        repeat(&sql, shapes[i].middle, shapes[i].count);
        repeat(&sql, shapes[i].end, 1);
        if (strchr(shapes[i].middle, '('))
            repeat(&sql, ")", shapes[i].count);
        ck_assert_msg(ask(buf_text(&sql)) != ERROR_NONE, "shape %zu", i);
        ck_assert_msg(bench.err.code == ERROR_SCRIPT || bench.err.code == ERROR_LIMIT,
                "%d %s", (int)bench.err.code, bench.err.message);
    }
}
END_TEST

/* The deadline is met soon, whatever the statement is doing. */
static void check_stopped(const char *sql)
{
    int64_t begun = clock_steady_ms();

    guard.deadline = bench.scan.deadline = begun + 300;
    guard.expired = false;
    ck_assert_msg(ask(sql) == ERROR_LIMIT, "%s: %d %s", sql, (int)bench.err.code,
            bench.err.message);
    ck_assert_ptr_nonnull(strstr(bench.err.message, "time allowed"));
    ck_assert_msg(clock_steady_ms() - begun < 300 + 250, "%s: %d ms", sql,
            (int)(clock_steady_ms() - begun));
}

#define NUMBERS(count) \
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT " count ") "

START_TEST(endless_statements_are_stopped)
{
    check_stopped("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
                  " SELECT count(*) FROM c");
    check_stopped(NUMBERS("5000") "SELECT count(*) FROM c a, c b, c d");
    check_stopped(NUMBERS("5000") "SELECT max(a.x * b.x % d.x) FROM c a, c b, c d");
    check_stopped(NUMBERS("50000") "SELECT count(*) FROM c a WHERE EXISTS"
                                   " (SELECT 1 FROM c b WHERE b.x + a.x < 0)");
    check_stopped(NUMBERS("90000000") "SELECT x FROM c ORDER BY -x LIMIT 1");
    check_stopped(NUMBERS("90000000") "SELECT count(DISTINCT x % 77777777) FROM c");
    check_stopped("SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j,"
                  " t k, t l, t m, t n, t o, t p, t q, t r, t s");
}
END_TEST

START_TEST(without_a_deadline_nothing_is_stopped)
{
    guard.deadline = 0;
    ck_assert_int_eq(ask(NUMBERS("200000") "SELECT count(*) FROM c"), ERROR_NONE);
    ck_assert(!guard.expired);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {queries_are_let_through,
            everything_else_is_refused_in_a_sentence, the_sentence_names_what_was_refused,
            a_value_has_a_largest_size, a_statement_has_a_largest_shape,
            endless_statements_are_stopped, without_a_deadline_nothing_is_stopped};

    return unit_run_in("guard", tests, ARRAY_LENGTH(tests), begin, end);
}
