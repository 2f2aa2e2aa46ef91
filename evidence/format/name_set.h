/* name_set.h - columns' names by first appearance, each once; internal to the record
 * readers, who look for them in a member's beginning */
#ifndef CHOSHO_NAME_SET_H
#define CHOSHO_NAME_SET_H

#include "engine/base/arena.h"
#include "engine/base/text.h"

struct name_set {
    struct arena *arena;
    const char **list;
    size_t count, most;
    uint32_t *table; /* of numbers in the list + 1, by hash; 0: free */
    uint32_t mask;
    bool is_partial; /* there was, or may be, more than the list has */
};

/* An empty set of at most that many; its memory is the arena's. */
WARN_UNUSED bool name_set_begin(struct name_set *set, struct arena *arena, size_t most,
        struct error *err);
/* Copies the name, unless it is there already, the set is full, or the name has bytes
 * that its encoding does not have, which nobody can write. */
WARN_UNUSED bool name_set_add(struct name_set *set, struct slice name, struct error *err);

#endif
