#include "engine/base/date.h"

#include <string.h>

#define DAYS_PER_ERA INT64_C(146097) /* 400 Gregorian years */
#define DAY_MIN (-INT64_C(719162))   /* 0001-01-01 */
#define DAY_MAX INT64_C(2932896)     /* 9999-12-31 */
#define MS_MIN (DAY_MIN * DATE_MS_PER_DAY)
#define MS_MAX ((DAY_MAX + 1) * DATE_MS_PER_DAY - 1)

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_from_civil(int year, int month, int day, int64_t *ret_day)
{
    int64_t years, day_of_year;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
            day > days_of_month(year, month))
        return false;
    /* Years that begin on 1 March have the leap day last, so every month's start is one
     * formula. */
    years = year - (month <= 2);
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    *ret_day = years * 365 + years / 4 - years / 100 + years / 400 + day_of_year - 719468;
    return true;
}

void date_to_civil(int64_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t era, day_of_era, year_of_era, day_of_year, month;

    if (day < DAY_MIN)
        day = DAY_MIN;
    if (day > DAY_MAX)
        day = DAY_MAX;
    day += 719468; /* now from 0000-03-01, and never negative */
    era = day / DAYS_PER_ERA;
    day_of_era = day % DAYS_PER_ERA;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                          day_of_era / 146096) /
            365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month = (5 * day_of_year + 2) / 153;
    *ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year_of_era + era * 400 + (*ret_month <= 2));
}

/* Reads exactly count digits. */
static bool read_digits(const char *text, size_t count, int *ret_number)
{
    int number = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        number = number * 10 + (text[i] - '0');
    }
    *ret_number = number;
    return true;
}

bool date_parse(const char *text, size_t size, int64_t *ret_day)
{
    int year, month, day;

    return size == 10 && text[4] == '-' && text[7] == '-' &&
            read_digits(text, 4, &year) && read_digits(text + 5, 2, &month) &&
            read_digits(text + 8, 2, &day) && date_from_civil(year, month, day, ret_day);
}

static void write_digits(char *text, int number, size_t count)
{
    while (count > 0) {
        text[--count] = (char)('0' + number % 10);
        number /= 10;
    }
}

static void write_date(int year, int month, int day, char text[DATE_TEXT_SIZE])
{
    memcpy(text, "0000-00-00", DATE_TEXT_SIZE);
    write_digits(text, year, 4);
    write_digits(text + 5, month, 2);
    write_digits(text + 8, day, 2);
}

void date_format(int64_t day, char text[DATE_TEXT_SIZE])
{
    int year, month, day_of_month;

    date_to_civil(day, &year, &month, &day_of_month);
    write_date(year, month, day_of_month, text);
}

bool date_time_of_day(const struct date_time *time, int64_t *ret_ms)
{
    int64_t ms;

    if (time->hour < 0 || time->hour > 23 || time->minute < 0 || time->minute > 59 ||
            time->second < 0 || time->second > 60 || time->millisecond < 0 ||
            time->millisecond > 999)
        return false;
    ms = (time->hour * INT64_C(60) + time->minute) * 60000;
    ms += time->second < 60 ? time->second * 1000 + time->millisecond : 59999;
    *ret_ms = ms;
    return true;
}

bool date_time_to_ms(const struct date_time *time, int64_t *ret_ms)
{
    int64_t day, ms;

    if (!date_from_civil(time->year, time->month, time->day, &day) ||
            !date_time_of_day(time, &ms))
        return false;
    *ret_ms = day * DATE_MS_PER_DAY + ms;
    return true;
}

void date_time_from_ms(int64_t ms, struct date_time *ret_time)
{
    int64_t day, rest;

    if (ms < MS_MIN)
        ms = MS_MIN;
    if (ms > MS_MAX)
        ms = MS_MAX;
    rest = ms % DATE_MS_PER_DAY;
    if (rest < 0)
        rest += DATE_MS_PER_DAY;
    day = (ms - rest) / DATE_MS_PER_DAY;
    date_to_civil(day, &ret_time->year, &ret_time->month, &ret_time->day);
    ret_time->millisecond = (int)(rest % 1000);
    ret_time->second = (int)(rest / 1000 % 60);
    ret_time->minute = (int)(rest / 60000 % 60);
    ret_time->hour = (int)(rest / 3600000);
}

/* What stands between the seconds and the Z: nothing, or a point and digits, of which
 * three count and fewer are refused. */
static bool read_fraction(const char *text, size_t size, int *ret_millisecond)
{
    *ret_millisecond = 0;
    if (size == 0)
        return true;
    if (size < 4 || text[0] != '.')
        return false;
    for (size_t i = 4; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
    }
    return read_digits(text + 1, 3, ret_millisecond);
}

