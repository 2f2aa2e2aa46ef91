/* schedule.h - workers side by side, one per core, watched by the monitor
 *
 * A task is a job and the bundles it needs. Its messages are handed to receive() as they
 * come; finish() is called once a task, in the order of the tasks whatever the timing,
 * with what went wrong or ERROR_NONE. A worker that dies, lies, stalls or does not end
 * properly is that task's error; the others go on. The order of receive() calls of
 * different tasks is not fixed: collect, and commit in finish(). */
#ifndef CHOSHO_SCHEDULE_H
#define CHOSHO_SCHEDULE_H

#include "engine/run/protocol.h"

struct schedule_task {
    const struct buf *job; /* packed, see job.h; borrowed */
    const int *bundles;    /* open descriptors in the job's order; borrowed */
    uint32_t bundle_count;
    uint64_t seconds; /* wall time allowed; 0: none */
    uint64_t bytes;   /* of evidence to be read, about: for the estimate */
    void *owner;
    bool (*receive)(void *owner, const struct protocol_frame *frame, struct error *err);
    bool (*finish)(void *owner, const struct error *failure, struct error *err);
};

/* What the workers of a schedule said of their sandboxes. */
struct schedule_sandbox {
    unsigned workers;      /* that entered one */
    uint32_t landlock_abi; /* the lowest told; 0 where a kernel has none */
};

struct schedule_options {
    unsigned workers;         /* side by side; 0: one per core */
    const char *spill_folder; /* where unnamed temporary files may live: the engagement's
                                 own folder */
    size_t spill_files;       /* of each worker (spill.h); 0: SPILL_POOL_SIZE */
    void (*progress)(void *owner, uint64_t bytes, uint64_t total, size_t done,
            size_t tasks); /* may be NULL */
    void *owner;
    struct schedule_sandbox *ret_sandbox; /* zeroed by the caller; NULL: not wanted */
};

/* Runs all tasks. False where finish() failed, or with ERROR_INTERRUPTED after Ctrl-C
 * (workers are ended, what had finished stands). */
WARN_UNUSED bool schedule_run(const struct schedule_task *tasks, size_t count,
        const struct schedule_options *options, struct error *err);

/* Installs the handler of SIGINT and SIGTERM that makes schedule_run() end, and lets a
 * closed pipe or a file size limit be an error of the write; main() calls it once. */
void schedule_catch_signals(void);
bool schedule_is_interrupted(void);

/* The program started as a worker: this binary unless a test says otherwise. Borrowed. */
void schedule_set_program(const char *path);

#endif
