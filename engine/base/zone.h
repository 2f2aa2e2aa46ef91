/* zone.h - local time in a named zone, from the system's time zone files (RFC 8536)
 *
 * Loaded before a sandbox is entered, pure arithmetic afterwards: nothing here depends on
 * TZ or the locale, and a zone never changes once loaded. */
#ifndef CHOSHO_ZONE_H
#define CHOSHO_ZONE_H

#include "engine/base/date.h"

struct zone;

/* name: "Asia/Tokyo", "UTC", or a fixed offset "+09:00". The caller ends it with
 * zone_free(). ERROR_MISSING: no such zone; ERROR_UNREADABLE: its file is damaged. */
WARN_UNUSED bool zone_load(const char *name, struct zone **ret_zone, struct error *err);
void zone_free(struct zone *zone);
CLEANUP_POINTER(struct zone, zone_free)

/* The name it was loaded by; owned by the zone. */
const char *zone_name(const struct zone *zone);

/* Milliseconds to add to UTC at that instant. */
int64_t zone_offset_at(const struct zone *zone, int64_t utc_ms);

/* The instant of a local time. A time that happens twice (clocks go back) is the earlier
 * one; one that never happens (clocks go forward) is read with the offset before the
 * change. */
int64_t zone_to_utc(const struct zone *zone, int64_t local_ms);

/* The calendar day of an instant in this zone. */
int64_t zone_day_of(const struct zone *zone, int64_t utc_ms);

/* The first instant of a calendar day, and the first of the next. */
int64_t zone_day_start(const struct zone *zone, int64_t day);

#endif
