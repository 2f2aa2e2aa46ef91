/* table.h - evidence items as tables of SQLite
 *
 * Usage (the engine does this; `chosho query --tables` prints what comes of it):
 *
 *     CREATE VIRTUAL TABLE leavers USING chosho_item(0);   -- made by table_add()
 *     SELECT record_id, employee_id, left_on, _member, _line FROM leavers WHERE left_on >
 * :period_start;
 *
 * Columns: record_id first (member number << 40 | record), then the item's own, then the
 * hidden ones: _bundle and _member (names), _record (number in the member, from 1), _line
 * (of its first character), _offset and _length (bytes in the member as delivered), _text
 * (the record as it stands), _pointer (its address, as pointer.h writes it). A value that
 * does not convert is a BLOB with the text as delivered.
 *
 * Reading is streaming and in ascending record_id (unless a member plays twice in the
 * item: then SQLite sorts). A second scan within one statement, or a second look-up by
 * key, stages the columns in use once on spill descriptors; nothing is inflated per outer
 * row, and later statements read what is staged. Read-only. At most 62 columns are told
 * apart; beyond, all are decoded. */
#ifndef CHOSHO_TABLE_H
#define CHOSHO_TABLE_H

#include "engine/base/db.h"
#include "evidence/table/scan.h"

struct table_set; /* the evidence tables of one connection */

/* Registers the module. context is borrowed until the connection is closed; the set ends
 * with the connection. */
WARN_UNUSED bool table_register(struct db *db, struct scan_context *context,
        struct table_set **ret_set, struct error *err);

/* Makes the table for an item (borrowed), named by item->name. Before any authorizer. */
WARN_UNUSED bool table_add(struct table_set *set, const struct item *item,
        struct error *err);

/* A statement begins; before it is prepared: what its plans use and how often they scan
 * is counted from here. */
void table_begin_statement(struct table_set *set);

/* Values that the statement asked for and that did not convert: how many records have
 * such, and the first met. */
struct table_trouble {
    uint64_t records;
    const char *item; /* of the first; NULL where there is none ... */
    uint32_t column;  /* ... and which of the item's columns */
    int64_t record_id;
};
const struct table_trouble *table_trouble(struct table_set *set);
/* Whether the record is one of them. */
bool table_is_troubled(struct table_set *set, int64_t record_id);

/* A text column whose values are truth values, "true" and "false" in any case, and that
 * the statement compares with a number: none of them equals one. column: of the item's.
 */
struct table_truth {
    char value[8]; /* the first met; "": there is no such column */
    uint32_t column;
    bool is_true, is_false; /* what the statement asks for: = 1 or <> 0, = 0 or <> 1 */
};
struct table_truth table_truth(const struct table_set *set, const char *item);

/* The other way round: a column of numbers, or of truth values as 1 and 0, that the
 * statement compares with a text which is no number; the first such. */
struct table_words {
    bool is_there;
    uint32_t column; /* of the item's */
    bool is_negated; /* by <> */
    char text[32];   /* its beginning */
};
struct table_words table_words(const struct table_set *set, const char *item);

/* A comparison with a constant that passes over records for how their values are written:
 * nothing is '' where what is empty is NULL, nothing NULL where it is '', and dates come
 * in the order of their letters. */
struct table_watch {
    enum { TABLE_WATCH_EMPTY, TABLE_WATCH_NULL, TABLE_WATCH_DATE } what;
    uint32_t column;      /* of the item's */
    bool is_negated;      /* IS NOT */
    const char *sign;     /* "<", ">=" */
    char text[64];        /* the date, as the statement has it ... */
    char date[64];        /* ... and as one that sorts */
    bool is_stamp;        /* it has a time, ... */
    bool is_met_stamp;    /* ... the value has */
    char met[64];         /* date: a value that is not in order with it */
    bool is_met, is_kept; /* values were seen that it passes over; that it does not */
};

#define TABLE_WATCHES_MAX 8u

/* Those of the last statement that passed over something. Lives until the next one. */
const struct table_watch *table_watches(const struct table_set *set, const char *item,
        size_t *ret_count);

/* What reading the item showed so far; NULL where there is no such table. */
const struct scan_usage *table_usage(const struct table_set *set, const char *item);

/* Reads the item to the end if no statement did, so that its counts stand. */
WARN_UNUSED bool table_complete(struct table_set *set, const char *item,
        struct error *err);

/* The record that a statement which failed was at; 0: it cannot be told, because it read
 * more than one table, or had read all of it. */
int64_t table_left_at(const struct table_set *set);

/* The error of evidence behind the last statement that failed, where it was one; false:
 * SQLite's own words count. */
bool table_take_error(struct table_set *set, struct error *ret_err);

#endif
