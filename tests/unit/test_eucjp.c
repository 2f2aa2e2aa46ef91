#include "evidence/charset/eucjp.h"

#include <string.h>

#include "tests/unit/unit.h"

static void prepare(void)
{
    struct error err = {0};

    ck_assert_msg(eucjp_prepare(&err), "%s", err.message);
}

static void check_character(const char *bytes, unsigned expected)
{
    size_t length = strlen(bytes);
    uint16_t character = 0;

    ck_assert_uint_eq(eucjp_decode((const uint8_t *)bytes, length, &character), length);
    ck_assert_uint_eq(character, expected);
    ck_assert_uint_eq(eucjp_length(character), length);
    for (size_t size = 1; size < length; size++) {
        ck_assert_uint_eq(eucjp_decode((const uint8_t *)bytes, size, &character), 0);
        ck_assert(eucjp_is_cut_off((const uint8_t *)bytes, size));
    }
    ck_assert(!eucjp_is_cut_off((const uint8_t *)bytes, length));
}

START_TEST(characters_are_those_of_eucjp_ms)
{
    check_character("A", 'A');
    check_character("\\", '\\');
    check_character("\xA4\xA2", 0x3042);     /* あ */
    check_character("\xC2\xE0", 0x9000);     /* 退 */
    check_character("\x8E\xB1", 0xFF71);     /* ｱ */
    check_character("\xAD\xA1", 0x2460);     /* ① of NEC row 13 */
    check_character("\xAD\xEA", 0x3231);     /* ㈱ */
    check_character("\xA1\xC1", 0xFF5E);     /* ～ */
    check_character("\xA1\xDD", 0xFF0D);     /* － */
    check_character("\x8F\xF4\xFB", 0x9AD9); /* 髙 of IBM's extensions */
    check_character("\xF5\xA1", 0xE000);     /* user-defined */
}
END_TEST

START_TEST(what_is_no_character_is_refused)
{
    static const char *const wrong[] = {"\x80", "\xA0\xA1", "\xFF\xA1", "\xA4 ",
            "\xA4\xFF", "\x8E\xE0", "\x8F\xA1\x40", "\xA9\xA1",
            "\x8F\xA2\xB7" /* ～ again */};
    uint16_t character;

    for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++) {
        const uint8_t *bytes = (const uint8_t *)wrong[i];

        ck_assert_uint_eq(eucjp_decode(bytes, strlen(wrong[i]), &character), 0);
        ck_assert(!eucjp_is_cut_off(bytes, strlen(wrong[i])));
    }
}
END_TEST

/* The length as delivered follows from the character. */
START_TEST(every_code_has_its_length)
{
    size_t characters = 0;

    for (unsigned first = 0; first < 0x100; first++) {
        for (unsigned second = 0; second < 0x10000; second++) {
            uint8_t bytes[3] = {(uint8_t)first, (uint8_t)(second >> 8), (uint8_t)second};
            uint16_t character;
            size_t length = eucjp_decode(bytes, sizeof(bytes), &character);

            if (length && eucjp_length(character) != length)
                ck_abort_msg("%02X%04X: %zu bytes", first, second, length);
            characters += length == 3;
        }
    }
    ck_assert_uint_eq(characters, 7112 - 14);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {characters_are_those_of_eucjp_ms,
            what_is_no_character_is_refused, every_code_has_its_length};

    return unit_run_in("eucjp", tests, ARRAY_LENGTH(tests), prepare, NULL);
}
