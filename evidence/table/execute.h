/* execute.h - runs a compiled procedure over evidence tables and tells what came of it,
 * piece by piece
 *
 * SQL that cannot be prepared is ERROR_SCRIPT; SQL that stops at values it meets (an
 * integer overflow, a text that is no time) is ERROR_LIMIT, its sentence naming the test
 * or population and the evidence it reads: check cannot find it.
 *
 * What goes wrong with one test is told as that test's error and the others go on. What
 * goes wrong with the sink ends everything. */
#ifndef CHOSHO_EXECUTE_H
#define CHOSHO_EXECUTE_H

#include "engine/base/program.h"
#include "evidence/table/function.h"
#include "evidence/table/table.h"

/* Values that a query used and that did not convert. */
struct execute_failed {
    uint64_t records;  /* that have such; 0: the rest is 0 */
    uint32_t item;     /* index into program->items, of the first value ... */
    uint32_t column;   /* ... its column ... */
    int64_t record_id; /* ... and its record */
};

struct execute_population {
    uint64_t delivered, selected, filtered, unreadable;
    uint64_t before, after;      /* of filtered: outside the period */
    int64_t first_day, last_day; /* the client's days of those; 0 where there is none */
    struct execute_failed failed;
    struct digest digest; /* of the selected records' pointers, a line each, in order */
    struct error error;   /* code ERROR_NONE, or why the query failed */
};

struct execute_guard {
    uint64_t left, left_met, right, right_met; /* distinct keys */
    struct error error;
};

enum execute_kind {
    EXECUTE_EXCEPTION,
    EXECUTE_UNDECIDABLE,
    EXECUTE_UNREADABLE,
    EXECUTE_OTHER_ROUTE,
    EXECUTE_NOT_DUE,
};

struct execute_row {
    int64_t record_id, other_id;
    int32_t verdict;
};

#define EXECUTE_ROWS_MAX 4096

struct execute_test {
    uint64_t
            rows; /* of the query, for tests with each_record: all records it looked at */
    uint64_t exceptions, undecidable, other_route, not_due;
    struct execute_failed failed;
    struct function_note note; /* why else something could not be decided */
    struct error error;
};

/* The index is that of the population, test, guard or item in the program. */
struct execute_sink {
    void *owner;
    bool (*population)(void *owner, uint32_t index,
            const struct execute_population *population, struct error *err);
    bool (*guard)(void *owner, uint32_t test, uint32_t index,
            const struct execute_guard *guard, struct error *err);
    /* At most EXECUTE_ROWS_MAX, in (record_id, other_id) order. For EXECUTE_UNREADABLE
     * the index is a population's. */
    bool (*rows)(void *owner, uint32_t index, enum execute_kind kind,
            const struct execute_row *rows, size_t count, struct error *err);
    bool (*test)(void *owner, uint32_t index, const struct execute_test *test,
            struct error *err);
    bool (*item)(void *owner, uint32_t index, const struct scan_usage *usage,
            struct error *err);
    /* Only from execute_values(). */
    bool (*values)(void *owner, uint32_t test, const struct execute_row *row,
            struct db_statement *statement, int first_column, struct error *err);
};

/* Where the client's period lies, days as text for the SQL parameters. */
struct execute_period {
    const char *start, *end, *as_of;
    struct function_note *note; /* of the functions that were registered; NULL: none */
};

/* Runs populations, guards, tests, then completes the items' counts, and looks whether
 * keys that the procedure declares repeat in what the tests read (blank and absent ones
 * are no keys); a limit met in that is told, not an error. */
WARN_UNUSED bool execute_program(struct db *db, struct table_set *tables,
        const struct scan_context *context, const struct program *program,
        const struct execute_period *period, const struct execute_sink *sink,
        struct error *err);

/* Runs one test again for the values it shows: sink->values per exception or undecidable
 * record, in order. */
WARN_UNUSED bool execute_values(struct db *db, struct table_set *tables,
        const struct program *program, const struct execute_period *period, uint32_t test,
        const struct execute_sink *sink, struct error *err);

#endif
