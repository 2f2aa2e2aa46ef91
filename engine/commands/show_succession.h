/* show_succession.h - which delivery took another's place, for people who look at one */
#ifndef CHOSHO_SHOW_SUCCESSION_H
#define CHOSHO_SHOW_SUCCESSION_H

#include "engine/commands/command.h"
#include "engine/run/place.h"

/* Lines of the page's head: each earlier member whose place this one took, the first
 * first, and each later one that took its; nothing where there is none. */
WARN_UNUSED bool show_succession_print(struct command_call *call, struct store *store,
        const struct place *place, struct error *err);

/* The pointer of the member next to it in the succession, *ret_pointer in the arena;
 * NULL: there is none. */
WARN_UNUSED bool show_succession_find(struct store *store, const struct place *place,
        bool is_later, struct arena *arena, const char **ret_pointer, struct error *err);

/* Says in one sentence in which order the deliveries came that this one is among, where
 * it was itself replaced or more than one came before it. */
WARN_UNUSED bool show_succession_say(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err);

#endif
