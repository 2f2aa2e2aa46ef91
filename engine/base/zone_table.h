/* zone_table.h - the content of one time zone file (TZif, RFC 8536) and its arithmetic
 *
 * For zone.c and tests. Versions 2 and later only: the 64-bit block, and the footer's
 * POSIX TZ rule for the instants behind the last transition. Nothing in a file is
 * believed before it is checked. */
#ifndef CHOSHO_ZONE_TABLE_H
#define CHOSHO_ZONE_TABLE_H

#include "engine/base/error.h"

#define ZONE_TABLE_FILE_MAX ((size_t)1 << 20) /* bytes; the largest in use have 4 KiB */

/* A day of every year and a local time of that day. */
struct zone_day_rule {
    enum zone_day_kind {
        ZONE_DAY_JULIAN, /* Jn: 1 to 365, 29 February never counted */
        ZONE_DAY_ZERO,   /* n: 0 to 365, 29 February counted */
        ZONE_DAY_MONTH,  /* Mm.w.d: week 5 is the last, day 0 is Sunday */
    } kind;
    int day, week, month;
    int32_t seconds; /* from that day's midnight, -167 to 167 hours */
};

struct zone_rule {
    bool is_set, has_summer;
    int32_t standard, summer;        /* seconds east of UTC */
    struct zone_day_rule begin, end; /* of summer time */
};

struct zone_transition {
    int64_t at;     /* seconds since 1970 */
    int32_t offset; /* seconds east of UTC from then on */
};

struct zone_table {
    struct zone_transition *transitions; /* ascending */
    size_t count;
    int32_t first_offset; /* before the first transition */
    struct zone_rule rule;
};

/* Zero the table first; the caller ends it with zone_table_clear(). ERROR_UNREADABLE: not
 * a zone file, damaged, of version 1, or one that counts leap seconds. */
WARN_UNUSED bool zone_table_parse(const void *bytes, size_t size,
        struct zone_table *ret_table, struct error *err);
void zone_table_clear(struct zone_table *table);

/* Reads a POSIX TZ text such as "EST5EDT,M3.2.0,M11.1.0"; false for anything else. */
bool zone_table_parse_rule(const char *text, struct zone_rule *ret_rule);

/* Seconds to add to UTC at that instant (seconds since 1970). */
int32_t zone_table_offset(const struct zone_table *table, int64_t utc_seconds);

#endif
