/* scan_control.h - a member that says itself that it is not whole */
#ifndef CHOSHO_SCAN_CONTROL_H
#define CHOSHO_SCAN_CONTROL_H

#include "evidence/format/record.h"

/* Of a reader at its member's end: the reason of the event ("next-page",
 * "control-total"), with its sentence in *ret_said; NULL: it says nothing, or is whole.
 * What is missing cannot be named, but tests over the member are not told of a whole. */
const char *scan_control_find(const struct record_reader *reader,
        const struct archive *archive, uint32_t member, struct error *ret_said);

#endif
