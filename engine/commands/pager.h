/* pager.h - a long answer a page at a time, where somebody sits before a terminal
 *
 * $PAGER, or less (which ends by itself where one screen takes all: LESS=FRX unless it is
 * set). An empty PAGER, "cat" or TERM=dumb: none. */
#ifndef CHOSHO_PAGER_H
#define CHOSHO_PAGER_H

#include "engine/commands/command.h"

#include <sys/types.h>

struct pager {
    pid_t process; /* 0: none */
    int terminal;  /* standard output as it was */
};

/* From here on standard output goes through the pager; nothing happens where output is no
 * text for a terminal, with --no-pager, or where there is no pager to be had. */
void pager_begin(struct pager *pager, const struct command_call *call);

/* Waits until the person has seen enough; standard output is the terminal again.
 * *ret_is_left: the pager was left before all was written. ERROR_USAGE: $PAGER names no
 * program, so nothing was shown. */
WARN_UNUSED bool pager_end(struct pager *pager, bool *ret_is_left, struct error *err);

#endif
