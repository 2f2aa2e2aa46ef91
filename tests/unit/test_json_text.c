#include "evidence/format/json_text.h"

#include <string.h>

#include "tests/unit/unit.h"

static const char *const cases[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"\\u0041\\u00e9\\u8868\\u00E9", "A\u00E9\u8868\u00E9"},
        {"x\\ud83d\\uDE00y", "x\U0001F600y"},
        {"\\ud83d", "\\ud83d"},
        {"\\ud83dx", "\\ud83dx"},
        {"\\ud83d\\n", "\\ud83d\n"},
        {"\\ud83d\\u0041", "\\ud83dA"},
        {"\\uDE00\\ud83d", "\\uDE00\\ud83d"},
        {"\\ud83d\\ud83d\\ude00", "\\ud83d\U0001F600"},
        {"a\\u0000b", "a\\u0000b"},
        {"\\uFFFE\\uFFFF", "\uFFFE\uFFFF"},
        {"\\\\u0041", "\\u0041"},
};

static struct slice slice_of(const char *text)
{
    return (struct slice){text, strlen(text)};
}

START_TEST(escapes_are_undone)
{
    char value[64];

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        size_t size = json_text_decode(slice_of(cases[i][0]), value);

        ck_assert_uint_le(size, strlen(cases[i][0]));
        ck_assert_uint_eq(size, strlen(cases[i][1]));
        ck_assert_mem_eq(value, cases[i][1], size);
    }
}
END_TEST

START_TEST(texts_are_equal_by_what_they_mean)
{
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        struct slice written = slice_of(cases[i][0]), meant = slice_of(cases[i][1]);

        ck_assert_msg(json_text_is_equal(written, true, meant, false), "%s", cases[i][0]);
        ck_assert(json_text_is_equal(meant, false, written, true));
        ck_assert(json_text_is_equal(written, true, written, true));
        ck_assert_msg(json_text_hash(written, true) == json_text_hash(meant, false), "%s",
                cases[i][0]);
        for (size_t k = 0; k < ARRAY_LENGTH(cases); k++)
            ck_assert_int_eq(json_text_is_equal(written, true, slice_of(cases[k][1]),
                                     false),
                    strcmp(cases[i][1], cases[k][1]) == 0);
    }
    ck_assert(!json_text_is_equal(slice_of("a"), true, slice_of("ab"), true));
    ck_assert(!json_text_is_equal(slice_of("\\u0061b"), true, slice_of("a"), true));
}
END_TEST

START_TEST(hashes_do_not_depend_on_how_it_is_written)
{
    char plain[40], escaped[256];

    for (size_t size = 0; size < 40; size++) {
        char *out = escaped;

        for (size_t i = 0; i < size; i++) {
            static const char hex[] = "0123456789abcdef";

            plain[i] = (char)('a' + i % 26);
            memcpy(out, "\\u00", 4);
            out[4] = hex[plain[i] >> 4];
            out[5] = hex[plain[i] & 15];
            out += i % 3 ? 6 : (*out = plain[i], 1);
        }
        ck_assert(json_text_hash((struct slice){plain, size}, false) ==
                json_text_hash((struct slice){escaped, (size_t)(out - escaped)}, true));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {escapes_are_undone, texts_are_equal_by_what_they_mean,
            hashes_do_not_depend_on_how_it_is_written};

    return unit_run("json_text", tests, ARRAY_LENGTH(tests));
}
