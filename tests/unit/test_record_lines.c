#include <stdlib.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "tests/unit/record_check.h"

static const struct record_format plain = {.kind = RECORD_LINES,
        .encoding = ENCODING_UTF8};

START_TEST(lines_are_records)
{
    record_check("one\ntwo\r\n\n  \nthree", &plain, "line|_text",
            "1 1 0+3 one|one\n2 2 4+3 two|two\n3 5 13+5 three|three\n", NULL);
    record_check("one\rtwo\r\rthree\r", &plain, "line",
            "1 1 0+3 one\n2 2 4+3 two\n3 4 9+5 three\n", NULL);
    record_check("", &plain, "line", "", NULL);
    record_check("\n\n\n", &plain, "line", "", NULL);
    record_check("one\n", &plain, "other", "error 3\n",
            "'other' is not there; there is 'line'");
    record_check_columns("one\n", &plain, "line");
}
END_TEST

/* A CR that somebody got into a log makes no second line of it. */
START_TEST(a_lone_return_is_data_where_lines_end_with_lf)
{
    record_check("one\rforged\ntwo\n", &plain, "line",
            "1 1 0+10 one\\rforged\n2 2 11+3 two\n", NULL);
    record_check("a\r\nb\rc\r\n", &plain, "line", "1 1 0+1 a\n2 2 3+3 b\\rc\n", NULL);
    record_check("a\rb\n", &plain, "line", "1 1 0+3 a\\rb\n", NULL);
}
END_TEST

START_TEST(groups_are_fields)
{
    struct record_format format = {.kind = RECORD_LINES,
            .pattern = "^(?<time>\\S+) (?:(?<user>\\w+)@)?(?<host>\\S+)( x)?$"};

    record_check("9:00 root@web\n9:01 db\n\nrubbish\n9:02 a@b x\n", &format,
            "host|user|time|_text",
            "1 1 0+13 web|root|9:00|9:00 root@web\n2 2 14+7 db|(none)|9:01|9:01 db\n"
            "3 4 23+7 !no-match\n4 5 31+10 b|a|9:02|9:02 a@b x\n",
            NULL);
    record_check("9:00 web\nrubbish\n", &format, "", "1 1 0+8 \n2 2 9+7 !no-match\n",
            NULL);
    record_check_columns("", &format, "time|user|host");
    record_check("9:00 web\n", &format, "line", "error 3\n",
            "there is 'time', 'user', 'host'");
}
END_TEST

START_TEST(patterns_that_are_none_are_an_error_of_the_script)
{
    record_check("x\n",
            &(struct record_format){.kind = RECORD_LINES, .pattern = "(?<a>x"}, "a",
            "error 2\n", "(?<a>x");
}
END_TEST

START_TEST(a_pattern_may_be_prepared)
{
    struct error err = {0};

    for (int i = 0; i < 2; i++)
        ck_assert(record_prepare_pattern("(?<a>\\d+)-(?<b>\\d+)", &err));
    record_check("1-2\n3-4\n",
            &(struct record_format){.kind = RECORD_LINES,
                    .pattern = "(?<a>\\d+)-(?<b>\\d+)"},
            "b|a", "1 1 0+3 2|1\n2 2 4+3 4|3\n", NULL);
    ck_assert(!record_prepare_pattern("(", &err));
    ck_assert_int_eq(err.code, ERROR_SCRIPT);
}
END_TEST

/* Whatever a pattern costs, a line it cannot decide is no "no-match". */
START_TEST(a_pattern_that_needs_too_much_is_a_limit)
{
    record_check("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\nb\n",
            &(struct record_format){.kind = RECORD_LINES,
                    .pattern = "^(?<x>(a|aa)+)[bd]$|^b"},
            "x", "1 1 0+65 !pattern-limit\n2 2 66+1 (none)\n", NULL);
}
END_TEST

static void append_many(struct buf *text, const char *piece, size_t count)
{
    for (size_t i = 0; i < count; i++)
        zip_bytes_put(text, piece, strlen(piece));
}

/* Short of a block, over blocks, and at the end; the record's text is its beginning. */
START_TEST(long_lines_are_one_problem)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)64 << 20);
    static const size_t sizes[] = {LIMIT_LINE / 16 + 1, 20000, 200000};
    char dump[256];

    for (size_t i = 0; i < ARRAY_LENGTH(sizes); i++) {
        size_t size = 16 * sizes[i];

        buf_reset(&text);
        append_many(&text, "a\n", 1);
        append_many(&text, "0123456789abcdef", sizes[i]);
        append_many(&text, "\r\nb\n", 1);
        snprintf(dump, sizeof(dump), "1 1 0+1 a\n2 2 2+%zu !line-too-long\n3 3 %zu+1 b\n",
                size, size + 4);
        record_check(buf_text(&text), &plain, "line", dump, NULL);
        text.size -= 4;
        text.data[text.size] = '\0';
        snprintf(dump, sizeof(dump), "1 1 0+1 a\n2 2 2+%zu !line-too-long\n", size);
        record_check(buf_text(&text), &plain, "line", dump, NULL);
    }
}
END_TEST

