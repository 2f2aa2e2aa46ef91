/* skeleton.h - procedures to begin with, from a catalogue that says how its controls are
 * assessed
 *
 * OSCAL catalogues such as NIST SP 800-53's carry of each control what is to be
 * determined (parts "assessment-objective") and by what means (parts "assessment-method"
 * with a prop "method": EXAMINE, INTERVIEW or TEST and the "assessment-objects" of each).
 * A control becomes one procedure of phase design with up to four steps:
 *
 *     examine  inspection      an <inspect> for each object; an answer for each objective
 *     ask      inquiry         an <ask> for each object
 *     perform  reperformance   objects of TEST that are no processes
 *     observe  observation     objects of TEST that are processes
 *
 * The catalogue's words are quoted as they are, in “ ”, under titles of our own in
 * Japanese and English; parameters stand as their labels (oscal_text.h). */
#ifndef CHOSHO_SKELETON_H
#define CHOSHO_SKELETON_H

#include "engine/base/complaint.h"
#include "procedures/oscal_text.h"

struct skeleton {
    const char *id;   /* of the procedure and its folder: "design-ac-2-3" */
    const char *area; /* folder of its group: "ac" */
    const char *ref;  /* "AC-2(3)" */
    const char *title;
    const struct xml_node *node;
};

struct skeleton_list {
    const char *catalogue; /* id */
    struct oscal_parameters parameters;
    struct skeleton *items; /* in catalogue order */
    size_t count;
    size_t without; /* controls that say nothing of assessment; withdrawn ones not counted
                     */
};

/* id: what to call the catalogue; NULL: as it says itself, else made of the file's name.
 * The tree lives in the arena. False after complaints that are errors. */
WARN_UNUSED bool skeleton_find(const char *file, const char *id, const char *bytes,
        size_t size, struct arena *arena, struct skeleton_list *ret_list,
        struct complaint_list *complaints);

/* The next part of that name inside a control, in document order, but not in controls
 * below it; at NULL: the first. NULL: no more. */
const struct xml_node *skeleton_next_part(const struct xml_node *control,
        const struct xml_node *at, const char *name);
/* The next objective with prose of its own; others only hold some. */
const struct xml_node *skeleton_next_objective(const struct xml_node *control,
        const struct xml_node *at);

#endif
