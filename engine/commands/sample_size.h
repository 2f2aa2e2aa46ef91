/* sample_size.h - chosho sample size: how many items, and upper limits; needs no
 * engagement */
#ifndef CHOSHO_SAMPLE_SIZE_H
#define CHOSHO_SAMPLE_SIZE_H

#include "engine/commands/command.h"

/* By --frequency from a table, by --tolerable and --risk, or with --upper the limit of
 * the rate. Returns the exit code, as command.run. */
int sample_size(struct command_call *call, struct error *err);

#endif
