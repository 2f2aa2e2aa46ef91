/* The address of a record, written and read. */
#include "engine/base/pointer.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static const char *write(const char *bundle, const char *member, uint64_t record)
{
    static struct buf text = BUF_INIT(1 << 16);
    struct error err = {0};

    buf_reset(&text);
    ck_assert_msg(pointer_write(&text, bundle, member, record, &err), "%s", err.message);
    return buf_text(&text);
}

static void check_both(const char *bundle, const char *member, uint64_t record,
        const char *text)
{
    CLEANUP(pointer_clear) struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    ck_assert_str_eq(write(bundle, member, record), text);
    ck_assert_msg(pointer_parse(text, &pointer, &err), "%s", err.message);
    ck_assert_str_eq(buf_text(&pointer.bundle), bundle);
    ck_assert_str_eq(buf_text(&pointer.member), member);
    ck_assert_uint_eq(pointer.record, record);
}

START_TEST(what_is_written_is_read)
{
    check_both("access-1a2b3c4d", "logs/auth.log", 12,
            "access-1a2b3c4d:logs/auth.log#12");
    check_both("hr-00000000", "人事/退職者一覧 2025.csv", 1,
            "hr-00000000:人事/退職者一覧 2025.csv#1");
    check_both("a", "in.zip!a%21b%2.csv", 2, "a:in.zip!a%21b%252.csv#2");
    check_both("a", "a%2521b", 2, "a:a%252521b#2"); /* a%21b of its own */
    check_both("a", "50%: a!b#c+d.csv", (UINT64_C(1) << 39) - 1,
            "a:50%25%3A a!b%23c%2Bd.csv#549755813887");
    check_both("a", "tab\tline\nesc\x1b\x7f", 3, "a:tab%09line%0Aesc%1B%7F#3");
    check_both("x:y", "z", 1, "x%3Ay:z#1");
}
END_TEST

START_TEST(every_byte_goes_there_and_back)
{
    for (int byte = 1; byte < 256; byte++) {
        CLEANUP(pointer_clear) struct pointer pointer = POINTER_INIT;
        char member[8] = {'a', (char)byte, 'b', 0};
        struct error err = {0};

        ck_assert_msg(pointer_parse(write("b", member, 7), &pointer, &err), "%d: %s",
                byte, err.message);
        ck_assert_str_eq(buf_text(&pointer.member), member);
    }
}
END_TEST

START_TEST(other_spellings_are_read)
{
    CLEANUP(pointer_clear) struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    ck_assert(pointer_parse("b:%e8%a1%A8.csv#7", &pointer, &err));
    ck_assert_str_eq(buf_text(&pointer.member), "表.csv");
}
END_TEST

START_TEST(what_is_no_pointer)
{
    static const char *const texts[] = {"", "a", "a:b", "a:b#", "a#1", ":", "#1", "a:b#0",
            "a:b#-1", "a:b#+1", "a:b# 1", "a:b#1 ", "a:b#1x", "a:b#0x10", "a:b#1#",
            "a:b#99999999999999999999", "a:b#549755813888", "a:b%#1", "a:b%2#1",
            "a:b%zz#1", "a:b%00c#1", "a:b#１", ":b#1", "a:#1", "%:b#1", "a:b#$5",
            "a:b#A$", "a:b#$$A5", "a:b#A5$", "a:b#ABCD5", "a:b#A05", "a:b#@5", "a:b#`5",
            "a:b#[5", "a:b#{5"};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        struct pointer pointer = POINTER_INIT;
        struct error err = {0};

        ck_assert_msg(!pointer_parse(texts[i], &pointer, &err), "%s", texts[i]);
        ck_assert_msg(err.code == ERROR_USAGE, "%s: %d %s", texts[i], (int)err.code,
                err.message);
    }
}
END_TEST

START_TEST(names_too_long_are_refused)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT((size_t)1 << 20);
    struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    ck_assert(buf_append_text(&text, "a:", &err));
    for (int i = 0; i < 20000; i++)
        ck_assert(buf_append_text(&text, "x", &err));
    ck_assert(buf_append_text(&text, "#1", &err));
    ck_assert(!pointer_parse(buf_text(&text), &pointer, &err));
}
END_TEST

