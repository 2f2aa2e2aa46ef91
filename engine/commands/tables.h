/* tables.h - what a query can ask: tables with their columns, and functions */
#ifndef CHOSHO_TABLES_H
#define CHOSHO_TABLES_H

#include "engine/commands/command.h"
#include "engine/run/query.h"

/* Lists the tables whose members are named by one of the patterns (names, or with '*');
 * all where there are none. On a page a table's columns are cut to what fits, unless it
 * is the only one named: then each stands on its line. ERROR_MISSING: nothing is named
 * so. */
WARN_UNUSED bool tables_print(struct command_call *call,
        const struct query_source *source, const char *const *patterns, size_t count,
        struct error *err);

/* Lists the layouts at hand, or those whose ids match a pattern. */
WARN_UNUSED bool tables_print_layouts(struct command_call *call,
        const char *const *patterns, size_t count, struct error *err);

/* Lists the SQL functions with what they do. */
WARN_UNUSED bool tables_print_functions(struct command_call *call, struct error *err);

#endif
