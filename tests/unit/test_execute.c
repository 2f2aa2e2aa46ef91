/* A compiled procedure run over tables: what is told of populations, guards, tests and
 * items, piece by piece. */
#include "evidence/table/execute.h"

#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "tests/unit/evidence_bench.h"

/* Everything told, a line each. */
static struct buf told;
static const char *refused; /* what the sink refuses, or NULL */

static bool tell(const char *what, struct error *err, const char *line)
{
    if (refused && strcmp(refused, what) == 0)
        return error_set(err, ERROR_IO, "the pipe broke");
    BENCH_DO(buf_printf(&told, bench_err, "%s\n", line));
    return true;
}

static bool tell_population(void *owner, uint32_t index,
        const struct execute_population *p, struct error *err)
{
    char line[2048];

    (void)owner;
    if (p->error.code)
        snprintf(line, sizeof(line), "population %u error %d", index, (int)p->error.code);
    else
        snprintf(line, sizeof(line), "population %u: %d = %d + %d + %d", index,
                (int)p->delivered, (int)p->selected, (int)p->filtered,
                (int)p->unreadable);
    return tell("population", err, line);
}

static bool tell_guard(void *owner, uint32_t test, uint32_t index,
        const struct execute_guard *g, struct error *err)
{
    char line[256];

    (void)owner;
    if (g->error.code)
        snprintf(line, sizeof(line), "guard %u.%u error %d", test, index,
                (int)g->error.code);
    else
        snprintf(line, sizeof(line), "guard %u.%u: %d of %d, %d of %d", test, index,
                (int)g->left_met, (int)g->left, (int)g->right_met, (int)g->right);
    return tell("guard", err, line);
}

static bool tell_rows(void *owner, uint32_t index, enum execute_kind kind,
        const struct execute_row *rows, size_t count, struct error *err)
{
    static const char *const kinds[] = {"exceptions", "undecidable", "unreadable"};
    CLEANUP(buf_clear) struct buf line = BUF_INIT(1 << 20);

    (void)owner;
    ck_assert_uint_le(count, EXECUTE_ROWS_MAX);
    BENCH_DO(buf_printf(&line, bench_err, "%s %u:", kinds[kind], index));
    for (size_t i = 0; i < count && i < 10; i++) {
        BENCH_DO(buf_printf(&line, bench_err, " %d.%d",
                (int)(PROGRAM_MEMBER_OF(rows[i].record_id) - BENCH_FIRST_MEMBER),
                (int)PROGRAM_RECORD_OF(rows[i].record_id)));
        if (rows[i].other_id)
            BENCH_DO(buf_printf(&line, bench_err, "+%d.%d",
                    (int)(PROGRAM_MEMBER_OF(rows[i].other_id) - BENCH_FIRST_MEMBER),
                    (int)PROGRAM_RECORD_OF(rows[i].other_id)));
        if (kind == EXECUTE_EXCEPTION)
            BENCH_DO(buf_printf(&line, bench_err, "/%d", (int)rows[i].verdict));
    }
    if (count > 10)
        BENCH_DO(buf_printf(&line, bench_err, " ... %zu", count));
    return tell("rows", err, buf_text(&line));
}

static bool tell_test(void *owner, uint32_t index, const struct execute_test *t,
        struct error *err)
{
    char line[2048];

    (void)owner;
    if (t->error.code)
        snprintf(line, sizeof(line), "test %u error %d: %s", index, (int)t->error.code,
                t->error.message);
    else
        snprintf(line, sizeof(line), "test %u: %d rows, %d exceptions, %d undecidable",
                index, (int)t->rows, (int)t->exceptions, (int)t->undecidable);
    if (!t->error.code && t->failed.records)
        snprintf(line + strlen(line), sizeof(line) - strlen(line),
                ", %d values failed, first item %u column %u record %d",
                (int)t->failed.records, t->failed.item, t->failed.column,
                (int)PROGRAM_RECORD_OF(t->failed.record_id));
    return tell("test", err, line);
}

static bool tell_item(void *owner, uint32_t index, const struct scan_usage *u,
        struct error *err)
{
    char line[256];

    (void)owner;
    snprintf(line, sizeof(line), "item %u: %d = %d + %d + %d, members %d, damaged %d%s",
            index, (int)u->delivered, (int)u->selected, (int)u->filtered,
            (int)u->unreadable, (int)u->members_read, (int)u->members_damaged,
            u->complete ? "" : ", not complete");
    return tell("item", err, line);
}

