/* compile_source.h - populations and relations as SQL: the FROM of everything else */
#ifndef CHOSHO_COMPILE_SOURCE_H
#define CHOSHO_COMPILE_SOURCE_H

#include "procedures/procedure.h"
#include "procedures/sqltext.h"
#include "procedures/sqlwriter.h"

/* Which parts of a procedure a statement reads; indexes are those of the procedure's
 * arrays. */
struct compile_source {
    const struct procedure *procedure;
    struct arena *arena;
    bool *items, *populations, *relations, *maps;
};

WARN_UNUSED bool compile_source_init(const struct procedure *procedure,
        struct arena *arena, struct compile_source *ret_source, struct error *err);

/* Adds an item of the procedure: it is read, but is no part of the WITH. */
void compile_source_add_item(struct compile_source *source,
        const struct procedure_item *item);
/* Adds a population, and the item or the two populations it is made of. */
void compile_source_add_population(struct compile_source *source,
        const struct procedure_population *population);

/* Adds the map parameters that checks read. */
void compile_source_add_maps(struct compile_source *source,
        const struct procedure_check *checks, size_t count);

/* Adds everything an author's SQL names, and what that needs. */
WARN_UNUSED bool compile_source_add_sql(struct compile_source *source, const char *sql,
        struct error *err);

/* "WITH ..." for the populations and relations that were added (and an extra one, open
 * for its text, where its name is not NULL); nothing where there are none. */
void compile_source_write(const struct compile_source *source, struct sqlwriter *writer,
        const char *extra);

/* The ids of the items that were added. */
WARN_UNUSED bool compile_source_items(const struct compile_source *source,
        const char ***ret_items, uint32_t *ret_count, struct error *err);

/* An expression over the item's columns: 0 selected, 1 filtered, 2 unreadable; false
 * where every record is selected (nothing is written then). */
bool compile_source_write_disposition(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena);

/* Whether the population, or one a grid is made of, has a tail; and where `p` is a record
 * of it: the condition that its tail ends behind the period. */
bool compile_source_has_tail(const struct procedure_population *population);
void compile_source_write_not_due(struct sqlwriter *writer,
        const struct procedure_population *population);

/* The same as two columns, disposition and at, for counting: there, being outside the
 * period is told apart from the condition. */
void compile_source_write_counted(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena);

/* The query of a population, for program_population. */
WARN_UNUSED bool compile_source_population(const struct procedure_population *population,
        struct arena *arena, const char **ret_sql, struct error *err);

#endif
