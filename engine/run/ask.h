/* ask.h - one job, one worker, its messages as they come */
#ifndef CHOSHO_ASK_H
#define CHOSHO_ASK_H

#include "engine/run/job.h"
#include "engine/run/schedule.h"

/* Runs the job over the open bundles. False with the job's own failure, or with what
 * receive() said. Only of a job's whole answer something is made: ERROR_INTERRUPTED says
 * that nothing is kept. */
WARN_UNUSED bool ask_worker(const struct job *job, const int *bundles,
        uint32_t bundle_count, const struct schedule_options *options,
        bool (*receive)(void *owner, const struct protocol_frame *frame,
                struct error *err),
        void *owner, struct error *err);

/* The same with a job that is packed already. bytes: of evidence to be read, for the
 * estimate. */
WARN_UNUSED bool ask_worker_packed(const struct buf *job, uint64_t seconds,
        uint64_t bytes, const int *bundles, uint32_t bundle_count,
        const struct schedule_options *options,
        bool (*receive)(void *owner, const struct protocol_frame *frame,
                struct error *err),
        void *owner, struct error *err);

#endif
