/* scan_doubt.h - what of a member is counted and perhaps not meant, while it is scanned
 *
 * Internal to scan.c. */
#ifndef CHOSHO_SCAN_DOUBT_H
#define CHOSHO_SCAN_DOUBT_H

#include "evidence/table/scan.h"

/* Looks at the last of the records read together: behind it there may be no more. */
void scan_doubt_look(struct scan_doubt *doubt, const struct record_reader *reader,
        const struct record *last);

/* The reader is at the member's end: adds the doubt where there is one, while there is
 * room (SCAN_DOUBTS_MAX). */
void scan_doubt_add(struct scan_usage *usage, struct scan_doubt *doubt,
        const struct record_reader *reader);

#endif
