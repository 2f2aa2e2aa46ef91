/* fact.h - what a finding states where its author leaves --fact out: the procedure's
 * words for the results its exceptions are of, with their numbers */
#ifndef CHOSHO_FACT_H
#define CHOSHO_FACT_H

#include "engine/commands/command.h"

struct fact {
    const char *in[2]; /* by enum text_language; NULL: the procedures have none */
    int64_t exceptions, results; /* the texts speak of so many exceptions and results */
};

/* Of exceptions and of steps' answers (M3). Texts in the call's arena. ERROR_USAGE,
 * ERROR_MISSING: an id is none. */
WARN_UNUSED bool fact_find(struct command_call *call, struct store *store,
        const char *const *ids, size_t count, struct fact *ret_fact, struct error *err);

#endif
