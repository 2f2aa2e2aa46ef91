/* command_line.h - the words of a command line, sorted into verb, options and arguments
 *
 *     chosho [-C DIR] [--lang=ja] VERB [OPTION ...] [ARGUMENT ...]
 *
 * Options stand before the verb (those every verb has) or behind it, also between
 * arguments: --name VALUE, --name=VALUE, -C DIR, -CDIR. Behind "--" everything is an
 * argument, and "-" alone always is. Nothing typed is lost in silence: an option given
 * twice with different values is refused, unless what it takes ends in "..."; so are a
 * blank value and one that is not UTF-8 (file names of -C and -o apart). */
#ifndef CHOSHO_COMMAND_LINE_H
#define CHOSHO_COMMAND_LINE_H

#include "engine/commands/command.h"

/* The place of the verb in argv, behind options that every verb has; argc where there is
 * none. It may turn out to be no verb at all. */
int command_line_find_verb(int argc, char **argv);

/* The language --lang asks for, wherever it stands, so that a complaint about the rest of
 * the line is in it too; nothing where it is wrong or absent. */
void command_line_set_language(int argc, char **argv);

/* Whether --lang stands in the line; and the value of -C, NULL where there is none. */
bool command_line_has_language(int argc, char **argv);
const char *command_line_folder(int argc, char **argv);

/* Sorts everything but the verb into call->arguments and call->given, in the call's
 * arena; words of argv are borrowed. ERROR_USAGE. */
WARN_UNUSED bool command_line_parse(struct command_call *call, int argc, char **argv,
        int verb, struct error *err);

#endif
