/* fuzz_zone_table.c - a time zone file, or a POSIX TZ rule alone */
#include <stdlib.h>
#include <string.h>

#include "engine/base/buf.h"
#include "engine/base/zone_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_offsets(const struct zone_table *table)
{
    static const int64_t step = INT64_C(40000000);

    for (int64_t at = -100 * step; at < 200 * step; at += step) {
        if (labs(zone_table_offset(table, at)) > 26 * 3600)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(zone_table_clear) struct zone_table table = {0};
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1000);
    struct zone_table rule = {0};
    struct error err = {0};

    if (zone_table_parse(data, size, &table, &err))
        check_offsets(&table);
    if (buf_append(&text, data, size, &err) &&
            zone_table_parse_rule(buf_text(&text), &rule.rule))
        check_offsets(&rule);
    return 0;
}