START_TEST(the_beginning_of_a_long_line_stays_text)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)64 << 20);
    static const size_t counts[] = {30000, 300000};

    for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
        CLEANUP(record_closep) struct record_reader *reader = NULL;
        struct record_check check;
        const struct record *records;
        size_t count;

        buf_reset(&text);
        append_many(&text, "表", counts[i]);
        record_check_open(&check, "member", text.data, text.size);
        ck_assert(record_open(&check.archive, 0, &plain, NULL, 0, &reader, &check.err));
        ck_assert(record_read(reader, &records, &count, &check.err));
        ck_assert_uint_eq(count, 1);
        ck_assert_str_eq(records[0].problem, "line-too-long");
        ck_assert_uint_eq(records[0].length, text.size);
        ck_assert_uint_eq(records[0].text.size, LIMIT_LINE / 3 * 3);
        ck_assert_mem_eq(records[0].text.text, text.data, records[0].text.size);
        record_check_close(&check);
    }
}
END_TEST

START_TEST(nul_bytes_make_a_record_unreadable)
{
    record_check_size("a\nb\0c\nd\n", 8, &plain, "line",
            "1 1 0+1 a\n2 2 2+3 !nul\n3 3 6+1 d\n", NULL);
}
END_TEST

START_TEST(a_byte_that_is_no_character_costs_one_line)
{
    static const struct record_format words = {.kind = RECORD_LINES,
            .encoding = ENCODING_UTF8,
            .pattern = "^(?<word>[a-z]+)"};
    static const struct record_format jis = {.kind = RECORD_LINES,
            .encoding = ENCODING_ISO2022JP};

    record_check("one\ntwo\xE3\x81\nthree\n", &plain, "line",
            "1 1 0+3 one\n2 2 4+5 !undecodable\n3 3 10+5 three\n", NULL);
    record_check("one\ntwo\xE3\x81\nthree\n", &words, "word|_text",
            "1 1 0+3 one|one\n2 2 4+5 !undecodable\n3 3 10+5 three|three\n", NULL);
    record_check("a\x1B$B;q\x1B(B\n\x1B$B;q\x1B(Bb\n\x1B$B;q\nNA\n\x1B(Bc", &jis, "line",
            "1 1 0+9 a資\n2 2 10+9 資b\n3 3 20+5 資\n4 4 26+2 !undecodable\n5 5 32+1 c\n",
            NULL);
}
END_TEST

START_TEST(what_is_not_read_says_so)
{
    record_check("x\n", &(struct record_format){.kind = RECORD_UNREAD}, "line",
            "error 4\n", "b-1, member 'member': this kind of file is kept but not read");
    ck_assert_str_eq(record_kind_name(RECORD_UNREAD), "unread");
    ck_assert_str_eq(record_kind_name(RECORD_CSV), "csv");
    ck_assert_str_eq(record_kind_name(RECORD_JSON), "json");
    ck_assert_str_eq(record_kind_name(RECORD_LINES), "lines");
    ck_assert_int_eq(record_kind_find("w3c"), RECORD_W3C);
    ck_assert_int_eq(record_kind_find("blocks"), RECORD_BLOCKS);
    ck_assert_int_eq(record_kind_find("unread"), RECORD_UNREAD);
    ck_assert_int_eq(record_kind_find("pair"), RECORD_UNREAD);
}
END_TEST

/* Lines over many blocks, in three encodings and with three line ends. An assertion that
 * holds costs a write: of so many, only what fails is said. */