bool date_parse_instant(const char *text, size_t size, int64_t *ret_ms)
{
    struct date_time time = {0};
    int64_t day, ms;

    if (size < 20 || !date_parse(text, 10, &day) || text[size - 1] != 'Z')
        return false;
    if (text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return false;
    if (!read_digits(text + 11, 2, &time.hour) ||
            !read_digits(text + 14, 2, &time.minute) ||
            !read_digits(text + 17, 2, &time.second) || time.second > 59 ||
            !read_fraction(text + 19, size - 20, &time.millisecond) ||
            !date_time_of_day(&time, &ms))
        return false;
    *ret_ms = day * DATE_MS_PER_DAY + ms;
    return true;
}

void date_format_instant(int64_t ms, char text[DATE_INSTANT_SIZE])
{
    struct date_time time;

    date_time_from_ms(ms, &time);
    write_date(time.year, time.month, time.day, text);
    memcpy(text + 10, "T00:00:00.000Z", 15);
    write_digits(text + 11, time.hour, 2);
    write_digits(text + 14, time.minute, 2);
    write_digits(text + 17, time.second, 2);
    write_digits(text + 20, time.millisecond, 3);
}

struct duration_unit {
    char letter;
    int64_t ms;
};

/* Reads parts such as 12H30M until the text ends or a T comes. Each unit may come once,
 * in the order of the list, and there must be a part. */
static bool read_duration_parts(const char **text, const struct duration_unit *units,
        size_t count, int64_t *total)
{
    size_t next = 0;

    do {
        const char *start = *text;
        int64_t number = 0;

        for (; **text >= '0' && **text <= '9' && number <= MS_MAX; ++*text)
            number = number * 10 + (**text - '0');
        while (next < count && units[next].letter != **text)
            next++;
        if (*text == start || next == count ||
                number > (MS_MAX - *total) / units[next].ms)
            return false;
        *total += number * units[next].ms;
        next++;
        ++*text;
    } while (**text && **text != 'T');
    return true;
}

bool date_parse_duration(const char *text, int64_t *ret_ms)
{
    static const struct duration_unit week = {'W', 7 * DATE_MS_PER_DAY};
    static const struct duration_unit day = {'D', DATE_MS_PER_DAY};
    static const struct duration_unit times[] = {{'H', 3600000}, {'M', 60000},
            {'S', 1000}};
    bool is_weeks = strchr(text, 'W') != NULL;
    int64_t total = 0;

    if (*text++ != 'P' || !*text)
        return false;
    if (*text != 'T' && !read_duration_parts(&text, is_weeks ? &week : &day, 1, &total))
        return false;
    if (*text == 'T') {
        text++;
        if (is_weeks || !read_duration_parts(&text, times, ARRAY_LENGTH(times), &total))
            return false;
    }
    if (*text)
        return false;
    *ret_ms = total;
    return true;
}

/* To add an era: its row here, the newest first, and its names in date.h. Two eras share
 * the day of the change before 1989. Meiji begins with its sixth year here: until then
 * Japan counted by the moon, and such a date is no Gregorian one. */
static const struct era {
    const char *name, *letter, *sign;
    int first_year; /* the year that is year 1 */
    const char *first, *last;
} eras[] = {
        {"令和", "R", "㋿", 2019, "2019-05-01", "9999-12-31"},
        {"平成", "H", "㍻", 1989, "1989-01-08", "2019-04-30"},
        {"昭和", "S", "㍼", 1926, "1926-12-25", "1989-01-07"},
        {"大正", "T", "㍽", 1912, "1912-07-30", "1926-12-25"},
        {"明治", "M", "㍾", 1868, "1873-01-01", "1912-07-30"},
};

static const struct era *find_era(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(eras); i++) {
        if (strcmp(name, eras[i].name) == 0 || strcmp(name, eras[i].letter) == 0 ||
                strcmp(name, eras[i].sign) == 0)
            return &eras[i];
    }
    return NULL;
}

bool date_from_era(const char *era, int era_year, int month, int day, int64_t *ret_day)
{
    const struct era *found = find_era(era);
    int64_t first, last, date;

    if (!found || era_year < 1 || era_year > 9999 ||
            !date_from_civil(found->first_year + era_year - 1, month, day, &date))
        return false;
    if (!date_parse(found->first, 10, &first) || !date_parse(found->last, 10, &last) ||
            date < first || date > last)
        return false;
    *ret_day = date;
    return true;
}
