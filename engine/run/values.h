/* values.h - what a report needs beyond the workpaper: the procedures' words, and the
 * values shown
 *
 * Fills the temporary tables of reports/model.h. Shown values are not in the workpaper:
 * each current result with exceptions or undecidable records is run once more for them,
 * over bundles whose hashes are proved, and what comes must be exactly the records that
 * were recorded. A result whose inputs are others now keeps its pointers and is given no
 * values, with the sentence why. The tables may be there already. */
#ifndef CHOSHO_VALUES_H
#define CHOSHO_VALUES_H

#include "engine/run/instance.h"

/* Which results: NULL and 0 are all. */
struct values_choice {
    const char *procedure, *test;
    int64_t result_id;
};

struct values_options {
    const char *spill_folder;
    uint64_t seconds; /* a job may take */
    void (*progress)(void *owner, uint64_t bytes, uint64_t total, size_t done,
            size_t tasks); /* may be NULL */
    void *owner;
    const struct values_choice *choice; /* NULL: all results */
    bool is_masked; /* sensitive values are MASK (mask.h): for who is not of the firm */
    bool only_sensitive; /* of results without any, no values */
};

/* list: the instances of the whole library as it is now. ERROR_INTEGRITY: a bundle is not
 * what was received, or the evidence does not show what was recorded. ERROR_IO,
 * ERROR_MEMORY, ERROR_LIMIT, ERROR_LOST, ERROR_REFUSED: this machine could not read the
 * values (disk, memory, time, a worker lost, no sandbox). What the procedure's own
 * expressions cannot do with the evidence is told as the result's reason. */
WARN_UNUSED bool values_fill(struct store *store, const struct instance_list *list,
        const struct values_options *options, struct error *err);

#endif
