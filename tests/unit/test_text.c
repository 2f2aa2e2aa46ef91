#include "engine/base/text.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

typedef bool append_function(struct buf *buf, const char *text, size_t size,
        struct error *err);

static void check_append(append_function *append, const char *text, const char *expected)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(10000);
    struct error err = {0};

    ck_assert(append(&buf, text, strlen(text), &err));
    ck_assert_str_eq(buf_text(&buf), expected);
}

START_TEST(language_chooses_the_message)
{
    ck_assert_int_eq(text_language(), TEXT_EN);
    ck_assert_str_eq(TR("file", "ファイル"), "file");
    text_set_language(TEXT_JA);
    ck_assert_str_eq(TR("file", "ファイル"), "ファイル");
    ck_assert_str_eq(text_language_name(text_language()), "ja");
    ck_assert_str_eq(text_language_name(TEXT_EN), "en");
}
END_TEST

START_TEST(language_is_found_by_name_or_locale)
{
    static const char *const unknown[] = {"", "j", "jab", "C", "POSIX", "de_DE", "JA",
            "english"};
    enum text_language language = TEXT_EN;

    ck_assert(text_find_language("ja", &language));
    ck_assert_int_eq(language, TEXT_JA);
    ck_assert(text_find_language("en_US.UTF-8", &language));
    ck_assert_int_eq(language, TEXT_EN);
    ck_assert(text_find_language("ja_JP.UTF-8", &language));
    ck_assert_int_eq(language, TEXT_JA);
    for (size_t i = 0; i < ARRAY_LENGTH(unknown); i++)
        ck_assert_msg(!text_find_language(unknown[i], &language), "%s", unknown[i]);
}
END_TEST

/* One assertion a character would take Check a minute. */
static bool survives_utf8(uint32_t character)
{
    char bytes[4];
    size_t length = text_encode(character, bytes);
    uint32_t decoded = UINT32_MAX;

    for (size_t cut = 1; cut < length; cut++) {
        if (text_decode(bytes, cut, &decoded) != 0)
            return false;
    }
    return length > 0 && text_decode(bytes, length, &decoded) == length &&
            decoded == character;
}

START_TEST(every_character_goes_through_utf8_and_back)
{
    char bytes[4];

    for (uint32_t character = 0; character < 0x120000; character++) {
        bool is_one = character < 0xD800 || (character > 0xDFFF && character <= 0x10FFFF);

        if (is_one && !survives_utf8(character))
            ck_abort_msg("U+%04X", (unsigned)character);
        if (!is_one && text_encode(character, bytes) != 0)
            ck_abort_msg("U+%04X was encoded", (unsigned)character);
    }
}
END_TEST

/* Every one- and two-byte text, and the edges of the longer ones (Unicode, table 3-7). */
START_TEST(wrong_utf8_is_found)
{
    static const struct {
        const char *text;
        size_t invalid; /* the first byte that is wrong */
    } rows[] = {
            {"\x80", 0},
            {"a\xBF", 1},
            {"\xC0\xAF", 0},
            {"\xC1\xBF", 0},
            {"\xE0\x9F\xBF", 0},
            {"\xE0\xA0", 0},
            {"ab\xED\xA0\x80", 2},
            {"\xED\xBF\xBF", 0},
            {"\xF0\x8F\xBF\xBF", 0},
            {"\xF4\x90\x80\x80", 0},
            {"\xF5\x80\x80\x80", 0},
            {"\xFF", 0},
            {"\xE3\x81\x82\xE3\x81", 3},
            {"abcdefgh\xE3\x81", 8},
            {"abcdefghijk\xFFlmnopqrstu", 11},
            {"\xE3\x81\x28", 0},
            {"\xF0\x9F\x98\x41", 0},
    };
    uint32_t character;

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ck_assert_uint_eq(text_find_invalid(rows[i].text, strlen(rows[i].text)),
                rows[i].invalid);
    for (unsigned first = 0; first < 256; first++) {
        char bytes[] = {(char)first, '\0'};

        ck_assert_uint_eq(text_decode(bytes, 1, &character), first < 0x80);
        for (unsigned second = 0; second < 256; second++) {
            bool is_pair = first >= 0xC2 && first <= 0xDF && second >= 0x80 &&
                    second <= 0xBF;

            bytes[1] = (char)second;
            if (text_decode(bytes, 2, &character) != (is_pair ? 2 : first < 0x80))
                ck_abort_msg("%02X %02X", first, second);
        }
    }
    ck_assert_uint_eq(text_find_invalid("", 0), 0);
    ck_assert_uint_eq(text_find_invalid("監査 log 証跡 abcdefgh", 26), 26);
}
END_TEST

