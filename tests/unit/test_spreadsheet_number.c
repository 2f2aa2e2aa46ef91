#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/spreadsheet/spreadsheet_digits.h"
#include "evidence/spreadsheet/spreadsheet_number.h"
#include "evidence/spreadsheet/spreadsheet_text.h"
#include "tests/unit/unit.h"

/* Expected values: LibreOffice's rules for ISO dates, Python's repr() for numbers. */

static void check(const char *stored, enum spreadsheet_number_kind kind, bool is_1904,
        const char *expected)
{
    char text[SPREADSHEET_NUMBER_MAX];
    size_t size = spreadsheet_number_text(stored, strlen(stored), kind, is_1904, text);

    if (!expected) {
        ck_assert_msg(size == 0, "%s: %.*s", stored, (int)size, text);
        return;
    }
    ck_assert_msg(size == strlen(expected) && memcmp(text, expected, size) == 0,
            "%s: '%.*s', not '%s'", stored, (int)size, text, expected);
}

START_TEST(numbers_are_kept_or_written_shortest)
{
    const enum spreadsheet_number_kind plain = SPREADSHEET_NUMBER_PLAIN;

    check("7", plain, false, NULL);
    check("007", plain, false, NULL);
    check("-12345678901234567890", plain, false, NULL);
    check("abc", plain, false, NULL);
    check("", plain, false, NULL);
    check("1e999", plain, false, NULL);
    check("nan", plain, false, NULL);
    check("0x10", plain, false, NULL);
    check("1.", plain, false, "1");
    check("1.0", plain, false, "1");
    check("-0.0", plain, false, "0");
    check("-1.25", plain, false, NULL);
    check("0.5", plain, false, NULL);
    check("01.5", plain, false, "1.5");
    check("0.01", plain, false, "0.01");
    check("123456789012345.6", plain, false, "123456789012345.6");
    check("1.1000000000000001", plain, false, "1.1");
    check("44333.920000000006", plain, false, "44333.920000000006");
    check("2.0240101E7", plain, false, "20240101");
    check("1E3", plain, false, "1000");
    check("1.5e-5", plain, false, "0.000015");
    check("0.000001", plain, false, "0.000001");
    check("1E-7", plain, false, "1E-7");
    check("-2.50E-10", plain, false, "-2.5E-10");
    check("1E20", plain, false, "100000000000000000000");
    check("1.25E+21", plain, false, "1.25E+21");
    check("9007199254740993.5", plain, false, "9007199254740994");
}
END_TEST

/* The fewest of 15 digits and more that the C library reads back. */
static void check_digits(double value)
{
    char digits[SPREADSHEET_DIGITS_SIZE], text[64], shorter[64];
    int point, precision = 14;
    size_t size = spreadsheet_digits_find(value, digits, &point);

    snprintf(text, sizeof(text), "0.%sE%d", digits, point);
    ck_assert_msg(strtod(text, NULL) == value, "%.17g: %s", value, text);
    do {
        snprintf(shorter, sizeof(shorter), "%.*e", precision++, value);
    } while (strtod(shorter, NULL) != value);
    ck_assert_msg(size <= (size_t)precision, "%.17g: %s", value, text);
    snprintf(text, sizeof(text), "0.%s%.*sE%d", digits, precision - (int)size,
            "00000000000000000", point);
    ck_assert_msg(strncmp(text + 2, shorter, 1) == 0 &&
                    strncmp(text + 3, shorter + 2, (size_t)precision - 1) == 0,
            "%s, not %s", text, shorter);
}

