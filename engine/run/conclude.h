/* conclude.h - from what was collected of an instance to its results in the workpaper */
#ifndef CHOSHO_CONCLUDE_H
#define CHOSHO_CONCLUDE_H

#include "engine/run/collect.h"
#include "engine/workpaper/result.h"

/* The procedure and the instance as results refer to them; texts borrowed, lists in the
 * arena. */
WARN_UNUSED bool conclude_describe(const struct store *store,
        const struct instance *instance, struct arena *arena,
        struct result_procedure *ret_procedure, struct result_instance *ret_instance,
        struct error *err);

/* Records a result per test. failure: the job's own, or ERROR_NONE; collect NULL where no
 * job was run because no test had its evidence. */
WARN_UNUSED bool conclude_instance(struct store *store, const char *person,
        int64_t run_id, const struct instance_list *list, const struct instance *instance,
        struct collect *collect, const struct error *failure, struct error *err);

#endif
