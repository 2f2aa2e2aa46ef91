/* entropy.h - the only place that asks for chance: the seeds of samples, recorded with
 * what was drawn by them */
#ifndef CHOSHO_ENTROPY_H
#define CHOSHO_ENTROPY_H

#include "engine/base/error.h"

/* Fills size bytes, at most 256, from the kernel's generator. */
WARN_UNUSED bool entropy_fill(void *bytes, size_t size, struct error *err);

#endif
