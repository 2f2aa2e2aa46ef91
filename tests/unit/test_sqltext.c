#include "procedures/sqltext.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/buf.h"
#include "tests/unit/unit.h"

static struct arena arena = ARENA_INIT((size_t)1 << 20);

static struct sqltext split(const char *sql)
{
    struct sqltext text;
    struct error err = {0};

    ck_assert(sqltext_split(sql, &arena, &text, &err));
    return text;
}

/* Tokens as "kind-letter:text", divided by blanks. */
static const char *tokens_of(const char *sql)
{
    static const char letters[] = "wqsnvy#!";
    static char shown[1000];
    struct sqltext text = split(sql);
    size_t length = 0;

    shown[0] = '\0';
    for (size_t i = 0; i < text.count; i++)
        length += (size_t)snprintf(shown + length, sizeof(shown) - length, "%s%c:%.*s",
                i ? " " : "", letters[text.tokens[i].kind], (int)text.tokens[i].size,
                text.tokens[i].text);
    return shown;
}

START_TEST(words_are_divided_as_sqlite_does)
{
    ck_assert_str_eq(
            tokens_of("SELECT a.b, 'it''s' FROM [x y] -- gone\nWHERE `c`<=\"d\"\"e\""),
            "w:SELECT w:a y:. w:b y:, s:it''s w:FROM q:x y w:WHERE q:c y:<= q:d\"\"e");
    ck_assert_str_eq(tokens_of("1.5e-3+x'00'||:name/* gone */->>@v ? ?12"),
            "n:1.5e-3 y:+ n:x'00' y:|| v::name y:-> y:> v:@v v:? v:?12");
    ck_assert_str_eq(tokens_of("日付 <> '令和'"), "w:日付 y:<> s:令和");
    ck_assert_str_eq(tokens_of(""), "");
    ck_assert_str_eq(tokens_of(" ; "), "y:;");
}
END_TEST

START_TEST(what_is_wrong_is_known)
{
    static const struct {
        const char *sql;
        enum sqltext_problem problem;
        size_t offset;
    } cases[] = {
            {"SELECT (1)", SQLTEXT_SOUND, 0},
            {"SELECT 'a", SQLTEXT_UNCLOSED_QUOTE, 7},
            {"SELECT \"a", SQLTEXT_UNCLOSED_QUOTE, 7},
            {"SELECT 'a''", SQLTEXT_UNCLOSED_QUOTE, 7},
            {"SELECT x'0", SQLTEXT_UNCLOSED_QUOTE, 8},
            {"SELECT /* a", SQLTEXT_UNCLOSED_QUOTE, 7},
            {"SELECT (1", SQLTEXT_UNCLOSED_BRACKET, 7},
            {"SELECT 1) (", SQLTEXT_UNOPENED_BRACKET, 8},
            {"SELECT {1}", SQLTEXT_STRANGE_CHARACTER, 7},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct sqltext text = split(cases[i].sql);

        ck_assert_msg(text.problem == cases[i].problem, "%s", cases[i].sql);
        ck_assert_msg(text.problem == SQLTEXT_SOUND ||
                        text.problem_offset == cases[i].offset,
                "%s: %zu", cases[i].sql, text.problem_offset);
    }
}
END_TEST

START_TEST(the_end_leaves_out_what_closes_a_statement)
{
    ck_assert_uint_eq(split("SELECT 1 ; -- x\n").end, 8);
    ck_assert_uint_eq(split("SELECT 'a'").end, 10);
    ck_assert_uint_eq(split(";").end, 0);
    ck_assert(split("SELECT 1 -- x").has_comments);
    ck_assert(!split("SELECT '-- x'").has_comments);
}
END_TEST

START_TEST(tables_are_mentioned_by_name)
{
    struct sqltext text = split(
            "SELECT l.rows, count(x) FROM Leavers AS l JOIN \"sign-ins\" s WHERE a = 'off'");

    ck_assert(sqltext_mentions(&text, "leavers"));
    ck_assert(sqltext_mentions(&text, "sign-ins"));
    ck_assert(!sqltext_mentions(&text, "rows"));
    ck_assert(!sqltext_mentions(&text, "count"));
    ck_assert(!sqltext_mentions(&text, "off"));
    ck_assert(!sqltext_mentions(&text, "sign"));
    ck_assert(!sqltext_mentions(&text, "from")); /* a table of that name is "from" */
    text = split("SELECT 1 FROM \"from\" JOIN replace");
    ck_assert(sqltext_mentions(&text, "from"));
    ck_assert(sqltext_mentions(&text, "replace"));
    ck_assert(!sqltext_mentions(&text, "join"));
}
END_TEST

static const char *columns_of(const char *sql)
{
    static char shown[500];
    struct sqltext text = split(sql);
    const char *const *names;
    struct error err = {0};
    size_t count, length = 0;

    ck_assert(sqltext_columns(&text, &arena, &names, &count, &err));
    shown[0] = '\0';
    for (size_t i = 0; i < count; i++)
        length += (size_t)snprintf(shown + length, sizeof(shown) - length, "%s%s",
                i ? " " : "", names[i] ? names[i] : "?");
    return shown;
}

START_TEST(columns_are_named)
{
    ck_assert_str_eq(columns_of("SELECT a, t.b, c AS d, \"e f\" FROM t"), "a b d e f");
    ck_assert_str_eq(columns_of(
                             "WITH x AS (SELECT z, y FROM t) SELECT DISTINCT x.z, "
                             "count(a, b) AS n, (SELECT 1 FROM u), max(a) FROM x UNION "
                             "SELECT 1, 2"),
            "z n ? ?");
    ck_assert_str_eq(columns_of("SELECT *, l.* FROM l"), "? ?");
    ck_assert_str_eq(columns_of("SELECT a"), "a");
    ck_assert_str_eq(columns_of("VALUES (1)"), "");
}
END_TEST

START_TEST(patterns_are_found)
{
    struct sqltext text = split(
            "SELECT match_group(f(a, b), 'it''s', 1), regexp('x', a) FROM t");
    struct error err = {0};
    size_t at;

    ck_assert(sqltext_find_pattern(&text, 1, &at));
    ck_assert_str_eq(sqltext_string(&text, at, &arena, &err), "it's");
    ck_assert(!sqltext_find_pattern(&text, 3, &at));
    for (size_t i = 4; i < text.count; i++) {
        if (sqltext_find_pattern(&text, i, &at))
            ck_assert_str_eq(sqltext_string(&text, at, &arena, &err), "x");
    }
}
END_TEST

START_TEST(places_count_characters)
{
    unsigned line, column;

    sqltext_locate("ab\n日付 x", 0, 5, 9, &line, &column);
    ck_assert_uint_eq(line, 5);
    ck_assert_uint_eq(column, 9);
    sqltext_locate("ab\n日付 x", 10, 5, 9, &line, &column);
    ck_assert_uint_eq(line, 6);
    ck_assert_uint_eq(column, 4);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            words_are_divided_as_sqlite_does,
            what_is_wrong_is_known,
            the_end_leaves_out_what_closes_a_statement,
            tables_are_mentioned_by_name,
            columns_are_named,
            patterns_are_found,
            places_count_characters,
    };
    int status = unit_run("sqltext", tests, ARRAY_LENGTH(tests));

    arena_clear(&arena);
    return status;
}
