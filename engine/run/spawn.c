#include "engine/run/spawn.h"

#include "engine/base/spill.h"
#include "engine/base/text.h"
#include "engine/run/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BUNDLES_MAX 900

/* Everything the child needs, laid out before fork(): after it, only calls that are safe
 * between fork and exec. */
struct child {
    const char *program;
    char *arguments[5];
    int fds[WORKER_FIRST_FD + BUNDLES_MAX +
            SPILL_POOL_SIZE]; /* to stand on 0, 1, 2, 3 ... */
    int count;
};

/* Moves descriptors first above all targets, then down onto them, so that none is
 * overwritten before it is moved. Everything else the monitor has open is closed: the
 * workpaper, other bundles, other workers' pipes. */
static void become_worker(const struct child *child)
{
    int high[ARRAY_LENGTH(child->fds)];

    for (int i = 0; i < child->count; i++) {
        high[i] = fcntl(child->fds[i], F_DUPFD, child->count);
        if (high[i] < 0)
            _exit(126);
    }
    for (int i = 0; i < child->count; i++) {
        if (dup2(high[i], i) < 0)
            _exit(126);
    }
    if (syscall(SYS_close_range, child->count, ~0U, 0) != 0)
        _exit(126);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is the monitor's to answer; it ends its workers */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    umask(077);
    execve(child->program, child->arguments, (char *[]){NULL});
    _exit(127);
}

static bool write_job(const struct buf *job, int *ret_fd, struct error *err)
{
    int fd = memfd_create("job", MFD_CLOEXEC);

    size_t done = 0;

    while (fd >= 0 && done < job->size) {
        ssize_t written = write(fd, job->data + done, job->size - done);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            break;
        done += (size_t)written;
    }
    if (fd >= 0 && done == job->size) {
        *ret_fd = fd;
        return true;
    }
    if (fd >= 0)
        close(fd);
    return error_set(err, ERROR_IO,
            TR("a job for a worker: %s", "ワーカーへの指示を用意できません: %s"),
            error_reason(errno));
}

static bool start(struct child *child, int out[2], struct spawn *ret_spawn,
        struct error *err)
{
    pid_t pid = fork();

    if (pid < 0)
        return error_set(err, ERROR_IO,
                TR("a worker cannot be started: %s", "ワーカーを起動できません: %s"),
                error_reason(errno));
    if (pid == 0)
        become_worker(child);
    ret_spawn->pid = pid;
    ret_spawn->pipe = out[0];
    return true;
}

/* Where a worker's words outside of the protocol go (the C library's when it aborts):
 * what the person sees, and the files their stderr may be, are the monitor's alone. */
static bool open_silence(int *ret_fd, struct error *err)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return error_set(err, ERROR_IO, "/dev/null: %s", error_reason(errno));
    *ret_fd = fd;
    return true;
}

/* The monitor's own hold on what it passes on. */
struct passed {
    int job, pipe[2], silence;
    int spills[SPILL_POOL_SIZE];
    size_t spill_count;
};

static void close_passed(struct passed *passed)
{
    const int fds[] = {passed->job, passed->pipe[0], passed->pipe[1], passed->silence};

    for (size_t i = 0; i < ARRAY_LENGTH(fds); i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
    spill_close_some(passed->spill_count, passed->spills);
}

static bool open_passed(const struct buf *job, const char *spill_folder,
        size_t spill_count, struct passed *passed, struct error *err)
{
    if (!write_job(job, &passed->job, err) ||
            !spill_open_some(spill_folder, spill_count, passed->spills, err))
        return false;
    passed->spill_count = spill_count;
    if (pipe2(passed->pipe, O_CLOEXEC) != 0)
        return error_set(err, ERROR_IO,
                TR("a pipe for a worker: %s", "ワーカーとの通信路を用意できません: %s"),
                error_reason(errno));
    return open_silence(&passed->silence, err);
}

bool spawn_worker(const char *program, const struct buf *job, const int *bundles,
        uint32_t bundle_count, const char *spill_folder, size_t spill_count,
        struct spawn *ret_spawn, struct error *err)
{
    CLEANUP(close_passed)
    struct passed passed = {.job = -1, .pipe = {-1, -1}, .silence = -1};
    char bundle_text[16], spill_text[16];
    char name[] = "chosho", option[] = "--worker";
    struct child child = {.program = program,
            .arguments = {name, option, bundle_text, spill_text, NULL}};

    if (bundle_count > BUNDLES_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("a job over %u bundles; the most is %d",
                        "一度に扱う提供物が %u 件あります（上限 %d 件）"),
                bundle_count, BUNDLES_MAX);
    if (!open_passed(job, spill_folder, spill_count, &passed, err))
        return false;
    snprintf(bundle_text, sizeof(bundle_text), "%u", bundle_count);
    snprintf(spill_text, sizeof(spill_text), "%zu", spill_count);
    child.fds[child.count++] = passed.job;
    child.fds[child.count++] = passed.pipe[1];
    child.fds[child.count++] = passed.silence;
    for (uint32_t i = 0; i < bundle_count; i++)
        child.fds[child.count++] = bundles[i];
    for (size_t i = 0; i < spill_count; i++)
        child.fds[child.count++] = passed.spills[i];
    if (!start(&child, passed.pipe, ret_spawn, err))
        return false;
    passed.pipe[0] = -1; /* the caller's now */
    return true;
}