START_TEST(one_byte_of_eight_bits_is_found_wherever_it_is)
{
    char bytes[40];

    for (size_t size = 0; size <= sizeof(bytes); size++) {
        memset(bytes, 0x7F, sizeof(bytes));
        ck_assert(text_is_ascii(bytes, size));
        for (size_t at = 0; at < sizeof(bytes); at++) {
            bytes[at] = (char)0x80;
            ck_assert_int_eq(text_is_ascii(bytes, size), at >= size);
            bytes[at] = 0x7F;
        }
    }
}
END_TEST

START_TEST(width_counts_terminal_columns)
{
    static const struct {
        const char *text;
        unsigned width;
    } rows[] = {
            {"", 0},
            {"abc", 3},
            {"表示", 4},
            {"ﾊﾝｶｸ", 4},
            {"ＡＢ", 4},
            {"か\xE3\x82\x99", 2},
            {"e\xCC\x81", 1},
            {"①㈱", 3},
            {"\xF0\xA0\x80\x8B", 2},
            {"한글", 4},
            {"\xF0\x9F\x98\x80", 2},
            {"é…", 2},
            {"\xFF\xFE", 2},
            {"\xE2\x80\x8B", 0},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ck_assert_uint_eq(text_width(rows[i].text, strlen(rows[i].text)), rows[i].width);
    ck_assert_uint_eq(text_character_width(0x3000), 2);
    ck_assert_uint_eq(text_character_width(0x303F), 1);
    ck_assert_uint_eq(text_character_width(0x20AC), 1);
    ck_assert_uint_eq(text_character_width(0x10FFFF), 1);
}
END_TEST

START_TEST(nothing_a_terminal_obeys_stays)
{
    check_append(text_append_visible, "表 abc \\ é", "表 abc \\ é");
    check_append(text_append_visible, "\x1B[31mred\a", "\\x1B[31mred\\x07");
    check_append(text_append_visible, "a\tb\nc\r\x7F", "a\\x09b\\x0Ac\\x0D\\x7F");
    check_append(text_append_visible,
            "\xC2\x9B"
            "31m",
            "\\xC2\\x9B31m");
    check_append(text_append_visible, "\x9B\xFFz", "\\x9B\\xFFz");
    check_append(text_append_visible,
            "evil\xE2\x80\xAE"
            "txt.exe",
            "evil\\u{202E}txt.exe");
    check_append(text_append_visible, "\xE2\x80\xA8\xE2\x81\xA9\xD8\x9C",
            "\\u{2028}\\u{2069}\\u{061C}");
    check_append(text_append_visible, "", "");
}
END_TEST

START_TEST(undecodable_bytes_are_carried)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(1000);
    char room[TEXT_UNDECODABLE_SIZE], expected[8];
    struct error err = {0};
    uint8_t byte;

    for (unsigned i = 0; i < 0x100; i++) {
        text_put_undecodable((uint8_t)i, room);
        ck_assert_uint_eq(text_find_invalid(room, sizeof(room)), 0);
        ck_assert(text_is_undecodable(room, sizeof(room), &byte));
        ck_assert_uint_eq(byte, i);
        ck_assert(!text_is_undecodable(room, sizeof(room) - 1, &byte));
        buf_reset(&buf);
        ck_assert(text_append_visible(&buf, room, sizeof(room), &err));
        snprintf(expected, sizeof(expected), "\\x%02X", i);
        ck_assert_str_eq(buf_text(&buf), expected);
    }
    ck_assert(!text_is_undecodable("\xFF\xC0\x80", 3, &byte));
    ck_assert(!text_is_undecodable("\xFE\x80\x80", 3, &byte));
}
END_TEST

