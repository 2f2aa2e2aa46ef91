/* check_schema.h - the XML schemas that `check --schema` writes for editors
 *
 * To add a language: its row in the table of check_schema.c. */
#ifndef CHOSHO_CHECK_SCHEMA_H
#define CHOSHO_CHECK_SCHEMA_H

#include "engine/base/vocabulary.h"
#include "engine/commands/command.h"

/* Writes the schema of that kind to the call's output. Returns the exit code: 2 for a
 * kind that there is not, err saying which was meant. */
int check_schema_write(struct command_call *call, const char *kind, struct error *err);

/* The language whose root has that name; NULL where there is none. */
const struct vocabulary *check_schema_of_root(const char *root);

#endif
