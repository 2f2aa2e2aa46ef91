/* Workers side by side: what they may do to each other and to the monitor is nothing.
 *
 * test_worker.c has the tests of the real worker. */
#include "engine/run/schedule.h"

#include "engine/base/clock.h"
#include "engine/base/spill.h"
#include "tests/unit/evil_worker.h"
#include "tests/unit/schedule_bench.h"

static struct told *add_evil(const char *how)
{
    struct told *task = add_task();
    struct error err = {0};

    ck_assert(buf_append(&task->job, how, strlen(how), &err));
    ck_assert(collect_begin(&lies_list, &lies_instance, &task->collect, &err));
    task->is_collected = true;
    return task;
}

/* Runs what behaves badly between two honest workers, whom it does not touch. */
static struct error outcome_of_evil(const char *how)
{
    struct error failure;

    add_evil("honest");
    add_evil(how);
    add_evil("honest");
    run_with(2);
    failure = told[1].failure;
    ck_assert_msg(told[0].failure.code == ERROR_NONE, "%s", told[0].failure.message);
    ck_assert_msg(told[2].failure.code == ERROR_NONE, "%s", told[2].failure.message);
    ck_assert_int_eq(told[2].collect.tests[0].exceptions.count, 2);
    clear_tasks();
    return failure;
}

/* ---- lies ---- */

START_TEST(honest_workers_are_believed)
{
    for (int i = 0; i < 8; i++)
        add_evil("honest");
    run_with(3);
    for (size_t i = 0; i < task_count; i++)
        ck_assert_msg(told[i].failure.code == ERROR_NONE, "%s", told[i].failure.message);
    clear_tasks();
}
END_TEST

START_TEST(a_lie_is_the_error_of_its_task)
{
    char how[16];

    for (size_t i = 0; i < ARRAY_LENGTH(lies);
            i++) { /* all of them, each next to another */
        snprintf(how, sizeof(how), "lie %zu", i);
        add_evil(how);
    }
    add_evil("honest");
    run_with(4);
    for (size_t i = 0; i < ARRAY_LENGTH(lies); i++)
        ck_assert_msg(told[i].failure.code == ERROR_LOST, "%s: %d %s", lies[i].name,
                (int)told[i].failure.code, told[i].failure.message);
    ck_assert_int_eq(told[ARRAY_LENGTH(lies)].failure.code, ERROR_NONE);
    clear_tasks();
}
END_TEST

START_TEST(a_protocol_broken_is_the_error_of_its_task)
{
    static const char *const ways[] = {"nothing", "message first", "other version",
            "short hello", "long hello", "end only", "hello twice", "length 0",
            "length over the limit", "length beyond all", "type 0",
            "type beyond the last", "type 255", "short progress", "error of no kind",
            "error cut off", "error and then more", "half a message", "end with content",
            "no end", "exit 0", "exit 3"};

    for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
        struct error failure = outcome_of_evil(ways[i]);

        ck_assert_msg(failure.code == ERROR_LOST, "%s: %d %s", ways[i], (int)failure.code,
                failure.message);
    }
}
END_TEST

