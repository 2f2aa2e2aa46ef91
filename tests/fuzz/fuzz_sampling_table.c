/* fuzz_sampling_table.c - any bytes as a table of sample sizes
 *
 * What must hold: a refusal comes with complaints of errors, and only then. */
#include <stdint.h>
#include <stdlib.h>

#include "procedures/sampling_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct sampling_table table;
    bool ok;

    xml_prepare();
    complaint_list_init(&complaints);
    ok = sampling_table_parse("fuzz.xml", (const char *)data, size, &arena, &table,
            &complaints);
    if (ok != (complaints.errors == 0))
        abort();
    return 0;
}
