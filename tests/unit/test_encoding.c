#include "evidence/encoding/encoding.h"

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
            ENCODING_UTF16BE, ENCODING_CP932, ENCODING_EUCJP, ENCODING_ISO2022JP,
            ENCODING_UNCERTAIN};
    enum encoding found;

    for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
        ck_assert(encoding_find(encoding_name(all[i]), &found));
        ck_assert_int_eq(found, all[i]);
    }
    ck_assert(encoding_find("Shift_JIS", &found));
    ck_assert_int_eq(found, ENCODING_CP932);
    ck_assert(encoding_find("ISO2022JP", &found));
    ck_assert_int_eq(found, ENCODING_ISO2022JP);
    ck_assert(encoding_find("UTF-16", &found));
    ck_assert_int_eq(found, ENCODING_UTF16LE);
    ck_assert(!encoding_find("latin-1", &found));
    ck_assert(!encoding_find("", &found));
}
END_TEST

START_TEST(marks_decide)
{
    check_text("\xEF\xBB\xBFuser,name", ENCODING_UTF8);
    check_text("\xEF\xBB\xBF\x95\x5C", ENCODING_UTF8); /* and is then undecodable */
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

/* From iconv -t UTF-16LE and UTF-16BE: Japanese has few NULs, and U+3000 has its own. */
START_TEST(japanese_utf16_without_a_mark)
{
    /* 氏名,区分 1,山　田 */
    check_detected("\x0F\x6C\x0D\x54,\0:S\x06R\n\0"
                   "1\0,\0\x71\x5C\0\x30\x30\x75\n\0",
            24, true, ENCODING_UTF16LE);
    check_detected("\x6C\x0F\x54\x0D\0,S:R\x06\0\n\0"
                   "1\0,\x5C\x71\x30\0\x75\x30\0\n",
            24, true, ENCODING_UTF16BE);
    check_binary("abcdexyz\0\nabcdexyz\0\n", 20); /* as if of kanji */
    check_binary("\x0F\x6C\x01\0,\0\x0D\x54\x0D\x54", 10);
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

/* Short and long samples, in the encodings' own bytes. */
START_TEST(japanese_cp932_is_found)
{
    /* 社員番号,氏名,有効 */
    check_text("\x8E\xD0\x88\xF5\x94\xD4\x8D\x86,\x8E\x81\x96\xBC,\x97\x4C\x8C\xF8\r\n",
            ENCODING_CP932);
    check_text("\xB6)\xC6\xCE\xDD\xBC\xAE\xB3\xC9,100\r\n",
            ENCODING_CP932); /* ｶ)ﾆﾎﾝｼｮｳﾉ */
    check_text("\xC3\xDE\xB0\xC0\x96\xBC,\xBC\xD2\xB2\n",
            ENCODING_CP932); /* ﾃﾞｰﾀ名,ｼﾒｲ */
    check_text("id,sex\n1,\x92\x6A\n2,\x92\x6A\n3,\x8F\x97\n",
            ENCODING_CP932); /* 男 男 女 */
    check_text("\x87\x8A\x8E\x52\x93\x63,\xF0\x40\xFB\xFC",
            ENCODING_CP932); /* ㈱山田,外字髙 */
    check_text("\x87\x40\x87\x8A\xFB\xFC\xFA\xB1\n", ENCODING_CP932);   /* ①㈱髙﨑 */
    check_text("\x87\x40\x87\x8A\xEE\xE0\xED\x95\n", ENCODING_CP932);   /* NEC's codes */
    check_text("\x8B\xE6\x95\xAA\n\x91\xDE\x90\x45\n", ENCODING_CP932); /* 区分 退職 */
    check_detected("\x8E\xD0\x88\xF5\x94", 5, false, ENCODING_CP932);
    check_detected("\x8E\xD0\x88\xF5\x94", 5, true, ENCODING_UTF8); /* cut off: neither */
}
END_TEST

/* The only one that is not ASCII, with nothing else in its cell. */
START_TEST(one_character_alone_in_its_cell_is_cp932)
{
    static const char *const cells[] = {"\x8E\x52", "\x95\x5C", "\x83\x5C", "\x87\x40",
            "\xFB\xFC", "\xB1"}; /* 山 表 ソ ① 髙 ｱ */
    char text[64];

    for (size_t i = 0; i < ARRAY_LENGTH(cells); i++) {
        snprintf(text, sizeof(text), "id,name\n1,bob\n2,%s\n", cells[i]);
        check_text(text, ENCODING_CP932);
        snprintf(text, sizeof(text), "id,name,x\n1,\"%s\",z\n", cells[i]);
        check_text(text, ENCODING_CP932);
    }
    check_text("\x95\x5C\n", ENCODING_CP932);
    check_text("id,name\n1,\xEE\xE0\n", ENCODING_UNCERTAIN); /* NEC's 髙, or 髑 */
    check_text("id,name\n1,\xC0\n", ENCODING_UNCERTAIN);     /* ﾀ, or a letter */
    check_text("id,name\n1,\xE0s\n", ENCODING_UTF8);         /* level 2 */
    check_text("temp,\xB0\n", ENCODING_UTF8);                /* a degree sign */
}
END_TEST

START_TEST(japanese_eucjp_is_found)
{
    /* 氏名,システム,あいう */
    check_text(
            "\xBB\xE1\xCC\xBE,\xA5\xB7\xA5\xB9\xA5\xC6\xA5\xE0,\xA4\xA2\xA4\xA4\xA4\xA6\n",
            ENCODING_EUCJP);
    /* ㈱髙田のﾃﾞｰﾀです, with NEC row 13, IBM's 髙 and half-width katakana */
    check_text(
            "\xAD\xEA\x8F\xF4\xFB\xC5\xC4\xA4\xCE\x8E\xC3\x8E\xDE\x8E\xB0\x8E\xC0\xA4\xC7\xA4\xB9\n",
            ENCODING_EUCJP);
    check_detected("\xA4\xA2\xA4\xA4\xA4", 5, false, ENCODING_EUCJP);
}
END_TEST

/* Lists without kana, in bytes that Python's euc_jp, cp932, euc_kr and gb2312 give. */
START_TEST(kanji_alone_are_eucjp_where_they_are_those_of_japanese_lists)
{
    /* 番号,氏名 1,山田 2,佐藤 */
    check_text("\xC8\xD6\xB9\xE6,\xBB\xE1\xCC\xBE\n"
               "1,\xBB\xB3\xC5\xC4\n2,\xBA\xB4\xC6\xA3\n",
            ENCODING_EUCJP);
    check_text("\xBF\xBD\xC0\xC1,\xBE\xB5\xC7\xA7\n"
               "\xCE\xEB\xCC\xDA,\xB9\xE2\xB6\xB6\n",
            ENCODING_EUCJP); /* 申請,承認 鈴木,高橋 */
    check_text("id,no,name\n0,\xAD\xA1,\xBA\xB4\xC6\xA3\n", ENCODING_EUCJP); /* ①,佐藤 */
    check_text("\xBB\xB3\xC5\xC4\xC2\xC0\xCF\xBA\n",
            ENCODING_UNCERTAIN); /* or ｻｳﾅﾄﾂﾀﾏｺ */
    check_text("\xD4\xCF\xC0\xDE,\xD4\xCF\xBC\xC0,\xBB\xBB\xB7 \xD5\xB3\xBA\n",
            ENCODING_CP932); /* ﾔﾏﾀﾞ,ﾔﾏｼﾀ,ｻｻｷ ﾕｳｺ */
    check_text("\xD4\xCF\xC0\xDE\xC0\xDB\xB3\n"
               "\xBD\xBD\xDE\xB7\xB9\xDD\xBC\xDE\n"
               "\xBA\xCA\xDE\xD4\xBC\xBC\xAD\xDD\n",
            ENCODING_CP932);
    check_text("\xC0\xCC\xB8\xA7,\xBA\xCE\xBC\xAD\n"
               "\xB1\xE8\xB9\xCE\xC1\xD8,\xC3\xD1\xB9\xAB\n"
               "\xB9\xDA\xBC\xAD\xBF\xAC,\xB0\xE6\xB8\xAE\n",
            ENCODING_UNCERTAIN); /* 이름,부서 김민준,총무 박서연,경리 */
    check_text("\xD0\xD5\xC3\xFB,\xB2\xBF\xC3\xC5\n"
               "\xCD\xF5\xD0\xE3\xD3\xA2,\xB2\xC6\xCE\xF1\n"
               "\xD5\xC5\xBD\xA8\xB9\xFA,\xD7\xDC\xCE\xF1\n",
            ENCODING_UNCERTAIN); /* 姓名,部门 王秀英,财务 张建国,总务 */
}
END_TEST

/* What would be other words in another encoding, if it were read. */
START_TEST(what_is_not_evident_is_uncertain)
{
    check_text("kubun\n\xC2\xE0\xBF\xA6\n", ENCODING_UNCERTAIN); /* 退職 in EUC-JP */
    check_text("id,name\n1,\xC0\xAF\n", ENCODING_UNCERTAIN);     /* an overlong '/' */
    check_text("\xC3\xDE\xB0\xC0\n", ENCODING_UNCERTAIN); /* ﾃﾞｰﾀ, or 弾 and more */
    check_text("\xD0\xD5\xC3\xFB\n\xD5\xC5\xC8\xFD\n", ENCODING_UNCERTAIN); /* GB 2312 */
    check_text("\xC0\xCC\xB8\xA7,\xBA\xCE\xBC\xAD\n", ENCODING_UNCERTAIN);  /* EUC-KR */
    check_text("\xC9\xCD\xD1,\xCF\xD4\xC4\xC5\xCC\n", ENCODING_UNCERTAIN);  /* KOI8-R */
    check_text("\xB1\xB2,\xB1\xDE\xB2\n", ENCODING_UNCERTAIN); /* no word has ｱﾞ */
    check_text("\x8B\xE6\x95\xAA\n", ENCODING_UNCERTAIN);      /* 区分, or U+655A */
}
END_TEST

/* Rows of a text, with a damaged one among them. */
static void check_rows(const char *row, size_t count, const char *damaged,
        enum encoding expected)
{
    char text[40000];
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%zu,%s\n", i,
                i == count / 2 ? damaged : row);
    ck_assert_uint_lt(size, sizeof(text));
    check_detected(text, size, true, expected);
}

/* A wrong byte among many good characters is damage, not another encoding. */
START_TEST(damaged_japanese_keeps_its_encoding)
{
    static const char cp932[] = "\x8E\xD0\x88\xF5\x94\xD4\x8D\x86"; /* 社員番号 */
    static const char eucjp[] = "\xA5\xB7\xA5\xB9\xCC\xBE";         /* シス名 */

    check_rows(cp932, 500, "\x82\xFF", ENCODING_CP932);
    check_rows(cp932, 500, "\x8E\xD0\xFF\xA0", ENCODING_CP932);
    check_rows(cp932, 500, "caf\xE9\n\xFF", ENCODING_CP932);
    check_rows(cp932, 20, "\x82\xFF", ENCODING_CP932);
    check_rows(cp932, 4, "\x82\xFF", ENCODING_CP932); /* nine usual ones */
    check_rows(cp932, 3, "\x82\xFF", ENCODING_UTF8);  /* six, to two wrong bytes */
    check_rows(cp932, 20, "\xE7\xA4\xBE\xE5\x93", ENCODING_CP932); /* of UTF-8 */
    check_rows("\xA4\xA2\xA4\xA4\xCC\xBE\xA4\xA6", 6, "\xA4\xFF", ENCODING_EUCJP);
    check_rows("\xA4\xA2\xA4\xA4\xCC\xBE\xA4\xA6", 2, "\xA4\xFF", ENCODING_UTF8);
    check_rows(eucjp, 500, "\xA4\xFF", ENCODING_EUCJP);
    check_rows(eucjp, 500, "\x8E\xD0\xFF", ENCODING_EUCJP);
}
END_TEST

/* What a few wrong bytes must not make Japanese. */
START_TEST(damage_makes_nothing_japanese)
{
    static const char *const rows[] = {
            "\xE9t\xE9,fran\xE7"
            "ais,\xC0 No\xEBl", /* Latin-1 */
            "\x8Et\x8E,fran\x8D"
            "ais,\xCB No\x91l", /* Mac Roman */
            "\x82t\x82,fran\x87"
            "ais,\x85 No\x89l",                                      /* code page 850 */
            "\x8F\xE0\xA8\xA2\xA5\xE2 \xAC\xA8\xE0",                 /* code page 866 */
            "\x8C\x8E\x91\x8A\x82\x80,\x8F\x90\x88\x82\x85\x92\x9B", /* in capitals */
            "\xC4\xE3\xBA\xC3\xCA\xC0\xBD\xE7",                      /* GB 2312 */
            "\xA7"
            "A\xA6n\xA5@\xAC\xC9", /* Big5 */
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
        enum encoding found = ENCODING_AUTO;
        char text[40000];
        size_t size = 0;

        for (size_t row = 0; row < 500; row++)
            size += (size_t)snprintf(text + size, sizeof(text) - size, "%zu,%s\n", row,
                    row == 250 ? "\x82\xFF" : rows[i]);
        ck_assert(encoding_detect((const uint8_t *)text, size, true, &found));
        ck_assert(found != ENCODING_CP932 && found != ENCODING_EUCJP);
    }
}
END_TEST

START_TEST(damaged_utf8_stays_utf8)
{
    check_text("id,name\n1,\xED\xA0\xBD\n", ENCODING_UTF8); /* a surrogate */
    check_text("1,\xE9\x80\xE8\x81\xB7\n", ENCODING_UTF8);  /* 退職, a byte lost */
    check_text(
            "\xE5\x8C\xBA\xE5\x88\x86,\xE6\xB0\x8F\xE5\x90\x8D\n\xE9\x80\xE8\x81\xB7\n",
            ENCODING_UTF8); /* 区分,氏名 退職 with a byte lost */
    check_text("\xE3\x81\x82\xE3\x81\x84\xE3\x81\x86\xE3\x81\x88\xE3\x81\n\xE3\x81\x82",
            ENCODING_UTF8);                    /* hiragana of CP932 every third byte */
    check_text("abc,\xE3\x81", ENCODING_UTF8); /* cut off */
}
END_TEST

START_TEST(iso2022jp_is_found)
{
    check_text("kubun\n\x1B$BB`?&\x1B(B\n", ENCODING_ISO2022JP);
    check_text("kubun\n\x1B$@B`?&\x1B(J\n", ENCODING_ISO2022JP);
    check_text("kubun\n\x1B(IC^0@\x1B(B\n", ENCODING_ISO2022JP);
    check_text("\x1B(B\x1B[1mbold\x1B[0m $B\n", ENCODING_UTF8); /* a terminal's */
    check_text("\x1B$B 表\n", ENCODING_UTF8);
    ck_assert(encoding_is_read(ENCODING_ISO2022JP));
    ck_assert(!encoding_is_read(ENCODING_UNCERTAIN));
    ck_assert(encoding_is_read(ENCODING_EUCJP));
}
END_TEST

/* Not CP932: UTF-8 with a wrong byte, which reading it will name. */
START_TEST(western_text_is_not_taken_for_japanese)
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
    /* One usual character among rare ones: one to two is the measure. */
    check_text("\x8E\x91 \x8E\x91 \xE9\x80\n", ENCODING_CP932);
    check_text("\x8E\x91 \xE9\x80\n", ENCODING_UNCERTAIN);
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
        size_t utf8, utf16, cp932, eucjp, iso2022jp;
    } cases[] = {{"", 0, 0, 0, 0, 0}, {"a,b\r\n", 5, 10, 5, 5, 5}, {"表", 3, 2, 2, 2, 2},
            {"ｱ", 3, 2, 1, 2, 1}, {"①㈱髙～", 12, 8, 8, 9, 8}, {"\\~", 2, 4, 2, 2, 2},
            {"\uE000", 3, 2, 2, 2, 2}, {"±×", 4, 4, 4, 4, 4}, {"𠮷", 4, 4, 2, 3, 2},
            {"¥‾", 5, 4, 4, 6, 2},
            {"a\xFF\x8E\x89"
             "表",
                    5, 5, 4, 4, 4}};

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
        ck_assert_uint_eq(encoding_raw_length(ENCODING_EUCJP, text, size),
                cases[i].eucjp);
        ck_assert_uint_eq(encoding_raw_length(ENCODING_ISO2022JP, text, size),
                cases[i].iso2022jp);
    }
}
END_TEST

static void prepare(void)
{
    struct error err = {0};

    ck_assert_msg(encoding_prepare(ENCODING_AUTO, &err), "%s", err.message);
}

int main(void)
{
    const TTest *const tests[] = {names_are_found_both_ways, marks_decide,
            utf16_without_a_mark, japanese_utf16_without_a_mark, utf8_is_found,
            japanese_cp932_is_found, one_character_alone_in_its_cell_is_cp932,
            japanese_eucjp_is_found,
            kanji_alone_are_eucjp_where_they_are_those_of_japanese_lists,
            what_is_not_evident_is_uncertain, damaged_utf8_stays_utf8,
            damaged_japanese_keeps_its_encoding, damage_makes_nothing_japanese,
            iso2022jp_is_found, western_text_is_not_taken_for_japanese, binary_is_no_text,
            raw_lengths_are_exact};

    return unit_run_in("encoding", tests, ARRAY_LENGTH(tests), prepare, NULL);
}