static bool tell_values(void *owner, uint32_t test, const struct execute_row *row,
        struct db_statement *statement, int first_column, struct error *err)
{
    char line[512];

    (void)owner;
    snprintf(line, sizeof(line), "values %u: %d/%d %s", test,
            (int)PROGRAM_RECORD_OF(row->record_id), (int)row->verdict,
            db_column_text(statement, first_column));
    return tell("values", err, line);
}

static const struct execute_sink sink = {NULL, tell_population, tell_guard, tell_rows,
        tell_test, tell_item, tell_values};
static const struct execute_period period = {"2025-04-01", "2026-03-31", "2026-03-31",
        NULL};

/* ---- a program ---- */

static struct program_item items[] = {{.id = "leavers"}, {.id = "off"}};
static const char *both[] = {"leavers", "off"};
static struct program_population populations[2];
static struct program_test tests[2];
static struct program_guard guards[1];
static struct program_parameter parameters[] = {{"limit", PROGRAM_NUMBER, "2"},
        {"word", PROGRAM_TEXT, "x"}, {"rate", PROGRAM_NUMBER, "1.5"},
        {"flag", PROGRAM_BOOLEAN, "1"}};
static struct program program;

#define SELECTED(condition)                                                      \
    "SELECT record_id, 0, CASE WHEN typeof(day) = 'blob' THEN 2 WHEN " condition \
    " THEN 0 ELSE 1 END FROM leavers ORDER BY record_id"

static void begin(void)
{
    bench_begin();
    told = (struct buf)BUF_INIT((size_t)1 << 24);
    refused = NULL;
    bench_add("leavers.csv",
            "id,day\n1,2025-04-10\n2,2025-05-10\n3,2024-01-01\n4,soon\n");
    bench_add("off.csv", "id,day\n1,2025-04-11\n2,never\n2,x,y\n");
    bench_open();
    bench_connect();
    bench_csv_table("leavers", "leavers.csv", "id text, day date");
    bench_csv_table("off", "off.csv", "id text, day date");
    memset(populations, 0, sizeof(populations));
    memset(tests, 0, sizeof(tests));
    memset(guards, 0, sizeof(guards));
    populations[0].sql = SELECTED("in_period(day)");
    program = (struct program){.id = "p",
            .items = items,
            .item_count = 2,
            .parameters = parameters,
            .parameter_count = 4,
            .populations = populations,
            .population_count = 1,
            .tests = tests};
}

static void end(void)
{
    buf_clear(&told);
    bench_close();
}

static void add_test(const char *sql)
{
    tests[program.test_count++] = (struct program_test){.id = "a",
            .population = "leaver",
            .sql = sql,
            .values_sql = sql,
            .items = both,
            .item_count = 2};
}

static const char *run(void)
{
    struct error err = {0};

    buf_reset(&told);
    if (!execute_program(bench.db, bench.tables, &bench.scan, &program, &period, &sink,
                &err))
        BENCH_DO(buf_printf(&told, bench_err, "failed %d %s\n", (int)err.code,
                err.message));
    return buf_text(&told);
}

#define ITEMS                                       \
    "item 0: 4 = 4 + 0 + 0, members 1, damaged 0\n" \
    "item 1: 3 = 2 + 0 + 1, members 1, damaged 0\n"

START_TEST(everything_is_told_in_order)
{
    guards[0].sql = "SELECT 4, 2, 2, 2";
    add_test(
            "SELECT record_id, 0, CASE id WHEN '1' THEN 0 WHEN '2' THEN 1 WHEN '3' THEN 2"
            " ELSE -1 END FROM leavers ORDER BY record_id");
    tests[0].guards = guards;
    tests[0].guard_count = 1;
    add_test("SELECT l.record_id, o.record_id, 1 FROM leavers l JOIN off o ON o.id = l.id"
             " ORDER BY 1, 2");
    ck_assert_str_eq(run(),
            "unreadable 0: 0.4\n"
            "population 0: 4 = 2 + 1 + 1\n"
            "guard 0.0: 2 of 4, 2 of 2\n"
            "exceptions 0: 0.2/1 0.3/2\n"
            "undecidable 0: 0.4\n"
            "test 0: 4 rows, 2 exceptions, 1 undecidable\n"
            "exceptions 1: 0.1+1.1/1 0.2+1.2/1\n"
            "test 1: 2 rows, 2 exceptions, 0 undecidable\n" ITEMS);
}
END_TEST

