/* preflight_reason.h - the reason codes of the pre-flight and their sentences
 *
 * To add a reason: a row in preflight_reason.c's table, and the case that gives it in
 * tests/unit/test_preflight.c. */
#ifndef CHOSHO_PREFLIGHT_REASON_H
#define CHOSHO_PREFLIGHT_REASON_H

#include "engine/base/error.h"

/* Sets ERROR_REFUSED: the sentence of a reason that concerns the whole bundle, the offset
 * in the zip, what to ask the client for, and "[reason]" at the end; returns false. */
bool preflight_reason_refuse(const char *reason, uint64_t offset, struct error *err);

#endif
