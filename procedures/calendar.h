/* calendar.h - which days are business days: urn:chosho:calendar:1
 *
 *   <calendar id="jp" version="2026.1"> <title xml:lang="en">...</title>
 *     <weekend days="saturday sunday"/>
 *     <year of="2025"> <closed on="2025-01-01"><title xml:lang="ja">元日</title></closed>
 * ... </year>
 *   </calendar>
 *
 * A client's own is based on another one and says what differs:
 *
 *   <calendar id="client" version="1" based-on="jp">
 *     <closed from="2025-12-29" to="2026-01-03"/> <open on="2025-11-22"/>
 *   </calendar>
 *
 * A day is open unless it lies on the weekend or is closed; <open> opens it all the same.
 * Years follow each other without a gap, and nothing is known of a day outside them. */
#ifndef CHOSHO_CALENDAR_H
#define CHOSHO_CALENDAR_H

#include "engine/base/program.h"
#include "engine/base/vocabulary.h"

#define CALENDAR_CLIENT "client" /* the id of a client's own */

extern const struct vocabulary calendar_vocabulary;

/* Reads one; `known` are those it may be based on. Everything is copied into the arena.
 * false after complaints. */
WARN_UNUSED bool calendar_parse(const char *file, const char *bytes, size_t size,
        const struct program_calendar *known, size_t known_count, struct arena *arena,
        struct program_calendar *ret_calendar, struct complaint_list *complaints);

/* NULL where none has the id (also for a NULL id). */
const struct program_calendar *calendar_find(const struct program_calendar *calendars,
        size_t count, const char *id);

#endif
