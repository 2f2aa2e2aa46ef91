/* worker.h - the process that touches evidence
 *
 * The same binary, executed anew as `chosho --worker BUNDLES SPILLS`: descriptor 0 is the
 * job, 1 the pipe to the monitor, 2 nothing, from 3 on the bundles and then the spill
 * pool. It prepares, locks itself in, runs the job and sends what came of it. It never
 * opens anything, and nothing in its environment reaches it. */
#ifndef CHOSHO_WORKER_H
#define CHOSHO_WORKER_H

#include "engine/run/job.h"
#include "engine/run/protocol.h"
#include "engine/run/sandbox.h"
#include "evidence/table/scan.h"

#define WORKER_FIRST_FD 3

/* The memory a worker may have for itself. */
#define WORKER_MEMORY ((uint64_t)512 << 20)
/* What its spill files may hold, each and all together. */
#define WORKER_SPILL ((uint64_t)16 << 30)

/* A job being run: what its parts share. */
struct worker {
    struct arena arena;
    struct job job;
    struct archive *archives;
    uint32_t archive_count;
    struct zone *zone;
    struct zone *zones[64];
    struct scan_context scan;
    struct protocol_writer *writer; /* borrowed */
    int64_t told_at;                /* clock_steady_ms() of the last progress message */
};

/* Runs a packed job over the open bundles, sending messages through writer, PROTOCOL_END
 * last; what goes wrong with the job as a whole is sent as PROTOCOL_ERROR before it.
 * False only where nothing can be sent any more. enter_sandbox is called between
 * preparing and reading; NULL where the job runs in the monitor's own process. */
WARN_UNUSED bool worker_run(const void *bytes, size_t size, const int *bundles,
        uint32_t bundle_count, struct protocol_writer *writer,
        bool (*enter_sandbox)(const struct job *job, struct sandbox_report *ret_report,
                struct error *err),
        struct error *err);

/* main() of the worker process; returns its exit code. */
int worker_main(int argc, char **argv);

/* The kinds of job, each in its worker_<kind>.c. */
WARN_UNUSED bool worker_take(struct worker *worker, struct error *err);
WARN_UNUSED bool worker_execute(struct worker *worker, struct error *err);
WARN_UNUSED bool worker_mutate(struct worker *worker, struct error *err);
WARN_UNUSED bool worker_query(struct worker *worker, struct error *err);
WARN_UNUSED bool worker_show(struct worker *worker, struct error *err);
WARN_UNUSED bool worker_differ(struct worker *worker, struct error *err);
WARN_UNUSED bool worker_sample(struct worker *worker, struct error *err);

#endif
