#include "evidence/encoding.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static void check_detected(const char *bytes, size_t size, bool whole,
        enum encoding expected)
{
    enum encoding found = ENCODING_AUTO;

    ck_assert(encoding_detect((const uint8_t *)bytes, size, whole, &found));
    ck_assert_str_eq(encoding_name(found), encoding_name(expected));
}

static void check_text(const char *bytes, enum encoding expected)
{
    check_detected(bytes, strlen(bytes), true, expected);
}

static void check_binary(const char *bytes, size_t size)
{
    enum encoding found;

    ck_assert(!encoding_detect((const uint8_t *)bytes, size, true, &found));
}

START_TEST(names_are_found_both_ways)
{
    static const enum encoding all[] = {ENCODING_AUTO, ENCODING_UTF8, ENCODING_UTF16LE,
            ENCODING_UTF16BE, ENCODING_CP932};
    enum encoding found;

    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        ck_assert(encoding_find(encoding_name(all[i]), &found));
        ck_assert_int_eq(found, all[i]);
    }
    ck_assert(encoding_find("Shift_JIS", &found));
    ck_assert_int_eq(found, ENCODING_CP932);
    ck_assert(encoding_find("UTF-16", &found));
    ck_assert_int_eq(found, ENCODING_UTF16LE);
    ck_assert(!encoding_find("latin-1", &found));
    ck_assert(!encoding_find("", &found));
}
END_TEST

START_TEST(marks_decide)
{
    check_text("\xEF\xBB\xBFuser,name", ENCODING_UTF8);
    check_text("\xEF\xBB\xBF\x95\x5C", ENCODING_UTF8); /* and is then unreadable */
    check_detected("\xFF\xFE\x68\x88", 4, true, ENCODING_UTF16LE);
    check_detected("\xFE\xFF\x88\x68", 4, true, ENCODING_UTF16BE);
    check_detected("\xFF\xFE", 2, true, ENCODING_UTF16LE);
    check_binary("\xFF\xFE\0\0a\0\0\0", 8); /* UTF-32 */
}
END_TEST

START_TEST(utf16_without_a_mark)
{
    check_detected("u\0s\0e\0r\0\r\0\n\0", 12, true, ENCODING_UTF16LE);
    check_detected("\0u\0s\0e\0r\0\r\0\n", 12, true, ENCODING_UTF16BE);
    check_detected("u\0s\0\x68\x88,\0", 8, true, ENCODING_UTF16LE);
    check_binary("u\0\0s", 4);
    check_binary("user\0name", 9);
    check_binary("\0\0\0\0", 4);
}
END_TEST

START_TEST(utf8_is_found)
{
    check_text("", ENCODING_UTF8);
    check_text("plain ASCII\n", ENCODING_UTF8);
    check_text("社員番号,氏名\r\n", ENCODING_UTF8);
    check_text("café", ENCODING_UTF8);
    check_text("\x1B[31mred\x1B[0m", ENCODING_UTF8);
    check_detected("氏名", 5, false,
            ENCODING_UTF8); /* the look ended inside a character */
}
END_TEST

START_TEST(japanese_cp932_is_found)
{
    /* 社員番号,氏名,有効 */
    check_text("\x8E\xD0\x88\xF5\x94\xD4\x8D\x86,\x8E\x81\x96\xBC,\x97\x4C\x8C\xF8\r\n",
            ENCODING_CP932);
    check_text("\xB6)\xC6\xCE\xDD\xBC\xAE\xB3\xC9,100\r\n",
            ENCODING_CP932); /* ｶ)ﾆﾎﾝｼｮｳﾉ */
    check_text("id,sex\n1,\x92\x6A\n2,\x92\x6A\n3,\x8F\x97\n",
            ENCODING_CP932); /* 男 男 女 */
    check_text("\x87\x8A\x8E\x52\x93\x63,\xF0\x40\xFB\xFC",
            ENCODING_CP932); /* ㈱山田,外字髙 */
    check_detected("\x8E\xD0\x88\xF5\x94", 5, false, ENCODING_CP932);
    check_detected("\x8E\xD0\x88\xF5\x94", 5, true, ENCODING_UTF8); /* cut off: neither */
}
END_TEST

/* Not CP932: UTF-8 with a wrong byte, which reading it will name. */
START_TEST(latin_text_is_not_taken_for_japanese)
{
    check_text("caf\xE9, na\xEFve\n", ENCODING_UTF8);
    check_text("25\xB0"
               "C\n",
            ENCODING_UTF8); /* lone half-width katakana */
    check_text("s\xE9"
               "ance\n",
            ENCODING_UTF8);                 /* lone rare kanji */
    check_text("it\x92s\n", ENCODING_UTF8); /* a quotation mark and a letter */
    check_text("a\xF1o, ma\xF1"
               "ana\n",
            ENCODING_UTF8); /* user-defined area */
    check_text("M\xFCller\n", ENCODING_UTF8);
    check_text("cr\xE9\xE9\n", ENCODING_UTF8); /* a rare kanji of two accents */
    /* One usual character among rare ones: four to one is the measure. */
    check_text("\x8E\x91 \xE9\xE9 \xE9\xE9 \xE9\xE9 \xE9\xE9\n", ENCODING_CP932);
    check_text("\x8E\x91 \xE9\xE9 \xE9\xE9 \xE9\xE9 \xE9\xE9 \xE9\xE9\n", ENCODING_UTF8);
}
END_TEST

START_TEST(binary_is_no_text)
{
    check_binary("\x7F"
                 "ELF\2\1\1\0",
            8);
    check_binary("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", 10);
    check_binary("\x89PNG\1\2\3\4\xFF\xFF", 10);
    check_text("caf\xE9 with one \x01 in a longer line of text\n", ENCODING_UTF8);
}
END_TEST

START_TEST(raw_lengths_are_exact)
{
    static const struct {
        const char *text;
        size_t utf8, utf16, cp932;
    } cases[] = {{"", 0, 0, 0}, {"a,b\r\n", 5, 10, 5}, {"表", 3, 2, 2}, {"ｱ", 3, 2, 1},
            {"①㈱髙～", 12, 8, 8}, {"\\~", 2, 4, 2}, {"\uE000", 3, 2, 2}, {"±×", 4, 4, 4},
            {"𠮷", 4, 4, 2}};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *text = cases[i].text;
        size_t size = strlen(text);

        ck_assert_uint_eq(encoding_raw_length(ENCODING_UTF8, text, size), cases[i].utf8);
        ck_assert_uint_eq(encoding_raw_length(ENCODING_UTF16LE, text, size),
                cases[i].utf16);
        ck_assert_uint_eq(encoding_raw_length(ENCODING_UTF16BE, text, size),
                cases[i].utf16);
        ck_assert_uint_eq(encoding_raw_length(ENCODING_CP932, text, size),
                cases[i].cp932);
    }
}
END_TEST

static void prepare(void)
{
    struct error err = {0};

    ck_assert_msg(encoding_prepare(&err), "%s", err.message);
}

int main(void)
{
    const TTest *const tests[] = {names_are_found_both_ways, marks_decide,
            utf16_without_a_mark, utf8_is_found, japanese_cp932_is_found,
            latin_text_is_not_taken_for_japanese, binary_is_no_text,
            raw_lengths_are_exact};

    return unit_run_in("encoding", tests, ARRAY_LENGTH(tests), prepare, NULL);
}
