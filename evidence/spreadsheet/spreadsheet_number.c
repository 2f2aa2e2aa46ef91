#include "evidence/spreadsheet/spreadsheet_number.h"

#include "engine/base/date.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "evidence/spreadsheet/spreadsheet_digits.h"

#define DAY_MS DATE_MS_PER_DAY
#define HOUR_MS INT64_C(3600000)
#define DAYS_TO_1970 25569
#define FALSE_LEAP_DAY 60
#define LAST_DAY 2958465 /* 9999-12-31 in the 1900 system */
#define DAYS_TO_1904 1462
#define STORED_MAX 64u
#define PLAIN_DIGITS_MAX 21

/* ---- number formats ---- */

enum spreadsheet_number_kind spreadsheet_number_builtin(uint32_t id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) ||
            (id >= 50 && id <= 58))
        return SPREADSHEET_NUMBER_DATE;
    if ((id >= 18 && id <= 21) || id == 32 || id == 33 || id == 45 || id == 47)
        return SPREADSHEET_NUMBER_TIME;
    if (id == 22)
        return SPREADSHEET_NUMBER_DATETIME;
    return id == 46 ? SPREADSHEET_NUMBER_ELAPSED : SPREADSHEET_NUMBER_PLAIN;
}

/* What a code's first section shows. */
struct shown {
    bool date, time, elapsed;
    bool month_or_minute; /* an m that nothing has decided yet */
    bool behind_hour;     /* the last letter was an h: an m here is minutes */
};

static bool begins_with(const char *code, size_t size, const char *word)
{
    size_t length = strlen(word);

    return size >= length && strncasecmp(code, word, length) == 0;
}

/* The length of what stands at code and shows no part of a date: quoted, escaped,
 * "General" and its Japanese name; 0 for none. */
static size_t skip_text(const char *code, size_t size)
{
    const char *end;

    if (*code == '"') {
        end = memchr(code + 1, '"', size - 1);
        return end ? (size_t)(end - code) + 1 : size;
    }
    if (*code == '\\' || *code == '_' || *code == '*')
        return size > 1 ? 2 : 1;
    if (begins_with(code, size, "General"))
        return strlen("General");
    return begins_with(code, size, "G/") ? 2 : 0;
}

static bool is_elapsed(const char *inside, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!memchr("hHmMsS", inside[i], 6) || (inside[i] | 0x20) != (inside[0] | 0x20))
            return false;
    }
    return size > 0;
}

/* [h], [$-411], [Red], [>=1] */
static size_t skip_bracket(const char *code, size_t size, struct shown *shown)
{
    const char *end = memchr(code, ']', size);

    if (!end)
        return size;
    if (is_elapsed(code + 1, (size_t)(end - code) - 1)) {
        shown->elapsed = true;
        shown->behind_hour = (code[1] | 0x20) == 'h';
    }
    return (size_t)(end - code) + 1;
}

static void show_letter(struct shown *shown, char letter)
{
    switch (letter) {
    case 'm': /* month, unless an hour stands before or seconds behind */
        if (shown->behind_hour)
            shown->time = true;
        else
            shown->month_or_minute = true;
        return;
    case 's':
        shown->time = true;
        shown->month_or_minute = false;
        return;
    case 'h':
        shown->time = shown->behind_hour = true;
        return;
    default: /* y d, era g e r, weekday a, Thai year b */
        shown->date = true;
        shown->behind_hour = false;
        return;
    }
}

