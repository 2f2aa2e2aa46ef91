/* commands.h - every verb's entry; command.c lists them */
#ifndef CHOSHO_COMMANDS_H
#define CHOSHO_COMMANDS_H

#include "engine/commands/command.h"

extern const struct command cmd_init, cmd_statement, cmd_plan, cmd_check, cmd_request,
        cmd_take, cmd_bind, cmd_query, cmd_sample, cmd_tick, cmd_run, cmd_step,
        cmd_status, cmd_exception, cmd_finding, cmd_show, cmd_report, cmd_log,
        cmd_procedure;

/* The options every verb has; ends with a NULL name. */
extern const struct command_option command_common[];

/* All verbs in the order of --help; ends with NULL. */
const struct command *const *command_list(void);

#endif
