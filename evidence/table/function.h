/* function.h - the SQL functions of procedures and queries; deterministic, nothing else
 * is allowed beside SQLite's own list
 *
 * in_period(x): 1 where a date or timestamp lies within the audit period, by the client's
 * days; an error where there is no period.
 *
 * day_of(x): the client's day of a timestamp; a date stays.
 *
 * start_of_day(d), end_of_day(d): first and last millisecond of the client's day.
 *
 * days_between(a, b): calendar days from a to b by the client's days, negative where b is
 * earlier.
 *
 * business_days_between(a, b, calendar[, 'next']): business days d of the calendar with
 * a < d <= b, by the client's days; where b is earlier, those with b < d <= a, negative.
 * With 'next' the first business day after a is counted as 0: one less, and 0 where there
 * is none yet. is_business_day(d, calendar): 1 or 0. A calendar must be named in the text
 * of the SQL itself. A day in a year that the calendar does not have gives a BLOB, as a
 * value that did not convert.
 *
 * no_value(kind, what, value): a BLOB, noted; only the compiler writes it.
 *
 * seconds_between(a, b): seconds from a to b, with a fraction where there is one; a date
 * is its first instant.
 *
 * as_date(x), as_timestamp(x[, zone]): a text as delivered, read as strictly as a binding
 * with that type does (convert.h); a stamp without a zone is in the client's, or in the
 * one given: 'UTC' or '+09:00'. What does not convert is an error of the query: an empty
 * text, too (nullif(x, '')).
 *
 * date_or_null(x), timestamp_or_null(x[, zone]): the same, but NULL for what does not
 * convert, an empty text too. For queries of a person's alone, who sees what comes of it:
 * in a procedure nothing may pass over a value in silence.
 *
 * x REGEXP pattern: PCRE2, searched anywhere in x.
 *
 * match_group(x, pattern, group): the text of a group (by number or name) of the first
 * match; NULL where nothing matched.
 *
 * field(json, path): a value inside JSON text, as layouts name it: field(_text,
 * 'user.name').
 *
 * fold(x): full-width ASCII, ideographic blanks and half-width katakana in their usual
 * forms. lower_text(x): lower case beyond ASCII.
 *
 * NULL in, NULL out. A BLOB in (a value that did not convert) comes out again, so that
 * what cannot be decided stays visible. A text that is neither date nor timestamp where
 * one is wanted is an error of the query. */
#ifndef CHOSHO_FUNCTION_H
#define CHOSHO_FUNCTION_H

#include "engine/base/db.h"
#include "engine/base/program.h"
#include "engine/base/zone.h"

/* Why a value could not be computed, the first time it happened since it was cleared. */
enum function_note_kind {
    FUNCTION_NOTE_NONE,
    FUNCTION_NOTE_CALENDAR, /* what: a calendar's id; value: a year it does not have */
    FUNCTION_NOTE_MAP,      /* what: a parameter; value: a key without an entry */
    FUNCTION_NOTE_END, /* what: an evidence item; value: its column without a value */
};

#define FUNCTION_NOTE_SIZE 96

struct function_note {
    enum function_note_kind kind;
    char what[FUNCTION_NOTE_SIZE];
    char value[FUNCTION_NOTE_SIZE];
};

struct function_context {
    const struct zone *zone;
    int64_t period_start, period_end; /* days; both 0 where there is no engagement */
    const struct program_calendar *calendars;
    uint32_t calendar_count;
    struct function_note note;
    bool is_query; /* a person's: it has the functions for those, too */
};

/* Registers all of them on db; context is borrowed. */
WARN_UNUSED bool function_register(struct db *db, struct function_context *context,
        struct error *err);

/* Compiles a pattern for REGEXP now (with JIT, before a sandbox) and keeps it for the
 * process. */
WARN_UNUSED bool function_prepare_pattern(const char *pattern, struct error *err);

#endif
