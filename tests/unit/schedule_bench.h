/* schedule_bench.h - tasks for the schedule, and what came of each */
#ifndef CHOSHO_SCHEDULE_BENCH_H
#define CHOSHO_SCHEDULE_BENCH_H

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include "engine/run/collect.h"
#include "engine/run/schedule.h"
#include "tests/unit/unit.h"

#define TASKS_MAX 128

static struct told {
    struct collect collect;
    struct buf job;
    struct error failure;
    bool is_collected, is_finished;
    size_t place;    /* in the order of finish() */
    size_t messages; /* received */
    struct buf text; /* of rows of a query */
} told[TASKS_MAX];
static struct schedule_task tasks[TASKS_MAX];
static size_t task_count, finished;
static struct schedule_sandbox sandboxes; /* of the last run */

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct told *task = owner;

    task->messages++;
    return !task->is_collected || collect_receive(&task->collect, frame, err);
}

static bool finish(void *owner, const struct error *failure, struct error *err)
{
    struct told *task = owner;

    (void)err;
    ck_assert(!task->is_finished);
    task->is_finished = true;
    task->place = finished++;
    task->failure = *failure;
    if (task->is_collected && failure->code == ERROR_NONE &&
            collect_finish(&task->collect, &task->failure))
        task->failure.code = ERROR_NONE;
    return true;
}

static struct told *add_task(void)
{
    struct told *task = &told[task_count];

    memset(task, 0, sizeof(*task));
    task->job.limit = (size_t)16 << 20;
    task->text.limit = (size_t)16 << 20;
    tasks[task_count++] = (struct schedule_task){.job = &task->job,
            .seconds = 30,
            .owner = task,
            .receive = receive,
            .finish = finish};
    return task;
}

static void run_with(unsigned workers)
{
    const struct schedule_options options = {.workers = workers,
            .spill_folder = ".",
            .ret_sandbox = &sandboxes};
    struct error err = {0};

    sandboxes = (struct schedule_sandbox){0};

    finished = 0;
    ck_assert_msg(schedule_run(tasks, task_count, &options, &err), "%s", err.message);
    ck_assert_uint_eq(finished, task_count);
    for (size_t i = 0; i < task_count; i++)
        ck_assert_uint_eq(told[i].place, i);
    ck_assert(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD); /* nobody is left */
}

static void clear_tasks(void)
{
    for (size_t i = 0; i < task_count; i++) {
        if (told[i].is_collected)
            collect_clear(&told[i].collect);
        buf_clear(&told[i].job);
        buf_clear(&told[i].text);
    }
    task_count = 0;
}

#endif
