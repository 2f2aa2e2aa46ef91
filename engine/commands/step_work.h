/* step_work.h - what the parts of `chosho step` share: the instances with their steps and
 * cells, and one of them found */
#ifndef CHOSHO_STEP_WORK_H
#define CHOSHO_STEP_WORK_H

#include "engine/commands/command.h"
#include "engine/run/steps.h"

/* A step of an instance, for one of its cells. */
struct step_row {
    const struct instance *instance;
    const struct procedure_step *step;
    const struct step_definition *definition;
    const struct step_cell *cell;
    const char *name;  /* "design-9-2-6/rule"; with the whole key where there are several
                          instances */
    int64_t answer_id; /* M<id>; 0: open */
    const char *outcome;
    const char *recorded_at, *recorded_by; /* NULL: open */
    bool is_finding;                       /* promoted */
};

struct step_work {
    struct library library;
    struct instance_list list;
    struct step_row *rows; /* by instance, step, cell */
    size_t count;
};

/* Reads the library, and how the steps stand. The caller ends it with step_work_clear(),
 * also on failure. */
WARN_UNUSED bool step_work_load(struct command_call *call, struct store *store,
        struct step_work *ret_work, struct error *err);
void step_work_clear(struct step_work *work);

/* Does the row belong to what a person named: a procedure, an instance, a step of
 * either? */
bool step_work_is_named(const struct step_row *row, const char *name);

/* Prints one step with everything to be known for doing it, and how it stands. */
WARN_UNUSED bool step_show(struct command_call *call, struct store *store,
        const struct step_work *work, const struct step_row *row, struct error *err);

#endif
