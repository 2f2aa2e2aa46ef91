/* catalogues.h - control catalogues: those this program carries, by id, or a file */
#ifndef CHOSHO_CATALOGUES_H
#define CHOSHO_CATALOGUES_H

#include "procedures/catalogue.h"

/* name: "ismap-2022", or the path of an OSCAL catalog file (anything with a '/' or ending
 * in ".xml"). ERROR_MISSING: the message lists the built-in ones; ERROR_SCRIPT: it is
 * wrong, and complaints say where. */
WARN_UNUSED bool catalogues_load(const char *name, struct arena *arena,
        struct catalogue *ret_catalogue, struct complaint_list *complaints,
        struct error *err);

/* The catalogue with that id: the file catalogues/ID.xml in `near` or a folder above it
 * (a library carries its own; NULL: none is looked for), else the built-in one. Each file
 * is read once and lives until the process ends. ERROR_MISSING, ERROR_SCRIPT as above. */
WARN_UNUSED bool catalogues_find(const char *id, const char *near,
        const struct catalogue **ret_catalogue, struct complaint_list *complaints,
        struct error *err);

#endif