/* The length of the token at code. */
static size_t take_token(const char *code, size_t size, struct shown *shown)
{
    char letter = (char)(*code | 0x20);
    size_t run = skip_text(code, size);

    if (run)
        return run;
    if (*code == '[')
        return skip_bracket(code, size, shown);
    if (begins_with(code, size, "AM/PM") || begins_with(code, size, "A/P")) {
        shown->time = true;
        return begins_with(code, size, "A/P") ? 3 : 5;
    }
    if (letter == 'e' && size > 1 && (code[1] == '+' || code[1] == '-'))
        return 2; /* 0.00E+00 */
    if (!memchr("ymdhsgerab", letter, 10))
        return 1;
    for (run = 1; run < size && (code[run] | 0x20) == letter; run++)
        ;
    if (shown->month_or_minute && letter != 'm' && letter != 's') {
        shown->date = true;
        shown->month_or_minute = false;
    }
    show_letter(shown, letter);
    return run;
}

enum spreadsheet_number_kind spreadsheet_number_classify(const char *code, size_t size)
{
    struct shown shown = {false};

    for (size_t at = 0; at < size && code[at] != ';';)
        at += take_token(code + at, size - at, &shown);
    shown.date = shown.date || shown.month_or_minute;
    if (shown.date)
        return shown.time || shown.elapsed ? SPREADSHEET_NUMBER_DATETIME
                                           : SPREADSHEET_NUMBER_DATE;
    if (shown.elapsed)
        return SPREADSHEET_NUMBER_ELAPSED;
    return shown.time ? SPREADSHEET_NUMBER_TIME : SPREADSHEET_NUMBER_PLAIN;
}

/* ---- numbers ---- */

