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
 * calendar months); by the key of each record of a population or picked item of a sample
 * (steps_records.h), or one cell STEP_CELLS_UNKNOWN where these are not known. list NULL:
 * a population's records are those listed before; otherwise a worker is asked. By step in
 * the procedure's order. In the arena. */
WARN_UNUSED bool steps_cells(struct store *store, const struct instance_list *list,
        const struct instance *instance, struct arena *arena,
        struct step_cell **ret_cells, size_t *ret_count, struct error *err);

/* Records the instance's list of steps where it is not the newest already. Nothing for an
 * instance without steps that never had any. list: as of steps_cells(). */
WARN_UNUSED bool steps_record(struct store *store, const char *person,
        const struct instance_list *list, const struct instance *instance,
        struct error *err);

/* What the step is judged against for a cell (NULL: none of time). Borrowed. */
struct step_context steps_context(const struct store *store,
        const struct instance *instance, const struct step_cell *cell);

#endif
