/* steps_records.h - the records that a step is answered for: a population's, asked of a
 * worker, or a sample's items, as the workpaper has them */
#ifndef CHOSHO_STEPS_RECORDS_H
#define CHOSHO_STEPS_RECORDS_H

#include "engine/run/instance.h"
#include "engine/workpaper/step.h"

#define STEPS_RECORDS_MAX 2000 /* beyond, a person answers for a sample of them */

struct steps_records {
    const char **names; /* keys as of sample items ("%" for an empty one, "%3F" for "?");
                           of several with one key: "KEY %#2" */
    size_t count;
    bool is_known; /* false: no evidence, no draw, or too many; then there are none */
};

/* Keys of the population's records in their order. In the arena. Evidence that is missing
 * or cannot be counted: not known. ERROR_INTEGRITY: a bundle is not what was received. */
WARN_UNUSED bool steps_records_ask(struct store *store, const struct instance_list *list,
        const struct instance *instance, const struct procedure_step *step,
        struct arena *arena, struct steps_records *ret_records, struct error *err);

/* Those of the newest list of steps, recorded by the last run. */
WARN_UNUSED bool steps_records_listed(struct store *store, const char *instance_key,
        const char *step, struct arena *arena, struct steps_records *ret_records,
        struct error *err);

/* The sample's items that are picked now. */
WARN_UNUSED bool steps_records_picked(struct store *store, const char *instance_key,
        const char *sample, struct arena *arena, struct steps_records *ret_records,
        struct error *err);

#endif
