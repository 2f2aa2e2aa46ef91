#include "evidence/convert/convert_date.h"

#include <string.h>
#include <strings.h>

#include "engine/base/text.h"

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
        "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const eras[] = {"令和", "平成", "昭和", "大正", "明治", "R", "H", "S",
        "T", "M", "㋿", "㍻", "㍼", "㍽", "㍾"};

/* Readers move *at behind what they read, and leave it alone where they return false. */

static bool read_word(const char **at, const char *word)
{
    size_t size;

    if (**at != *word) /* nearly always: many words are tried at each place */
        return false;
    size = strlen(word);
    if (strncmp(*at, word, size) != 0)
        return false;
    *at += size;
    return true;
}

static bool skip_blanks(const char **at)
{
    const char *begin = *at;

    while (**at == ' ')
        *at += 1;
    return *at > begin;
}

/* A number of at least min digits and at most max; one digit more is no number. */
static bool read_number(const char **at, unsigned min, unsigned max, int *ret_number)
{
    const char *digit = *at;
    int number = 0;

    while (*digit >= '0' && *digit <= '9' && digit < *at + max)
        number = number * 10 + (*digit++ - '0');
    if (digit < *at + min || (*digit >= '0' && *digit <= '9'))
        return false;
    *at = digit;
    *ret_number = number;
    return true;
}

/* Exactly two digits, whatever follows. */
static bool read_two(const char **at, int *ret_number)
{
    const char *digit = *at;

    if (digit[0] < '0' || digit[0] > '9' || digit[1] < '0' || digit[1] > '9')
        return false;
    *ret_number = (digit[0] - '0') * 10 + (digit[1] - '0');
    *at += 2;
    return true;
}

