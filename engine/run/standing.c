#include "engine/run/standing.h"

#include <string.h>

const char *standing_name(enum standing standing)
{
    static const char *const names[] = {
            [STANDING_CURRENT] = "current",
            [STANDING_CHANGED] = "changed",
            [STANDING_GONE] = "gone",
    };

    return names[standing];
}

static uint32_t find_test(const struct instance *instance, const char *id)
{
    uint32_t t = 0;

    while (t < instance->program.test_count &&
            strcmp(instance->program.tests[t].id, id) != 0)
        t++;
    return t;
}

enum standing standing_of(const struct instance_list *list, const char *instance_key,
        const char *test, const char *digest, const struct instance **ret_instance,
        uint32_t *ret_test)
{
    const struct instance *instance = instance_find(list, instance_key);
    uint32_t t = instance ? find_test(instance, test) : 0;
    bool gone = !instance || t == instance->program.test_count;

    if (ret_instance)
        *ret_instance = gone ? NULL : instance;
    if (ret_test)
        *ret_test = gone ? 0 : t;
    if (gone)
        return STANDING_GONE;
    return strcmp(instance->digest_hex, digest) == 0 ? STANDING_CURRENT
                                                     : STANDING_CHANGED;
}
