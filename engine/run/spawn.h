/* spawn.h - starting the worker process: descriptors in their places, an empty
 * environment */
#ifndef CHOSHO_SPAWN_H
#define CHOSHO_SPAWN_H

#include "engine/base/buf.h"

#include <sys/types.h>

struct spawn {
    pid_t pid;
    int pipe; /* the worker's messages arrive here; the caller closes it */
};

/* Starts `program --worker BUNDLES SPILLS` with the job's bytes on 0, the pipe on 1,
 * nothing (/dev/null) on 2, bundles and so many new spill files (spill.h) from 3 on. */
WARN_UNUSED bool spawn_worker(const char *program, const struct buf *job,
        const int *bundles, uint32_t bundle_count, const char *spill_folder,
        size_t spill_count, struct spawn *ret_spawn, struct error *err);

#endif
