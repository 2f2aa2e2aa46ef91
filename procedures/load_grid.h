/* load_grid.h - populations that are grids: of two others, or of the period's days,
 * weeks, months or quarters */
#ifndef CHOSHO_LOAD_GRID_H
#define CHOSHO_LOAD_GRID_H

#include "procedures/loading.h"

/* Reads each=, calendar= and in-service=; all populations have been read so far. */
void load_grid_read(struct loading *loading, struct procedure_population *population);

#endif
