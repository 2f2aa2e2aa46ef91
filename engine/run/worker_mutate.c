/* Running a program over evidence disturbed in every way, one at a time. */
#include "engine/run/message_disturbed.h"
#include "engine/run/worker.h"
#include "engine/run/worker_tables.h"

struct mutating {
    struct worker *worker;
    struct worker_tables tables;
};

static void end_tables(struct mutating *mutating)
{
    worker_tables_end(&mutating->tables);
}

/* ---- which cells are read ---- */

/* Marks what the next test reads, once its guards are through: they look at keys that no
 * test asks for, as does the engine behind the last test (whether keys repeat). */
static void watch_next(struct mutating *mutating, uint32_t test, uint32_t guards_done)
{
    const struct program *program = &mutating->worker->job.program;
    uint8_t marks = 0;

    if (test < program->test_count && guards_done == program->tests[test].guard_count)
        marks = program->tests[test].each_record ? DISTURBANCE_BY_RECORD
                                                 : DISTURBANCE_BY_SET;
    table_disturb_watch(mutating->tables.set, marks);
}

static bool pass_population(void *owner, uint32_t index,
        const struct execute_population *population, struct error *err)
{
    struct mutating *mutating = owner;

    (void)population, (void)err;
    if (index + 1 == mutating->worker->job.program.population_count)
        watch_next(mutating, 0, 0);
    return true;
}

static bool pass_guard(void *owner, uint32_t test, uint32_t index,
        const struct execute_guard *guard, struct error *err)
{
    (void)guard, (void)err;
    watch_next(owner, test, index + 1);
    return true;
}

static bool pass_test(void *owner, uint32_t index, const struct execute_test *test,
        struct error *err)
{
    (void)test, (void)err;
    watch_next(owner, index + 1, 0);
    return true;
}

static bool pass_rows(void *owner, uint32_t index, enum execute_kind kind,
        const struct execute_row *rows, size_t count, struct error *err)
{
    (void)owner, (void)index, (void)kind, (void)rows, (void)count, (void)err;
    return true;
}

static bool pass_item(void *owner, uint32_t index, const struct scan_usage *usage,
        struct error *err)
{
    (void)owner, (void)index, (void)usage, (void)err;
    return true;
}

static bool watch(struct mutating *mutating, const struct execute_period *period,
        struct error *err)
{
    const struct execute_sink sink = {.owner = mutating,
            .population = pass_population,
            .guard = pass_guard,
            .rows = pass_rows,
            .test = pass_test,
            .item = pass_item};
    struct worker *worker = mutating->worker;

    table_disturb_watch(mutating->tables.set, DISTURBANCE_BY_POPULATION);
    return execute_program(mutating->tables.db, mutating->tables.set, &worker->scan,
            &worker->job.program, period, &sink, err);
}

/* ---- disturbing ---- */

static bool tell(struct mutating *mutating, const struct message_disturbed *message,
        struct error *err)
{
    struct buf *buf = protocol_begin(mutating->worker->writer, PROTOCOL_DISTURBED, err);

    return buf && message_disturbed_pack(buf, message, err) &&
            protocol_send(mutating->worker->writer, err) &&
            worker_execute_again(mutating->worker, &mutating->tables, err);
}

static bool disturb(void *owner, const struct disturbance *disturbance, struct error *err)
{
    struct mutating *mutating = owner;
    const struct table_disturbance *how = &disturbance->how;
    struct message_disturbed message = {.way = disturbance->way,
            .is_by_record = disturbance->is_by_record,
            .item = (uint32_t)how->table,
            .column = how->column,
            .record_id = table_disturb_record_id(mutating->tables.set, how->table,
                    how->row)};

    message_disturbed_show(&message, &how->value);
    return table_disturb_apply(mutating->tables.set, how, err) &&
            tell(mutating, &message, err);
}

bool worker_mutate(struct worker *worker, struct error *err)
{
    CLEANUP(end_tables) struct mutating mutating = {.worker = worker};
    const struct job *job = &worker->job;
    const struct execute_period period = {job->period_start, job->period_end, job->as_of,
            &mutating.tables.functions.note};
    const struct disturbance_sink sink = {&mutating, disturb};
    const struct message_disturbed none = {.way = DISTURBANCE_NONE};

    return worker_tables_begin(worker, &mutating.tables, err) &&
            table_disturb_hold(mutating.tables.set, err) &&
            watch(&mutating, &period, err) && tell(&mutating, &none, err) &&
            disturbance_list(mutating.tables.set, job->items, job->item_count, &period,
                    &sink, err) &&
            table_disturb_apply(mutating.tables.set, NULL, err);
}