static struct execute_population heard[2];

static bool hear_population(void *owner, uint32_t index,
        const struct execute_population *p, struct error *err)
{
    (void)owner, (void)err;
    heard[index] = *p;
    return true;
}

static void check_digest(const struct digest *digest, const char *lines)
{
    char hex[DIGEST_HEX_SIZE], expected_hex[DIGEST_HEX_SIZE];
    struct digest expected;

    BENCH_DO(digest_of(lines, strlen(lines), &expected, bench_err));
    digest_hex(&expected, expected_hex);
    digest_hex(digest, hex);
    ck_assert_str_eq(hex, expected_hex);
}

/* It is of pointers, a line each. */
START_TEST(the_digest_can_be_computed_by_anybody)
{
    struct execute_sink listening = sink;

    populations[1].sql =
            "SELECT l.record_id, o.record_id, 0 FROM leavers l CROSS JOIN off o"
            " WHERE l.id = '1' ORDER BY 1, 2";
    program.population_count = 2;
    listening.population = hear_population;
    BENCH_DO(execute_program(bench.db, bench.tables, &bench.scan, &program, &period,
            &listening, bench_err));
    check_digest(&heard[0].digest, "b-1:leavers.csv#1\nb-1:leavers.csv#2\n");
    check_digest(&heard[1].digest,
            "b-1:leavers.csv#1+b-1:off.csv#1\nb-1:leavers.csv#1+b-1:off.csv#2\n");
}
END_TEST

/* Of what is filtered, what lies outside the period is counted by its side, with its
 * first and last day. */
START_TEST(outside_the_period_is_told_from_the_condition)
{
    struct execute_sink listening = sink;
    char day[DATE_TEXT_SIZE];

    populations[0].sql =
            "SELECT record_id, 0, CASE id WHEN '1' THEN 1 WHEN '4' THEN 2 ELSE 3 END,"
            " CASE id WHEN '2' THEN '2026-04-01' ELSE day END FROM leavers ORDER BY record_id";
    listening.population = hear_population;
    BENCH_DO(execute_program(bench.db, bench.tables, &bench.scan, &program, &period,
            &listening, bench_err));
    ck_assert_uint_eq(heard[0].filtered, 3);
    ck_assert_uint_eq(heard[0].before, 1);
    ck_assert_uint_eq(heard[0].after, 1);
    date_format(heard[0].first_day, day);
    ck_assert_str_eq(day, "2024-01-01");
    date_format(heard[0].last_day, day);
    ck_assert_str_eq(day, "2026-04-01");
}
END_TEST

/* A record that was left out on the strength of a value that did not convert was not
 * decided, also where SQLite sorts before it yields the first row. */
START_TEST(records_left_out_undecided_are_unreadable)
{
    populations[0].sql =
            "SELECT record_id, 0, CASE WHEN day > '2025-04-30' AND day < '2026'"
            " THEN 0 ELSE 1 END FROM leavers ORDER BY record_id";
    ck_assert_str_eq(run(),
            "unreadable 0: 0.4\npopulation 0: 4 = 1 + 2 + 1\n"
            "item 0: 4 = 4 + 0 + 0, members 1, damaged 0\n"
            "item 1: 0 = 0 + 0 + 0, members 0, damaged 0, not complete\n");
    populations[0].sql =
            "WITH a AS (SELECT record_id, CASE WHEN day > '2025-04-30' AND day < '2026' THEN"
            " 0 ELSE 1 END AS d FROM leavers) SELECT a.record_id, b.record_id, a.d"
            " FROM a CROSS JOIN off b ORDER BY a.record_id, b.record_id";
    ck_assert_ptr_nonnull(strstr(run(),
            "unreadable 0: 0.4+1.1 0.4+1.2\n"
            "population 0: 8 = 2 + 4 + 2\n"));
}
END_TEST