static size_t count_digits(const char *text)
{
    size_t count = 0;

    while (text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* XML Schema's decimal and double without NaN and infinities; *ret_is_plain: digits
 * alone. */
static bool is_number(const char *text, bool *ret_is_plain)
{
    size_t whole, decimals = 0, exponent;

    text += *text == '-' || *text == '+';
    whole = count_digits(text);
    text += whole;
    *ret_is_plain = *text == '\0';
    if (*text == '.') {
        decimals = count_digits(text + 1);
        text += 1 + decimals;
    }
    if (!whole && !decimals)
        return false;
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '-' || *text == '+';
        exponent = count_digits(text);
        if (!exponent)
            return false;
        text += exponent;
    }
    return *text == '\0';
}

static char *append(char *at, const char *text, size_t size)
{
    memcpy(at, text, size);
    return at + size;
}

static char *append_zeros(char *at, size_t count)
{
    memset(at, '0', count);
    return at + count;
}

/* As people write numbers: 0.000001 to 999999999999999999999 in full, others with E. */
static size_t write_shortest(double value, char text[SPREADSHEET_NUMBER_MAX])
{
    char digits[SPREADSHEET_DIGITS_SIZE], *at = text;
    size_t count;
    int point;

    if (value == 0)
        return (size_t)snprintf(text, SPREADSHEET_NUMBER_MAX, "0");
    count = spreadsheet_digits_find(fabs(value), digits, &point);
    if (point > PLAIN_DIGITS_MAX || point < -5)
        return (size_t)snprintf(text, SPREADSHEET_NUMBER_MAX, "%s%c%s%sE%+d",
                value < 0 ? "-" : "", digits[0], count > 1 ? "." : "", digits + 1,
                point - 1);
    if (value < 0)
        *at++ = '-';
    if (point <= 0) {
        at = append_zeros(append(at, "0.", 2), (size_t)-point);
        at = append(at, digits, count);
    } else if ((size_t)point >= count) {
        at = append_zeros(append(at, digits, count), (size_t)point - count);
    } else {
        at = append(append(at, digits, (size_t)point), ".", 1);
        at = append(at, digits + point, count - (size_t)point);
    }
    *at = '\0';
    return (size_t)(at - text);
}

/* ---- dates ---- */

/* Excel has a leap day in 1900, so that what is before it counts one day more. */
static void find_date(int64_t days, int *year, int *month, int *day)
{
    if (days == FALSE_LEAP_DAY) {
        *year = 1900;
        *month = 2;
        *day = 29;
        return;
    }
    date_to_civil(days - (days < FALSE_LEAP_DAY ? DAYS_TO_1970 - 1 : DAYS_TO_1970), year,
            month, day);
}

/* With so many digits, and zeros before it. */
static char *append_number(char *at, int64_t number, size_t size)
{
    for (size_t i = size; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + size;
}

static char *write_time(int64_t ms, char *at)
{
    size_t hour_digits = 2;

    for (int64_t most = 100; ms / HOUR_MS >= most; most *= 10)
        hour_digits++;
    at = append_number(at, ms / HOUR_MS, hour_digits);
    *at++ = ':';
    at = append_number(at, ms / 60000 % 60, 2);
    *at++ = ':';
    at = append_number(at, ms / 1000 % 60, 2);
    if (ms % 1000) {
        *at++ = '.';
        at = append_number(at, ms % 1000, 3);
    }
    *at = '\0';
    return at;
}

static char *write_date(int64_t ms, bool with_time, char *at)
{
    int year, month, day;

    find_date(ms / DAY_MS, &year, &month, &day);
    at = append_number(at, year, 4);
    *at++ = '-';
    at = append_number(at, month, 2);
    *at++ = '-';
    at = append_number(at, day, 2);
    *at = '\0';
    if (!with_time)
        return at;
    *at++ = 'T';
    return write_time(ms % DAY_MS, at);
}

/* 0: there is no such date. */
static size_t write_moment(double days, enum spreadsheet_number_kind kind, bool is_1904,
        char text[SPREADSHEET_NUMBER_MAX])
{
    int64_t ms, first = is_1904 ? 0 : DAY_MS;

    if (!(days >= 0) || days > LAST_DAY + 1.0)
        return 0;
    ms = (int64_t)(days * (double)DAY_MS + 0.5);
    if (kind == SPREADSHEET_NUMBER_ELAPSED)
        return (size_t)(write_time(ms, text) - text);
    if (ms < DAY_MS && (kind == SPREADSHEET_NUMBER_TIME || (ms < first && ms > 0)))
        return (size_t)(write_time(ms, text) - text);
    if (ms < first)
        return 0;
    if (is_1904)
        ms += DAYS_TO_1904 * DAY_MS;
    if (ms / DAY_MS > LAST_DAY)
        return 0;
    return (size_t)(write_date(ms, kind != SPREADSHEET_NUMBER_DATE || ms % DAY_MS, text) -
            text);
}

/* Whether it is what write_shortest() would write: at most 15 digits, all of which a
 * double keeps, with a point and no zeros that say nothing. */
static bool is_shortest(const char *text, size_t size)
{
    const char *point = memchr(text, '.', size);
    size_t whole;

    if (point && *text == '-') {
        text++;
        size--;
    }
    whole = point ? (size_t)(point - text) : 0;
    if (!whole || size > 16 || text[size - 1] == '0' || point == text + size - 1)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (text + i != point && (text[i] < '0' || text[i] > '9'))
            return false;
    }
    return text[0] != '0' || (whole == 1 && text[2] != '0');
}

size_t spreadsheet_number_text(const char *stored, size_t size,
        enum spreadsheet_number_kind kind, bool is_1904,
        char text[SPREADSHEET_NUMBER_MAX])
{
    char copy[STORED_MAX];
    bool is_plain;
    size_t length;
    double value;

    if (kind == SPREADSHEET_NUMBER_PLAIN && size && is_shortest(stored, size))
        return 0;
    if (!size || size >= sizeof(copy) || memchr(stored, '\0', size))
        return 0;
    memcpy(copy, stored, size);
    copy[size] = '\0';
    if (!is_number(copy, &is_plain) || (is_plain && kind == SPREADSHEET_NUMBER_PLAIN))
        return 0;
    value = spreadsheet_digits_read(copy);
    if (!isfinite(value))
        return 0;
    if (kind != SPREADSHEET_NUMBER_PLAIN) {
        length = write_moment(value, kind, is_1904, text);
        if (length)
            return length;
    }
    return is_plain ? 0 : write_shortest(value, text);
}