static void check_way(const char *text, const char *member, const char *way)
{
    CLEANUP(pointer_clear) struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    ck_assert_msg(pointer_parse(text, &pointer, &err), "%s", err.message);
    ck_assert_str_eq(buf_text(&pointer.member), member);
    ck_assert_str_eq(buf_text(&pointer.way), way);
    ck_assert_uint_eq(pointer.record, 2);
}

/* The number counts in the reading that stands before it. */
START_TEST(a_way_of_reading_stands_before_the_number)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 16);
    struct error err = {0};

    check_way("a:p.json#github-pull-request/review#2", "p.json",
            "github-pull-request/review");
    check_way("a:b.xlsx!S#firm%23s#2", "b.xlsx!S", "firm#s");
    check_way("a:p.json#2", "p.json", "");
    check_way("a:p%23x.json#2", "p#x.json", "");
    check_way("a:p#x#y#2", "p#x", "y"); /* the member is looked for with it, too */
    check_way("a:p##2", "p#", "");
    check_way("a:#x#2", "#x", "");
    ck_assert(pointer_write_way(&text, "a", "p#x.json", "cloud#trail/t", 2, &err));
    ck_assert_str_eq(buf_text(&text), "a:p%23x.json#cloud%23trail/t#2");
    check_way(buf_text(&text), "p#x.json", "cloud#trail/t");
}
END_TEST

static void check_cell(const char *text, const char *member, uint64_t line)
{
    CLEANUP(pointer_clear) struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    ck_assert_msg(pointer_parse(text, &pointer, &err), "%s", err.message);
    ck_assert_str_eq(buf_text(&pointer.member), member);
    ck_assert_uint_eq(pointer.line, line);
    ck_assert_uint_eq(pointer.record, 1);
}

static uint32_t column_of(const char *text)
{
    CLEANUP(pointer_clear) struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    ck_assert_msg(pointer_parse(text, &pointer, &err), "%s", err.message);
    return pointer.column;
}

/* Numbers of columns: openpyxl.utils.column_index_from_string(). */
START_TEST(a_cell_has_its_column)
{
    ck_assert_uint_eq(column_of("b:x!S#A5"), 1);
    ck_assert_uint_eq(column_of("b:x#S!z5"), 26);
    ck_assert_uint_eq(column_of("b:x#S!$Aa$5"), 27);
    ck_assert_uint_eq(column_of("b:x#S!ZZ5"), 702);
    ck_assert_uint_eq(column_of("b:x#S!XFD5"), 16384);
    ck_assert_uint_eq(column_of("b:x#5"), 0);
}
END_TEST

START_TEST(a_row_of_a_sheet_is_named_by_a_cell)
{
    struct pointer pointer = POINTER_INIT;
    struct error err = {0};

    check_cell("b:book.xlsx#S!A5", "book.xlsx!S", 5);
    check_cell("b:book.xlsx!S#XFD1048576", "book.xlsx!S", 1048576);
    check_cell("b:book.xlsx#A12", "book.xlsx", 12);
    check_cell("b:book#1.xlsx#S!A5", "book#1.xlsx!S", 5);
    check_cell("b:book.xlsx#S!a5", "book.xlsx!S", 5);
    check_cell("b:book.xlsx#S!$A$5", "book.xlsx!S", 5);
    check_cell("b:book.xlsx!S#$a5", "book.xlsx!S", 5);
    check_cell("b:wb%21x.xlsx!S%211#A1#A3", "wb%21x.xlsx!S%211#A1", 3);
    check_cell("b:book.xlsx#%E7%94%B3!請!B7", "book.xlsx!申!請", 7);
    ck_assert(!pointer_parse("b:book.xlsx#S!5", &pointer, &err));
    ck_assert(!pointer_parse("b:book.xlsx#A0", &pointer, &err));
    ck_assert(!pointer_parse("b:book.xlsx#!A1", &pointer, &err));
    ck_assert(!pointer_parse("b:book.xlsx#ABCD1", &pointer, &err));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {what_is_written_is_read, every_byte_goes_there_and_back,
            other_spellings_are_read, what_is_no_pointer, names_too_long_are_refused,
            a_row_of_a_sheet_is_named_by_a_cell, a_cell_has_its_column,
            a_way_of_reading_stands_before_the_number};

    return unit_run("pointer", tests, ARRAY_LENGTH(tests));
}
