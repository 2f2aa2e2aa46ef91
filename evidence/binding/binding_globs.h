/* binding_globs.h - the globs that select a group of members, and just them */
#ifndef CHOSHO_BINDING_GLOBS_H
#define CHOSHO_BINDING_GLOBS_H

#include "evidence/binding/binding_group.h"

/* What selects a group. */
struct binding_globs {
    const char **list;
    size_t count;
    const struct binding_member **unreadable; /* that they select; in the list's order */
    size_t unreadable_count;
};

/* Globs that together select the group's members and nothing else of the delivery that
 * can be read: one where possible, otherwise one a member. What cannot be read is not
 * passed over: a member of the group's layout, or called as a part of it is but for
 * digits, belongs to it, and one glob for all may select more with the same suffix. */
WARN_UNUSED bool binding_globs_find(const struct binding_group *group,
        const struct binding_member *members, size_t member_count, struct arena *arena,
        struct binding_globs *ret_globs, struct error *err);

#endif