START_TEST(parameters_are_bound_by_name_and_type)
{
    add_test("SELECT record_id, 0, typeof(:limit) = 'integer' AND :limit = 2 AND"
             " typeof(:rate) = 'real' AND :rate = 1.5 AND :word = 'x' AND :flag = 1 AND"
             " :period_start = '2025-04-01' AND :period_end = '2026-03-31' AND"
             " :as_of = '2026-03-31' AND typeof(:word) = 'text' FROM leavers"
             " WHERE id = :limit ORDER BY record_id");
    ck_assert_ptr_nonnull(strstr(run(), "exceptions 0: 0.2/1\n"));
    tests[0].sql = "SELECT record_id, 0, :nobody FROM leavers";
    ck_assert_ptr_nonnull(
            strstr(run(), "test 0 error 2: the procedure has no parameter"));
}
END_TEST

/* ---- what goes wrong with one ---- */

START_TEST(one_failure_leaves_the_others)
{
    populations[0].sql = "SELECT nothing FROM leavers";
    add_test("SELECT record_id, 0, day_of('soon') FROM leavers");
    add_test("SELECT record_id, 0, 1 FROM leavers WHERE id = '1'");
    ck_assert_str_eq(run(),
            "population 0 error 2\n"
            "test 0 error 5: the SQL of 'a' stopped at a value it met (evidence: leavers,"
            " off): 'soon' is neither a date (2025-04-01) nor a timestamp"
            " (2025-04-01T09:00:00Z)\n"
            "exceptions 1: 0.1/1\n"
            "test 1: 1 rows, 1 exceptions, 0 undecidable\n" ITEMS);
}
END_TEST

START_TEST(a_guard_that_fails_is_told)
{
    guards[0].sql = "SELECT nothing";
    add_test("SELECT record_id, 0, 0 FROM leavers");
    tests[0].guards = guards;
    tests[0].guard_count = 1;
    ck_assert_ptr_nonnull(strstr(run(), "guard 0.0 error 2\ntest 0: 4 rows"));
}
END_TEST

START_TEST(every_row_is_of_a_record)
{
    static const char *const statements[] = {"SELECT NULL, 0, 1", "SELECT 0, 0, 1",
            "SELECT -1, 0, 1", "SELECT 1, 0, 1", "SELECT 'x', 0, 1",
            "SELECT 10 << 40, 0, 1", "SELECT (12 << 40) + 1, 0, 1",
            "SELECT (10 << 40) + 1, 5, 1",
            "SELECT o.record_id, 0, 1 FROM leavers l LEFT JOIN off o ON o.id = l.id"};

    add_test(NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(statements); i++) {
        tests[0].sql = statements[i];
        ck_assert_msg(strstr(run(), "test 0 error 2: a row has record_id") != NULL,
                "%s: %s", statements[i], buf_text(&told));
    }
}
END_TEST

/* A query that is done before it has read everything rests on everything all the same. */
START_TEST(items_are_read_to_their_end)
{
    add_test(
            "SELECT record_id, 0, 1 FROM leavers WHERE EXISTS (SELECT 1 FROM off LIMIT 1)"
            " LIMIT 1");
    ck_assert_str_eq(run(),
            "unreadable 0: 0.4\npopulation 0: 4 = 2 + 1 + 1\n"
            "exceptions 0: 0.1/1\n"
            "test 0: 1 rows, 1 exceptions, 0 undecidable\n" ITEMS);
}
END_TEST

START_TEST(what_cannot_be_read_to_its_end_is_the_tests_error)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 22);
    struct error err = {0};
    bool ok = true;

    bench_close();
    bench_begin();
    ok = buf_append_text(&text, "id,day\n", &err);
    for (int i = 0; i < 3000; i++)
        ok = ok && buf_printf(&text, &err, "%d,2025-04-01\n", i);
    ck_assert(ok);
    bench_add("leavers.csv", "id,day\n1,2025-04-10\n");
    bench_add("off.csv", buf_text(&text));
    bench_open();
    bench_connect();
    bench_csv_table("leavers", "leavers.csv", "id text, day date");
    bench_csv_table("off", "off.csv", "id text, day date");
    add_test(
            "SELECT record_id, 0, 1 FROM leavers WHERE EXISTS (SELECT 1 FROM off LIMIT 1)");
    bench.scan.deadline = clock_steady_ms() - 1;
    ck_assert_ptr_nonnull(strstr(run(), "exceptions 0: 0.1/1\ntest 0 error 6: the time"));
}
END_TEST

