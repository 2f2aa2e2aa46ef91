/* mutation_reason.h - mutations.csv: why a disturbance of good evidence is not noticed
 *
 * Beside expected.csv: fixture,member,record,column,change,reason, one line a cell and
 * change; * stands for any of that field, a * within a text for any part of it, and
 * column is empty where a whole row is disturbed. reason is the rest of the line and says
 * why nobody needs to notice. A line that explains nothing any more is complained of. */
#ifndef CHOSHO_MUTATION_REASON_H
#define CHOSHO_MUTATION_REASON_H

#include "engine/base/complaint.h"

/* A disturbance as a line names it. */
struct mutation_place {
    const char *fixture, *member, *record, *column, *change;
};

struct mutation_reason {
    struct mutation_place place; /* patterns */
    unsigned line;
    size_t used;
};

struct mutation_reasons {
    const char *file; /* in the arena, as are the reasons */
    struct mutation_reason *items;
    size_t count;
};

/* FOLDER/mutations.csv; none where it is not there. What is wrong in it is complained of,
 * and the line left out. */
WARN_UNUSED bool mutation_reason_read(const char *folder, struct arena *arena,
        struct mutation_reasons *ret_reasons, struct complaint_list *complaints,
        struct error *err);

/* Whether a line explains it; every line that does is counted. */
bool mutation_reason_find(struct mutation_reasons *reasons,
        const struct mutation_place *place);

/* Complains of the lines that explained nothing. */
void mutation_reason_complain(const struct mutation_reasons *reasons,
        struct complaint_list *complaints);

#endif
