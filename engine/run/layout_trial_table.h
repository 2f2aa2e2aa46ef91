/* layout_trial_table.h - one table read from a sample against the expected one;
 * layout_trial.c's second half */
#ifndef CHOSHO_LAYOUT_TRIAL_TABLE_H
#define CHOSHO_LAYOUT_TRIAL_TABLE_H

#include "engine/run/layout_trial.h"
#include "engine/workpaper/bundle.h"
#include "evidence/binding/item.h"

struct layout_trial_table {
    int fd; /* of the bundle, whose first member is the sample */
    uint64_t size;
    const char *zone, *spill_folder;
    uint64_t seconds;
    const struct layout *layout;          /* or the child table's */
    const struct bundle_member *expected; /* NULL: nothing to compare with */
    uint32_t expected_index;
};

/* Reads the item and compares; adds to the report, and complains of columns that the
 * sample never fills and of records that cannot be read. */
WARN_UNUSED bool layout_trial_table_compare(const struct layout_trial_table *table,
        const char *file, const struct item *item, struct layout_trial_report *report,
        struct complaint_list *complaints, struct arena *arena, struct error *err);

#endif
