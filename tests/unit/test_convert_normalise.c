#include <string.h>

#include "evidence/convert/convert.h"
#include "tests/unit/unit.h"

START_TEST(keys_go_through_the_steps_in_order)
{
    static const char *const cases[][3] = {
            {"", " a ", " a "},
            {"  ", "a", "a"},
            {"trim", " \t\u3000社員 1\u00A0 \r\n", "社員 1"},
            {"trim", "\u3000 ", ""},
            {"trim", "", ""},
            {"width", "ＡＢ１２－ｶﾞｷﾞ", "AB12-ガギ"},
            {"width trim", "\u3000Ａ\u3000", "A"},
            {"case", "Ｔaro.YAMADA", "ｔaro.yamada"},
            {"width case", "Ｔaro.YAMADA", "taro.yamada"},
            {"zero-pad:6", "123", "000123"},
            {"zero-pad:6", "1234567", "1234567"},
            {"zero-pad:6", "", ""},
            {"zero-pad:6", "A12", "A12"},
            {"zero-pad:6", "-12", "-12"},
            {"zero-pad:1", "1", "1"},
            {"zero-pad:64", "1",
                    "0000000000000000000000000000000000000000000000000000000000000001"},
            {"zero-pad:6 width", "１２", "12"},
            {"width zero-pad:6", "１２", "000012"},
            {"fqdn", "web01.example.co.jp", "web01"},
            {"fqdn", "web01", "web01"},
            {"fqdn", "192.0.2.1", "192.0.2.1"},
            {"fqdn", ".example", ".example"},
            {"fqdn case", "WEB01.Example", "web01"},
            {"epoch", "1551485405", "2019-03-02T00:10:05.000Z"},
            {"epoch", "1551485405.5949", "2019-03-02T00:10:05.594Z"},
            {"epoch", "-1.5", "1969-12-31T23:59:58.500Z"},
            {"epoch-ms", "1621305118553", "2021-05-18T02:31:58.553Z"},
            {"epoch-ms", "1621305118553.0", "2021-05-18T02:31:58.553Z"},
            {"epoch", "2022-07-28 16:48:14", "2022-07-28 16:48:14"},
            {"epoch", "", ""},
            {"epoch", "1.", "1."},
            {"epoch", "123456789012345", "123456789012345"},
            {"trim\twidth\ncase", " Ａ ", "a"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CLEANUP(buf_clear) struct buf text = BUF_INIT(256);
        struct error err = {0};

        ck_assert(buf_append_text(&text, "<", &err));
        ck_assert_msg(convert_normalise(cases[i][0], cases[i][1], strlen(cases[i][1]),
                              &text, &err),
                "%s", err.message);
        ck_assert_msg(strcmp(buf_text(&text) + 1, cases[i][2]) == 0, "%s of '%s' is '%s'",
                cases[i][0], cases[i][1], buf_text(&text) + 1);
    }
}
END_TEST

START_TEST(steps_that_are_none_are_an_error_of_the_script)
{
    static const char *const cases[] = {"upper", "trim upper", "zero-pad",
            "zero-pad:", "zero-pad:0", "zero-pad:65", "zero-pad:6x", "zero-pad:-1",
            "zero-pad:9999999999", "trim:1", "widt", "widthx", "trim,case"};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        CLEANUP(buf_clear) struct buf text = BUF_INIT(256);
        struct error err = {0};

        ck_assert_msg(!convert_normalise(cases[i], "a", 1, &text, &err), "%s", cases[i]);
        ck_assert_int_eq(err.code, ERROR_SCRIPT);
        ck_assert_uint_eq(text.size, 0);
    }
}
END_TEST

START_TEST(a_full_buf_is_an_error)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(2);
    struct error err = {0};

    ck_assert(!convert_normalise("trim", "abc", 3, &text, &err));
    ck_assert_int_eq(err.code, ERROR_LIMIT);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {keys_go_through_the_steps_in_order,
            steps_that_are_none_are_an_error_of_the_script, a_full_buf_is_an_error};

    return unit_run("convert_normalise", tests, ARRAY_LENGTH(tests));
}