START_TEST(visible_shows_nul_and_every_byte)
{
    CLEANUP(buf_clear) struct buf buf = BUF_INIT(100000);
    CLEANUP(buf_clear) struct buf small = BUF_INIT(5);
    struct error err = {0};
    char text[3];

    ck_assert(text_append_visible(&buf, "a\0b", 3, &err));
    ck_assert_str_eq(buf_text(&buf), "a\\x00b");
    for (unsigned i = 0; i < 0x10000; i++) {
        text[0] = (char)(i >> 8);
        text[1] = (char)i;
        text[2] = 'x';
        buf_reset(&buf);
        if (!text_append_visible(&buf, text, 3, &err))
            ck_abort_msg("%s", err.message);
        for (size_t j = 0; j < buf.size; j++) {
            if ((unsigned char)buf.data[j] < 0x20 || buf.data[j] == 0x7F)
                ck_abort_msg("%02X %02X", i >> 8, i & 0xFF);
        }
        if (text_find_invalid(buf.data, buf.size) < buf.size)
            ck_abort_msg("%02X %02X is not UTF-8", i >> 8, i & 0xFF);
    }
    ck_assert(!text_append_visible(&small, "ab\n", 3, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

START_TEST(fold_gives_usual_forms)
{
    check_append(text_append_folded, "ＡＢｃ０１２！～", "ABc012!~");
    check_append(text_append_folded, "山田　太郎", "山田 太郎");
    check_append(text_append_folded, "ｱｲｳｴｵ｡｢｣､･ｰ", "アイウエオ。「」、・ー");
    check_append(text_append_folded, "ｶﾞｷﾞﾊﾟﾋﾟｳﾞｯｬﾜﾞ", "ガギパピヴッャヷ");
    check_append(text_append_folded, "カﾞはﾟ", "ガぱ");
    check_append(text_append_folded, "ｱﾞ", "ア\xE3\x82\x99");
    check_append(text_append_folded, "ﾞｶ", "\xE3\x82\x99カ");
    check_append(text_append_folded, "ｶﾞﾞ", "ガ\xE3\x82\x99");
    check_append(text_append_folded, "①㈱髙ﾊ", "①㈱髙ハ");
    check_append(text_append_folded, "plain\xFFﾊ", "plain\xFFハ");
}
END_TEST

START_TEST(lower_case_covers_four_scripts)
{
    check_append(text_append_lower, "ABCxyz[@`{", "abcxyz[@`{");
    check_append(text_append_lower, "ÀÖ×ØÞß÷", "àö×øþß÷");
    check_append(text_append_lower, "ΑΣΩΆΌΏ", "ασωάόώ");
    check_append(text_append_lower, "АЯЀЏҐӀ", "аяѐџґӏ");
    check_append(text_append_lower, "ＡＺ監査", "ａｚ監査");
    check_append(text_append_lower, "A\xFF", "a\xFF");
}
END_TEST

START_TEST(equality_knows_null)
{
    ck_assert(text_is_equal(NULL, NULL));
    ck_assert(!text_is_equal(NULL, ""));
    ck_assert(!text_is_equal("", NULL));
    ck_assert(text_is_equal("表", "表"));
    ck_assert(!text_is_equal("a", "ab"));
    ck_assert(text_starts_with("procedure.xml", "proc"));
    ck_assert(text_starts_with("x", ""));
    ck_assert(!text_starts_with("pro", "proc"));
}
END_TEST

START_TEST(glob_matches_like_a_shell)
{
    static const struct {
        const char *pattern, *name;
        bool matches;
    } rows[] = {
            {"a.csv", "a.csv", true},
            {"a.csv", "A.csv", false},
            {"*.csv", "a.csv", true},
            {"*.csv", "dir/a.csv", false},
            {"人事/退職者一覧*.csv", "人事/退職者一覧_2025.csv", true},
            {"人事/退職者一覧?.csv", "人事/退職者一覧表.csv", true},
            {"人事/*", "人事/a/b", false},
            {"?", "/", false},
            {"?", "表", true},
            {"??", "表", false},
            {"**", "a/b/c", true},
            {"**", "", true},
            {"*", "", true},
            {"", "", true},
            {"", "a", false},
            {"**/users.csv", "a/b/users.csv", true},
            {"**/users.csv", "users.csv", true},
            {"**/users.csv", "xusers.csv", false},
            {"logs/**/x.log", "logs/x.log", true},
            {"logs/**/x.log", "logs/a/b/x.log", true},
            {"logs/**/x.log", "logsx.log", false},
            {"logs/**", "logs/", true},
            {"a**z", "a/b/z", true},
            {"a**z", "az", true},
            {"[abc].txt", "b.txt", true},
            {"[abc].txt", "d.txt", false},
            {"[0-9][0-9]", "42", true},
            {"[0-9]", "x", false},
            {"[!0-9]", "x", true},
            {"[!0-9]", "5", false},
            {"[!x]", "/", false},
            {"[あ-ん]*", "か.csv", true},
            {"[]]", "]", true},
            {"[", "[", true},
            {"[ab", "[ab", true},
            {"[a-]", "-", true},
            {"*a*b*c", "xxaxxbxxc", true},
            {"*a*b*c", "xxaxxbxx", false},
            {"a*/*b", "ax/yb", true},
            {"a*b", "a/b", false},
            {"\xFF*",
                    "\xFF"
                    "a",
                    true},
            {"?", "\xFF", true},
            {"a", "ab", false},
            {"ab", "a", false},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        ck_assert_msg(text_is_glob_match(rows[i].pattern, rows[i].name) ==
                        rows[i].matches,
                "'%s' on '%s'", rows[i].pattern, rows[i].name);
}
END_TEST

/* Patterns that take other matchers exponential time end at once. */
START_TEST(hostile_glob_is_quick)
{
    char pattern[1100] = "", name[20001];

    for (size_t i = 0; i < 200; i++)
        memcpy(pattern + i * 5, "**a*a", 6);
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 2] = 'b';
    name[sizeof(name) - 1] = '\0';
    ck_assert(!text_is_glob_match(pattern, name));
    memset(pattern, '*', sizeof(pattern) - 1);
    pattern[sizeof(pattern) - 1] = '\0';
    ck_assert(!text_is_glob_match(pattern, name));
    pattern[1024] = '\0';
    ck_assert(text_is_glob_match(pattern, name));
    for (size_t i = 0; i + 3 <= 1024; i += 3)
        memcpy(pattern + i, "**/", 4);
    ck_assert(!text_is_glob_match(pattern, name));
}
END_TEST

START_TEST(nearest_word_is_proposed)
{
    static const char *const words[] = {"population", "parameter", "procedure", "bind",
            "運用者", NULL};
    static const char *const none[] = {NULL};

    ck_assert_str_eq(text_find_nearest("popluation", words), "population");
    ck_assert_str_eq(text_find_nearest("proceedure", words), "procedure");
    ck_assert_str_eq(text_find_nearest("paramter", words), "parameter");
    ck_assert_str_eq(text_find_nearest("bnid", words), "bind");
    ck_assert_str_eq(text_find_nearest("運営者", words), "運用者");
    ck_assert_str_eq(text_find_nearest("bind", words), "bind");
    ck_assert_ptr_null(text_find_nearest("bxxd", words));
    ck_assert_ptr_null(text_find_nearest("exception", words));
    ck_assert_ptr_null(text_find_nearest("", words));
    ck_assert_ptr_null(text_find_nearest("bind", none));
}
END_TEST

START_TEST(nearest_prefers_fewer_edits_then_order)
{
    static const char *const words[] = {"cat", "cart", "car", NULL};
    static const char *const single[] = {"a", "b", NULL};
    char endless[500];

    ck_assert_str_eq(text_find_nearest("cars", words), "cart");
    ck_assert_str_eq(text_find_nearest("care", words), "cart");
    ck_assert_str_eq(text_find_nearest("ca", words), "cat");
    ck_assert_ptr_null(text_find_nearest("x", single));
    memset(endless, 'c', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    ck_assert_ptr_null(text_find_nearest(endless, words));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            language_chooses_the_message,
            language_is_found_by_name_or_locale,
            every_character_goes_through_utf8_and_back,
            wrong_utf8_is_found,
            one_byte_of_eight_bits_is_found_wherever_it_is,
            width_counts_terminal_columns,
            nothing_a_terminal_obeys_stays,
            undecodable_bytes_are_carried,
            visible_shows_nul_and_every_byte,
            fold_gives_usual_forms,
            lower_case_covers_four_scripts,
            equality_knows_null,
            glob_matches_like_a_shell,
            hostile_glob_is_quick,
            nearest_word_is_proposed,
            nearest_prefers_fewer_edits_then_order,
    };

    return unit_run("text", tests, ARRAY_LENGTH(tests));
}
