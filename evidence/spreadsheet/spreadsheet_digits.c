#include "evidence/spreadsheet/spreadsheet_digits.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FEWEST 15 /* that many survive in any double */
#define MOST 17   /* with that many any double survives */
#define MANTISSA DBL_MANT_DIG
#define HIDDEN (UINT64_C(1) << (MANTISSA - 1))
#define SCALE_MAX 22    /* 2^53 * 10^22 is less than 2^127 */
#define READ_MAX 19     /* digits that 64 bits hold, and with one added */
#define DECIMALS_MAX 18 /* 127 bits divided by 10^18 are more than 64 */

__extension__ typedef unsigned __int128 wide;

static const uint64_t powers[] = {UINT64_C(1), UINT64_C(10), UINT64_C(100),
        UINT64_C(1000), UINT64_C(10000), UINT64_C(100000), UINT64_C(1000000),
        UINT64_C(10000000), UINT64_C(100000000), UINT64_C(1000000000),
        UINT64_C(10000000000), UINT64_C(100000000000), UINT64_C(1000000000000),
        UINT64_C(10000000000000), UINT64_C(100000000000000), UINT64_C(1000000000000000),
        UINT64_C(10000000000000000), UINT64_C(100000000000000000),
        UINT64_C(1000000000000000000)};

static wide power_of_ten(int exponent)
{
    return exponent < 19 ? powers[exponent] : (wide)powers[18] * powers[exponent - 18];
}

/* ---- to digits ---- */

/* mantissa / 2^shift */
struct number {
    uint64_t mantissa; /* of 53 bits */
    int shift;         /* 1..127 */
};

static bool split(double value, struct number *ret_number)
{
    int exponent;
    double fraction = frexp(value, &exponent);

    ret_number->mantissa = (uint64_t)ldexp(fraction, MANTISSA);
    ret_number->shift = MANTISSA - exponent;
    return value >= 1e-5 && ret_number->shift > 0;
}

/* What is before the point of number * 10^scale. */
static wide whole_of(const struct number *number, int scale)
{
    return number->mantissa * power_of_ten(scale) >> number->shift;
}

/* As an integer of that many digits, without its point; false: out of reach. */
static bool find_scale(const struct number *number, int digits, int *ret_scale)
{
    int scale = digits - 1;

    /* from what it would be between 1 and 10 */
    while (scale > 0 && whole_of(number, scale) >= powers[digits])
        scale--;
    while (scale <= SCALE_MAX && whole_of(number, scale) < powers[digits - 1])
        scale++;
    *ret_scale = scale;
    return scale <= SCALE_MAX && whole_of(number, scale) < powers[digits];
}

/* number * 10^scale rounded, half to even, and whether that reads back as the number: it
 * is no further away than half way to the next double. Below a power of two doubles are
 * twice as close. */
static bool round_at(const struct number *number, int scale, uint64_t *ret_digits)
{
    const wide scaled = number->mantissa * power_of_ten(scale),
               one = (wide)1 << number->shift;
    wide rest = scaled & (one - 1), off, half = power_of_ten(scale);
    uint64_t digits = (uint64_t)(scaled >> number->shift);
    bool is_up = rest > one / 2 || (rest == one / 2 && digits & 1);

    *ret_digits = digits + is_up;
    off = 2 * (is_up ? one - rest : rest);
    if (number->mantissa == HIDDEN && !is_up)
        off *= 2;
    return off < half || (off == half && !(number->mantissa & 1));
}

static size_t write_digits(uint64_t number, char digits[SPREADSHEET_DIGITS_SIZE])
{
    char reversed[SPREADSHEET_DIGITS_SIZE];
    size_t size = 0;

    for (; number; number /= 10)
        reversed[size++] = (char)('0' + number % 10);
    for (size_t i = 0; i < size; i++)
        digits[i] = reversed[size - 1 - i];
    return size;
}

/* false: it is too large or too small. */
static bool find_exactly(double value, char digits[SPREADSHEET_DIGITS_SIZE],
        size_t *ret_count, int *ret_point)
{
    struct number number;
    uint64_t rounded = 0;
    int scale;

    if (!split(value, &number) || !find_scale(&number, FEWEST, &scale) ||
            scale + MOST - FEWEST > SCALE_MAX)
        return false;
    for (int more = 0; more <= MOST - FEWEST; more++) {
        if (round_at(&number, scale + more, &rounded) || more == MOST - FEWEST) {
            *ret_count = write_digits(rounded, digits);
            *ret_point = (int)*ret_count - scale - more;
            return true;
        }
    }
    return false;
}

