/* succession.h - which deliveries came before and after, one in the other's place
 *
 * From replacement.h's records. Later deliveries have greater numbers, so a walk ends. */
#ifndef CHOSHO_SUCCESSION_H
#define CHOSHO_SUCCESSION_H

#include "engine/workpaper/store.h"

/* Texts in the arena. */
struct succession_step {
    int64_t bundle_id;
    const char *bundle, *file; /* its short id, and its file's name as handed over */
    const char *received_at;   /* an instant */
    const char *member; /* that stands there; NULL: it has none of that name, and the walk
                           ends */
    const char *reason; /* the client's, for what replaced the other; NULL: none told */
};

/* From a member to the one that took its place, to the one that took that one's, ...; or
 * back, is_later false. With a bundle's replacement the member of the same name is meant,
 * or of the name of what the other stood for. None: an empty list. */
WARN_UNUSED bool succession_of_member(struct store *store, int64_t member_id,
        bool is_later, struct arena *arena, struct succession_step **ret_steps,
        size_t *ret_count, struct error *err);

/* All deliveries before and after the bundle of which one replaced another or members of
 * it, itself among them, in the order received; member and reason NULL. One: it alone. */
WARN_UNUSED bool succession_of_bundle(struct store *store, int64_t bundle_id,
        struct arena *arena, struct succession_step **ret_steps, size_t *ret_count,
        struct error *err);

#endif
