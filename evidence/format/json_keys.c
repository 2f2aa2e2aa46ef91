#include "evidence/format/json_keys.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/format/json_text.h"

#define PLACES_FIRST 64u
#define PLACES_MAX ((uint32_t)1 << 20)
#define PROBES_MAX 256u

/* An entry is of this record where its round is; so forgetting is one addition. */
struct entry {
    uint32_t round;
    uint32_t object;
    uint32_t hash;
    uint32_t offset; /* of the key in the text */
    uint32_t size;
    bool escaped;
};

struct json_keys {
    struct entry *entries;
    uint32_t places, count, round;
    const char *text;
};

bool json_keys_new(struct json_keys **ret_keys, struct error *err)
{
    struct json_keys *keys = calloc(1, sizeof(*keys));
    struct entry *entries = calloc(PLACES_FIRST, sizeof(*entries));

    if (!keys || !entries) {
        free(keys);
        free(entries);
        return error_memory(err);
    }
    keys->entries = entries;
    keys->places = PLACES_FIRST;
    *ret_keys = keys;
    return true;
}

void json_keys_free(struct json_keys *keys)
{
    free(keys->entries);
    free(keys);
}

void json_keys_reset(struct json_keys *keys, const char *text)
{
    keys->text = text;
    keys->count = 0;
    keys->round++;
    if (!keys->round) { /* after four thousand million records */
        memset(keys->entries, 0, keys->places * sizeof(*keys->entries));
        keys->round = 1;
    }
}

static uint32_t first_place(const struct json_keys *keys, uint32_t hash, uint32_t object)
{
    return (hash ^ object * 0x9E3779B1u) & (keys->places - 1);
}

static bool grow(struct json_keys *keys)
{
    struct entry *old = keys->entries;
    uint32_t places = keys->places;

    if (places == PLACES_MAX)
        return false;
    keys->entries = calloc((size_t)places * 2, sizeof(*keys->entries));
    if (!keys->entries) {
        keys->entries = old;
        return false;
    }
    keys->places = places * 2;
    for (uint32_t i = 0; i < places; i++) {
        uint32_t place = first_place(keys, old[i].hash, old[i].object);

        if (old[i].round != keys->round)
            continue;
        while (keys->entries[place].round == keys->round)
            place = (place + 1) & (keys->places - 1);
        keys->entries[place] = old[i];
    }
    free(old);
    return true;
}

static bool is_same(const struct json_keys *keys, const struct entry *entry,
        const struct entry *other)
{
    struct slice a = {keys->text + entry->offset, entry->size};
    struct slice b = {keys->text + other->offset, other->size};

    return entry->hash == other->hash && entry->object == other->object &&
            json_text_is_equal(a, entry->escaped, b, other->escaped);
}

enum json_keys_answer json_keys_add(struct json_keys *keys, uint32_t object,
        struct slice key, bool escaped, uint64_t hash)
{
    struct entry entry = {keys->round, object, (uint32_t)(hash ^ hash >> 32),
            (uint32_t)(key.text - keys->text), (uint32_t)key.size, escaped};
    uint32_t place;

    if (keys->count >= keys->places / 2 && !grow(keys))
        return JSON_KEYS_TOO_MANY;
    place = first_place(keys, entry.hash, object);
    for (unsigned probes = 0; keys->entries[place].round == keys->round; probes++) {
        if (is_same(keys, &keys->entries[place], &entry))
            return JSON_KEYS_REPEATED;
        if (probes == PROBES_MAX)
            return JSON_KEYS_TOO_MANY;
        place = (place + 1) & (keys->places - 1);
    }
    keys->entries[place] = entry;
    keys->count++;
    return JSON_KEYS_NEW;
}
