#include "engine/base/decimal.h"

#include <string.h>

#define DIGITS "0123456789"

bool decimal_is(const char *text)
{
    size_t whole, fraction;

    text += *text == '-';
    whole = strspn(text, DIGITS);
    if (whole == 0 || text[whole] == '\0')
        return whole > 0;
    fraction = text[whole] == '.' ? strspn(text + whole + 1, DIGITS) : 0;
    return fraction > 0 && text[whole + 1 + fraction] == '\0';
}

static bool is_zero(const char *text)
{
    return text[strspn(text, "-0.")] == '\0';
}

/* Both without a sign. */
static int compare_sizes(const char *a, const char *b)
{
    size_t whole_a, whole_b;
    int order;

    a += strspn(a, "0");
    b += strspn(b, "0");
    whole_a = strspn(a, DIGITS);
    whole_b = strspn(b, DIGITS);
    if (whole_a != whole_b)
        return whole_a < whole_b ? -1 : 1;
    order = memcmp(a, b, whole_a);
    a += whole_a;
    b += whole_b;
    a += *a == '.';
    b += *b == '.';
    while (order == 0 && (*a || *b)) {
        order = (*a ? *a : '0') - (*b ? *b : '0');
        a += *a != '\0';
        b += *b != '\0';
    }
    return order;
}

int decimal_compare(const char *a, const char *b)
{
    bool minus_a = *a == '-' && !is_zero(a), minus_b = *b == '-' && !is_zero(b);

    a += *a == '-';
    b += *b == '-';
    if (minus_a != minus_b)
        return minus_a ? -1 : 1;
    return minus_a ? compare_sizes(b, a) : compare_sizes(a, b);
}
