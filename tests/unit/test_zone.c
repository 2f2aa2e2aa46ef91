#include "engine/base/zone.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static struct zone *load(const char *name)
{
    struct error err = {0};
    struct zone *zone = NULL;

    ck_assert_msg(zone_load(name, &zone, &err), "%s", err.message);
    return zone;
}

static int64_t read_instant(const char *text)
{
    int64_t ms = 0;

    ck_assert_msg(date_parse_instant(text, strlen(text), &ms), "%s", text);
    return ms;
}

/* local is written as if it were UTC. */
static void check_local(const struct zone *zone, const char *local, const char *utc)
{
    int64_t found = zone_to_utc(zone, read_instant(local));
    char text[DATE_INSTANT_SIZE];

    date_format_instant(found, text);
    ck_assert_msg(found == read_instant(utc), "%s %s: %s", zone_name(zone), local, text);
}

static void check_offset(const struct zone *zone, const char *utc, int64_t minutes)
{
    int64_t offset = zone_offset_at(zone, read_instant(utc));

    ck_assert_msg(offset == minutes * 60000, "%s %s: %d", zone_name(zone), utc,
            (int)(offset / 60000));
}

static void check_day_start(const struct zone *zone, const char *day, const char *utc)
{
    char text[DATE_INSTANT_SIZE];
    int64_t number, found;

    ck_assert(date_parse(day, strlen(day), &number));
    found = zone_day_start(zone, number);
    date_format_instant(found, text);
    ck_assert_msg(found == read_instant(utc), "%s %s: %s", zone_name(zone), day, text);
}

START_TEST(fixed_zones_need_no_files)
{
    CLEANUP(zone_freep) struct zone *utc = load("UTC");
    CLEANUP(zone_freep) struct zone *japan = load("+09:00");
    CLEANUP(zone_freep) struct zone *west = load("-03:30");

    ck_assert_str_eq(zone_name(japan), "+09:00");
    check_offset(utc, "2025-07-01T00:00:00Z", 0);
    check_offset(japan, "1900-07-01T00:00:00Z", 540);
    check_offset(west, "2025-07-01T00:00:00Z", -210);
    check_local(japan, "2025-04-01T00:00:00Z", "2025-03-31T15:00:00Z");
    check_local(west, "2025-04-01T00:00:00.500Z", "2025-04-01T03:30:00.500Z");
    check_day_start(japan, "2025-04-01", "2025-03-31T15:00:00Z");
}
END_TEST

START_TEST(days_are_those_of_the_zone)
{
    CLEANUP(zone_freep) struct zone *japan = load("+09:00");
    CLEANUP(zone_freep) struct zone *west = load("-05:00");
    int64_t day;

    ck_assert(date_parse("2025-04-01", 10, &day));
    ck_assert_int_eq(zone_day_of(japan, read_instant("2025-03-31T14:59:59.999Z")),
            day - 1);
    ck_assert_int_eq(zone_day_of(japan, read_instant("2025-03-31T15:00:00Z")), day);
    ck_assert_int_eq(zone_day_of(west, read_instant("2025-04-02T04:59:59Z")), day);
    ck_assert_int_eq(zone_day_of(japan, read_instant("1969-12-31T14:59:59.999Z")), -1);
}
END_TEST

START_TEST(names_that_are_no_zones_are_missing)
{
    static const char *const names[] = {"", "Nowhere/City", "../etc/passwd",
            "Asia/../UTC", "/Asia/Tokyo", "Asia/", "Asia//Tokyo", "Asia", "localtime",
            "asia tokyo", "Asia/東京", "+9", "+09:60", "+24:00", "+0900", "+09:0x",
            "09:00", "+09:00 ", "Asia/Tokyo\n", "zone.tab", "./UTC"};
    struct zone *zone = NULL;
    struct error err = {0};
    char name[300];

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        ck_assert_msg(!zone_load(names[i], &zone, &err), "%s", names[i]);
        ck_assert_msg(err.code == ERROR_MISSING, "%s: %s", names[i], err.message);
    }
    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    ck_assert(!zone_load(name, &zone, &err));
    ck_assert_int_eq(err.code, ERROR_MISSING);
}
END_TEST

START_TEST(tokyo_has_one_offset_since_1951)
{
    CLEANUP(zone_freep) struct zone *tokyo = load("Asia/Tokyo");

    check_offset(tokyo, "2025-07-01T00:00:00Z", 540);
    check_offset(tokyo, "9999-07-01T00:00:00Z", 540);
    check_offset(tokyo, "1950-07-01T00:00:00Z", 600);
    check_day_start(tokyo, "2025-04-01", "2025-03-31T15:00:00Z");
}
END_TEST

