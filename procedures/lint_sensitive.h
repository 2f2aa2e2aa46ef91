/* lint_sensitive.h - columns that reports mask (engine/run/mask.h), judged */
#ifndef CHOSHO_LINT_SENSITIVE_H
#define CHOSHO_LINT_SENSITIVE_H

#include "procedures/loading.h"

/* A warning for each item of whose keys and shown columns every one is sensitive: a
 * report's reader knows its records by their pointers alone. */
void lint_sensitive(struct loading *loading);

#endif
