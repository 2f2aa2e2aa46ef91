/* values_text.h - the procedures' words for a report: sentences with their numbers, and
 * what things are called */
#ifndef CHOSHO_VALUES_TEXT_H
#define CHOSHO_VALUES_TEXT_H

#include "engine/run/instance.h"

/* The finding's text as it was when the result was recorded, with its placeholders filled
 * in; nothing for a result without exceptions. */
WARN_UNUSED bool values_text_finding(struct store *store, int64_t result_id,
        struct error *err);

/* Titles of the population, the items, parameters and shown values, what each check says,
 * and the names of the shown values, of a result that is of the instance as it is now. */
WARN_UNUSED bool values_text_labels(struct store *store, const struct instance *instance,
        uint32_t test, int64_t result_id, struct error *err);

/* The instances that have no result. */
WARN_UNUSED bool values_text_pending(struct store *store,
        const struct instance_list *list, struct error *err);

#endif
