#include "engine/run/schedule.h"

#include "engine/base/clock.h"
#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/spawn.h"
#include "engine/run/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS_MAX 64
#define GRACE_SECONDS 10 /* beyond the job's own deadline, before a worker is ended */
#define DYING_MS 2000    /* from a broken pipe to the end of the process */

static volatile sig_atomic_t interrupted;
static const char *worker_program = "/proc/self/exe";

static void note_signal(int number)
{
    interrupted = number;
}

void schedule_catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file as large as one may be is an error of its write */
}

bool schedule_is_interrupted(void)
{
    return interrupted != 0;
}

void schedule_set_program(const char *path)
{
    worker_program = path;
}

enum phase { PHASE_WAITING, PHASE_RUNNING, PHASE_ENDED, PHASE_COMMITTED };

struct progress_of {
    enum phase phase;
    struct spawn spawn;
    struct protocol_reader reader;
    bool said_hello, said_end;
    uint32_t landlock_abi;
    struct error failure;
    int64_t deadline;
    uint64_t bytes;
};

struct schedule {
    const struct schedule_task *tasks;
    size_t count;
    const struct schedule_options *options;
    struct progress_of *states;
    unsigned running, workers;
    size_t next, done, committed;
    uint64_t total;
};

static void note_sandbox(const struct schedule *schedule, const struct progress_of *state)
{
    struct schedule_sandbox *sandbox = schedule->options->ret_sandbox;

    if (!sandbox || !state->said_hello)
        return;
    if (sandbox->workers == 0 || state->landlock_abi < sandbox->landlock_abi)
        sandbox->landlock_abi = state->landlock_abi;
    sandbox->workers++;
}

static void tell(const struct schedule *schedule)
{
    uint64_t bytes = 0;

    if (!schedule->options->progress)
        return;
    for (size_t i = 0; i < schedule->count; i++)
        bytes += schedule->states[i].phase >= PHASE_ENDED ? schedule->tasks[i].bytes
                                                          : schedule->states[i].bytes;
    schedule->options->progress(schedule->options->owner, bytes, schedule->total,
            schedule->done, schedule->count);
}

/* In what order messages may come: HELLO first, once; then the task's own and PROGRESS;
 * at most one ERROR; END last. A worker that fails before it is locked in says ERROR and
 * END alone. */
static bool is_in_turn(const struct progress_of *state, enum protocol_type type)
{
    bool has_failed = state->failure.code != ERROR_NONE;

    if (state->said_end)
        return false;
    if (type == PROTOCOL_END)
        return state->said_hello || has_failed;
    if (has_failed)
        return false;
    return type == PROTOCOL_ERROR || state->said_hello != (type == PROTOCOL_HELLO);
}

/* The protocol's own messages; *ret_is_own false for those of the task. */
static bool take_own(struct progress_of *state, struct protocol_frame *frame,
        bool *ret_is_own, struct error *err)
{
    struct unpack *content = &frame->content;

    *ret_is_own = true;
    switch (frame->type) {
    case PROTOCOL_HELLO:
        state->said_hello = true;
        if (unpack_u32(content) != PROTOCOL_VERSION)
            return error_set(err, ERROR_LOST, "the worker is of another version");
        state->landlock_abi = unpack_u32(content);
        break;
    case PROTOCOL_PROGRESS:
        state->bytes = unpack_u64(content);
        break;
    case PROTOCOL_ERROR:
        message_unpack_error(content, &state->failure);
        if (state->failure.code == ERROR_NONE)
            return error_set(err, ERROR_LOST, "the worker failed for no reason");
        break;
    case PROTOCOL_END:
        state->said_end = true;
        break;
    default:
        *ret_is_own = false;
        return true;
    }
    return unpack_is_complete(content) ||
            error_set(err, ERROR_LOST, "the worker sent a damaged message (type %d)",
                    (int)frame->type);
}

/* One message of a task: the protocol's own are answered here, the others go to the task.
 */
static bool take_frame(const struct schedule_task *task, struct progress_of *state,
        struct protocol_frame *frame, struct error *err)
{
    bool is_own;

    if (!is_in_turn(state, frame->type))
        return error_set(err, ERROR_LOST, "the worker spoke out of turn (type %d)",
                (int)frame->type);
    if (!take_own(state, frame, &is_own, err))
        return false;
    return is_own || task->receive(task->owner, frame, err);
}

/* ---- one task's end ---- */

static bool is_memory_signal(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGABRT;
}

/* How a worker that did not say so itself came to its end, as a sentence for the result.
 */
