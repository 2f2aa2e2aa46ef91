/* delivery_key.h - by which fields two deliveries of a member are compared, and which of
 * them tell one record from another */
#ifndef CHOSHO_DELIVERY_KEY_H
#define CHOSHO_DELIVERY_KEY_H

#include "engine/run/delivery.h"

/* What the bindings say about keys: read once, where a member needs it. */
struct delivery_key;

/* The caller ends it with delivery_key_free(). ERROR_MEMORY. */
WARN_UNUSED bool delivery_key_new(struct store *store, struct delivery_key **ret_key,
        struct error *err);
void delivery_key_free(struct delivery_key *key);
CLEANUP_POINTER(struct delivery_key, delivery_key_free)

/* Fills fields, field_count and key_count of a changed member: the key's fields first,
 * then all others that both sides have (shared_count). asked: --key. In the arena. */
WARN_UNUSED bool delivery_key_choose(struct delivery_key *key,
        const struct delivery *delivery, struct delivery_member *member,
        const char *const *asked, size_t asked_count, struct arena *arena,
        struct error *err);

/* The first of the asked fields that the member does not have on both sides, so that
 * asked is no key for it; or NULL. */
const char *delivery_key_lacking(const struct delivery_member *member,
        const char *const *asked, size_t asked_count);

/* ERROR_USAGE: one of the asked fields is on both sides of none of the members; says
 * which fields there are. */
WARN_UNUSED bool delivery_key_check(struct delivery_member *const *members, size_t count,
        const char *const *asked, size_t asked_count, struct error *err);

#endif
