/* form.h - the form of a command's output, by the name of the file that -o writes */
#ifndef CHOSHO_FORM_H
#define CHOSHO_FORM_H

#include "engine/commands/command.h"

/* Whether the call writes to a file whose name ends so (".html"), in any case. */
bool form_is_named(const struct command_call *call, const char *suffix);

/* Where no --format was given, sets the call's format by the suffix of -o (.csv .tsv
 * .json .jsonl, and .xlsx with_workbook), as a person expects of answer.csv. A table
 * where there is no suffix, or .txt. ERROR_USAGE: any other suffix; also: what else may
 * be named there, for the message (" .html"). */
WARN_UNUSED bool form_choose(struct command_call *call, bool with_workbook,
        const char *also, struct error *err);

#endif
