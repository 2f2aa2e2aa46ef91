/* What loads has its controls in order, each found by its id and due as it says. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/xml.h"
#include "procedures/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct profile *profile)
{
    for (size_t i = 0; i < profile->count; i++) {
        const struct profile_control *control = &profile->controls[i];

        if (i > 0 && strcmp(profile->controls[i - 1].id, control->id) >= 0)
            abort();
        if (profile_has(profile, control->id) == control->is_excluded)
            abort();
        for (unsigned year = 0; year <= PROFILE_YEARS_MAX + 1; year++) {
            if (profile_is_due(profile, control->id, PROFILE_DESIGN, year) &&
                    control->is_excluded)
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct complaint_list complaints;
    struct profile profile;

    xml_prepare();
    complaint_list_init(&complaints);
    if (profile_parse("fuzz.xml", "fuzz", (const char *)data, size, &arena, &profile,
                &complaints))
        check(&profile);
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    return 0;
}
