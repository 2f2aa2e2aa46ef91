#include "evidence/convert/convert.h"

#include "tests/unit/convert_check.h"

START_TEST(numbers_are_exact)
{
    static const struct convert_case cases[] = {
            {"0", "0"},
            {"-0", "0"},
            {"42", "42"},
            {"+42", "42"},
            {"-42", "-42"},
            {"007", "7"},
            {" 42\u3000", "42"},
            {"１２３", "123"},
            {"－１，２３４", "-1234"},
            {"\u2212"
             "5",
                    "-5"},
            {"1,234", "1234"},
            {"12,345,678", "12345678"},
            {"9223372036854775807", "9223372036854775807"},
            {"-9223372036854775808", "-9223372036854775808"},
            {"9,223,372,036,854,775,807", "9223372036854775807"},
            {"12345678901234567", "12345678901234567"},
            {"12345678901234567.0", "12345678901234567"},
            {"1.2345678901234567e16", "12345678901234567"},
            {"1234567890123456.0", "1234567890123456"},
            {"123456789012345.0", "real 123456789012345"},
            {"1.5", "real 1.5"},
            {"1.0", "real 1"},
            {"-0.0", "real 0"},
            {"0.1", "real 0.1"},
            {".5", "real 0.5"},
            {"1,234.5", "real 1234.5"},
            {"１．５", "real 1.5"},
            {"1e3", "real 1000"},
            {"1E+3", "real 1000"},
            {"25e-1", "real 2.5"},
            {"1e20", "real 1e+20"},
            {"100000000000000000000", "real 1e+20"},
            {"0.123456789012345", "real 0.123456789012345"},
            {"123456.123456789", "real 123456.123456789"},
            {"0.00000000000000000000123", "real 1.23e-21"},
            {"1e308", "real 1e+308"},
    };

    convert_check(PROGRAM_NUMBER, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(numbers_that_would_change_are_refused)
{
    static const struct convert_case cases[] = {
            {"9223372036854775808", NULL},
            {"-9223372036854775809", NULL},
            {"12345678901234567890", NULL},
            {"0.1234567890123456", NULL},
            {"1234567890123456.5", NULL},
            {"3.14159265358979323846", NULL},
            {"1e309", NULL},
            {"1e99999", NULL},
            {"1e-400", NULL},
            {"1111111111111111111111111111111111111111111111111111111111111111111111111111",
                    NULL},
            {"", NULL},
            {"-", NULL},
            {"+", NULL},
            {".", NULL},
            {"5.", NULL},
            {"1.2.3", NULL},
            {"1e", NULL},
            {"1e+", NULL},
            {"--1", NULL},
            {"1 000", NULL},
            {"1,23", NULL},
            {"1234,567", NULL},
            {",123", NULL},
            {"1,,234", NULL},
            {"1,234,", NULL},
            {"1,234,5", NULL},
            {"1.234,5", NULL},
            {"1.5,000", NULL},
            {"0x10", NULL},
            {"1_000", NULL},
            {"¥100", NULL},
            {"50%", NULL},
            {"▲5", NULL},
            {"(5)", NULL},
            {"Infinity", NULL},
            {"NaN", NULL},
            {"inf", NULL},
            {"１２a", NULL},
            {"五", NULL},
    };

    convert_check(PROGRAM_NUMBER, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(booleans_are_words)
{
    static const struct convert_case cases[] = {
            {"true", "1"},
            {"TRUE", "1"},
            {"True", "1"},
            {"yes", "1"},
            {"Yes", "1"},
            {"on", "1"},
            {"1", "1"},
            {"１", "1"},
            {"○", "1"},
            {"〇", "1"},
            {"◯", "1"},
            {"有", "1"},
            {"はい", "1"},
            {"済", "1"},
            {" true ", "1"},
            {"ＴＲＵＥ", "1"},
            {"false", "0"},
            {"FALSE", "0"},
            {"no", "0"},
            {"No", "0"},
            {"off", "0"},
            {"0", "0"},
            {"０", "0"},
            {"×", "0"},
            {"無", "0"},
            {"いいえ", "0"},
            {"未", "0"},
            {"", NULL},
            {"t", NULL},
            {"y", NULL},
            {"n", NULL},
            {"x", NULL},
            {"N/A", NULL},
            {"2", NULL},
            {"01", NULL},
            {"1.0", NULL},
            {"true false", NULL},
            {"有効", NULL},
            {"-", NULL},
            {"not_supported", NULL},
            {"済み", NULL},
    };

    convert_check(PROGRAM_BOOLEAN, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(addresses_are_canonical)
{
    static const struct convert_case cases[] = {
            {"192.0.2.1", "192.0.2.1"},
            {" 192.0.2.1 ", "192.0.2.1"},
            {"１９２．０．２．１", "192.0.2.1"},
            {"0.0.0.0", "0.0.0.0"},
            {"255.255.255.255", "255.255.255.255"},
            {"::", "::"},
            {"::1", "::1"},
            {"[::1]", "::1"},
            {"2001:DB8::1", "2001:db8::1"},
            {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
            {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
            {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
            {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
            {"2001:db8::0:1", "2001:db8::1"},
            {"1:0:0:2:3:4:5:0", "1::2:3:4:5:0"},
            {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
            {"0:0:3:4:5:6:7:8", "::3:4:5:6:7:8"},
            {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
            {"::FFFF:c000:0201", "::ffff:192.0.2.1"},
            {"::1234:5678", "::1234:5678"},
            {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
            {"fe80::1%eth0", "fe80::1"},
            {"[fe80::1%2]", "fe80::1"},
            {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
            {"", NULL},
            {"192.0.2", NULL},
            {"192.0.2.256", NULL},
            {"192.0.2.01", NULL},
            {"192.0.2.1:80", NULL},
            {"192.0.2.0/24", NULL},
            {"[192.0.2.1]", NULL},
            {"[::1]:22", NULL},
            {"[::1", NULL},
            {"::1]", NULL},
            {":::", NULL},
            {"1:2:3:4:5:6:7", NULL},
            {"fe80::1%", NULL},
            {"192.0.2.1%eth0", NULL},
            {"12345::", NULL},
            {"3232235777", NULL},
            {"localhost", NULL},
            {"2001:db8::/32", NULL},
            {"[]", NULL},
            {"%", NULL},
    };

    convert_check(PROGRAM_IP, cases, ARRAY_LENGTH(cases));
}
END_TEST

START_TEST(text_is_not_for_conversion)
{
    static const struct convert_case cases[] = {{"text", NULL}, {"1", NULL}};

    convert_check(PROGRAM_TEXT, cases, ARRAY_LENGTH(cases));
}
END_TEST

/* What is no text, or longer than any value, converts to nothing of any type. */
START_TEST(bytes_that_are_no_text_do_not_convert)
{
    static const struct {
        const char *text;
        size_t size;
    } cases[] = {{"\xFF", 1}, {"1\0", 2}, {"1\xE3\x81", 3}, {"2025-04-01\0", 11}};
    char long_text[4096];
    struct convert_context context = {NULL, 2025, NULL};
    struct convert_value value;

    memset(long_text, '0', sizeof(long_text));
    for (int type = PROGRAM_TEXT; type <= PROGRAM_IP; type++) {
        for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
            ck_assert(!convert_text((enum program_type)type, cases[i].text, cases[i].size,
                    &context, &value));
        ck_assert(!convert_text((enum program_type)type, long_text, sizeof(long_text),
                &context, &value));
        memset(long_text, ' ', sizeof(long_text));
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {numbers_are_exact,
            numbers_that_would_change_are_refused, booleans_are_words,
            addresses_are_canonical, text_is_not_for_conversion,
            bytes_that_are_no_text_do_not_convert};

    return unit_run("convert", tests, ARRAY_LENGTH(tests));
}
