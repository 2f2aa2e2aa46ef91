#include "evidence/charset/cp932.h"

#include "tests/unit/unit.h"

static void prepare(void)
{
    struct error err = {0};

    ck_assert_msg(cp932_prepare(&err), "%s", err.message);
}

static void check_character(const char *bytes, size_t length, unsigned expected)
{
    uint16_t character = 0;

    ck_assert_uint_eq(cp932_decode((const uint8_t *)bytes, length, &character), length);
    ck_assert_uint_eq(character, expected);
    ck_assert_uint_eq(cp932_length(character), length);
}

/* Where Windows differs from the Shift_JIS standard and from other tables. */
START_TEST(characters_are_those_of_windows)
{
    check_character("A", 1, 'A');
    check_character("\\", 1, '\\');
    check_character("~", 1, '~');
    check_character("\0", 1, 0);
    check_character("\x7F", 1, 0x7F);
    check_character("\xB1", 1, 0xFF71);     /* ｱ */
    check_character("\x82\xA0", 2, 0x3042); /* あ */
    check_character("\x83\x5C", 2, 0x30BD); /* ソ */
    check_character("\x95\x5C", 2, 0x8868); /* 表 */
    check_character("\x94\x5C", 2, 0x80FD); /* 能 */
    check_character("\x87\x40", 2, 0x2460); /* ① of NEC row 13 */
    check_character("\x87\x8A", 2, 0x3231); /* ㈱ */
    check_character("\xFB\xFC", 2, 0x9AD9); /* 髙 of IBM's extensions */
    check_character("\xED\x40", 2, 0x7E8A); /* 纊 of NEC's selection of them */
    check_character("\x81\x60", 2, 0xFF5E); /* ～, not the wave dash */
    check_character("\x81\x5C", 2, 0x2015); /* ― */
    check_character("\x81\x61", 2, 0x2225); /* ∥ */
    check_character("\x81\x7C", 2, 0xFF0D); /* － */
    check_character("\x81\x91", 2, 0xFFE0); /* ￠ */
    check_character("\x81\xCA", 2, 0xFFE2); /* ￢ */
    check_character("\xF0\x40", 2, 0xE000); /* the first user-defined one */
    check_character("\xF9\xFC", 2, 0xE757);
}
END_TEST

START_TEST(what_is_no_character_is_refused)
{
    static const char *const wrong[] = {"\x80", "\xA0", "\xFD", "\xFE", "\xFF", "\x82 ",
            "\x82\x7F", "\x82\xFD", "\x85\x40", "\xFC\x4C"};
    uint16_t character;

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
        ck_assert_uint_eq(cp932_decode((const uint8_t *)wrong[i], 2, &character), 0);
    ck_assert_uint_eq(cp932_decode((const uint8_t *)"\x82\xA0", 1, &character), 0);
    ck_assert(cp932_is_cut_off((const uint8_t *)"\x82", 1));
    ck_assert(!cp932_is_cut_off((const uint8_t *)"\x82 ", 2));
    ck_assert(!cp932_is_cut_off((const uint8_t *)"\xFD", 1));
}
END_TEST

/* How many codes there are: a table that lost a row would show. */
START_TEST(the_code_page_is_whole)
{
    unsigned singles = 0, doubles = 0, private = 0;
    uint16_t character;

    for (unsigned first = 0; first < 0x100; first++) {
        uint8_t bytes[2] = {(uint8_t)first, 0};

        singles += cp932_decode(bytes, 1, &character) == 1;
        for (unsigned trail = 0; trail < 0x100; trail++) {
            bytes[1] = (uint8_t)trail;
            if (cp932_decode(bytes, 2, &character) != 2)
                continue;
            doubles++;
            private += character >= 0xE000 && character <= 0xF8FF;
        }
    }
    ck_assert_uint_eq(singles, 128 + 63);
    ck_assert_uint_eq(private, 1880);
    ck_assert_uint_eq(doubles, 9604);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {characters_are_those_of_windows,
            what_is_no_character_is_refused, the_code_page_is_whole};

    return unit_run_in("cp932", tests, ARRAY_LENGTH(tests), prepare, NULL);
}