START_TEST(clocks_that_change_are_followed)
{
    CLEANUP(zone_freep) struct zone *york = load("America/New_York");

    check_offset(york, "2025-03-09T06:59:59Z", -300);
    check_offset(york, "2025-03-09T07:00:00Z", -240);
    check_offset(york, "2025-11-02T05:59:59.999Z", -240);
    check_offset(york, "2025-11-02T06:00:00Z", -300);
    check_local(york, "2025-01-15T12:00:00Z", "2025-01-15T17:00:00Z");
    check_local(york, "2025-07-15T12:00:00Z", "2025-07-15T16:00:00Z");
}
END_TEST

START_TEST(time_that_happens_twice_is_the_earlier)
{
    CLEANUP(zone_freep) struct zone *york = load("America/New_York");
    CLEANUP(zone_freep) struct zone *sydney = load("Australia/Sydney");

    check_local(york, "2025-11-02T01:30:00Z", "2025-11-02T05:30:00Z");
    check_local(york, "2025-11-02T02:00:00Z", "2025-11-02T07:00:00Z");
    check_local(sydney, "2025-04-06T02:30:00Z", "2025-04-05T15:30:00Z");
}
END_TEST

START_TEST(time_that_never_happens_has_the_offset_before)
{
    CLEANUP(zone_freep) struct zone *york = load("America/New_York");

    check_local(york, "2025-03-09T02:30:00Z", "2025-03-09T07:30:00Z");
    check_local(york, "2025-03-09T01:59:59Z", "2025-03-09T06:59:59Z");
    check_local(york, "2025-03-09T03:00:00Z", "2025-03-09T07:00:00Z");
}
END_TEST

/* Far behind the table's last transition the rule in the file's footer speaks. */
START_TEST(future_follows_the_rule)
{
    CLEANUP(zone_freep) struct zone *york = load("America/New_York");
    CLEANUP(zone_freep) struct zone *sydney = load("Australia/Sydney");

    check_offset(york, "2500-07-01T00:00:00Z", -240);
    check_offset(york, "2500-12-01T00:00:00Z", -300);
    check_offset(sydney, "2500-07-01T00:00:00Z", 600);
    check_offset(sydney, "2500-12-31T23:00:00Z", 660);
    check_offset(sydney, "2501-01-01T00:00:00Z", 660);
}
END_TEST

START_TEST(day_without_midnight_begins_later)
{
    CLEANUP(zone_freep) struct zone *paulo = load("America/Sao_Paulo");
    CLEANUP(zone_freep) struct zone *toronto = load("America/Toronto");
    CLEANUP(zone_freep) struct zone *apia = load("Pacific/Apia");

    check_day_start(paulo, "2018-11-04", "2018-11-04T03:00:00Z");
    check_day_start(paulo, "2018-11-05", "2018-11-05T02:00:00Z");
    /* From 23:30 to 00:30: the day begins at 00:30. */
    check_day_start(toronto, "1919-03-31", "1919-03-31T04:30:00Z");
    /* 30 December 2011 never was. */
    check_day_start(apia, "2011-12-30", "2011-12-30T10:00:00Z");
    check_day_start(apia, "2011-12-31", "2011-12-30T10:00:00Z");
}
END_TEST

START_TEST(environment_changes_nothing)
{
    CLEANUP(zone_freep) struct zone *tokyo = NULL;

    setenv("TZ", "America/New_York", 1);
    setenv("TZDIR", "/nowhere", 1);
    tokyo = load("Asia/Tokyo");
    check_offset(tokyo, "2025-07-01T00:00:00Z", 540);
}
END_TEST

int main(void)
{
    const TTest *const always[] = {
            fixed_zones_need_no_files,
            days_are_those_of_the_zone,
            names_that_are_no_zones_are_missing,
    };
    const TTest *const with_files[] = {
            tokyo_has_one_offset_since_1951,
            clocks_that_change_are_followed,
            time_that_happens_twice_is_the_earlier,
            time_that_never_happens_has_the_offset_before,
            future_follows_the_rule,
            day_without_midnight_begins_later,
            environment_changes_nothing,
    };
    int status = unit_run("zone", always, ARRAY_LENGTH(always));

    if (access("/usr/share/zoneinfo/Asia/Tokyo", R_OK) < 0) {
        puts("the rest is skipped: no time zone files (Debian's package tzdata)");
        return status;
    }
    return unit_run("zone files", with_files, ARRAY_LENGTH(with_files)) | status;
}
