/* binding_trial.h - what a binding comes to before it is put to use */
#ifndef CHOSHO_BINDING_TRIAL_H
#define CHOSHO_BINDING_TRIAL_H

#include "engine/run/instance.h"

/* Complains of every layout that is not at hand (layouts.h). */
WARN_UNUSED bool binding_trial_layouts(const struct binding *binding,
        struct complaint_list *complaints, struct error *err);

/* Resolves the binding against what the engagement has received, in place of its file of
 * that name. Errors are what stays wrong whatever is still delivered: a layout, a kind, a
 * column, a pattern, a record read twice. With warnings also what may still come: a
 * delivery, a member, one that can be read. Where another binding of the engagement is
 * wrong nothing is said. */
WARN_UNUSED bool binding_trial_run(struct store *store, const struct library *library,
        const struct binding *binding, bool with_warnings,
        struct complaint_list *complaints, struct error *err);

#endif
