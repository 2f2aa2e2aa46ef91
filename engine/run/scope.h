/* scope.h - what the statement and the plan ask to be tested: the units that procedures
 * are applied to, and the plan's values of parameters
 *
 * A unit is one version of one individual control with the days it stood in the period,
 * for one population; schema.sql's view individual_now makes them. */
#ifndef CHOSHO_SCOPE_H
#define CHOSHO_SCOPE_H

#include "engine/run/library.h"
#include "engine/workpaper/store.h"
#include "procedures/compile.h"

struct scope_unit {
    const char *control;    /* ref */
    const char *individual; /* its number: the control's where no statement says more */
    int64_t version;
    const char *first_day, *last_day;
    const char *group; /* population group, or the site; "" for the only one */
};

struct scope_due {
    const char *control, *phase;
};

struct scope_override {
    const char *procedure;
    struct compile_override value;
};

struct scope {
    struct scope_unit *units; /* those of a control stand together */
    size_t unit_count;
    const char **controls; /* that the workpaper knows; others have no units */
    size_t control_count;
    struct scope_due *not_due; /* by the profile */
    size_t not_due_count;
    struct scope_override *overrides; /* by procedure */
    size_t override_count;
};

/* Everything in the arena. */
WARN_UNUSED bool scope_load(struct store *store, struct arena *arena,
        struct scope *ret_scope, struct error *err);

/* The units of a control that is due in the phase, and how many; NULL and 0 where nothing
 * of it is to be tested. A control that the workpaper does not know has one in version 1
 * over the whole period, kept in *room. */
const struct scope_unit *scope_find_units(const struct scope *scope,
        const struct store_engagement *engagement, const char *control, const char *phase,
        struct scope_unit *room, size_t *ret_count);

/* "leaver-accounts/9.2.6@1", with "#GROUP" where there is one; unit NULL: the procedure
 * alone. */
WARN_UNUSED bool scope_write_key(const struct scope_unit *unit, const char *procedure,
        struct arena *arena, const char **ret_key, struct error *err);

/* The plan's values for a procedure's parameters; in the arena. */
WARN_UNUSED bool scope_overrides(const struct scope *scope, const char *procedure,
        struct arena *arena, const struct compile_override **ret_overrides,
        size_t *ret_count, struct error *err);

/* How many instances there are at most: a unit is asked for by each procedure of its
 * control. */
size_t scope_count(const struct scope *scope, const struct library *library,
        const struct store_engagement *engagement);

#endif
