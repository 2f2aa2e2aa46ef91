#include "evidence/format/line_end.h"

#include "tests/unit/record_check.h"

static const struct record_format lines = {.kind = RECORD_LINES,
        .encoding = ENCODING_UTF8};
static const struct record_format csv = {.kind = RECORD_CSV, .encoding = ENCODING_UTF8};

static void decide(const char *text, bool whole, char expected)
{
    char decided = line_end_decide(text, strlen(text), whole);

    ck_assert_msg(decided == expected, "%s", text);
}

START_TEST(what_a_block_leaves_open_is_not_counted)
{
    decide("a\r", true, '\r');
    decide("a\r", false, '\n'); /* half a CR LF */
    decide("a\rb\rc\n", false, '\r');
    decide("a\rb\n", false, '\n');
    decide("x,y\n1,\"a\rb\rc", false, '\n'); /* the quote is closed further on */
    decide("x,y\r1,\"a\nb\nc", false, '\r');
    decide("x,y\n1,\"a\rb\rc", true, '\r'); /* no CSV: all are counted */
    decide("", true, '\n');
}
END_TEST

START_TEST(lines_are_counted_once)
{
    ck_assert_uint_eq(line_end_count("a\r\nb\rc\nd", 8, '\r'), 3);
    ck_assert_uint_eq(line_end_count("a\r\nb\rc\nd", 8, '\n'), 2);
    ck_assert_uint_eq(line_end_count("\n\n", 2, '\r'), 2);
}
END_TEST

/* A Mac's file that another program put a last line end to, or a few lines. */
START_TEST(returns_end_lines_where_they_outnumber_line_feeds)
{
    record_check("a\rb\rc\r\n", &lines, "line", "1 1 0+1 a\n2 2 2+1 b\n3 3 4+1 c\n",
            NULL);
    record_check("a\rb\rc\nd\n\re", &lines, "line",
            "1 1 0+1 a\n2 2 2+1 b\n3 3 4+1 c\n4 4 6+1 d\n5 6 9+1 e\n", NULL);
    record_check("a\r", &lines, "line", "1 1 0+1 a\n", NULL);
    record_check("he said \"\ra\r\"b\rc\n\n", &lines, "line",
            "1 1 0+9 he said \"\n2 2 10+1 a\n3 3 12+2 \"b\n4 4 15+1 c\n", NULL);
}
END_TEST

/* Of a file whose line ends were converted twice. */
START_TEST(all_returns_before_a_line_feed_are_its_end)
{
    record_check("a\r\r\n\r\r\nb\r\r\r\n c\rd\r\n", &lines, "line",
            "1 1 0+1 a\n2 3 7+1 b\n3 4 12+4  c\\rd\n", NULL);
}
END_TEST

/* As Excel for Mac writes them, with LF in cells; and as others write cells with CR. */
START_TEST(line_ends_in_quotes_do_not_decide_what_ends_a_record)
{
    record_check("id,n\r0,x\r1,y\r\n", &csv, "id|n", "1 2 5+3 0|x\n2 3 9+3 1|y\n", NULL);
    record_check("id,n\r1,\"x\ny\nz\nw\"\r2,\"a \"\"b\"\"\n\"\r3,c\r", &csv, "id|n",
            "1 2 5+11 1|x\\ny\\nz\\nw\n2 6 17+12 2|a \"b\"\\n\n3 8 30+3 3|c\n", NULL);
    record_check("id,n\n1,\"x\ry\rz\r\rw\"\n2,b\n", &csv, "id|n",
            "1 2 5+12 1|x\\ry\\rz\\r\\rw\n2 3 18+3 2|b\n", NULL);
    record_check("# a\rb\nid,n\n1,2\n", &csv, "id|n", "1 3 11+3 1|2\n", NULL);
}
END_TEST

START_TEST(no_return_of_a_line_end_is_in_a_value)
{
    record_check("a,b\r\r\n1,2\r\r\n3,\"4\"\r\r\n\r\r\n5,6\r\r\r\n", &csv, "a|b",
            "1 2 6+3 1|2\n2 3 12+5 3|4\n3 5 23+3 5|6\n", NULL);
    record_check("a,b\r\n1\r,2\r\r\n", &csv, "a|b", "1 2 5+4 1\\r|2\n", NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_a_block_leaves_open_is_not_counted,
            lines_are_counted_once, returns_end_lines_where_they_outnumber_line_feeds,
            all_returns_before_a_line_feed_are_its_end,
            line_ends_in_quotes_do_not_decide_what_ends_a_record,
            no_return_of_a_line_end_is_in_a_value};

    return unit_run("line_end", tests, ARRAY_LENGTH(tests));
}
