/* Running a program, or one of its tests again for the values it shows. */
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"
#include "engine/run/worker_tables.h"

struct running {
    struct worker *worker;
    struct worker_tables *tables;
};

/* Where the guard stopped a statement, its reason is what the person needs to know. */
static void explain(struct running *running, struct error *failure)
{
    if (failure->code == ERROR_NONE)
        return;
    guard_explain(&running->tables->guard, failure);
    if (failure->code == ERROR_SCRIPT)
        error_set(failure, ERROR_SCRIPT,
                TR("the procedure's SQL cannot be carried out: %s",
                        "手続のSQLを実行できない: %s"),
                failure->message);
}

static bool tell_population(void *owner, uint32_t index,
        const struct execute_population *population, struct error *err)
{
    struct running *running = owner;
    struct message_population message = {index, *population};
    struct buf *buf = protocol_begin(running->worker->writer, PROTOCOL_POPULATION, err);

    explain(running, &message.population.error);
    return buf && message_pack_population(buf, &message, err) &&
            protocol_send(running->worker->writer, err);
}

static bool tell_guard(void *owner, uint32_t test, uint32_t index,
        const struct execute_guard *guard, struct error *err)
{
    struct running *running = owner;
    struct message_guard message = {test, index, *guard};
    struct buf *buf = protocol_begin(running->worker->writer, PROTOCOL_GUARD, err);

    explain(running, &message.guard.error);
    return buf && message_pack_guard(buf, &message, err) &&
            protocol_send(running->worker->writer, err);
}

static bool tell_rows(void *owner, uint32_t index, enum execute_kind kind,
        const struct execute_row *rows, size_t count, struct error *err)
{
    struct running *running = owner;
    struct buf *buf = protocol_begin(running->worker->writer, PROTOCOL_ROWS, err);

    return buf && message_pack_rows(buf, index, kind, rows, count, err) &&
            protocol_send(running->worker->writer, err);
}

static bool tell_test(void *owner, uint32_t index, const struct execute_test *test,
        struct error *err)
{
    struct running *running = owner;
    struct message_test message = {index, *test};
    struct buf *buf = protocol_begin(running->worker->writer, PROTOCOL_TEST, err);

    explain(running, &message.test.error);
    return buf && message_pack_test(buf, &message, err) &&
            protocol_send(running->worker->writer, err);
}

static bool tell_item(void *owner, uint32_t index, const struct scan_usage *usage,
        struct error *err)
{
    struct running *running = owner;
    struct buf *buf = protocol_begin(running->worker->writer, PROTOCOL_ITEM, err);

    return buf && message_pack_item(buf, index, usage, err) &&
            protocol_send(running->worker->writer, err);
}

static bool tell_values(void *owner, uint32_t test, const struct execute_row *row,
        struct db_statement *statement, int first_column, struct error *err)
{
    struct running *running = owner;
    struct buf *buf = protocol_begin(running->worker->writer, PROTOCOL_VALUES, err);

    return buf && pack_u32(buf, test, err) &&
            pack_u64(buf, (uint64_t)row->record_id, err) &&
            pack_u64(buf, (uint64_t)row->other_id, err) &&
            pack_u32(buf, (uint32_t)row->verdict, err) &&
            worker_tables_pack_values(statement, first_column, buf, err) &&
            protocol_send(running->worker->writer, err);
}

static void end_tables(struct running *running)
{
    worker_tables_end(running->tables);
}

bool worker_execute_again(struct worker *worker, struct worker_tables *tables,
        struct error *err)
{
    struct running running = {worker, tables};
    const struct job *job = &worker->job;
    const struct execute_sink sink = {&running, tell_population, tell_guard, tell_rows,
            tell_test, tell_item, tell_values};
    const struct execute_period period = {job->period_start, job->period_end, job->as_of,
            &tables->functions.note};

    return job->kind == JOB_VALUES
            ? execute_values(tables->db, tables->set, &job->program, &period, job->test,
                      &sink, err)
            : execute_program(tables->db, tables->set, &worker->scan, &job->program,
                      &period, &sink, err);
}

bool worker_execute(struct worker *worker, struct error *err)
{
    struct worker_tables tables = {0};
    CLEANUP(end_tables) struct running running = {worker, &tables};
    const struct job *job = &worker->job;

    if (!worker_tables_begin(worker, running.tables, err))
        return false;
    if (job->kind == JOB_VALUES && job->test >= job->program.test_count)
        return error_set(err, ERROR_LOST, "the job names test %u of %u", job->test,
                job->program.test_count);
    return worker_execute_again(worker, running.tables, err);
}
