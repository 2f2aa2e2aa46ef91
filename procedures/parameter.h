/* parameter.h - a parameter's value, checked for its type */
#ifndef CHOSHO_PARAMETER_H
#define CHOSHO_PARAMETER_H

#include "engine/base/program.h"

/* Checks that value is of the type and gives it in the form programs carry: dates,
 * instants and addresses as in the tables, booleans 1 or 0, the rest as it stands.
 * ERROR_SCRIPT says what it must look like. */
WARN_UNUSED bool parameter_normalise(enum program_type type, const char *value,
        struct arena *arena, const char **ret_value, struct error *err);

#endif
