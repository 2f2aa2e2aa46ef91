#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format blocks = {.kind = RECORD_BLOCKS,
        .encoding = ENCODING_UTF8};

START_TEST(a_paragraph_is_a_record)
{
    static const char text[] = "\nStart-Date: 2019-07-10  16:38:08\nInstall: a, b \n"
                               "End-Date: x\n\n \n\nStart-Date: y\nRemove:\n";

    record_check(text, &blocks, "Start-Date|Install|Remove",
            "1 2 1+59 2019-07-10  16:38:08|a, b|(none)\n2 8 65+21 y|(none)|\n", NULL);
    record_check_columns(text, &blocks, "Start-Date|Install|End-Date|Remove");
    record_check("", &blocks, "a", "", NULL);
    record_check("\n \n", &blocks, "a", "", NULL);
}
END_TEST

START_TEST(an_indented_line_continues_the_value)
{
    record_check("a: 1\n  2\n\t3 \nb: x\n", &blocks, "a|b", "1 1 0+17 1\\n  2\\n\t3|x\n",
            NULL);
    record_check("# of LDIF\na:: YWJj\n# within\nb: c\n", &blocks, "a|b",
            "1 1 0+32 : YWJj|c\n", NULL);
    record_check(" 1\na: 2\n", &blocks, "a", "1 1 0+7 !no-match\n", NULL);
}
END_TEST

/* PowerShell's Format-List pads its names; lines end with CR LF. */
START_TEST(blanks_round_keys_and_values_are_none_of_theirs)
{
    record_check("\r\nName     : a b\r\nFull Name: x:y\r\n\r\nName : c\r\n", &blocks,
            "Name|Full Name|_text",
            "1 2 2+30 a b|x:y|Name     : a b\\r\\nFull Name: x:y\n2 5 36+8 c|(none)|Name : "
            "c\n",
            NULL);
    record_check("a: 1\rb: 2\r\ra: 3\r", &blocks, "a|b",
            "1 1 0+9 1|2\n2 4 11+4 3|(none)\n", NULL);
}
END_TEST

START_TEST(a_key_may_stand_twice)
{
    record_check("a: 1\na: 2\n", &blocks, "a|a#2", "1 1 0+9 1|2\n", NULL);
    record_check_columns("a: 1\na: 2\n", &blocks, "a|a#2");
}
END_TEST

START_TEST(what_is_no_key_is_unreadable)
{
    record_check("a: 1\nrubbish\n\n: 2\n\na: 3\n", &blocks, "a",
            "1 1 0+12 !no-match\n2 4 14+3 !no-match\n3 6 19+4 3\n", NULL);
    record_check_size("a: 1\0\n", 6, &blocks, "a", "1 1 0+5 !nul\n", NULL);
}
END_TEST

/* A paragraph too long is one record, and the one behind it is read again. */
START_TEST(limits_are_problems_of_the_record)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(8 << 20);
    struct error err = {0};
    struct record_check check;
    const char *dump;

    for (int i = 0; i < 1025; i++)
        ck_assert(buf_append_text(&text, "k: 1\n", &err));
    ck_assert(buf_append_text(&text, "\nk: 2\n", &err));
    record_check(buf_text(&text), &blocks, "k",
            "1 1 0+5124 !too-many-pairs\n2 1027 5126+4 2\n", NULL);
    buf_reset(&text);
    for (size_t i = 0; i < 3 * LIMIT_CSV_RECORD / 8; i++)
        ck_assert(buf_append_text(&text, "key: 12\n", &err));
    ck_assert(buf_append_text(&text, "\nkey: 2\n", &err));
    record_check_open(&check, "m", text.data, text.size);
    dump = record_check_read(&check, &blocks, (const char *[]){"key", NULL});
    ck_assert_str_eq(dump, "1 1 0+1048583 !record-too-long\n2 393218 3145729+6 2\n");
    record_check_close(&check);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {a_paragraph_is_a_record,
            an_indented_line_continues_the_value,
            blanks_round_keys_and_values_are_none_of_theirs, a_key_may_stand_twice,
            what_is_no_key_is_unreadable, limits_are_problems_of_the_record};

    return unit_run("record_blocks", tests, ARRAY_LENGTH(tests));
}