static void explain_death(int status, struct error *failure)
{
    int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

    if (number == SIGSYS)
        error_set(failure, ERROR_LOST, "%s",
                TR("the worker tried what the sandbox forbids and was ended",
                        "ワーカーはサンドボックスで禁じられた操作を試みたため、終了させました"));
    else if (number == SIGXCPU)
        error_set(failure, ERROR_LIMIT, "%s",
                TR("the worker used up its time and was ended",
                        "ワーカーは許された時間を使い切ったため終了させられた"));
    else if (number == SIGKILL)
        error_set(failure, ERROR_LOST, "%s",
                TR("the worker was ended from outside, by somebody or by a system out of memory",
                        "ワーカーは外部(利用者、またはメモリ不足のシステム)から終了させられた"));
    else if (is_memory_signal(number))
        error_set(failure, ERROR_LOST,
                TR("the worker crashed (signal %d)",
                        "ワーカーが異常終了しました（シグナル %d）"),
                number);
    else
        error_set(failure, ERROR_LOST,
                TR("the worker ended before it had said everything (exit code %d)",
                        "ワーカーはすべてを伝え終える前に終了しました（終了コード %d）"),
                WIFEXITED(status) ? WEXITSTATUS(status) : -number);
}

/* A worker that has said all, or too much, is not waited for: it might never end. One
 * whose pipe broke off is given a moment to die of what it is dying of. */
