/* record_lines.h - patterns of text lines, compiled once for the process; see
 * record_prepare_pattern() */
#ifndef CHOSHO_RECORD_LINES_H
#define CHOSHO_RECORD_LINES_H

#include "engine/base/error.h"

/* Beyond 256 patterns nothing is kept any more, and each is compiled when it is used. */
WARN_UNUSED bool record_lines_prepare(const char *pattern, struct error *err);

#endif
