/* scan.h - the records of one evidence item, in order, as typed values
 *
 * Goes through the item's sources and members, keeps what their `where` keeps, and gives
 * values the way bindings say: absent words, map, normalisation, conversion. What cannot
 * be read is counted and kept as an event, and the scan goes on with the next record or
 * member: the tests over this item are then indeterminate, never silent.
 *
 * Stamps without a year, of a source whose format is lines or pairs: the source's `year`
 * is that of each member's first record; of members that are one log, rotated (auth.log,
 * auth.log.1, auth.log.2.gz; see scan_rotation.h), that of the oldest's. The next member
 * begins in the next year where its first record is more than 31 days earlier in the year
 * than that of the member before: between the two lies less than a year. Within a member,
 * where such a stamp is more than 183 days before the one
 * above it in the member (Dec 30, Jan 2), the year goes up by one for it and what
 * follows; where one then falls within 31 days before New Year again (a line out of
 * order: Jan 1, Dec 31), it goes down again; below the year of the member's first record
 * only where the log comes back at once (Jan 1, Dec 31, Jan 1: one of the next 64 records
 * is no earlier than the one before the late line, and within 31 days of that). The first
 * column of the item that is a timestamp and comes from a field is what is looked at, in
 * every record that can be read, whatever columns are asked for and whatever `where`
 * keeps. A gap in a log of more than half a year that does not pass New Year is not seen
 * as such, nor is a log with the newest record first: split such a member's source, or
 * ask for stamps with years. */
#ifndef CHOSHO_SCAN_H
#define CHOSHO_SCAN_H

#include "evidence/binding/item.h"
#include "evidence/convert/convert.h"
#include "evidence/table/stage.h"

/* Columns behind those of the item, in this order; hidden in SQL. */
enum scan_hidden {
    SCAN_BUNDLE,
    SCAN_MEMBER,
    SCAN_RECORD,
    SCAN_LINE,
    SCAN_OFFSET,
    SCAN_LENGTH,
    SCAN_RECORD_TEXT,
    SCAN_POINTER, /* "BUNDLE:MEMBER#N", or with the source's way, as pointer.h writes it
                   */
    SCAN_HIDDEN_COUNT,
};

/* Something that could not be read. */
struct scan_event {
    const char *reason; /* "member-unreadable", "member-limit", "column-missing",
                           "control-total" (the member tells another number of records
                           than there are), "next-page" (it tells of a page that is not
                           in it), "year-backwards" (of stamps without a year,
                           which are read as they come), or a
                           record's problem: "ragged", "invalid-json", "no-match" ... */
    uint32_t archive, member;
    uint64_t record; /* 0: the member as a whole, or from its last record on */
    char text[ERROR_MESSAGE_SIZE];
};

#define SCAN_EVENTS_MAX 100 /* listed; all are counted */

/* What is counted in a member that was read to its end, and perhaps not meant. */
struct scan_doubt {
    uint32_t archive, member;
    uint64_t sum;  /* its last record, which reads as a row of sums; 0: it does not */
    char word[32]; /* that record's first value: "合計" */
    uint64_t uncomputed; /* a sheet's formulas without a stored value, in columns that
                            were asked for or not */
};

#define SCAN_DOUBTS_MAX 20 /* listed; all are counted */

/* What reading an item showed: of its last scan that went to the end. */
struct scan_usage {
    uint64_t delivered, selected, filtered, unreadable; /* records */
    uint64_t members_read, members_damaged;
    uint64_t failed_values;   /* values that did not convert: of the scan with the most */
    uint32_t failed_column;   /* of the first of them ... */
    int64_t failed_record_id; /* ... its record ... */
    struct scan_event failed; /* ... and value; reason "year-unknown" where it names no
                                 year, "year-unlike" where its source's has no such day,
                                 else "not-converted" */
    struct scan_event events[SCAN_EVENTS_MAX];
    uint32_t event_count;
    struct scan_doubt doubts[SCAN_DOUBTS_MAX];
    uint64_t doubt_count;
    bool complete;        /* some scan went to the end */
    bool is_zone_assumed; /* a stamp without a zone was read in the client's: its source
                             names none; over all scans */
    bool is_year_assumed; /* likewise, one without a year in its source's, or a later one
                           */
    /* What execute.h's key check found: records with a key that an earlier one has. */
    uint64_t repeated_keys;
    int64_t first_repeated; /* record id; 0: none */
    bool keys_unchecked;    /* it met a limit */
};

/* What all scans of a job share. */
struct scan_context {
    const struct archive *archives;
    size_t archive_count;
    const struct zone *zone; /* the client's */
    struct zone **zones;     /* loaded before a sandbox: every zone a source names */
    size_t zone_count;
    int64_t deadline;    /* clock_steady_ms(); 0: none */
    uint64_t bytes_read; /* of members, inflated: for progress */
    void (*on_progress)(void *owner, uint64_t bytes_read); /* now and then; may be NULL */
    void *owner;
};

struct scan;

/* columns: a bit per column that will be asked for (item's columns first, then the hidden
 * ones); bit 63 stands for that one and all behind it. usage is added to. Borrowed until
 * close. */
WARN_UNUSED bool scan_open(struct scan_context *context, const struct item *item,
        uint64_t columns, struct scan_usage *usage, struct scan **ret_scan,
        struct error *err);
void scan_close(struct scan *scan);
CLEANUP_POINTER(struct scan, scan_close)

/* ERROR_LIMIT: the deadline; ERROR_SCRIPT: a field that is not there. Damaged evidence is
 * an event, not an error. */
WARN_UNUSED bool scan_next(struct scan *scan, bool *ret_row, struct error *err);

/* Of the current record; only after scan_next() gave a row. With PROGRAM_RECORD_OTHER
 * where its source has a `way`. */
int64_t scan_record_id(const struct scan *scan);

/* The value of a column of the current record; its bytes live until the next call for any
 * value. */
WARN_UNUSED bool scan_value(struct scan *scan, uint32_t column,
        struct stage_value *ret_value, struct error *err);

/* True where records come in ascending record_id: no member plays twice in the item. */
bool scan_is_ordered(const struct item *item);

#endif