static void check_seams(const char *line_end, enum encoding encoding)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)16 << 20);
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    static const char *const wanted[] = {"line"};
    const char *letters = encoding == ENCODING_CP932 ? "\x95\x5C\x83\x5C"
            : encoding == ENCODING_ISO2022JP         ? "\x1B$BI=%=\x1B(B"
                                                     : "表ソ";
    struct record_format format = {.kind = RECORD_LINES, .encoding = encoding};
    struct record_check check;
    struct error err = {0};
    const struct record *records;
    uint64_t number = 0, offset = 0;
    size_t count;

    for (unsigned i = 1; i <= 60000; i++) {
        char line[64];

        snprintf(line, sizeof(line), "%u %s%s", i, letters, line_end);
        zip_bytes_put(&text, line, strlen(line));
    }
    record_check_open(&check, "seam.log", text.data, text.size);
    ck_assert(record_open(&check.archive, 0, &format, wanted, 1, &reader, &err));
    while (record_read(reader, &records, &count, &err) && count) {
        for (size_t i = 0; i < count; i++) {
            char expected[32];

            number++;
            snprintf(expected, sizeof(expected), "%u 表ソ", (unsigned)number);
            if (records[i].number != number || records[i].line != number ||
                    records[i].offset != offset ||
                    records[i].fields[0].size != strlen(expected) ||
                    memcmp(records[i].fields[0].text, expected, strlen(expected)) != 0)
                ck_abort_msg("record %u is another", (unsigned)number);
            offset += records[i].length + strlen(line_end);
        }
    }
    ck_assert_int_eq(err.code, ERROR_NONE);
    ck_assert_uint_eq(number, 60000);
    ck_assert_uint_eq(offset, text.size);
    record_check_close(&check);
}

START_TEST(blocks_leave_no_seam)
{
    static const char *const line_ends[] = {"\n", "\r\n", "\r"};

    for (size_t i = 0; i < ARRAY_LENGTH(line_ends); i++) {
        check_seams(line_ends[i], ENCODING_UTF8);
        check_seams(line_ends[i], ENCODING_CP932);
        check_seams(line_ends[i], ENCODING_ISO2022JP);
    }
}
END_TEST

/* The error stays: a reader that failed does not go on somewhere else. */
START_TEST(an_error_is_said_again)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct record_check check;
    const struct record *records;
    size_t count;

    record_check_open(&check, "member", "a\nb", 3);
    check.archive.preflight.members[0].crc ^= 1;
    ck_assert(record_open(&check.archive, 0, &plain, NULL, 0, &reader, &check.err));
    ck_assert(record_read(reader, &records, &count, &check.err));
    ck_assert_uint_eq(count, 1);
    for (int i = 0; i < 3; i++)
        ck_assert(!record_read(reader, &records, &count, &check.err));
    ck_assert_int_eq(check.err.code, ERROR_UNREADABLE);
    record_check_close(&check);
}
END_TEST

START_TEST(messages_are_in_both_languages)
{
    text_set_language(TEXT_JA);
    record_check("one\n", &plain, "other", "error 3\n",
            "「other」がありません。あるもの: 'line'");
    text_set_language(TEXT_EN);
}
END_TEST

/* A line that needs some 4,000 attempts, tried before and behind 1,000 lines that need
 * too many: behind them less is allowed, and what needs few is still decided. */
START_TEST(a_pattern_that_is_often_too_costly_is_given_less)
{
    static const char costly[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\n";
    static const char *const wanted[] = {"x", NULL};
    struct record_format format = {.kind = RECORD_LINES,
            .pattern = "^(?<x>(a|aa)+)[bd]$|^b"};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 20);
    unsigned limits = 0, decided = 0;
    struct record_check check;
    const char *dump;

    append_many(&text, "aaaaaaaaaaaaaaac\nb\n", 1);
    append_many(&text, costly, 1000);
    append_many(&text, "aaaaaaaaaaaaaaac\nb\n", 1);
    record_check_open(&check, "m", text.data, text.size);
    dump = record_check_read(&check, &format, wanted);
    ck_assert_ptr_nonnull(strstr(dump, "1 1 0+16 !no-match\n2 2 17+1 (none)\n"));
    for (const char *at = dump; (at = strstr(at, "!pattern-limit")); at++)
        limits++;
    for (const char *at = dump; (at = strstr(at, "(none)")); at++)
        decided++;
    ck_assert_uint_eq(limits, 1001);
    ck_assert_ptr_nonnull(strstr(dump, "\n1002 1002 37981+37 !pattern-limit\n"));
    ck_assert_ptr_nonnull(strstr(dump, "!pattern-limit-then\n1004 "));
    ck_assert_uint_eq(decided, 2);
    record_check_close(&check);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {lines_are_records,
            a_lone_return_is_data_where_lines_end_with_lf, groups_are_fields,
            patterns_that_are_none_are_an_error_of_the_script, a_pattern_may_be_prepared,
            a_pattern_that_needs_too_much_is_a_limit,
            a_pattern_that_is_often_too_costly_is_given_less, long_lines_are_one_problem,
            the_beginning_of_a_long_line_stays_text, nul_bytes_make_a_record_unreadable,
            a_byte_that_is_no_character_costs_one_line, what_is_not_read_says_so,
            blocks_leave_no_seam, an_error_is_said_again, messages_are_in_both_languages};

    return unit_run("record_lines", tests, ARRAY_LENGTH(tests));
}
