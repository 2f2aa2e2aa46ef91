/* scan_rotation.h - members that are one log, rotated: auth.log, auth.log.1,
 * auth.log.2.gz
 *
 * One log's members are called alike but for ".N" (the higher the older) or "-YYYYMMDD"
 * behind the name, ".gz" behind that, and for what stands behind the "!" of a gzip
 * member; the one without a number is the newest. Internal to scan.c. */
#ifndef CHOSHO_SCAN_ROTATION_H
#define CHOSHO_SCAN_ROTATION_H

#include "evidence/table/scan_step.h"

/* How long the name is without its rotation, and how old it is: 0 the newest. */
size_t scan_rotation_of(const char *name, uint32_t *ret_age);

/* Gives each of the source's members, one step each, the year of its first record, as
 * scan.h says; stamp is the field to look at. A member whose first records show no stamp
 * gets the year of the one before it. ERROR_MEMORY. */
WARN_UNUSED bool scan_rotation_set_years(const struct archive *archive,
        const struct item_source *source, const char *stamp, struct scan_step *steps,
        struct error *err);

#endif
