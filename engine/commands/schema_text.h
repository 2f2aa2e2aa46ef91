/* schema_text.h - what `chosho query .schema` prints: each table as SQL declares it */
#ifndef CHOSHO_SCHEMA_TEXT_H
#define CHOSHO_SCHEMA_TEXT_H

#include "engine/commands/command.h"
#include "engine/run/query.h"

/* Prints the tables whose members are named by one of the patterns; all where there are
 * none. ERROR_MISSING: nothing is named so. */
WARN_UNUSED bool schema_text_print(struct command_call *call,
        const struct query_source *source, const char *const *patterns, size_t count,
        struct error *err);

#endif
