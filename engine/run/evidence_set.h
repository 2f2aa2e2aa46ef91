/* evidence_set.h - everything an engagement has received, as bindings choose from it and
 * jobs carry it */
#ifndef CHOSHO_EVIDENCE_SET_H
#define CHOSHO_EVIDENCE_SET_H

#include "engine/run/job.h"
#include "engine/workpaper/bundle.h"
#include "evidence/binding_resolve.h"

struct evidence_set {
    struct bundle
            *bundles; /* in the order received; an archive's index is its place here */
    size_t bundle_count;
    struct bundle_member **members; /* per bundle */
    struct binding_member *choices; /* all members of all bundles, in that order */
    size_t choice_count;
};

/* Everything in the arena. */
WARN_UNUSED bool evidence_set_load(struct store *store, struct arena *arena,
        struct evidence_set *ret_set, struct error *err);

/* The format a receipt recorded. */
void evidence_set_format(const struct bundle_member *member,
        struct record_format *ret_format);

#endif
