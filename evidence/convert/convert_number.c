#include "evidence/convert/convert_number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX 64
#define SIGNIFICANT_MAX 15u

struct number {
    bool negative;
    bool is_plain;           /* no point, no exponent */
    char digits[DIGITS_MAX]; /* without zeros before and behind */
    size_t count;
    long exponent; /* value = digits * 10^exponent */
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool add_digit(struct number *number, char digit)
{
    if (digit == '0' && !number->count)
        return true;
    if (number->count == DIGITS_MAX)
        return false;
    number->digits[number->count++] = digit;
    return true;
}

/* Digits before the point; with a comma, every group behind the first has three. */
static bool read_whole_part(const char **at, struct number *number)
{
    const char *rest = *at;
    size_t group = 0;
    bool grouped = false;

    for (;; rest++) {
        if (*rest == ',') {
            if (!group || group > 3 || (grouped && group != 3))
                return false;
            grouped = true;
            group = 0;
        } else if (is_digit(*rest)) {
            group++;
            if (!add_digit(number, *rest))
                return false;
        } else {
            break;
        }
    }
    if (grouped && group != 3)
        return false;
    *at = rest;
    return true;
}

static bool read_decimals(const char **at, struct number *number)
{
    const char *rest = *at;

    if (!is_digit(*rest))
        return false;
    for (; is_digit(*rest); rest++) {
        if (!add_digit(number, *rest))
            return false;
        number->exponent--;
    }
    *at = rest;
    return true;
}

static bool read_exponent(const char **at, struct number *number)
{
    const char *rest = *at;
    bool negative = *rest == '-';
    long exponent = 0;

    rest += *rest == '-' || *rest == '+';
    if (!is_digit(*rest))
        return false;
    for (; is_digit(*rest); rest++) {
        if (exponent > 9999)
            return false;
        exponent = exponent * 10 + (*rest - '0');
    }
    number->exponent += negative ? -exponent : exponent;
    *at = rest;
    return true;
}

static bool read_number(const char *at, struct number *number)
{
    *number = (struct number){.negative = *at == '-', .is_plain = true};
    at += *at == '-' || *at == '+';
    if (!is_digit(*at) && *at != '.')
        return false;
    if (!read_whole_part(&at, number))
        return false;
    if (*at == '.') {
        at++;
        number->is_plain = false;
        if (!read_decimals(&at, number))
            return false;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        number->is_plain = false;
        if (!read_exponent(&at, number))
            return false;
    }
    for (; number->count && number->digits[number->count - 1] == '0'; number->count--)
        number->exponent++;
    return *at == '\0';
}

/* false: it is not a whole number, or 64 bits do not hold it. */
static bool to_integer(const struct number *number, int64_t *ret_integer)
{
    int64_t integer = 0;
    long zeros = number->count ? number->exponent : 0;

    if (zeros < 0 || zeros > 19)
        return false;
    for (size_t i = 0; i < number->count + (size_t)zeros; i++) {
        int digit = i < number->count ? number->digits[i] - '0' : 0;

        /* towards the sign, so that the smallest one fits */
        if (__builtin_mul_overflow(integer, 10, &integer) ||
                __builtin_add_overflow(integer, number->negative ? -digit : digit,
                        &integer))
            return false;
    }
    *ret_integer = integer;
    return true;
}

/* Written without a decimal point, so that no locale has a say. */
static bool to_real(const struct number *number, double *ret_real)
{
    char text[DIGITS_MAX + 32];
    double real;

    snprintf(text, sizeof(text), "%s%.*se%ld", number->negative ? "-" : "",
            (int)number->count, number->digits, number->exponent);
    real = strtod(text, NULL);
    if (!isfinite(real) || fpclassify(real) == FP_ZERO)
        return false;
    *ret_real = real;
    return true;
}

bool convert_number_read(const char *text, struct convert_value *ret_value)
{
    struct number number;
    int64_t integer = 0;
    bool is_integer;

    if (!read_number(text, &number))
        return false;
    is_integer = to_integer(&number, &integer);
    if (is_integer && (number.is_plain || number.count > SIGNIFICANT_MAX)) {
        ret_value->kind = CONVERT_INTEGER;
        ret_value->integer = integer;
        return true;
    }
    if (number.count > SIGNIFICANT_MAX)
        return false;
    ret_value->kind = CONVERT_REAL;
    ret_value->real = 0.0;
    return !number.count || to_real(&number, &ret_value->real);
}
