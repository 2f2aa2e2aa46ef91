#include "evidence/table/execute.h"

#include "engine/base/text.h"
#include "evidence/convert/convert.h"
#include "evidence/table/execute_bind.h"
#include "evidence/table/execute_queue.h"
#include "evidence/table/execute_repeat.h"
#include "evidence/table/execute_roll.h"

#include <stdlib.h>
#include <string.h>

struct execution {
    struct db *db;
    struct table_set *tables;
    const struct scan_context *context;
    const struct program *program;
    const struct execute_period *period;
    const struct execute_sink *sink;
};

/* ---- statements ---- */

static bool prepare(const struct execution *run, const char *sql,
        struct db_statement **ret_statement, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;

    table_begin_statement(run->tables);
    if (!db_prepare(run->db, sql, &statement, err) ||
            !execute_bind(statement, run->program, run->period, err))
        return false;
    *ret_statement = statement;
    statement = NULL;
    return true;
}

/* What a statement is for: a test or a population, and the items it reads. */
struct purpose {
    const char *id;
    const char **items;
    uint32_t item_count;
};

static struct purpose purpose_of_test(const struct program_test *test)
{
    return (struct purpose){test->id, test->items, test->item_count};
}

/* SQL that could be prepared stops only at the values it meets: a sum that overflows, a
 * text that is no time where the procedure has a time. That is the evidence's doing. */
static void blame_values(const struct purpose *purpose, struct error *err)
{
    CLEANUP(buf_clear) struct buf items = BUF_INIT(sizeof(err->message));
    struct error full;

    for (uint32_t i = 0; i < purpose->item_count; i++) {
        if (!buf_printf(&items, &full, "%s%s", i ? ", " : "", purpose->items[i]))
            break;
    }
    error_set(err, ERROR_VALUE,
            TR("the SQL of '%s' stopped at a value it met (evidence: %s): %s",
                    "「%s」のSQLが値の処理で止まった（証拠: %s）: %s"),
            purpose->id, items.size ? buf_text(&items) : "?", err->message);
}

/* A step's error is evidence's own where evidence stopped it. */
static bool step(const struct execution *run, const struct purpose *purpose,
        struct db_statement *statement, bool *ret_row, struct error *err)
{
    struct error failure = {0};

    if (db_step(statement, ret_row, &failure))
        return true;
    if (table_take_error(run->tables, err))
        return false;
    *err = failure;
    if (err->code == ERROR_SCRIPT)
        blame_values(purpose, err);
    return false;
}

static uint32_t find_item(const struct program *program, const char *id)
{
    uint32_t i = 0;

    while (i < program->item_count && strcmp(program->items[i].id, id) != 0)
        i++;
    return i;
}

/* What the statement that was stepped last met. A test in SQL cannot be asked about
 * single records: that it looked at values it could not compare must be known all the
 * same. */
static struct execute_failed find_failed(const struct execution *run)
{
    const struct table_trouble *trouble = table_trouble(run->tables);

    if (!trouble->records)
        return (struct execute_failed){0};
    return (struct execute_failed){trouble->records,
            find_item(run->program, trouble->item), trouble->column, trouble->record_id};
}

static void clear_note(const struct execution *run)
{
    if (run->period->note)
        memset(run->period->note, 0, sizeof(*run->period->note));
}

/* ---- populations ---- */

static bool is_troubled(const struct execution *run, int64_t record_id, int64_t other_id)
{
    return table_is_troubled(run->tables, record_id) ||
            (other_id && table_is_troubled(run->tables, other_id));
}

/* What lies outside the period is of the years between the first and the last told. */
static void count_outside(const struct execution *run, const char *at,
        struct execute_population *population)
{
    const struct zone *zone = run->context->zone;
    char text[DATE_TEXT_SIZE];
    int64_t ms, day;

    population->filtered++;
    if (!at || !convert_to_ms(at, strlen(at), zone, &ms))
        return;
    day = zone_day_of(zone, ms);
    if (population->before + population->after == 0)
        population->first_day = population->last_day = day;
    if (day < population->first_day)
        population->first_day = day;
    if (day > population->last_day)
        population->last_day = day;
    date_format(day, text);
    if (strcmp(text, run->period->start) < 0)
        population->before++;
    else
        population->after++;
}

