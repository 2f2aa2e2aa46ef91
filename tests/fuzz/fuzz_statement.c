/* What is read of a statement is in order, whatever it says, and judging it ends. */
#include <stdlib.h>

#include "engine/base/xml.h"
#include "procedures/statement_lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct statement *statement)
{
    for (size_t c = 0; c < statement->control_count; c++) {
        for (size_t i = 0; i < statement->controls[c].individual_count; i++) {
            if (!statement->controls[c].individuals[i].version_count)
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct statement_known known[] = {{"9", "", true},
            {"9.2.6", "PB", false}};
    struct arena arena = ARENA_INIT((size_t)64 << 20);
    struct complaint_list complaints;
    struct statement statement;

    xml_prepare();
    complaint_list_init(&complaints);
    if (statement_parse("fuzz.xml", (const char *)data, size, &arena, &statement,
                &complaints)) {
        statement_lint(&statement, known, 2, "2025-04-01", "2026-03-31", &complaints);
        check(&statement);
    }
    complaint_list_clear(&complaints);
    arena_clear(&arena);
    return 0;
}
