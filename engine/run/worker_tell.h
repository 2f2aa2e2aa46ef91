/* worker_tell.h - what a query's worker says of a table beside the rows it gave: what the
 * answer counts and may not mean, and comparisons that quietly find nothing */
#ifndef CHOSHO_WORKER_TELL_H
#define CHOSHO_WORKER_TELL_H

#include "engine/run/worker_tables.h"

/* Adds to the item's usage an event for each: *usage becomes a copy in the worker's
 * arena. The statement has been run. */
WARN_UNUSED bool worker_tell(struct worker *worker, const struct worker_tables *tables,
        const struct item *item, const struct scan_usage **usage, struct error *err);

#endif
