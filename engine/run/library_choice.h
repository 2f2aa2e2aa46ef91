/* library_choice.h - the procedures a person names among those of the library */
#ifndef CHOSHO_LIBRARY_CHOICE_H
#define CHOSHO_LIBRARY_CHOICE_H

#include "engine/run/library.h"

/* No id at all chooses every procedure. */
bool library_choice_has(const char *const *ids, size_t count, const char *id);

/* ERROR_MISSING: one of the ids is of no procedure; the nearest is told, or which there
 * are. */
WARN_UNUSED bool library_choice_check(const struct library *library,
        const char *const *ids, size_t count, struct error *err);

#endif
