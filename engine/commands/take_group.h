/* take_group.h - members of a receipt that a table shows as one: more than ten of the
 * same folder, status, layout and kind that have the same remark or none, wherever they
 * stand in it
 *
 * A period of the records outside of the engagement's is one remark, whichever days it
 * is, but before and behind are two. A member that has records which cannot be read
 * always stands alone. */
#ifndef CHOSHO_TAKE_GROUP_H
#define CHOSHO_TAKE_GROUP_H

#include "engine/commands/take_remark.h"

struct take_group {
    size_t first, count; /* of members: the first one's index, and how many */
    const char *ending;  /* of their names, ".json"; "" where it differs */
    struct bundle_member
            total; /* sums, and what they have in common; name of the first */
    struct bundle_member remarked; /* the first, with the days of all: what is remarked */
};

/* Of each member the group it is shown in, or NULL: by itself. Everything is in the
 * arena. A total has sizes and records summed, the first and the last time of all, and no
 * digest. */
WARN_UNUSED bool take_group_find(const struct take_remark *with,
        const struct bundle_member *members, size_t count, struct arena *arena,
        struct take_group ***ret_groups, struct error *err);

/* Appends the folder, a star, the ending and the number: "cloudtrail/", "*", ".json (55
 * files)". */
WARN_UNUSED bool take_group_write_name(const struct take_group *group, struct buf *name,
        struct error *err);

#endif
