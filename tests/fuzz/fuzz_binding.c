/* fuzz_binding.c - any bytes as bindings
 *
 * What must hold: a refusal comes with complaints of errors, and only then. */
#include <stdint.h>
#include <stdlib.h>

#include "evidence/binding/binding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct binding binding;
    bool ok;

    xml_prepare();
    complaint_list_init(&complaints);
    ok = binding_parse("fuzz.xml", (const char *)data, size, &arena, &binding,
            &complaints);
    if (ok != (complaints.errors == 0))
        abort();
    return 0;
}