/* Of a list of words, the one that is here; its number. */
static bool read_one_of(const char **at, const char *const *words, size_t count,
        size_t *ret_index)
{
    for (size_t i = 0; i < count; i++) {
        if (read_word(at, words[i])) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

/* Month and day behind the year, the separator being what stands there: - / . or 年月日,
 * where blanks may pad the numbers. */
static bool read_month_and_day(const char **at, int *ret_month, int *ret_day)
{
    const char *rest = *at;
    char separator = *rest;

    if (read_word(&rest, "年")) {
        skip_blanks(&rest);
        if (!read_number(&rest, 1, 2, ret_month))
            return false;
        skip_blanks(&rest);
        if (!read_word(&rest, "月"))
            return false;
        skip_blanks(&rest);
        if (!read_number(&rest, 1, 2, ret_day))
            return false;
        skip_blanks(&rest);
        if (!read_word(&rest, "日"))
            return false;
        *at = rest;
        return true;
    }
    if (separator != '-' && separator != '/' && separator != '.')
        return false;
    rest++;
    if (!read_number(&rest, 1, 2, ret_month) || *rest++ != separator ||
            !read_number(&rest, 1, 2, ret_day))
        return false;
    *at = rest;
    return true;
}

/* 8 digits as year, month, day; or 6 behind an era's letter. */
static bool read_compact(const char **at, unsigned year_digits, int *ret_year,
        int *ret_month, int *ret_day)
{
    const char *rest = *at;
    int first = 0;

    if (strspn(rest, "0123456789") != year_digits + 4)
        return false;
    if (year_digits == 4 && !read_two(&rest, &first))
        return false;
    if (!read_two(&rest, ret_year) || !read_two(&rest, ret_month) ||
            !read_two(&rest, ret_day))
        return false;
    *ret_year += first * 100;
    *at = rest;
    return true;
}

static bool read_era_date(const char **at, int64_t *ret_day)
{
    const char *rest = *at;
    size_t era;
    int year = 1, month, day;

    if (!read_one_of(&rest, eras, ARRAY_LENGTH(eras), &era))
        return false;
    skip_blanks(&rest);
    if (!read_compact(&rest, 2, &year, &month, &day)) {
        if (!read_word(&rest, "元") && !read_number(&rest, 1, 2, &year))
            return false;
        skip_blanks(&rest);
        if (!read_month_and_day(&rest, &month, &day))
            return false;
    }
    if (!date_from_era(eras[era], year, month, day, ret_day))
        return false;
    *at = rest;
    return true;
}

static bool read_date(const char **at, int64_t *ret_day)
{
    const char *rest = *at;
    int year, month, day;

    if (*rest < '0' || *rest > '9')
        return read_era_date(at, ret_day);
    if (!read_compact(&rest, 4, &year, &month, &day)) {
        if (!read_number(&rest, 4, 4, &year))
            return false;
        skip_blanks(&rest);
        if (!read_month_and_day(&rest, &month, &day))
            return false;
    }
    if (!date_from_civil(year, month, day, ret_day))
        return false;
    *at = rest;
    return true;
}

/* Digits behind the second's . or , cut to milliseconds. */
static bool read_fraction(const char **at, int *ret_millisecond)
{
    const char *rest = *at;
    int scale = 100, millisecond = 0;

    if (*rest != '.' && *rest != ',')
        return true;
    rest++;
    if (*rest < '0' || *rest > '9')
        return false;
    for (; *rest >= '0' && *rest <= '9'; rest++) {
        millisecond += (*rest - '0') * scale;
        scale /= 10;
    }
    *ret_millisecond = millisecond;
    *at = rest;
    return true;
}

/* 9時, 9時30分, 9時30分15秒. */
static bool read_japanese_time(const char **at, struct date_time *time)
{
    const char *rest = *at, *part;

    if (!read_number(&rest, 1, 2, &time->hour) || !read_word(&rest, "時"))
        return false;
    part = rest;
    if (read_number(&part, 1, 2, &time->minute) && read_word(&part, "分")) {
        rest = part;
        if (read_number(&part, 1, 2, &time->second) && read_word(&part, "秒"))
            rest = part;
        else
            time->second = 0;
    } else {
        time->minute = 0;
    }
    *at = rest;
    return true;
}

/* 9:00, 09:00:00, 09:00:00.123, 090000. */
static bool read_time(const char **at, bool may_be_compact, struct date_time *time)
{
    const char *rest = *at;
    bool has_second = true;

    if (read_japanese_time(at, time))
        return true;
    if (may_be_compact && strspn(rest, "0123456789") == 6) {
        (void)(read_two(&rest, &time->hour) && read_two(&rest, &time->minute) &&
                read_two(&rest, &time->second));
    } else {
        if (!read_number(&rest, 1, 2, &time->hour) || *rest++ != ':' ||
                !read_number(&rest, 2, 2, &time->minute))
            return false;
        has_second = *rest == ':';
        if (has_second) {
            rest++;
            if (!read_number(&rest, 2, 2, &time->second))
                return false;
        }
    }
    if (has_second && !read_fraction(&rest, &time->millisecond))
        return false;
    *at = rest;
    return true;
}

/* Z, +09:00, +0900, +09, UTC, GMT, JST. */
static bool read_zone(const char **at, int64_t *ret_offset_ms)
{
    static const char *const names[] = {"Z", "z", "UTC", "GMT", "JST"};
    const char *rest = *at;
    int hours, minutes = 0, sign = *rest == '-' ? -1 : 1;
    size_t name;

    if (read_one_of(at, names, ARRAY_LENGTH(names), &name)) {
        *ret_offset_ms = strcmp(names[name], "JST") == 0 ? INT64_C(9) * 3600 * 1000 : 0;
        return true;
    }
    if (*rest != '+' && *rest != '-')
        return false;
    rest++;
    if (!read_two(&rest, &hours))
        return false;
    if (*rest == ':')
        rest++;
    if ((*rest || rest[-1] == ':') && !read_two(&rest, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *ret_offset_ms = (int64_t)sign * (hours * 60 + minutes) * 60 * 1000;
    *at = rest;
    return true;
}

static bool is_in_calendar(int64_t ms)
{
    static const int64_t day_first = -719162,
                         day_last = 2932896; /* 0001-01-01, 9999-12-31 */

    return ms >= day_first * DATE_MS_PER_DAY && ms < (day_last + 1) * DATE_MS_PER_DAY;
}

/* A zone or the end, behind a local time. */
static bool end_instant(const char *at, int64_t local_ms,
        const struct convert_context *context, int64_t *ret_ms)
{
    int64_t offset;

    skip_blanks(&at);
    if (!*at && context->is_zone_used)
        *context->is_zone_used = true;
    if (!*at)
        *ret_ms = context->zone ? zone_to_utc(context->zone, local_ms) : local_ms;
    else if (read_zone(&at, &offset) && !*at)
        *ret_ms = local_ms - offset;
    else
        return false;
    return is_in_calendar(*ret_ms);
}

static bool join(int64_t day, const struct date_time *time, int64_t *ret_ms)
{
    int64_t ms;

    if (!date_time_of_day(time, &ms))
        return false;
    *ret_ms = day * DATE_MS_PER_DAY + ms;
    return true;
}

/* 10/Oct/2000:13:55:36 -0700 */
static bool read_web_log(const char **at, int64_t *ret_local_ms)
{
    const char *rest = *at;
    struct date_time time = {0};
    int64_t day;
    size_t month;
    int year, day_of_month;

    if (!read_number(&rest, 1, 2, &day_of_month) || *rest++ != '/' ||
            !read_one_of(&rest, months, ARRAY_LENGTH(months), &month) || *rest++ != '/' ||
            !read_number(&rest, 4, 4, &year) || *rest++ != ':' ||
            !read_time(&rest, false, &time) ||
            !date_from_civil(year, (int)month + 1, day_of_month, &day) ||
            !join(day, &time, ret_local_ms))
        return false;
    *at = rest;
    return true;
}

struct syslog_stamp {
    struct date_time time; /* year: its own, else 0 */
    bool has_weekday;
    size_t weekday;
};

/* A year of four digits behind blanks. */
static void read_stamp_year(const char **at, struct date_time *time)
{
    const char *behind = *at;

    if (time->year == 0 && skip_blanks(&behind) &&
            read_number(&behind, 4, 4, &time->year))
        *at = behind;
}

/* Dec 10 06:55:46, also with the weekday before it, and the year behind it or behind its
 * day. */
static bool read_syslog_stamp(const char **at, struct syslog_stamp *ret_stamp)
{
    const char *rest = *at;
    struct syslog_stamp stamp = {.weekday = 0};
    struct date_time *time = &stamp.time;
    size_t month;

    stamp.has_weekday = read_one_of(&rest, weekdays, ARRAY_LENGTH(weekdays),
            &stamp.weekday);
    if (stamp.has_weekday && !skip_blanks(&rest))
        return false;
    if (!read_one_of(&rest, months, ARRAY_LENGTH(months), &month) ||
            !skip_blanks(&rest) || !read_number(&rest, 1, 2, &time->day))
        return false;
    read_stamp_year(&rest, time);
    if (!skip_blanks(&rest) || !read_time(&rest, false, time))
        return false;
    time->month = (int)month + 1;
    read_stamp_year(&rest, time);
    *at = rest;
    *ret_stamp = stamp;
    return true;
}

static bool read_syslog(const char **at, int year, int64_t *ret_local_ms)
{
    const char *rest = *at;
    struct syslog_stamp stamp;
    int64_t day;

    if (!read_syslog_stamp(&rest, &stamp))
        return false;
    if (stamp.time.year)
        year = stamp.time.year;
    if (!year || !date_from_civil(year, stamp.time.month, stamp.time.day, &day) ||
            (stamp.has_weekday && (size_t)(((day + 4) % 7 + 7) % 7) != stamp.weekday) ||
            !join(day, &stamp.time, ret_local_ms))
        return false;
    *at = rest;
    return true;
}

bool convert_date_yearless(const char *text, int *ret_day)
{
    struct syslog_stamp stamp;
    int64_t day, first;

    if (!read_syslog_stamp(&text, &stamp) || stamp.time.year ||
            !date_from_civil(2000, stamp.time.month, stamp.time.day, &day) ||
            !date_from_civil(2000, 1, 1, &first))
        return false;
    *ret_day = (int)(day - first);
    return true;
}

/* A date, blanks or T, a time. */
static bool read_date_and_time(const char **at, int64_t *ret_local_ms)
{
    const char *rest = *at;
    struct date_time time = {0};
    int64_t day;
    bool has_t;

    if (!read_date(&rest, &day))
        return false;
    has_t = *rest == 'T' || *rest == 't';
    if (has_t)
        rest++;
    else if (!skip_blanks(&rest))
        return false;
    if (!read_time(&rest, has_t, &time) || !join(day, &time, ret_local_ms))
        return false;
    *at = rest;
    return true;
}

bool convert_date_instant(const char *text, const struct convert_context *context,
        int64_t *ret_ms)
{
    const char *at = text;
    int64_t local_ms;

    if (!read_date_and_time(&at, &local_ms) && !read_web_log(&at, &local_ms) &&
            !read_syslog(&at, context->year, &local_ms))
        return false;
    return end_instant(at, local_ms, context, ret_ms);
}

bool convert_date_day(const char *text, int64_t *ret_day)
{
    const char *at = text;
    int64_t local_ms;

    if (read_date(&at, ret_day) && !*at)
        return true;
    at = text;
    if (!read_date_and_time(&at, &local_ms) || *at || local_ms % DATE_MS_PER_DAY != 0)
        return false;
    return true;
}
