/* program.h - a compiled procedure: what procedures/ writes and evidence/ executes
 *
 * The one struct that the folders share. Everything is SQL over evidence tables, so that
 * a worker needs no procedure, no XML and no opinion: procedures/compile.c makes a
 * program, engine/run hands it to a worker as bytes, evidence/table/execute.c runs it.
 * Its digest is the script's part of a result's digest.
 *
 * Names in SQL. Every item is a table named by its id; its first column is record_id (64
 * bits: member number << 40 | record number). Populations and relations are common table
 * expressions put before each statement by the compiler. The engine's parameters are
 * bound by name: :period_start :period_end (days), :as_of (day or instant), and the
 * program's own.
 *
 * Values. text as delivered; date 'YYYY-MM-DD'; timestamp 'YYYY-MM-DDTHH:MM:SS.fffZ'
 * (UTC); number INTEGER or REAL; boolean 1 or 0; ip canonical text; NULL where the field
 * is absent. A value that is there and does not convert is a BLOB holding the text as
 * delivered: typeof(x) = 'blob' says "cannot be decided" in every check. */
#ifndef CHOSHO_PROGRAM_H
#define CHOSHO_PROGRAM_H

#include "engine/base/digest.h"
#include "engine/base/pack.h"

/* The number counts in some way of reading the member; an id in an answer whose way is
 * not the receipt's has PROGRAM_RECORD_OTHER: the number alone would name another record.
 */
#define PROGRAM_RECORD_BITS 40
#define PROGRAM_RECORD_OTHER (UINT64_C(1) << 39)
#define PROGRAM_RECORD_ID(member, record) \
    ((int64_t)(((uint64_t)(member) << 40) | (uint64_t)(record)))
#define PROGRAM_MEMBER_OF(record_id) ((uint64_t)(record_id) >> 40)
#define PROGRAM_RECORD_OF(record_id) ((uint64_t)(record_id) & (PROGRAM_RECORD_OTHER - 1))

enum program_type {
    PROGRAM_TEXT,
    PROGRAM_DATE,
    PROGRAM_TIMESTAMP,
    PROGRAM_NUMBER,
    PROGRAM_BOOLEAN,
    PROGRAM_IP,
};

/* "text", "date", ...; false where name is none of them. */
bool program_find_type(const char *name, enum program_type *ret_type);
const char *program_type_name(enum program_type type);

struct program_column {
    const char *name;
    enum program_type type;
    bool key;   /* what identifies a record */
    bool shown; /* no key, but what a reader knows a record by */
};

/* Keys, and what is shown with each exception: without them nobody can tell which record
 * it is, and a misspelt field must not pass for one that records leave out. */
bool program_column_is_vital(const struct program_column *column);

/* An evidence item as the procedure expects it. */
struct program_item {
    const char *id;     /* the table's name in SQL */
    const char *source; /* the name bindings use: "shared:leavers", or the id itself */
    bool optional;      /* no binding: an empty table */
    uint64_t min_records;
    struct program_column *columns;
    uint32_t column_count;
    const char *title[2]; /* by enum text_language, or NULL; for people, not packed */
};

/* As a report names the item: its title in the language of the moment, or else in the
 * other one, or else `source`. */
const char *program_item_title(const struct program_item *item);

struct program_parameter {
    const char *name; /* without the colon */
    enum program_type type;
    const char *value; /* as the procedure or the engagement says it, already checked for
                          its type */
};

/* What a population query yields, a row per delivered record in record_id order:
 * record_id, other_id (0, or the second record of a grid's cell), disposition, and the
 * date or timestamp that a record outside the period is outside by. */
enum program_disposition {
    PROGRAM_SELECTED = 0,
    PROGRAM_FILTERED = 1, /* not what the population's condition asks for */
    PROGRAM_UNREADABLE = 2,
    PROGRAM_OUTSIDE = 3 /* what it asks for, and of another period: filtered too */
};

/* A verdict: does not hold, and need not yet at the period's end. */
#define PROGRAM_NOT_DUE (-2)

