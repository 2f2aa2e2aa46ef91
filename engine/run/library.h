/* library.h - the procedures at hand: the firm's folder, or those this program carries
 *
 * A library folder holds <area>/<id>/procedure.xml and shared/<any>.xml. Every file is
 * loaded; what is wrong in one is told in the complaints and keeps only that one from
 * being used. */
#ifndef CHOSHO_LIBRARY_H
#define CHOSHO_LIBRARY_H

#include "procedures/load.h"

struct library_procedure {
    const char *file;
    struct slice bytes; /* the XML */
    bool is_usable;     /* false: there are complaints of errors about it */
    struct procedure procedure;
};

struct library {
    struct arena arena;
    struct shared_items shared;
    struct library_procedure *procedures; /* by file name */
    size_t count;
    struct complaint_list complaints;
};

/* folder NULL: the built-in ones. Only what hinders reading at all is an error. The
 * caller ends it with library_clear(), also on failure. */
WARN_UNUSED bool library_load(const char *folder, struct library *ret_library,
        struct error *err);
void library_clear(struct library *library);

/* Loads single files into a library: a procedure.xml with the shared items of the library
 * it stands in, if any. */
WARN_UNUSED bool library_load_file(struct library *library, const char *path,
        struct error *err);

/* By id; NULL where there is none. */
const struct library_procedure *library_find(const struct library *library,
        const char *id);

#endif
