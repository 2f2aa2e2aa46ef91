/* fuzz_synonyms.c - any bytes as synonyms
 *
 * What must hold: a refusal comes with complaints of errors, and only then. */
#include <stdint.h>
#include <stdlib.h>

#include "evidence/binding/synonyms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct synonyms synonyms;
    bool ok;

    xml_prepare();
    complaint_list_init(&complaints);
    ok = synonyms_parse("fuzz.xml", (const char *)data, size, &arena, &synonyms,
            &complaints);
    if (ok != (complaints.errors == 0))
        abort();
    return 0;
}
