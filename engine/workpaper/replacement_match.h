/* replacement_match.h - which member of a new bundle takes whose place
 *
 * A container that is replaced (a workbook, zip, tar, gzip) is replaced with all that is
 * inside it: each inner member by that of the same name inside the new container, or the
 * only one that is read by the only one that is read (`x.csv.gz!x.csv` by
 * `y.csv.gz!y.csv`, or by `y.csv` where that was delivered unpacked); one that has no
 * counterpart is gone. An inner member that is named alone leaves its container, and the
 * others in it, as they are. */
#ifndef CHOSHO_REPLACEMENT_MATCH_H
#define CHOSHO_REPLACEMENT_MATCH_H

#include "engine/workpaper/replacement.h"

/* Finds the new bundle's member for each one replaced: of the same name, or else the only
 * file of the new bundle that has no other part; and adds to the plan what is inside
 * those replaced. Targets of a bundle stand together then. ERROR_USAGE: there is none, or
 * it replaces nothing. */
WARN_UNUSED bool replacement_match(struct replacement_plan *plan,
        const struct bundle_member *members, size_t count, struct arena *arena,
        struct error *err);

#endif
