#include "evidence/format/name_set.h"

#include <string.h>

bool name_set_begin(struct name_set *set, struct arena *arena, size_t most,
        struct error *err)
{
    uint32_t size = 16;

    while (size < 2 * most)
        size *= 2;
    *set = (struct name_set){.arena = arena, .most = most, .mask = size - 1};
    return arena_allocate(arena, (most + 1) * sizeof(*set->list), &set->list, err) &&
            arena_allocate(arena, size * sizeof(*set->table), &set->table, err);
}

/* FNV-1a: names that are made to collide cost no more than a walk of the list. */
static uint32_t hash_of(struct slice name)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ (unsigned char)name.text[i]) * 16777619u;
    return hash ^ hash >> 15;
}

bool name_set_add(struct name_set *set, struct slice name, struct error *err)
{
    uint32_t at = hash_of(name) & set->mask;

    if (memchr(name.text, TEXT_UNDECODABLE, name.size))
        return true;
    for (; set->table[at]; at = (at + 1) & set->mask) {
        const char *other = set->list[set->table[at] - 1];

        if (strncmp(other, name.text, name.size) == 0 && !other[name.size])
            return true;
    }
    set->is_partial |= set->count == set->most;
    if (set->count == set->most)
        return true;
    if (!arena_copy(set->arena, name.text, name.size, &set->list[set->count], err))
        return false;
    set->table[at] = (uint32_t)++set->count;
    return true;
}
