/* help.h - the pages of --help, written from the commands' tables */
#ifndef CHOSHO_HELP_H
#define CHOSHO_HELP_H

#include "engine/commands/command.h"

/* out: stdout where it was asked for, stderr where a verb is missing. */
void help_all(FILE *out);
void help_command(const struct command *command);

#endif
