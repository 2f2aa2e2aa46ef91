/* compile_inside.h - spans in spans as SQL */
#ifndef CHOSHO_COMPILE_INSIDE_H
#define CHOSHO_COMPILE_INSIDE_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* An inside of one counterpart, as compile_check_row() writes checks. */
void compile_inside_row(struct sqlwriter *writer, const struct procedure_check *check,
        unsigned deviates);

/* The inside of a match with cover="union"; NULL where it has none. */
const struct procedure_check *compile_inside_find(const struct procedure_check *match);

/* WHENs of the record's own span; then an expression that is 0 where the candidates leave
 * nothing of it open, 1 where only those that cannot be decided would close it, 2
 * otherwise. `others` writes what a candidate says besides (0, 1, more), `candidates` its
 * FROM and WHERE. */
void compile_inside_write_own(struct sqlwriter *writer,
        const struct procedure_check *inside, unsigned deviates);
void compile_inside_write_union(struct sqlwriter *writer,
        const struct procedure_check *match,
        void (*others)(struct sqlwriter *writer, const struct procedure_check *match),
        void (*candidates)(struct sqlwriter *writer, const struct procedure_check *match,
                struct arena *arena),
        struct arena *arena);

#endif