enum program_cells {
    PROGRAM_NO_CELLS,
    PROGRAM_CELLS_ALONE, /* record_id is a cell of time (cell.h), other_id 0 */
    PROGRAM_CELLS_BESIDE /* other_id is one */
};

struct program_population {
    const char *id;
    enum program_cells cells;
    const char *sql;
    const char **items; /* ids of the items it reads */
    uint32_t item_count;
};

/* Do the keys of a join meet? Counted over the unfiltered evidence. The query yields one
 * row: distinct keys on the left, how many of them are met on the right, distinct keys on
 * the right, how many met. */
struct program_guard {
    const char *left, *right; /* as a person reads them: "leavers.employee_id" */
    const char *sql;
    uint32_t floor_percent; /* of the left keys; 0: at least one key met */
};

/* The verdict of the k-th alternative, from 1. */
#define PROGRAM_OTHER_ROUTE(k) (-2 - (int32_t)(k))

/* A test's query yields, in (record_id, other_id) order, rows of
 *   record_id, other_id, verdict [, shown values ...]
 * verdict: 0 holds, -1 cannot be decided, k > 0 the k-th check does not hold, -2 - k it
 * does not, but the k-th alternative does: the record went another route.
 * With each_record every record of the population yields a row (so tested = rows with
 * verdict >= 0); without, only exceptions do (SQL tests: each record once; checks over
 * groups). */
struct program_test {
    const char *id;
    const char *technique;  /* inquiry, inspection, observation, reperformance */
    const char *population; /* id */
    bool each_record;
    const char *sql;        /* the three leading columns only */
    const char *values_sql; /* rows with verdict <> 0, with shown values, same order */
    const char **shown;     /* names of the shown values */
    uint32_t shown_count;
    const char **checks; /* what the k-th check says, for people: "within disabled_at
                            left_on" */
    uint32_t check_count;
    const char **alternatives; /* what the k-th alternative says, likewise */
    uint32_t alternative_count;
    const char **items; /* ids of the items the queries read */
    uint32_t item_count;
    struct program_guard *guards;
    uint32_t guard_count;
    /* where the SQL came from, for messages: 0 where it was made by the compiler */
    uint32_t sql_line, sql_column;
    uint32_t sql_prefix; /* bytes of `sql` before the author's own text */
};

/* Which days are business days; nothing is known of a day outside. */
#define PROGRAM_CALENDAR_OPEN 'o'
#define PROGRAM_CALENDAR_CLOSED 'c'

struct program_calendar {
    const char *id;
    const char *version;
    int64_t first_day; /* see engine/base/date.h */
    uint32_t day_count;
    const char *days; /* a letter a day */
};

struct program {
    const char *id; /* of the procedure */
    const char *version;
    struct program_item *items;
    uint32_t item_count;
    struct program_parameter *parameters;
    uint32_t parameter_count;
    struct program_population *populations;
    uint32_t population_count;
    struct program_test *tests;
    uint32_t test_count;
    const char **patterns; /* every regular expression the queries use, to be compiled
                              before a sandbox */
    uint32_t pattern_count;
    struct program_calendar *calendars; /* that checks or SQL name */
    uint32_t calendar_count;
};

/* Appends the program's bytes: the same for the same program, always. */
WARN_UNUSED bool program_pack(const struct program *program, struct buf *buf,
        struct error *err);

/* Everything is copied into the arena. ERROR_LOST: bytes that are no program. */
WARN_UNUSED bool program_unpack(struct unpack *unpack, struct arena *arena,
        struct program *ret_program, struct error *err);

/* The columns of an item alone, for evidence/binding/item.h. NULL where there are none,
 * or reading failed (then unpack->failed is set). */
WARN_UNUSED bool program_pack_columns(const struct program_column *columns,
        uint32_t count, struct buf *buf, struct error *err);
struct program_column *program_unpack_columns(struct unpack *unpack, struct arena *arena,
        uint32_t *ret_count);

/* Of the packed program. */
WARN_UNUSED bool program_digest(const struct program *program, struct digest *ret_digest,
        struct error *err);

#endif
