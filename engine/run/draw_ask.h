/* draw_ask.h - asking a worker about the population of a sample */
#ifndef CHOSHO_DRAW_ASK_H
#define CHOSHO_DRAW_ASK_H

#include "engine/run/instance.h"
#include "engine/run/message_sample.h"
#include "engine/run/schedule.h"
#include "engine/workpaper/sample.h"

struct draw_source {
    struct store *store;
    const struct instance_list *list;
    const struct instance *instance;
    const struct procedure_sample *sample;
    uint64_t seconds; /* a job may take */
    struct schedule_options schedule;
    struct arena *arena; /* of what is answered */
};

struct draw_answer {
    int64_t delivered, filtered, unreadable; /* of the population's evidence */
    int64_t damaged_members;                 /* read in part */
    int64_t count;
    char sha256[DIGEST_HEX_SIZE];
    const char *keys; /* words */
    struct sample_stratum *strata;
    size_t stratum_count;
    struct sample_pick *picks; /* by stratum and rank */
    size_t pick_count;
};

/* ERROR_MISSING: evidence the population needs is not bound; the sentence says which.
 * ERROR_INTEGRITY: a bundle is not what was received. */
WARN_UNUSED bool draw_ask(const struct draw_source *source,
        const struct message_sample_request *request, struct draw_answer *ret_answer,
        struct error *err);

#endif