START_TEST(values_that_failed_are_told_by_test)
{
    add_test("SELECT l.record_id, 0, 1 FROM leavers l JOIN off o ON o.id = l.id"
             " WHERE o.day > l.day ORDER BY 1");
    add_test(
            "SELECT l.record_id, 0, 1 FROM leavers l JOIN off o ON o.id = l.id ORDER BY 1");
    for (int i = 0; i < 2; i++) { /* also where everything is staged already */
        const char *lines = run();

        ck_assert_msg(strstr(lines,
                              "test 0: 2 rows, 2 exceptions, 0 undecidable, 1 values"
                              " failed, first item 1 column 1 record 2\n") != NULL,
                "%s", lines);
        ck_assert_ptr_nonnull(
                strstr(lines, "test 1: 2 rows, 2 exceptions, 0 undecidable\n"));
    }
}
END_TEST

START_TEST(many_rows_come_in_pieces)
{
    add_test("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 10000)"
             " SELECT record_id, 0, CASE WHEN n % 2 THEN 1 ELSE -1 END FROM c, leavers"
             " WHERE id = '1'");
    ck_assert_str_eq(run(),
            "unreadable 0: 0.4\npopulation 0: 4 = 2 + 1 + 1\n"
            "exceptions 0: 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 ... 4096\n"
            "undecidable 0: 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 ... 4096\n"
            "exceptions 0: 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 0.1/1 ... 904\n"
            "undecidable 0: 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 ... 904\n"
            "test 0: 10000 rows, 5000 exceptions, 5000 undecidable\n" ITEMS);
}
END_TEST

/* ---- what goes wrong with the sink ends everything ---- */

START_TEST(a_sink_that_fails_ends_everything)
{
    static const struct {
        const char *what, *last;
    } failures[] = {
            {"population", "unreadable 0: 0.4\nfailed 9 the pipe broke\n"},
            {"rows", "failed 9 the pipe broke\n"},
            {"guard",
                    "unreadable 0: 0.4\npopulation 0: 4 = 2 + 1 + 1\nfailed 9 the pipe broke\n"},
            {"item", NULL},
            {"test", NULL},
    };

    guards[0].sql = "SELECT 1, 1, 1, 1";
    add_test("SELECT record_id, 0, 1 FROM leavers");
    tests[0].guards = guards;
    tests[0].guard_count = 1;
    for (size_t i = 0; i < ARRAY_LENGTH(failures); i++) {
        const char *lines;
        size_t size;

        refused = failures[i].what;
        lines = run();
        size = strlen("failed 9 the pipe broke\n");
        ck_assert_msg(strlen(lines) >= size &&
                        strcmp(lines + strlen(lines) - size,
                                "failed 9 the pipe broke\n") == 0,
                "%s: %s", failures[i].what, lines);
        if (failures[i].last)
            ck_assert_str_eq(lines, failures[i].last);
    }
}
END_TEST

START_TEST(shown_values_come_row_by_row)
{
    struct error err = {0};

    add_test("SELECT record_id, 0, 1, id || '!' FROM leavers WHERE id > '2' ORDER BY 1");
    ck_assert_msg(execute_values(bench.db, bench.tables, &program, &period, 0, &sink,
                          &err),
            "%s", err.message);
    ck_assert_str_eq(buf_text(&told), "values 0: 3/1 3!\nvalues 0: 4/1 4!\n");
    tests[0].values_sql = "SELECT wrong";
    ck_assert(!execute_values(bench.db, bench.tables, &program, &period, 0, &sink, &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
}
END_TEST

int main(void)
{
    const TTest *const list[] = {everything_is_told_in_order,
            the_digest_can_be_computed_by_anybody,
            outside_the_period_is_told_from_the_condition,
            records_left_out_undecided_are_unreadable,
            parameters_are_bound_by_name_and_type, one_failure_leaves_the_others,
            a_guard_that_fails_is_told, every_row_is_of_a_record,
            items_are_read_to_their_end,
            what_cannot_be_read_to_its_end_is_the_tests_error,
            values_that_failed_are_told_by_test, many_rows_come_in_pieces,
            a_sink_that_fails_ends_everything, shown_values_come_row_by_row};

    return unit_run_in("execute", list, ARRAY_LENGTH(list), begin, end);
}
