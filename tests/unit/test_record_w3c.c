#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format w3c = {.kind = RECORD_W3C, .encoding = ENCODING_UTF8};

START_TEST(the_names_of_fields_are_the_columns)
{
    static const char text[] = "#Software: IIS\n#Date: 2000-10-09 16:44:49\n"
                               "#Fields: date time  cs-uri cs(User-Agent)\n"
                               "2000-10-09 16:44:49 - Mozilla/4.0+(x)\n"
                               "2000-10-09\t16:44:50   /a \"with \"\"blanks\"\"\"\n";

    record_check(text, &w3c, "time|cs-uri|cs(User-Agent)|#Date|none",
            "1 4 84+37 16:44:49|(none)|Mozilla/4.0+(x)|2000-10-09 16:44:49|(none)\n"
            "2 5 122+42 16:44:50|/a|with \"blanks\"|2000-10-09 16:44:49|(none)\n",
            NULL);
    record_check_columns(text, &w3c,
            "date|time|cs-uri|cs(User-Agent)|_time|#Software|#Date");
}
END_TEST

/* Absent where a line has not both; a field called so itself goes first. */
START_TEST(date_and_time_are_one_field_too)
{
    record_check("#Fields: time date\n16:44:49 2000-10-09\n- 2000-10-09\n#Fields: time\n"
                 "16:44:50\n#Fields: date time _time\n1 2 3\n",
            &w3c, "_time|time|_time",
            "1 2 19+19 2000-10-09T16:44:49Z|16:44:49|2000-10-09T16:44:49Z\n"
            "2 3 39+12 (none)|(none)|(none)\n3 5 66+8 (none)|16:44:50|(none)\n"
            "4 7 100+5 3|2|3\n",
            NULL);
    record_check_columns("#Fields: time date\n", &w3c, "time|date|_time");
    record_check_columns("#Fields: time\n", &w3c, "time");
}
END_TEST

START_TEST(fields_may_change_within_the_file)
{
    static const char text[] = "#Fields: a b\n1 2\n#Date: one\n\n#Fields: b c a\r\n"
                               "3 4 5\r\n#Date: two\n6 7 8\n";

    record_check(text, &w3c, "a|b|c|#Date",
            "1 2 13+3 1|2|(none)|(none)\n2 6 45+5 5|3|4|one\n3 8 63+5 8|6|7|two\n", NULL);
    record_check_columns(text, &w3c, "a|b|c|#Date");
}
END_TEST

/* Zeek's tabs and Exchange's commas. */
START_TEST(values_are_divided_as_the_names_are)
{
    record_check("#separator \\x09\n#fields\tts\tuid\tnote\n1.5\t\"q\tb c\n2.5\t-\t\n"
                 "#close\t9\n",
            &w3c, "ts|uid|note", "1 3 36+10 1.5|\"q|b c\n2 4 47+6 2.5|(none)|\n", NULL);
    record_check("#Fields: date,who,what\n1,\"x, \"\"y\"\"\",\n2,\"-\",-\n", &w3c,
            "date|who|what", "1 2 23+13 1|x, \"y\"|\n2 3 37+7 2|-|(none)\n", NULL);
}
END_TEST

START_TEST(a_quote_that_does_not_close_is_data)
{
    record_check("#Fields: a b\n\"x y\nz\"q \"\n", &w3c, "a|b",
            "1 2 13+4 \"x|y\n2 3 18+5 z\"q|\"\n", NULL);
}
END_TEST

START_TEST(a_name_may_stand_twice)
{
    record_check("#Fields: a b a\n1 2 3\n", &w3c, "a|a#2|a#1|b", "1 2 15+5 1|3|1|2\n",
            NULL);
    record_check_columns("#Fields: a b a\n1 2 3\n", &w3c, "a|b|a#2");
}
END_TEST

START_TEST(what_does_not_fit_its_fields_is_unreadable)
{
    record_check("1 2\n#Fields:\n1 2\n#Fields: a b\n1\n1 2 3\n1 2\n", &w3c, "a",
            "1 1 0+3 !no-fields\n2 3 13+3 !no-fields\n3 5 30+1 !ragged\n"
            "4 6 32+5 !ragged\n5 7 38+3 1\n",
            NULL);
    record_check_size("#Fields: a\n\0\n", 13, &w3c, "a", "1 2 11+1 !nul\n", NULL);
}
END_TEST

START_TEST(limits_are_problems_of_the_record)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    struct error err = {0};
    char dump[64];
    size_t before;

    ck_assert(buf_append_text(&text, "#Fields:", &err));
    for (int i = 0; i < 513; i++)
        ck_assert(buf_append_text(&text, " f", &err));
    ck_assert(buf_append_text(&text, "\n", &err));
    before = text.size;
    ck_assert(buf_append_text(&text, "x\n", &err));
    snprintf(dump, sizeof(dump), "1 2 %zu+1 !no-fields\n", before);
    record_check(buf_text(&text), &w3c, "f", dump, NULL);
    buf_reset(&text);
    ck_assert(buf_append_text(&text, "#Fields: a\n", &err));
    while (text.size <= LIMIT_LINE + 11)
        ck_assert(buf_append_text(&text, "x", &err));
    record_check(buf_text(&text), &w3c, "a", "1 2 11+65537 !line-too-long\n", NULL);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_names_of_fields_are_the_columns,
            date_and_time_are_one_field_too, fields_may_change_within_the_file,
            values_are_divided_as_the_names_are, a_quote_that_does_not_close_is_data,
            a_name_may_stand_twice, what_does_not_fit_its_fields_is_unreadable,
            limits_are_problems_of_the_record};

    return unit_run("record_w3c", tests, ARRAY_LENGTH(tests));
}
