/* promote_mask.h - part of `chosho exception --promote`: a finding's texts go into
 * reports, and may carry no value that is masked there */
#ifndef CHOSHO_PROMOTE_MASK_H
#define CHOSHO_PROMOTE_MASK_H

#include "engine/commands/command.h"

/* Compares what the person wrote with the sensitive values of the exceptions that are
 * promoted. ERROR_USAGE: one of them stands in it. Where they cannot be read again that
 * is a warning. */
WARN_UNUSED bool promote_mask_check(struct command_call *call, struct store *store,
        struct error *err);

#endif
