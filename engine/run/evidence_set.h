/* evidence_set.h - everything an engagement has received, as bindings choose from it and
 * jobs carry it */
#ifndef CHOSHO_EVIDENCE_SET_H
#define CHOSHO_EVIDENCE_SET_H

#include "engine/run/job.h"
#include "engine/workpaper/bundle.h"
#include "evidence/binding/binding_resolve.h"

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

/* The name of the container that means this member, because nothing else in it is read;
 * NULL where none does. members: of the bundle. */
const char *evidence_set_short_name(const struct bundle *bundle,
        const struct bundle_member *members, uint32_t index, bool *ret_is_inside);
/* What that container took the place of, where it has a short name: means it, too. */
const char *evidence_set_short_stands_for(const struct bundle *bundle,
        const struct bundle_member *members, uint32_t index);

/* The format a receipt recorded. */
void evidence_set_format(const struct bundle_member *member,
        struct record_format *ret_format);

/* A bundle as a job carries it, with the containers that the items' members of that
 * archive are in; items NULL: with all of them. In the arena. */
WARN_UNUSED bool evidence_set_archive(const struct bundle *bundle,
        const struct bundle_member *members, uint32_t archive, const struct item *items,
        size_t item_count, struct arena *arena, struct job_archive *ret_archive,
        struct error *err);

/* Whether no name means the member: a folder, or one that another member of the same tar
 * took the place of. */
bool evidence_set_is_passed_over(const struct bundle_member *member);

#endif
