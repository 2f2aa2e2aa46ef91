/* layout_trial.h - a layout tried on its sample
 *
 * The sample, and the tables that must come of it, stand in the folder "samples" beside
 * the layout's file. The sample is read as evidence is: zipped, recognised among all
 * layouts at hand, and its tables (the layout's, and those of its child tables) are
 * compared cell by cell with the expected ones, columns by their names. Numbers are
 * compared as numbers; an absent value and an empty one are both nothing there. */
#ifndef CHOSHO_LAYOUT_TRIAL_H
#define CHOSHO_LAYOUT_TRIAL_H

#include "evidence/binding/layout.h"

struct layout_trial_report {
    size_t passed, failed; /* tables */
    struct buf text; /* a line each, and under a failed one what differs, with its row and
                        column */
};

/* Complaints, at the layout's own places: there is nothing to recognise it by, no sample,
 * no expected table; the sample is not recognised, and which mark it lacks; another
 * layout fits it as well; a column that the sample never fills. false: the trial itself
 * failed. The caller clears ret_report->text. */
WARN_UNUSED bool layout_trial_run(const char *file, const struct layout *layout,
        const char *spill_folder, struct layout_trial_report *ret_report,
        struct complaint_list *complaints, struct error *err);

#endif
