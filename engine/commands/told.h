/* told.h - why a result is undecided, for who reads it now
 *
 * The sentence was recorded in the engagement's first language and stays as it was. A
 * table in another language has the word for the reason's code before it; csv, tsv and
 * json have the sentence alone. */
#ifndef CHOSHO_TOLD_H
#define CHOSHO_TOLD_H

#include "engine/commands/command.h"
#include "reports/words.h"

struct told {
    struct words *words; /* NULL: the sentence alone */
    struct buf text;
};

/* The caller ends it with told_clear(), also on failure. */
WARN_UNUSED bool told_begin(const struct command_call *call, const struct store *store,
        struct told *ret_told, struct error *err);
void told_clear(struct told *told);

/* *ret_reason is good until the next call; its text is NULL where there is no reason. */
WARN_UNUSED bool told_reason(struct told *told, const char *code, const char *sentence,
        struct slice *ret_reason, struct error *err);

#endif
