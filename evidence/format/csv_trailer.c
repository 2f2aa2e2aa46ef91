#include "evidence/format/csv_trailer.h"

#include <string.h>

#define RECORD_MAX ((size_t)128)

static bool is_filled(struct slice field)
{
    return field.size && (field.size != 2 || memcmp(field.text, "\"\"", 2) != 0);
}

/* The first field, and the second where it alone has a value besides. */
static bool gather(const struct csv_scan *scan, const struct csv_record *record,
        struct trailer_cells *cells)
{
    if (record->field_count > LIMIT_CSV_COLUMNS)
        return false;
    if (record->field_count > 2 && is_filled(csv_scan_field(scan, record, 2)))
        return false; /* most rows */
    for (uint32_t k = 0; k < record->field_count; k++) {
        struct slice field = csv_scan_field(scan, record, k);

        if (!is_filled(field))
            continue;
        if (k >= ARRAY_LENGTH(cells->filled))
            return false;
        cells->filled[k] = field;
    }
    return true;
}

enum trailer csv_trailer_read(const struct csv_scan *scan,
        const struct csv_record *record, uint32_t columns, uint64_t *ret_total)
{
    struct trailer_cells cells = {.columns = columns,
            .stands_apart = record->field_count != columns};

    if (record->size >= RECORD_MAX || record->size == 0 || !gather(scan, record, &cells))
        return TRAILER_NONE;
    return trailer_read(&cells, ret_total);
}

bool csv_trailer_is_sum(struct slice text, struct csv_dialect dialect)
{
    struct csv_record record;
    struct csv_scan scan;
    struct trailer_sum sum = {0};

    csv_scan_begin(&scan, dialect, text.text, text.size, 0, true);
    if (csv_scan_next(&scan, &record) != CSV_RECORD ||
            record.field_count > LIMIT_CSV_COLUMNS)
        return false;
    for (uint32_t k = 0; k < record.field_count; k++) {
        struct slice field = csv_scan_field(&scan, &record, k);

        if (csv_scan_trim(&field, dialect.quote) || !trailer_sum_add(&sum, field))
            return false;
    }
    return trailer_sum_is(&sum);
}
