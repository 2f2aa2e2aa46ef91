/* steps.h - the manual steps of an instance: their cells, and how the workpaper has them
 */
#ifndef CHOSHO_STEPS_H
#define CHOSHO_STEPS_H

#include "engine/run/instance.h"
#include "engine/run/step_outcome.h"

/* The steps of the instance's procedure, as they are stored. In the arena. */
WARN_UNUSED bool steps_describe(const struct store *store,
        const struct instance *instance, struct arena *arena,
        struct step_definition **ret_steps, size_t *ret_count, struct error *err);

/* For what each step is answered: once; by quarter or month of the period (three months
 * from the period's first day, named by the calendar quarter of their first month;
 * calendar months); one cell STEP_CELLS_UNKNOWN where the records of a population or
 * sample are not known. By step in the procedure's order. In the arena. */
WARN_UNUSED bool steps_cells(struct store *store, const struct instance *instance,
        struct arena *arena, struct step_cell **ret_cells, size_t *ret_count,
        struct error *err);

/* Records the instance's list of steps where it is not the newest already. Nothing for an
 * instance without steps that never had any. */
WARN_UNUSED bool steps_record(struct store *store, const char *person,
        const struct instance *instance, struct error *err);

/* What the step is judged against for a cell (NULL: none of time). Borrowed. */
struct step_context steps_context(const struct store *store,
        const struct instance *instance, const struct step_cell *cell);

#endif