/* Whether surely no fewer than 17 digits do: 16 do not, made of the 17 where that is as
 * exact. At powers of two 15 may where 16 do not. */
static bool needs_all(double value, uint64_t digits, int exponent)
{
    char text[48];
    int ignored;

    if (digits % 10 == 5 || frexp(value, &ignored) == 0.5)
        return false;
    snprintf(text, sizeof(text), "%" PRIu64 "e%d", (digits + 5) / 10, exponent);
    return strtod(text, NULL) != value;
}

/* In that many digits. */
static uint64_t print(double value, int count, int *ret_exponent)
{
    char text[48], *at;
    uint64_t digits = 0;

    snprintf(text, sizeof(text), "%.*e", count - 1, value);
    for (at = text; *at != 'e'; at++) {
        if (*at != '.')
            digits = 10 * digits + (uint64_t)(*at - '0');
    }
    *ret_exponent = (int)strtol(at + 1, NULL, 10) - count + 1;
    return digits;
}

static size_t find_by_library(double value, char text[SPREADSHEET_DIGITS_SIZE],
        int *ret_point)
{
    char shorter[48];
    int count = MOST, exponent, less;
    uint64_t digits = print(value, MOST, &exponent), fewer;

    if (!needs_all(value, digits, exponent + 1)) {
        for (count = FEWEST; count < MOST; count++) {
            fewer = print(value, count, &less);
            snprintf(shorter, sizeof(shorter), "%" PRIu64 "e%d", fewer, less);
            if (strtod(shorter, NULL) != value)
                continue;
            digits = fewer;
            exponent = less;
            break;
        }
    }
    *ret_point = exponent + count;
    return write_digits(digits, text);
}

size_t spreadsheet_digits_find(double value, char digits[SPREADSHEET_DIGITS_SIZE],
        int *ret_point)
{
    size_t count;

    if (!find_exactly(value, digits, &count, ret_point))
        count = find_by_library(value, digits, ret_point);
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    return count;
}

/* ---- from digits ---- */

/* number / 10^decimals, rounded half to even. number is not 0. */
static double divide(uint64_t number, int decimals)
{
    const int shift = 63 + __builtin_clzll(number); /* up to 127 bits */
    const wide dividend = (wide)number << shift, quotient = dividend / powers[decimals];
    const int surplus = 128 - __builtin_clzll((uint64_t)(quotient >> 64)) - MANTISSA;
    const wide half = (wide)1 << (surplus - 1), rest = quotient & (2 * half - 1);
    uint64_t kept = (uint64_t)(quotient >> surplus);
    bool is_tie = rest == half && quotient * powers[decimals] == dividend;

    kept += is_tie ? kept & 1 : rest >= half;
    return ldexp((double)kept, surplus - shift);
}

/* The digits without sign and point, as many as have room. */
struct reading {
    uint64_t number;
    int digits, decimals; /* of number */
    bool is_cut;          /* decimals were left out */
};

/* false: it has an exponent, or too many digits before the point or zeros behind it. */
static bool read_digits(const char *at, struct reading *ret_reading)
{
    struct reading reading = {0};
    bool is_behind = false;

    for (; (*at >= '0' && *at <= '9') || (*at == '.' && !is_behind); at++) {
        if (*at == '.') {
            is_behind = true;
        } else if (reading.digits < READ_MAX && reading.decimals < DECIMALS_MAX) {
            reading.number = 10 * reading.number + (uint64_t)(*at - '0');
            reading.digits += reading.number != 0;
            reading.decimals += is_behind;
        } else {
            reading.is_cut = true;
            if (!is_behind)
                return false;
        }
    }
    *ret_reading = reading;
    return !*at;
}

double spreadsheet_digits_read(const char *text)
{
    struct reading reading;
    double value;

    if (!read_digits(text + (*text == '-' || *text == '+'), &reading) ||
            (reading.is_cut && !reading.number))
        return strtod(text, NULL);
    value = reading.number ? divide(reading.number, reading.decimals) : 0;
    if (reading.is_cut && divide(reading.number + 1, reading.decimals) != value)
        return strtod(text, NULL); /* what was left out decides */
    return *text == '-' ? -value : value;
}