/* A record left out on the strength of a value that did not convert was not decided: it
 * counts as unreadable. */
static bool count_record(const struct execution *run, struct db_statement *statement,
        struct execute_population *population, struct execute_roll *roll,
        struct execute_queue *queue, struct error *err)
{
    int64_t record_id = db_column_int(statement, 0);
    int64_t other_id = db_column_int(statement, 1);
    int64_t disposition = db_column_int(statement, 2);

    population->delivered++;
    if (disposition == PROGRAM_SELECTED) {
        population->selected++;
        return execute_roll_add(roll, run->context, record_id, other_id, err);
    }
    if (disposition != PROGRAM_UNREADABLE && !is_troubled(run, record_id, other_id)) {
        if (disposition == PROGRAM_OUTSIDE)
            count_outside(run, db_column_text(statement, 3), population);
        else
            population->filtered++;
        return true;
    }
    population->unreadable++;
    return execute_queue_add(queue, &(struct execute_row){record_id, other_id, 0}, err);
}

static bool count_population(const struct execution *run,
        const struct program_population *counted, struct execute_population *population,
        struct execute_queue *queue, struct error *err)
{
    const struct purpose purpose = {counted->id, counted->items, counted->item_count};
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    CLEANUP(execute_roll_clear) struct execute_roll roll = {0};
    bool row;

    clear_note(run);
    if (!execute_roll_begin(&roll, err) || !prepare(run, counted->sql, &statement, err))
        return false;
    for (;;) {
        if (!step(run, &purpose, statement, &row, err))
            return false;
        if (!row)
            break;
        if (!count_record(run, statement, population, &roll, queue, err))
            return false;
    }
    /* A condition cannot be asked which record it could not decide. */
    if (run->period->note && run->period->note->kind == FUNCTION_NOTE_CALENDAR)
        return error_set(err, ERROR_VALUE,
                TR("the population '%s' could not be decided: the calendar '%s' does not have the year %s",
                        "母集団「%s」を決められない。カレンダー「%s」に%s年がない"),
                counted->id, run->period->note->what, run->period->note->value);
    return digest_stream_finish(roll.stream, &population->digest, err);
}

static bool run_population(const struct execution *run, uint32_t index,
        struct execute_row *rows, struct error *err)
{
    struct execute_queue queue = {run->sink, index, EXECUTE_UNREADABLE, 0, rows, false};
    struct execute_population population = {0};
    bool ok = count_population(run, &run->program->populations[index], &population,
            &queue, &population.error);

    population.failed = find_failed(run);
    if (queue.is_broken) {
        *err = population.error;
        return false;
    }
    if (!ok)
        queue.count = 0;
    return execute_queue_flush(&queue, err) &&
            run->sink->population(run->sink->owner, index, &population, err);
}

/* ---- tests ---- */

static bool count_keys(const struct execution *run, const struct program_test *test,
        const char *sql, struct execute_guard *guard, struct error *err)
{
    const struct purpose purpose = purpose_of_test(test);
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    bool row;

    if (!prepare(run, sql, &statement, err) || !step(run, &purpose, statement, &row, err))
        return false;
    if (!row)
        return true;
    guard->left = (uint64_t)db_column_int(statement, 0);
    guard->left_met = (uint64_t)db_column_int(statement, 1);
    guard->right = (uint64_t)db_column_int(statement, 2);
    guard->right_met = (uint64_t)db_column_int(statement, 3);
    return true;
}

static bool run_guards(const struct execution *run, uint32_t index, struct error *err)
{
    const struct program_test *test = &run->program->tests[index];

    for (uint32_t g = 0; g < test->guard_count; g++) {
        struct execute_guard guard = {0};

        if (!count_keys(run, test, test->guards[g].sql, &guard, &guard.error))
            guard.left = guard.left_met = 0;
        if (!run->sink->guard(run->sink->owner, index, g, &guard, err))
            return false;
    }
    return true;
}

