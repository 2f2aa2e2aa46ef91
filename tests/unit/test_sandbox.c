#include "engine/run/sandbox.h"

#include <string.h>
#include <unistd.h>

#include "engine/run/job.h"
#include "engine/run/schedule.h"
#include "tests/unit/unit.h"

#define TASKS_MAX 8

/* One task of a schedule: what its worker said, and how it ended. */
struct outcome {
    struct buf job;
    struct error failure;
    unsigned rows;
    bool is_finished;
};

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct outcome *outcome = owner;

    (void)err;
    outcome->rows += frame->type == PROTOCOL_ROW;
    return true;
}

static bool finish(void *owner, const struct error *failure, struct error *err)
{
    struct outcome *outcome = owner;

    (void)err;
    outcome->failure = *failure;
    outcome->is_finished = true;
    return true;
}

static void pack(struct outcome *outcome, enum job_kind kind, const char *text)
{
    const struct job job = {.kind = kind,
            .language = TEXT_EN,
            .zone = "UTC",
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = 60,
            .text = text};
    struct error err = {0};

    memset(outcome, 0, sizeof(*outcome));
    outcome->job.limit = (size_t)1 << 20;
    ck_assert_msg(job_pack(&job, &outcome->job, &err), "%s", err.message);
}

static void run(struct outcome *outcomes, size_t count, struct schedule_sandbox *sandbox)
{
    const struct schedule_options how = {.spill_folder = ".", .ret_sandbox = sandbox};
    struct schedule_task tasks[TASKS_MAX] = {0};
    struct error err = {0};

    schedule_set_program(getenv("CHOSHO_PROGRAM"));
    for (size_t i = 0; i < count; i++)
        tasks[i] = (struct schedule_task){.job = &outcomes[i].job,
                .seconds = 60,
                .owner = &outcomes[i],
                .receive = receive,
                .finish = finish};
    ck_assert_msg(schedule_run(tasks, count, &how, &err), "%s", err.message);
    for (size_t i = 0; i < count; i++) {
        ck_assert(outcomes[i].is_finished);
        buf_clear(&outcomes[i].job);
    }
}

START_TEST(a_worker_that_tries_what_is_forbidden_dies_and_the_others_go_on)
{
    static const char *const forbidden[] = {"open", "connect", "exec", "fork", "ptrace"};
    struct outcome outcomes[ARRAY_LENGTH(forbidden) + 2];
    struct schedule_sandbox sandbox = {0};
    size_t last = ARRAY_LENGTH(forbidden) + 1;

    pack(&outcomes[0], JOB_QUERY, "SELECT 1 AS a UNION ALL SELECT 2");
    for (size_t i = 0; i < ARRAY_LENGTH(forbidden); i++)
        pack(&outcomes[i + 1], JOB_PROBE, forbidden[i]);
    pack(&outcomes[last], JOB_QUERY, "SELECT 3 AS a");
    run(outcomes, last + 1, &sandbox);
    for (size_t i = 1; i < last; i++) {
        ck_assert_msg(outcomes[i].failure.code == ERROR_LOST, "%s: %d %s",
                forbidden[i - 1], outcomes[i].failure.code, outcomes[i].failure.message);
        ck_assert_msg(strstr(outcomes[i].failure.message, "sandbox"), "%s: %s",
                forbidden[i - 1], outcomes[i].failure.message);
    }
    ck_assert_int_eq(outcomes[0].failure.code, ERROR_NONE);
    ck_assert_int_eq(outcomes[0].rows, 2);
    ck_assert_int_eq(outcomes[last].failure.code, ERROR_NONE);
    ck_assert_int_eq(outcomes[last].rows, 1);
    ck_assert_uint_eq(sandbox.workers, last + 1);
}
END_TEST

/* More than the sorter holds in memory goes to the spill files, without a forbidden call.
 */
START_TEST(a_large_sort_spills_inside_the_sandbox)
{
    struct outcome outcome;

    pack(&outcome, JOB_QUERY,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)"
            " SELECT max(x), count(*) FROM (SELECT i, substr(hex(i * 7919 % 400009) ||"
            " 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz', 1, 120) AS x,"
            " row_number() OVER (ORDER BY i * 7919 % 400009, i) AS r FROM n ORDER BY x, i)");
    run(&outcome, 1, NULL);
    ck_assert_msg(outcome.failure.code == ERROR_NONE, "%s", outcome.failure.message);
    ck_assert_int_eq(outcome.rows, 1);
}
END_TEST

START_TEST(an_endless_query_ends_at_its_deadline)
{
    struct outcome outcome;
    const struct job job = {.kind = JOB_QUERY,
            .language = TEXT_EN,
            .zone = "UTC",
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .seconds = 1,
            .text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                    " SELECT count(*) FROM n"};
    struct error err = {0};

    memset(&outcome, 0, sizeof(outcome));
    outcome.job.limit = (size_t)1 << 20;
    ck_assert(job_pack(&job, &outcome.job, &err));
    run(&outcome, 1, NULL);
    ck_assert_msg(outcome.failure.code == ERROR_LIMIT, "%d %s", outcome.failure.code,
            outcome.failure.message);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
            a_worker_that_tries_what_is_forbidden_dies_and_the_others_go_on,
            a_large_sort_spills_inside_the_sandbox,
            an_endless_query_ends_at_its_deadline,
    };

    return unit_run("sandbox", tests, ARRAY_LENGTH(tests));
}
