/* SQL laid out to be read. */
#include "procedures/sqltidy.h"

#include "tests/unit/unit.h"

static struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
static struct buf text = BUF_INIT(1 << 20);

static const char *tidy(const char *sql, unsigned indent)
{
    struct error err = {0};

    buf_reset(&text);
    ck_assert_msg(sqltidy_write(sql, indent, &arena, &text, &err), "%s", err.message);
    return buf_text(&text);
}

START_TEST(clauses_begin_lines)
{
    ck_assert_str_eq(tidy("SELECT a, \"b c\" FROM t WHERE a = 'x  y' ORDER BY a", 2),
            "  SELECT a, \"b c\"\n  FROM t\n  WHERE a = 'x  y'\n  ORDER BY a\n");
}
END_TEST

START_TEST(short_brackets_stay_and_long_ones_open)
{
    ck_assert_str_eq(tidy("SELECT (SELECT 1 FROM t) AS x", 0),
            "SELECT (SELECT 1 FROM t) AS x\n");
    ck_assert_str_eq(
            tidy("SELECT x FROM (SELECT abcdefghij AS x FROM klmnopqrst WHERE uvwxyz = "
                 "'abcdefghijklmnopqrstuvwxyz') AS y",
                    0),
            "SELECT x\nFROM (\n  SELECT abcdefghij AS x\n  FROM klmnopqrst\n"
            "  WHERE uvwxyz = 'abcdefghijklmnopqrstuvwxyz') AS y\n");
}
END_TEST

START_TEST(cases_are_further_in)
{
    ck_assert_str_eq(tidy("SELECT CASE WHEN a THEN 1 ELSE 0 END AS v FROM t", 0),
            "SELECT CASE\n  WHEN a THEN 1\n  ELSE 0\nEND AS v\nFROM t\n");
}
END_TEST

START_TEST(what_is_no_sql_stays)
{
    ck_assert_str_eq(tidy("SELECT 'open", 4), "SELECT 'open\n");
    ck_assert_str_eq(tidy("SELECT (((1", 4), "SELECT (((1\n");
    ck_assert_str_eq(tidy("", 4), "\n");
}
END_TEST

static void tear_down(void)
{
    arena_clear(&arena);
    buf_clear(&text);
}

int main(void)
{
    const TTest *const tests[] = {clauses_begin_lines,
            short_brackets_stay_and_long_ones_open, cases_are_further_in,
            what_is_no_sql_stays};

    return unit_run_in("sqltidy", tests, ARRAY_LENGTH(tests), NULL, tear_down);
}
