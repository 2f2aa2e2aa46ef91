/* pretty.h - JSON a person reads: a line a member, indented */
#ifndef CHOSHO_PRETTY_H
#define CHOSHO_PRETTY_H

#include "engine/base/buf.h"

/* Appends the JSON with line breaks and blanks between its tokens, each line behind
 * `margin`; every other byte stays as it is. It only looks for brackets, commas, colons
 * and quotes: what is no JSON, or ends in the middle, comes out with odd breaks, and
 * nothing but blanks is lost. */
WARN_UNUSED bool pretty_json(struct slice json, const char *margin, struct buf *buf,
        struct error *err);

#endif