/* A row that cannot be traced to a record is an error of the script. */
static bool read_row(const struct execution *run, struct db_statement *statement,
        struct execute_row *ret_row, struct error *err)
{
    *ret_row = (struct execute_row){db_column_int(statement, 0),
            db_column_int(statement, 1), (int32_t)db_column_int(statement, 2)};
    if (execute_roll_has(run->context, ret_row->record_id) &&
            (ret_row->other_id == 0 || execute_roll_has(run->context, ret_row->other_id)))
        return true;
    return error_set(err, ERROR_SCRIPT,
            TR("a row has record_id %s, which is no record: every row must carry the record_id of a record it is about",
                    "行の record_id が %s で、どのレコードでもない。すべての行に、対象レコードの record_id が必要"),
            db_column_type(statement, 0) == DB_NULL ? "NULL"
                                                    : db_column_text(statement, 0));
}

static bool find_verdicts(const struct execution *run, const struct program_test *test,
        struct execute_test *result, struct execute_queue *exceptions,
        struct execute_queue *undecidable, struct execute_queue *other_route,
        struct execute_queue *not_due, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    const struct purpose purpose = purpose_of_test(test);
    struct execute_row found;
    bool row;

    if (!prepare(run, test->sql, &statement, err))
        return false;
    for (;;) {
        if (!step(run, &purpose, statement, &row, err))
            return false;
        if (!row)
            return true;
        if (!read_row(run, statement, &found, err))
            return false;
        result->rows++;
        if (found.verdict == 0)
            continue;
        result->exceptions += found.verdict > 0;
        result->undecidable += found.verdict == -1;
        result->not_due += found.verdict == PROGRAM_NOT_DUE;
        result->other_route += found.verdict <= PROGRAM_OTHER_ROUTE(1);
        if (!execute_queue_add(found.verdict > 0               ? exceptions
                            : found.verdict == -1              ? undecidable
                            : found.verdict == PROGRAM_NOT_DUE ? not_due
                                                               : other_route,
                    &found, err))
            return false;
    }
}

/* A query need not read its evidence to the end to be done, but what it says rests on all
 * of it: damage behind the place where it stopped counts. */
static bool complete_items(const struct execution *run, const struct program_test *test,
        struct error *err)
{
    for (uint32_t i = 0; i < test->item_count; i++) {
        if (!table_complete(run->tables, test->items[i], err))
            return false;
    }
    return true;
}

static bool run_test(const struct execution *run, uint32_t index,
        struct execute_row *rows, struct error *err)
{
    const struct program_test *test = &run->program->tests[index];
    struct execute_queue exceptions = {run->sink, index, EXECUTE_EXCEPTION, 0, rows,
            false};
    struct execute_queue undecidable = {run->sink, index, EXECUTE_UNDECIDABLE, 0,
            rows + EXECUTE_ROWS_MAX, false};
    struct execute_queue other_route = {run->sink, index, EXECUTE_OTHER_ROUTE, 0,
            rows + 2 * EXECUTE_ROWS_MAX, false};
    struct execute_queue not_due = {run->sink, index, EXECUTE_NOT_DUE, 0,
            rows + 3 * EXECUTE_ROWS_MAX, false};
    struct execute_test result = {0};
    bool ok;

    if (!run_guards(run, index, err))
        return false;
    clear_note(run);
    ok = find_verdicts(run, test, &result, &exceptions, &undecidable, &other_route,
            &not_due, &result.error);
    result.failed = find_failed(run);
    if (run->period->note)
        result.note = *run->period->note;
    if (exceptions.is_broken || undecidable.is_broken || other_route.is_broken ||
            not_due.is_broken) {
        *err = result.error;
        return false;
    }
    if (!ok || !complete_items(run, test, &result.error))
        result.rows = 0; /* what was found stands; how many were looked at does not */
    return execute_queue_flush(&exceptions, err) &&
            execute_queue_flush(&undecidable, err) &&
            execute_queue_flush(&other_route, err) &&
            execute_queue_flush(&not_due, err) &&
            run->sink->test(run->sink->owner, index, &result, err);
}

/* ---- items ---- */

