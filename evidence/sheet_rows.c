#include "evidence/sheet_rows.h"

#include <stdlib.h>

#include "evidence/limits.h"
#include "evidence/workbook_source.h"

struct sheet_rows {
    struct workbook_source source;
    struct sheet_scan *scan;
    struct sheet_row row;
};

bool sheet_rows_open(const struct workbook *workbook, struct inflate *inflate,
        struct sheet_rows **ret_rows, struct error *err)
{
    CLEANUP(sheet_rows_closep) struct sheet_rows *rows = calloc(1, sizeof(*rows));

    if (!rows) {
        inflate_close(inflate);
        return error_memory(err);
    }
    if (!workbook_source_open(inflate, LIMIT_WORKBOOK_PART, &rows->source, err) ||
            !sheet_scan_new(workbook, &rows->scan, err))
        return false;
    *ret_rows = rows;
    rows = NULL;
    return true;
}

void sheet_rows_close(struct sheet_rows *rows)
{
    if (rows->scan)
        sheet_scan_free(rows->scan);
    workbook_source_close(&rows->source);
    free(rows);
}

bool sheet_rows_next(struct sheet_rows *rows, const struct sheet_row **ret_row,
        struct error *err)
{
    struct workbook_source *source = &rows->source;
    const struct sheet_row *row = NULL;
    size_t taken;

    while (!row && !sheet_scan_is_finished(rows->scan)) {
        struct slice rest = workbook_source_rest(source);

        if (!sheet_scan_feed(rows->scan, rest.text, rest.size, source->ended, &taken,
                    &row, err))
            return false;
        source->at += taken;
        if (!taken && !source->ended && !workbook_source_fill(source, err))
            return false;
    }
    if (row) {
        rows->row = *row;
        rows->row.begin += source->mark;
        rows->row.end += source->mark;
        row = &rows->row;
    }
    *ret_row = row;
    return true;
}

struct sheet_scan *sheet_rows_scan(struct sheet_rows *rows)
{
    return rows->scan;
}
