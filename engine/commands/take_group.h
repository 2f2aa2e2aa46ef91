/* take_group.h - members of a receipt that a table shows as one: a run of more than ten
 * of the same folder, layout and kind with nothing to remark */
#ifndef CHOSHO_TAKE_GROUP_H
#define CHOSHO_TAKE_GROUP_H

#include "engine/commands/take_remark.h"

struct take_group {
    size_t count;       /* of members */
    const char *ending; /* of their names, ".json"; "" where it differs */
    struct bundle_member
            total; /* sums, and what they have in common; name of the first */
};

/* Looks at the run that begins at members[at]; count 0: it is none to be shown as one.
 * The total has sizes and records summed, the first and the last time of all, and no
 * digest.
 */
WARN_UNUSED bool take_group_find(const struct take_remark *with,
        const struct bundle_member *members, size_t count, size_t at,
        struct take_group *ret_group, struct error *err);

/* Appends the folder, a star, the ending and the number: "cloudtrail/", "*", ".json (55
 * files)". */
WARN_UNUSED bool take_group_write_name(const struct take_group *group, struct buf *name,
        struct error *err);

#endif