static void check_reading(const char *text)
{
    double value = spreadsheet_digits_read(text), expected = strtod(text, NULL);

    ck_assert_msg(memcmp(&value, &expected, sizeof(value)) == 0, "%s: %.17g", text,
            value);
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Between 1e-6 and 1e17, with those at which doubles become twice as wide, and beyond. */
START_TEST(digits_are_those_of_the_c_library)
{
    uint64_t state = 88172645463325252;
    char text[64];

    for (int i = 0; i < 20000; i++) {
        uint64_t random = next_random(&state);
        double value = ldexp((double)(random >> 11 | UINT64_C(1) << 52), -(i % 74));
        double power = ldexp(1, 53 - i % 74);

        check_digits(value);
        check_digits(power);
        check_digits(nextafter(power, 0));
        check_digits((double)(random % 100000) / 1000);
        check_digits(ldexp(value, i % 1800 - 900));
        check_digits(ldexp(1, i % 2000 - 1000));
        check_digits((double)(random % 1000000) * 1e-30);
        snprintf(text, sizeof(text), "%s%.*f", i % 2 ? "-" : "", i % 30, value);
        check_reading(text);
        snprintf(text, sizeof(text), "%" PRIu64 ".5", (random >> 11) >> i % 12);
        check_reading(text); /* half way between two doubles, from 2^53 / 2 */
    }
    check_digits(1e-300);
    check_digits(DBL_MAX);
    check_digits(DBL_TRUE_MIN);
    check_reading("1.5E-7");
    check_reading("+0.0");
    check_reading(".25");
    check_reading("00000000000000000000.5");
    check_reading("0.0000000000000000001");
}
END_TEST

START_TEST(dates_count_from_1900_with_its_false_leap_day)
{
    const enum spreadsheet_number_kind date = SPREADSHEET_NUMBER_DATE;

    check("1", date, false, "1900-01-01");
    check("59", date, false, "1900-02-28");
    check("60", date, false, "1900-02-29");
    check("61", date, false, "1900-03-01");
    check("45748", date, false, "2025-04-01");
    check("45748.0", date, false, "2025-04-01");
    check("2958465", date, false, "9999-12-31");
    check("2958466", date, false, NULL);
    check("0", date, false, NULL);
    check("-1", date, false, NULL);
    check("45748.39583333334", date, false, "2025-04-01T09:30:00");
    check("45748.000005787037", date, false, "2025-04-01T00:00:00.500");
    check("45748.99999999999", date, false, "2025-04-02");
}
END_TEST

START_TEST(dates_count_from_1904_where_the_workbook_says_so)
{
    const enum spreadsheet_number_kind date = SPREADSHEET_NUMBER_DATE;

    check("0", date, true, "1904-01-01");
    check("44286", date, true, "2025-04-01");
    check("59", date, true, "1904-02-29");
    check("2957003", date, true, "9999-12-31");
    check("2957004", date, true, NULL);
}
END_TEST

START_TEST(a_format_never_says_less_than_is_stored)
{
    check("45748", SPREADSHEET_NUMBER_DATETIME, false, "2025-04-01T00:00:00");
    check("0.5", SPREADSHEET_NUMBER_DATETIME, false, "12:00:00");
    check("0.39583333333333331", SPREADSHEET_NUMBER_TIME, false, "09:30:00");
    check("0", SPREADSHEET_NUMBER_TIME, false, "00:00:00");
    check("45748.5", SPREADSHEET_NUMBER_TIME, false, "2025-04-01T12:00:00");
    check("1.5", SPREADSHEET_NUMBER_ELAPSED, false, "36:00:00");
    check("10.632060185185185", SPREADSHEET_NUMBER_ELAPSED, false, "255:10:10");
    check("x", SPREADSHEET_NUMBER_TIME, false, NULL);
}
END_TEST

START_TEST(format_codes_are_told_apart)
{
    static const struct {
        const char *code;
        enum spreadsheet_number_kind kind;
    } codes[] = {
            {"General", SPREADSHEET_NUMBER_PLAIN},
            {"G/標準", SPREADSHEET_NUMBER_PLAIN},
            {"0.00E+00", SPREADSHEET_NUMBER_PLAIN},
            {"#,##0;[Red]-#,##0", SPREADSHEET_NUMBER_PLAIN},
            {"0\"day\"", SPREADSHEET_NUMBER_PLAIN},
            {"0\\d", SPREADSHEET_NUMBER_PLAIN},
            {"_-* #,##0_-", SPREADSHEET_NUMBER_PLAIN},
            {"[$¥-411]#,##0", SPREADSHEET_NUMBER_PLAIN},
            {"@", SPREADSHEET_NUMBER_PLAIN},
            {"\"unclosed d", SPREADSHEET_NUMBER_PLAIN},
            {"[Red", SPREADSHEET_NUMBER_PLAIN},
            {"yyyy/m/d", SPREADSHEET_NUMBER_DATE},
            {"yyyy\"年\"m\"月\"d\"日\"", SPREADSHEET_NUMBER_DATE},
            {"[$-411]ggge\"年\"m\"月\"d\"日\";@", SPREADSHEET_NUMBER_DATE},
            {"[$-ja-JP-x-gannen]ggge\"年\"m\"月\"d\"日\"", SPREADSHEET_NUMBER_DATE},
            {"[$-411]ge.m.d", SPREADSHEET_NUMBER_DATE},
            {"aaaa", SPREADSHEET_NUMBER_DATE},
            {"m\"月\"", SPREADSHEET_NUMBER_DATE},
            {"mmm-yy", SPREADSHEET_NUMBER_DATE},
            {"m/d", SPREADSHEET_NUMBER_DATE},
            {"h:mm", SPREADSHEET_NUMBER_TIME},
            {"h\"時\"mm\"分\"ss\"秒\"", SPREADSHEET_NUMBER_TIME},
            {"mm:ss.0", SPREADSHEET_NUMBER_TIME},
            {"h:mm AM/PM", SPREADSHEET_NUMBER_TIME},
            {"[DBNum3]h:mm", SPREADSHEET_NUMBER_TIME},
            {"yyyy/m/d h:mm", SPREADSHEET_NUMBER_DATETIME},
            {"m/d/yy hh:mm:ss", SPREADSHEET_NUMBER_DATETIME},
            {"[h]:mm", SPREADSHEET_NUMBER_ELAPSED},
            {"[mm]:ss", SPREADSHEET_NUMBER_ELAPSED},
            {"YYYY/MM/DD", SPREADSHEET_NUMBER_DATE},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(codes); i++)
        ck_assert_msg(spreadsheet_number_classify(codes[i].code, strlen(codes[i].code)) ==
                        codes[i].kind,
                "%s: %d", codes[i].code,
                (int)spreadsheet_number_classify(codes[i].code, strlen(codes[i].code)));
}
END_TEST

START_TEST(builtin_formats_are_those_of_a_japanese_excel)
{
    ck_assert_int_eq(spreadsheet_number_builtin(0), SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_number_builtin(13), SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_number_builtin(14), SPREADSHEET_NUMBER_DATE);
    ck_assert_int_eq(spreadsheet_number_builtin(20), SPREADSHEET_NUMBER_TIME);
    ck_assert_int_eq(spreadsheet_number_builtin(22), SPREADSHEET_NUMBER_DATETIME);
    ck_assert_int_eq(spreadsheet_number_builtin(23), SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_number_builtin(27), SPREADSHEET_NUMBER_DATE);
    ck_assert_int_eq(spreadsheet_number_builtin(32), SPREADSHEET_NUMBER_TIME);
    ck_assert_int_eq(spreadsheet_number_builtin(36), SPREADSHEET_NUMBER_DATE);
    ck_assert_int_eq(spreadsheet_number_builtin(37), SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_number_builtin(46), SPREADSHEET_NUMBER_ELAPSED);
    ck_assert_int_eq(spreadsheet_number_builtin(49), SPREADSHEET_NUMBER_PLAIN);
    ck_assert_int_eq(spreadsheet_number_builtin(58), SPREADSHEET_NUMBER_DATE);
}
END_TEST

static void check_decoded(const char *text, const char *expected)
{
    char bytes[128];
    size_t size = strlen(text);

    memcpy(bytes, text, size + 1);
    size = spreadsheet_text_decode(bytes, size);
    ck_assert_msg(size == strlen(expected) && memcmp(bytes, expected, size) == 0,
            "%s: %.*s", text, (int)size, bytes);
}

START_TEST(escapes_are_decoded_once)
{
    check_decoded("a_x000D_b", "a\rb");
    check_decoded("_x005F_x000D_", "_x000D_");
    check_decoded("_x3042_い", "あい");
    check_decoded("_xD842__xDFB7_", "𠮷");
    check_decoded("_xD842_x", "_xD842_x");
    check_decoded("_xDFB7_", "_xDFB7_");
    check_decoded("_x0000_", "_x0000_");
    check_decoded("_x00G0_", "_x00G0_");
    check_decoded("file_x_y_x00", "file_x_y_x00");
}
END_TEST

START_TEST(references_have_letters_and_a_row)
{
    uint32_t column, row;
    char letters[SPREADSHEET_LETTERS_SIZE];

    ck_assert(spreadsheet_text_reference("A1", 2, &column, &row) && column == 1 &&
            row == 1);
    ck_assert(spreadsheet_text_reference("$XFD$1048576", 12, &column, &row));
    ck_assert_uint_eq(column, 16384);
    ck_assert_uint_eq(row, 1048576);
    ck_assert(!spreadsheet_text_reference("XFE1", 4, &column, &row));
    ck_assert(!spreadsheet_text_reference("A1048577", 8, &column, &row));
    ck_assert(!spreadsheet_text_reference("A0", 2, &column, &row));
    ck_assert(!spreadsheet_text_reference("A", 1, &column, &row));
    ck_assert(!spreadsheet_text_reference("1", 1, &column, &row));
    ck_assert(!spreadsheet_text_reference("a1", 2, &column, &row));
    ck_assert(!spreadsheet_text_reference("A1x", 3, &column, &row));
    for (uint32_t i = 1; i <= SPREADSHEET_COLUMNS_MAX; i++) {
        spreadsheet_text_letters(i, letters);
        ck_assert(spreadsheet_text_column(letters, strlen(letters), &column) &&
                column == i);
    }
    ck_assert_str_eq(letters, "XFD");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {numbers_are_kept_or_written_shortest,
            digits_are_those_of_the_c_library,
            dates_count_from_1900_with_its_false_leap_day,
            dates_count_from_1904_where_the_workbook_says_so,
            a_format_never_says_less_than_is_stored, format_codes_are_told_apart,
            builtin_formats_are_those_of_a_japanese_excel, escapes_are_decoded_once,
            references_have_letters_and_a_row};

    return unit_run("spreadsheet_number", tests, ARRAY_LENGTH(tests));
}
