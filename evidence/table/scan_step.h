/* scan_step.h - the members a scan reads, in what order, and the year each begins with
 *
 * Internal to scan.c. */
#ifndef CHOSHO_SCAN_STEP_H
#define CHOSHO_SCAN_STEP_H

#include "evidence/table/scan.h"

struct scan_step { /* one member of one source */
    uint64_t number;
    uint32_t source, member;
    int year; /* of its first record's stamp, where stamps name none; 0: not known */
};

/* Members of all sources: one that plays in two counts twice. */
size_t scan_step_count(const struct item *item);

/* Every member of every source, by number. The list is the caller's to free(), also on
 * failure. Where a source's stamps name no year, the first records of rotated members are
 * read for it (scan.h has the rule). ERROR_LOST: an item that names what is not there. */
WARN_UNUSED bool scan_step_plan(const struct scan_context *context,
        const struct item *item, struct scan_step **ret_steps, size_t *ret_count,
        struct error *err);

#endif
