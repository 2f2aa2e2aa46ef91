/* timespan.h - from when to when a member's records are
 *
 * The column that tells it:
 * - where a layout recognised the member: the column that the layout marks with
 *   time="yes", whatever it is called. Of several (a source that writes the event under
 *   another field in some records) the one that tells of the most records, else the
 * first. Any other time is of a thing that the record is about (an account's creation, a
 * flaw's publication): with no such mark there is no span. Values are normalised as the
 * layout says (epoch); one that does not convert is passed over.
 * - else, of a member with columns (never of plain lines): the first column all of whose
 *   values are timestamps, or else the first all of whose values are dates; an empty
 *   value is none, and a date needs a sign beside its digits, so that 20250401 may as
 *   well be a number. Of the first 256 columns only.
 *   One whose name says that it tells when something ends or is due (expires_at,
 * 有効期限) comes behind all others. Of a W3C log a directive ("#Date") is no such
 * column, and times are UTC. The span is the earliest and the latest value: instants as
 * UTC, a stamp without a zone being in the given one; or days. Of
 * stamps without a year a line may be up to 31 days late; what is further back is of the
 * next year. They are written as "--12-10" (ISO 8601: a month and a day).
 */
#ifndef CHOSHO_TIMESPAN_H
#define CHOSHO_TIMESPAN_H

#include "engine/base/date.h"
#include "engine/base/zone.h"
#include "evidence/binding/layout.h"

struct timespan {
    const char *column; /* the field's name in the member; NULL: no column tells */
    char first[DATE_INSTANT_SIZE], last[DATE_INSTANT_SIZE]; /* "" where there is none */
    bool is_zone_used; /* a stamp there had no zone, so the one given was taken */
};

/* What is known of the member by then. */
struct timespan_member {
    const struct layout *layout; /* that recognised it; NULL: none did */
    const char *const *columns;  /* as record_columns() gave them */
    size_t column_count;
    uint64_t total_row; /* the record that is a row of totals: none of its values is a
                           time; 0: none */
};

/* What a layout's pattern leaves of a member's lines. */
struct timespan_misses {
    bool is_counted;                /* the layout has a pattern: the rest holds */
    uint64_t unreadable, unmatched; /* records; those of them with "no-match" */
    struct record first;            /* unreadable: its number, line and problem alone */
};

/* Reads the member's records once more, and where the layout has a pattern counts those
 * that it leaves unreadable (of such a layout it reads them even with no time to tell).
 * The result's column is borrowed from the known columns or from the layout. What cannot
 * be read ends it: the span is of what came before. ERROR_MEMORY and the like. */
WARN_UNUSED bool timespan_find(const struct archive *archive, uint32_t member,
        const struct record_format *format, const struct timespan_member *known,
        const struct zone *zone, struct timespan *ret_span,
        struct timespan_misses *ret_misses, struct error *err);

#endif
