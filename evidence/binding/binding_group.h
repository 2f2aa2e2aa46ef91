/* binding_group.h - members that are parts of one export
 *
 * Of one delivery, and alike: recognised by the same layout with the same suffix (of
 * lines: the same file name, but for what rotation puts behind it); or, unrecognised,
 * with the same columns and the same file name but for its digits. Folders may differ:
 * one a day, one a host. */
#ifndef CHOSHO_BINDING_GROUP_H
#define CHOSHO_BINDING_GROUP_H

#include "evidence/binding/binding_resolve.h"

struct binding_group {
    const struct binding_member *const *members; /* in the list's order */
    size_t count;
    const struct layout *layout; /* NULL: a plain file */
};

/* All groups of members that a binding may name by their delivery's name: readable ones
 * of the newest deliveries whose content is known; in the order of their first members.
 */
WARN_UNUSED bool binding_group_find(const struct binding_member *members,
        size_t member_count, const struct layout *layouts, size_t layout_count,
        struct arena *arena, struct binding_group **ret_groups, size_t *ret_count,
        struct error *err);

/* From the last dot of the file name on; "" where there is none. */
const char *binding_group_suffix(const char *name);

/* The file name, each run of digits one '#'; of a layout of lines without what rotation
 * puts behind it. layout may be NULL. */
WARN_UNUSED bool binding_group_shape(const char *name, const struct layout *layout,
        struct arena *arena, const char **ret_shape, struct error *err);

#endif
