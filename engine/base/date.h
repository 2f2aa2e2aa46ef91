/* date.h - calendar days and instants, without any clock
 *
 * A day is counted from 1970-01-01 (proleptic Gregorian, as in ISO 8601); an instant is
 * milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Years 0001 to 9999.
 */
#ifndef CHOSHO_DATE_H
#define CHOSHO_DATE_H

#include "engine/base/error.h"

#define DATE_TEXT_SIZE 11 /* "2025-04-01" */
#define DATE_INSTANT_SIZE \
    25 /* "2025-04-01T09:00:00.000Z": always three digits, so that text sorts as time */
#define DATE_MS_PER_DAY INT64_C(86400000)

struct date_time {
    int year, month, day, hour, minute, second, millisecond;
};

/* false: no such day. */
bool date_from_civil(int year, int month, int day, int64_t *ret_day);
/* A day or an instant outside the years 1 to 9999 is taken, here and below, as the
 * nearest inside. */
void date_to_civil(int64_t day, int *ret_year, int *ret_month, int *ret_day);

/* "YYYY-MM-DD" exactly; false for anything else. */
bool date_parse(const char *text, size_t size, int64_t *ret_day);
void date_format(int64_t day, char text[DATE_TEXT_SIZE]);

/* The local time as if it were UTC; a second of 60 is allowed and is the last
 * millisecond of its minute, so that a leap second stays in its day. */
bool date_time_to_ms(const struct date_time *time, int64_t *ret_ms);
/* The same from midnight on, whatever the day. false: no such time. */
bool date_time_of_day(const struct date_time *time, int64_t *ret_ms);
void date_time_from_ms(int64_t ms, struct date_time *ret_time);

/* Reads what date_format_instant() writes; the fraction may be missing or longer (then
 * cut to milliseconds). */
bool date_parse_instant(const char *text, size_t size, int64_t *ret_ms);
void date_format_instant(int64_t ms, char text[DATE_INSTANT_SIZE]);

/* An ISO 8601 duration of whole calendar days or weeks, or of time: P30D, P2W, PT12H,
 * PT30M, PT20S, P1DT12H; in *ret_ms. Months and years have no fixed length and are
 * refused. */
bool date_parse_duration(const char *text, int64_t *ret_ms);

/* The day of a Japanese era's year: "令和" or "R" 7 is 2025. Eras are 明治 大正 昭和 平成
 * 令和, M T S H R, or the signs ㍾ ㍽ ㍼ ㍻ ㋿; year 1 may be written 元. false
 * where the day lies outside the era (昭和65年, or 令和元年4月30日), which is how a
 * typing error shows. The days 1912-07-30 and 1926-12-25 belong to both their eras; Meiji
 * counts from its year 6, when Japan took this calendar. */
bool date_from_era(const char *era, int era_year, int month, int day, int64_t *ret_day);

#endif
