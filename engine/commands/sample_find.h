/* sample_find.h - which sample of which instance is meant, and what drawing it needs */
#ifndef CHOSHO_SAMPLE_FIND_H
#define CHOSHO_SAMPLE_FIND_H

#include "engine/commands/command.h"
#include "engine/commands/progress.h"
#include "engine/run/draw.h"

/* The library, the instances made of it, and how workers are asked. */
struct sample_work {
    struct command_call *call;
    struct store *store;
    struct library library;
    struct instance_list list;
    struct complaint_list complaints;
    struct progress progress;
    uint64_t seconds;
};

/* Opens the engagement and makes its instances; complaints are printed. End it with
 * sample_find_end(), also on failure. */
WARN_UNUSED bool sample_find_begin(struct command_call *call, enum store_mode mode,
        struct sample_work *ret_work, struct error *err);
void sample_find_end(struct sample_work *work);

/* name: PROCEDURE/SAMPLE, or INSTANCE/SAMPLE where the procedure has several instances
 * ("leaver-accounts/9.2.6@1/picked"). ERROR_MISSING with what there is, ERROR_USAGE where
 * several are meant. */
WARN_UNUSED bool sample_find(struct sample_work *work, const char *name,
        struct draw_source *ret_source, struct error *err);

/* All, in the order of the library: calls take for each. */
WARN_UNUSED bool sample_find_each(struct sample_work *work,
        bool (*take)(void *owner, const struct draw_source *source, struct error *err),
        void *owner, struct error *err);

#endif
