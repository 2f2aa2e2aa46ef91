/* procedure_library.h - which library and catalogue `chosho procedure` speaks of */
#ifndef CHOSHO_PROCEDURE_LIBRARY_H
#define CHOSHO_PROCEDURE_LIBRARY_H

#include "engine/commands/command.h"
#include "engine/run/library.h"

struct catalogue;

struct procedure_library {
    struct library library;
    const char *folder;    /* NULL: the built-in procedures */
    const char *catalogue; /* id, or a file */
};

/* The library of --library, else of the engagement one stands in (or -C names), else the
 * built-in one; the catalogue of --catalogue, else the engagement's, else ismap-2022.
 * What is wrong in a procedure is said to stderr. The caller ends it with
 * procedure_library_clear(), also on failure. */
WARN_UNUSED bool procedure_library_open(struct command_call *call,
        struct procedure_library *ret_library, struct error *err);
void procedure_library_clear(struct procedure_library *library);

/* The catalogue by id (the library's own, then the built-in ones) or file; complaints of
 * it go to stderr. Lives in the call's arena, or until the process ends. */
WARN_UNUSED bool procedure_library_catalogue(struct command_call *call,
        const struct procedure_library *library, const char *name,
        const struct catalogue **ret_catalogue, struct error *err);

#endif
