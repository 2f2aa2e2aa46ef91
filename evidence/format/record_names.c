#include "evidence/format/record_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/limits.h"

#define KEY_MAX ((size_t)512) /* longer is no column, but can be wanted */

static bool is_same(struct slice a, struct slice b)
{
    return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

struct record_name record_names_of(const char *name)
{
    struct slice whole = {name, strlen(name)};
    const char *hash = strrchr(name, '#');
    size_t digits = hash ? strspn(hash + 1, "0123456789") : 0;

    if (!hash || hash == name || digits == 0 || digits > 5 || hash[1 + digits] ||
            hash[1] == '0')
        return (struct record_name){whole, whole, 1};
    return (struct record_name){whole, {name, (size_t)(hash - name)},
            (unsigned)strtoul(hash + 1, NULL, 10)};
}

struct record_pair *record_names_find(const struct record_name *name,
        struct record_pair *pairs, size_t count)
{
    struct record_pair *found = NULL;
    unsigned nth = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_same(pairs[i].key, name->whole))
            return &pairs[i];
        if (!found && is_same(pairs[i].key, name->base) && ++nth == name->nth)
            found = &pairs[i];
    }
    return found;
}

bool record_names_begin(struct name_set *names, struct arena *arena, struct error *err)
{
    return name_set_begin(names, arena, LIMIT_CSV_COLUMNS, err);
}

bool record_names_add(struct name_set *names, struct slice name, struct error *err)
{
    return name.size > KEY_MAX || name_set_add(names, name, err);
}

bool record_names_add_pairs(struct name_set *names, const struct record_pair *pairs,
        size_t count, struct error *err)
{
    char numbered[KEY_MAX + 16];

    for (size_t i = 0; i < count; i++) {
        struct slice key = pairs[i].key;
        unsigned nth = 1;

        for (size_t k = 0; k < i; k++)
            nth += is_same(pairs[k].key, key);
        if (nth > 1 && key.size <= KEY_MAX) {
            int size = snprintf(numbered, sizeof(numbered), "%.*s#%u", (int)key.size,
                    key.text, nth);

            key = (struct slice){numbered, (size_t)size};
        }
        if (!record_names_add(names, key, err))
            return false;
    }
    return true;
}
