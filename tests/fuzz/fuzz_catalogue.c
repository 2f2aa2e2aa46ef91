/* What loads is a tree in order, and every control is found by its label. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/xml.h"
#include "procedures/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const struct catalogue_control *control = &catalogue->controls[i];

        if (control->end <= i || control->end > catalogue->count)
            abort();
        if (control->parent != CATALOGUE_ROOT &&
                (control->parent >= i ||
                        control->end > catalogue->controls[control->parent].end))
            abort();
        if (catalogue_find(catalogue, control->ref) != control)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct complaint_list complaints;
    struct catalogue catalogue;

    xml_prepare();
    complaint_list_init(&complaints);
    if (catalogue_parse("fuzz.xml", "fuzz", (const char *)data, size, &arena, &catalogue,
                &complaints))
        check(&catalogue);
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    return 0;
}