START_TEST(a_death_is_explained)
{
    static const struct {
        const char *how;
        enum error_code code;
        const char *word;
    } deaths[] = {
            {"signal 9", ERROR_LOST, "from outside"},
            {"signal 24", ERROR_LIMIT, "time"},
            {"signal 11", ERROR_LOST, "crashed"},
            {"signal 6", ERROR_LOST, "crashed"},
            {"signal 7", ERROR_LOST, "crashed"},
            {"signal 31", ERROR_LOST, "forbids"},
            {"signal 15", ERROR_LOST, "before it had said everything"},
            {"exit 3", ERROR_LOST, "exit code 3"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(deaths); i++) {
        struct error failure = outcome_of_evil(deaths[i].how);

        ck_assert_msg(failure.code == deaths[i].code &&
                        strstr(failure.message, deaths[i].word),
                "%s: %d %s", deaths[i].how, (int)failure.code, failure.message);
    }
}
END_TEST

START_TEST(what_a_worker_says_of_its_failure)
{
    struct error failure = outcome_of_evil("fail");

    ck_assert_int_eq(failure.code, ERROR_REFUSED);
    ck_assert_str_eq(failure.message,
            "no \\x1B[31msandbox\\x0A表"); /* no escapes, UTF-8 */
    failure = outcome_of_evil("odd error");
    ck_assert_int_eq(failure.code, ERROR_LOST);
    /* only the monitor is interrupted; the task would go unrecorded */
    failure = outcome_of_evil("interrupted");
    ck_assert_int_eq(failure.code, ERROR_LOST);
}
END_TEST

/* ---- time ---- */

static void check_ends_within(const char *how, uint64_t seconds, enum error_code code,
        int64_t most_ms)
{
    int64_t begun = clock_steady_ms();

    add_evil(how);
    tasks[0].seconds = seconds;
    add_evil("honest");
    run_with(2);
    ck_assert_msg(told[0].failure.code == code, "%s: %d %s", how,
            (int)told[0].failure.code, told[0].failure.message);
    ck_assert_int_eq(told[1].failure.code, ERROR_NONE);
    ck_assert_msg(clock_steady_ms() - begun < most_ms, "%s", how);
    clear_tasks();
}

/* Whether it is silent or never stops talking. */
START_TEST(a_worker_over_its_time_is_ended)
{
    int64_t begun = clock_steady_ms();

    add_evil("stall");
    add_evil("talk");
    add_evil("honest");
    for (size_t i = 0; i < task_count; i++)
        tasks[i].seconds = 1;
    run_with(3);
    ck_assert_int_eq(told[0].failure.code, ERROR_LIMIT);
    ck_assert_int_eq(told[1].failure.code, ERROR_LIMIT);
    ck_assert_int_eq(told[2].failure.code, ERROR_NONE);
    ck_assert_int_lt(clock_steady_ms() - begun, 30000);
    clear_tasks();
}
END_TEST

START_TEST(a_worker_that_has_said_all_is_not_waited_for)
{
    check_ends_within("end and stay", 0, ERROR_NONE, 5000);
}
END_TEST

START_TEST(a_worker_that_closes_its_pipe_is_not_waited_for)
{
    check_ends_within("close and stay", 0, ERROR_LOST, 8000);
}
END_TEST

START_TEST(results_are_handed_over_in_order)
{
    add_evil("slow");
    add_evil("honest");
    add_evil("slow");
    add_evil("nothing");
    run_with(4);
    ck_assert_int_eq(told[3].failure.code, ERROR_LOST);
    clear_tasks();
}
END_TEST

/* ---- the monitor ---- */

static bool refuse_to_finish(void *owner, const struct error *failure, struct error *err)
{
    (void)owner;
    (void)failure;
    return error_set(err, ERROR_DATABASE, "the disk is full");
}

START_TEST(a_failure_of_the_monitor_ends_the_run)
{
    const struct schedule_options options = {.workers = 2, .spill_folder = "."};
    struct error err = {0};

    for (int i = 0; i < 4; i++)
        add_evil(i == 1 ? "stall" : "honest");
    tasks[0].finish = refuse_to_finish;
    ck_assert(!schedule_run(tasks, task_count, &options, &err));
    ck_assert_int_eq(err.code, ERROR_DATABASE);
    ck_assert(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}
END_TEST

START_TEST(a_folder_without_room_is_an_io_error)
{
    const struct schedule_options options = {.spill_folder = "no-such-folder"};
    struct error err = {0};

    add_evil("honest");
    ck_assert(!schedule_run(tasks, task_count, &options, &err));
    ck_assert_int_eq(err.code, ERROR_IO);
}
END_TEST

START_TEST(a_program_that_is_not_there_is_each_tasks_error)
{
    schedule_set_program("/no/such/program");
    add_evil("honest");
    run_with(1);
    ck_assert_int_eq(told[0].failure.code, ERROR_LOST);
    ck_assert_ptr_nonnull(strstr(told[0].failure.message, "127"));
}
END_TEST

static void interrupt_after_first(void *owner, uint64_t bytes, uint64_t total,
        size_t done, size_t count)
{
    (void)owner, (void)bytes, (void)total, (void)count;
    if (done == 2)
        raise(SIGINT);
}

START_TEST(an_interruption_keeps_what_had_finished)
{
    const struct schedule_options options = {.workers = 3,
            .spill_folder = ".",
            .progress = interrupt_after_first};
    int64_t begun = clock_steady_ms();
    struct error err = {0};

    schedule_catch_signals();
    add_evil("honest");
    add_evil("stall");
    add_evil("honest");
    add_evil("stall");
    add_evil("honest");
    ck_assert(!schedule_run(tasks, task_count, &options, &err));
    ck_assert_int_eq(err.code, ERROR_INTERRUPTED);
    ck_assert(schedule_is_interrupted());
    ck_assert(told[0].is_finished && told[0].failure.code == ERROR_NONE);
    ck_assert(told[2].is_finished && told[2].failure.code == ERROR_NONE);
    ck_assert(!told[1].is_finished && !told[3].is_finished && !told[4].is_finished);
    ck_assert(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    ck_assert_int_lt(clock_steady_ms() - begun, 5000);
}
END_TEST

/* ---- what a worker is given ---- */

START_TEST(a_worker_has_only_its_descriptors)
{
    char expected[1024] = "";
    int bundle = open("/dev/null", O_RDONLY);
    int other = open("/dev/null", O_RDONLY); /* as the workpaper: without close-on-exec */

    ck_assert(bundle >= 0 && other >= 0);
    ck_assert_int_ge(dup2(other, 700), 0);
    add_evil("open");
    tasks[0].bundles = &bundle;
    tasks[0].bundle_count = 1;
    run_with(1);
    for (int fd = 0; fd < 3 + 1 + SPILL_POOL_SIZE;
            fd++) /* job, pipe, stderr, bundle, spills */
        snprintf(expected + strlen(expected), sizeof(expected) - strlen(expected), "%d ",
                fd);
    ck_assert_str_eq(told[0].failure.message, expected);
}
END_TEST

START_TEST(nothing_of_the_surroundings_comes_along)
{
    ck_assert_int_eq(setenv("LD_PRELOAD_X", "evil", 1), 0);
    umask(0);
    add_evil("came along");
    run_with(1);
    ck_assert_str_eq(told[0].failure.message,
            "environment empty umask 077 interrupt ignored");
}
END_TEST

int main(int argc, char **argv)
{
    const TTest *const tests[] = {honest_workers_are_believed,
            a_lie_is_the_error_of_its_task, a_protocol_broken_is_the_error_of_its_task,
            a_death_is_explained, what_a_worker_says_of_its_failure,
            a_worker_over_its_time_is_ended, a_worker_that_has_said_all_is_not_waited_for,
            a_worker_that_closes_its_pipe_is_not_waited_for,
            results_are_handed_over_in_order, a_failure_of_the_monitor_ends_the_run,
            a_folder_without_room_is_an_io_error,
            a_program_that_is_not_there_is_each_tasks_error,
            an_interruption_keeps_what_had_finished, a_worker_has_only_its_descriptors,
            nothing_of_the_surroundings_comes_along};

    if (argc > 1 && strcmp(argv[1], "--worker") == 0)
        return evil_main();
    return unit_run("schedule", tests, ARRAY_LENGTH(tests));
}