static int wait_for_end(pid_t pid, bool is_dying)
{
    int status = 0;

    for (int i = 0; is_dying && i < DYING_MS; i++) {
        pid_t ended = waitpid(pid, &status, WNOHANG);

        if (ended == pid)
            return status;
        if (ended == 0)
            poll(NULL, 0, 1);
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return is_dying ? 0 : status;
}

static void end_task(struct schedule *schedule, size_t index)
{
    struct progress_of *state = &schedule->states[index];
    bool is_dying = state->failure.code == ERROR_NONE && !state->said_end;
    int status;

    close(state->spawn.pipe);
    status = wait_for_end(state->spawn.pid, is_dying);
    if (is_dying)
        explain_death(status, &state->failure);
    protocol_reader_clear(&state->reader);
    state->phase = PHASE_ENDED;
    schedule->running--;
    schedule->done++;
}

/* Hands over finished tasks in their order. */
static bool commit(struct schedule *schedule, struct error *err)
{
    while (schedule->committed < schedule->count &&
            schedule->states[schedule->committed].phase == PHASE_ENDED) {
        size_t index = schedule->committed++;
        const struct schedule_task *task = &schedule->tasks[index];

        schedule->states[index].phase = PHASE_COMMITTED;
        note_sandbox(schedule, &schedule->states[index]);
        if (!task->finish(task->owner, &schedule->states[index].failure, err))
            return false;
    }
    return true;
}

/* ---- starting and listening ---- */

static size_t count_spills(const struct schedule *schedule)
{
    size_t wanted = schedule->options->spill_files;

    return wanted ? wanted : SPILL_POOL_SIZE;
}

#ifdef CHOSHO_INPROCESS
/* Sanitizer and coverage builds: the same job in this process, without the sandbox. */
struct listener {
    const struct schedule_task *task;
    struct progress_of *state;
};

static bool hear(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct listener *listener = owner;
    struct protocol_frame copy = *frame;

    return take_frame(listener->task, listener->state, &copy, err);
}

static bool start_worker(struct schedule *schedule, size_t index, struct error *err)
{
    const struct schedule_task *task = &schedule->tasks[index];
    struct listener listener = {task, &schedule->states[index]};
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    int spills[SPILL_POOL_SIZE];
    size_t spill_count = count_spills(schedule);
    bool ok;

    protocol_writer_init(&writer, -1);
    writer.receive = hear;
    writer.owner = &listener;
    if (!spill_open_some(schedule->options->spill_folder, spill_count, spills, err))
        return false;
    ok = spill_use_pool(spills, spill_count, err);
    if (ok &&
            !worker_run(task->job->data, task->job->size, task->bundles,
                    task->bundle_count, &writer, NULL, &listener.state->failure))
        listener.state->said_end = true;
    spill_close_some(spill_count, spills);
    schedule->states[index].phase = PHASE_ENDED;
    schedule->done++;
    return ok;
}
#else
static bool start_worker(struct schedule *schedule, size_t index, struct error *err)
{
    const struct schedule_task *task = &schedule->tasks[index];
    struct progress_of *state = &schedule->states[index];

    protocol_reader_init(&state->reader);
    if (!spawn_worker(worker_program, task->job, task->bundles, task->bundle_count,
                schedule->options->spill_folder, count_spills(schedule), &state->spawn,
                err))
        return false;
    state->phase = PHASE_RUNNING;
    schedule->running++;
    return true;
}
#endif

static bool start_next(struct schedule *schedule, struct error *err)
{
    size_t index = schedule->next++;
    uint64_t seconds = schedule->tasks[index].seconds;

    schedule->states[index].deadline = seconds
            ? clock_steady_ms() + (int64_t)(seconds + GRACE_SECONDS) * 1000
            : 0;
    return start_worker(schedule, index, err);
}

static void listen_to(struct schedule *schedule, size_t index)
{
    struct progress_of *state = &schedule->states[index];
    struct protocol_frame frame;
    bool open = true, found = true;
    bool ok = protocol_read(&state->reader, state->spawn.pipe, &open, &state->failure);

    while (ok && found && !state->said_end) {
        ok = protocol_next(&state->reader, &frame, &found, &state->failure);
        if (ok && found) {
            struct error failure = {0};

            ok = take_frame(&schedule->tasks[index], state, &frame, &failure);
            if (!ok)
                state->failure = failure;
        }
    }
    if (!ok || !open || state->said_end)
        end_task(schedule, index);
}

static void end_late(struct schedule *schedule, size_t index)
{
    struct progress_of *state = &schedule->states[index];

    if (state->phase == PHASE_RUNNING && state->deadline &&
            clock_steady_ms() > state->deadline) {
        error_set(&state->failure, ERROR_LIMIT, "%s",
                TR("the worker did not end in the time allowed",
                        "ワーカーが許された時間内に終わりませんでした"));
        end_task(schedule, index);
    }
}

static bool wait_for_workers(struct schedule *schedule, struct error *err)
{
    struct pollfd polls[WORKERS_MAX];
    size_t indexes[WORKERS_MAX];
    nfds_t count = 0;

    for (size_t i = schedule->committed; i < schedule->next && count < WORKERS_MAX; i++) {
        if (schedule->states[i].phase == PHASE_RUNNING) {
            polls[count] = (struct pollfd){schedule->states[i].spawn.pipe, POLLIN, 0};
            indexes[count++] = i;
        }
    }
    if (poll(polls, count, 200) < 0 && errno != EINTR)
        return error_set(err, ERROR_IO, "waiting for workers: %s", error_reason(errno));
    for (nfds_t i = 0; i < count && !interrupted; i++) {
        if (polls[i].revents)
            listen_to(schedule, indexes[i]);
        end_late(schedule, indexes[i]); /* also one that never stops talking */
    }
    tell(schedule);
    return true;
}

static void end_all(struct schedule *schedule)
{
    for (size_t i = 0; i < schedule->next; i++) {
        if (schedule->states[i].phase == PHASE_RUNNING) {
            error_set(&schedule->states[i].failure, ERROR_INTERRUPTED, "%s",
                    TR("interrupted", "中断しました"));
            end_task(schedule, i);
        }
    }
}

/* After an interruption: what had ended behind a task that had not is kept as well. */
static bool commit_rest(struct schedule *schedule, struct error *err)
{
    for (size_t i = schedule->committed; i < schedule->next; i++) {
        struct progress_of *state = &schedule->states[i];

        if (state->phase != PHASE_ENDED || state->failure.code == ERROR_INTERRUPTED)
            continue;
        state->phase = PHASE_COMMITTED;
        if (!schedule->tasks[i].finish(schedule->tasks[i].owner, &state->failure, err))
            return false;
    }
    return true;
}

static bool run_all(struct schedule *schedule, struct error *err)
{
    while (schedule->committed < schedule->count) {
        if (interrupted)
            return error_set(err, ERROR_INTERRUPTED, "%s",
                    TR("interrupted; what had finished is kept",
                            "中断しました。終わった分は保存されています"));
        while (schedule->running < schedule->workers &&
                schedule->next < schedule->count) {
            if (!start_next(schedule, err))
                return false;
        }
        if (!wait_for_workers(schedule, err) || !commit(schedule, err))
            return false;
    }
    return true;
}

static unsigned count_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 1 ? 1 : cores > WORKERS_MAX ? WORKERS_MAX : (unsigned)cores;
}

bool schedule_run(const struct schedule_task *tasks, size_t count,
        const struct schedule_options *options, struct error *err)
{
    struct schedule schedule = {.tasks = tasks, .count = count, .options = options};
    bool ok;

    schedule.states = calloc(count + 1, sizeof(*schedule.states));
    if (!schedule.states)
        return error_memory(err);
    for (size_t i = 0; i < count; i++)
        schedule.total += tasks[i].bytes;
    schedule.workers = options->workers ? options->workers : count_cores();
    if (schedule.workers > WORKERS_MAX)
        schedule.workers = WORKERS_MAX;
    ok = run_all(&schedule, err);
    end_all(&schedule);
    if (!ok && err->code == ERROR_INTERRUPTED) {
        struct error failure = {0};

        if (!commit_rest(&schedule, &failure))
            *err = failure;
    }
    free(schedule.states);
    return ok;
}
