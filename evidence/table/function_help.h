/* function_help.h - the SQL functions by name, and what a person is told of each
 *
 * To add a function: its name and its help here, its row where it is registered
 * (function.c, function_calendar.c, function_cell.c). */
#ifndef CHOSHO_FUNCTION_HELP_H
#define CHOSHO_FUNCTION_HELP_H

/* What a person is told of a function. */
struct function_help {
    const char *name;
    const char *usage; /* "day_of(x)" */
    const char *ja, *en;
};

/* All of them, ended by a NULL name. */
const struct function_help *function_help(void);

/* The functions' names, ended by NULL: what an authorizer may let through. */
const char *const *function_help_names(void);

#endif
