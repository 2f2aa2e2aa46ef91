/* compile_sample.h - the query that a sample is picked by */
#ifndef CHOSHO_COMPILE_SAMPLE_H
#define CHOSHO_COMPILE_SAMPLE_H

#include "procedures/procedure.h"

struct compile_sample {
    /* A row for each of the population's records, in (record_id, other_id) order:
     * record_id, other_id, 1, its stratum (NULL where there are none), its key's values
     */
    const char *sql;
    const char *keys; /* words: the names of those values; "record_id" where a member of
                         the population declares no key */
    uint32_t key_count;
    const char **items; /* ids of the items it reads */
    uint32_t item_count;
};

/* Of a sample that load_procedure() accepted; texts go into the arena. */
WARN_UNUSED bool compile_sample_make(const struct procedure *procedure,
        const struct procedure_sample *sample, struct arena *arena,
        struct compile_sample *ret_made, struct error *err);

#endif