/* Whether two keys of the item may be the same. */
static bool may_repeat(const struct execution *run, const struct program_item *item,
        bool *ret_may, struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 20);
    CLEANUP(execute_repeat_clear) struct execute_repeat repeat = {0};
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    const struct purpose purpose = {item->id, NULL, 0};
    uint32_t parts;
    bool row = true;

    *ret_may = false;
    if (!execute_repeat_write_keys(item, &sql, &parts, err) ||
            (parts && !prepare(run, buf_text(&sql), &statement, err)))
        return false;
    while (parts && !*ret_may) {
        uint64_t hash = EXECUTE_REPEAT_SEED;

        if (!step(run, &purpose, statement, &row, err))
            return false;
        if (!row)
            break;
        for (uint32_t i = 0; i < parts; i++) {
            struct slice part = db_column_bytes(statement, (int)i);

            hash = execute_repeat_hash(hash, part.text, part.size);
        }
        *ret_may = !execute_repeat_add(&repeat, hash);
    }
    return true;
}

static bool count_repeats(const struct execution *run, const struct program_item *item,
        struct scan_usage *usage, struct error *err)
{
    CLEANUP(buf_clear) struct buf sql = BUF_INIT(1 << 20);
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    const struct purpose purpose = {item->id, NULL, 0};
    bool may, row;

    if (!may_repeat(run, item, &may, err))
        return false;
    if (!may)
        return true;
    if (!execute_repeat_write(item, &sql, err) ||
            !prepare(run, buf_text(&sql), &statement, err) ||
            !step(run, &purpose, statement, &row, err))
        return false;
    if (row) {
        usage->repeated_keys = (uint64_t)db_column_int(statement, 0);
        usage->first_repeated = db_column_int(statement, 1);
    }
    return true;
}

/* Items that no test uses stay as far as they were read. */
static bool run_item(const struct execution *run, uint32_t index,
        const struct scan_usage *read, struct error *err)
{
    struct scan_usage usage = *read;
    struct error failure = {0};

    if (usage.complete &&
            !count_repeats(run, &run->program->items[index], &usage, &failure)) {
        if (failure.code != ERROR_LIMIT && failure.code != ERROR_MEMORY) {
            *err = failure;
            return false;
        }
        usage.keys_unchecked = true;
    }
    return run->sink->item(run->sink->owner, index, &usage, err);
}

static bool run_items(const struct execution *run, struct error *err)
{
    for (uint32_t i = 0; i < run->program->item_count; i++) {
        const struct scan_usage *usage = table_usage(run->tables,
                run->program->items[i].id);

        if (usage && !run_item(run, i, usage, err))
            return false;
    }
    return true;
}

bool execute_program(struct db *db, struct table_set *tables,
        const struct scan_context *context, const struct program *program,
        const struct execute_period *period, const struct execute_sink *sink,
        struct error *err)
{
    struct execution run = {db, tables, context, program, period, sink};
    struct execute_row *rows = calloc(4 * EXECUTE_ROWS_MAX, sizeof(*rows));
    bool ok = rows ? true : error_memory(err);

    for (uint32_t i = 0; ok && i < program->population_count; i++)
        ok = run_population(&run, i, rows, err);
    for (uint32_t i = 0; ok && i < program->test_count; i++)
        ok = run_test(&run, i, rows, err);
    ok = ok && run_items(&run, err);
    free(rows);
    return ok;
}

bool execute_values(struct db *db, struct table_set *tables,
        const struct program *program, const struct execute_period *period, uint32_t test,
        const struct execute_sink *sink, struct error *err)
{
    struct execution run = {db, tables, NULL, program, period, sink};
    CLEANUP(db_finalizep) struct db_statement *statement = NULL;
    const struct purpose purpose = purpose_of_test(&program->tests[test]);
    bool row;

    if (!prepare(&run, program->tests[test].values_sql, &statement, err))
        return false;
    for (;;) {
        struct execute_row values;

        if (!step(&run, &purpose, statement, &row, err))
            return false;
        if (!row)
            return true;
        values = (struct execute_row){db_column_int(statement, 0),
                db_column_int(statement, 1), (int32_t)db_column_int(statement, 2)};
        if (!sink->values(sink->owner, test, &values, statement, 3, err))
            return false;
    }
}
