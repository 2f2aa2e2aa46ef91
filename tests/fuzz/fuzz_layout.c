/* fuzz_layout.c - any bytes as layout
 *
 * What must hold: a refusal comes with complaints of errors, and only then. */
#include <stdint.h>
#include <stdlib.h>

#include "evidence/binding/layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct layout layout;
    bool ok;

    xml_prepare();
    complaint_list_init(&complaints);
    ok = layout_parse("fuzz.xml", (const char *)data, size, &arena, &layout, &complaints);
    if (ok != (complaints.errors == 0))
        abort();
    return 0;
}
