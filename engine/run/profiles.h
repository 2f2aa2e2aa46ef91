/* profiles.h - profiles of schemes: those this program carries, by id, or a file */
#ifndef CHOSHO_PROFILES_H
#define CHOSHO_PROFILES_H

#include "procedures/profile.h"

/* name: "ismap", or the path of an OSCAL profile file (anything with a '/' or ending in
 * ".xml"). ERROR_MISSING: the message lists the built-in ones; ERROR_SCRIPT: it is wrong,
 * and complaints say where. Its controls are not held against a catalogue:
 * profile_check() does that. */
WARN_UNUSED bool profiles_load(const char *name, struct arena *arena,
        struct profile *ret_profile, struct complaint_list *complaints,
        struct error *err);

#endif
