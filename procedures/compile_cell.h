/* compile_cell.h - grids of time as SQL: the cells of the period, alone or of each record
 */
#ifndef CHOSHO_COMPILE_CELL_H
#define CHOSHO_COMPILE_CELL_H

#include "procedures/procedure.h"
#include "procedures/sqlwriter.h"

/* The body of the population's table: record_id, other_id, the record's columns, and
 * cell, cell_start, cell_end. */
void compile_cell_grid(struct sqlwriter *writer,
        const struct procedure_population *population);

/* The query of the population, for program_population. */
void compile_cell_population(struct sqlwriter *writer,
        const struct procedure_population *population, struct arena *arena);

#endif
