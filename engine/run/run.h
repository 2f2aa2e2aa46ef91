/* run.h - running what is to be run: instances, workers, results
 *
 * One run is one act at its beginning and one at its end; each result between is an act
 * of its own. */
#ifndef CHOSHO_RUN_H
#define CHOSHO_RUN_H

#include "engine/run/conclude.h"

struct run_options {
    const char *arguments; /* as on the command line, for the journal */
    bool all;              /* also what is up to date */
    bool prove;            /* hash every bundle, also those nothing will be read of */
    unsigned workers;      /* 0: one per core */
    void (*progress)(void *owner, uint64_t bytes, uint64_t total, size_t done,
            size_t tasks);
    void *owner;
};

struct run_summary {
    int64_t run_id;         /* 0: nothing had to be run */
    size_t ran, up_to_date; /* instances */
};

/* Runs the list's instances. What is up to date rests on results recorded before: the
 * caller asks verify_workpaper() first. ERROR_INTERRUPTED after Ctrl-C: what had finished
 * is kept. ERROR_INTEGRITY: a bundle is not what was received. */
WARN_UNUSED bool run_instances(struct store *store, const char *person,
        const struct instance_list *list, const struct run_options *options,
        struct run_summary *ret_summary, struct error *err);

/* True where every test of the instance has a result for exactly these inputs. */
WARN_UNUSED bool run_is_up_to_date(struct store *store, const struct instance *instance,
        bool *ret_up_to_date, struct error *err);

#endif
