#include "evidence/format/sheet_rows.h"

#include <stdlib.h>

#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_source.h"

struct sheet_rows {
    struct spreadsheet_source source;
    struct sheet_scan *scan;
    struct sheet_row row;
};

bool sheet_rows_open(const struct spreadsheet *workbook, struct inflate *inflate,
        struct sheet_rows **ret_rows, struct error *err)
{
    CLEANUP(sheet_rows_closep) struct sheet_rows *rows = calloc(1, sizeof(*rows));

    if (!rows) {
        inflate_close(inflate);
        return error_memory(err);
    }
    if (!spreadsheet_source_open(inflate, LIMIT_SPREADSHEET_PART, &rows->source, err) ||
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
    spreadsheet_source_close(&rows->source);
    free(rows);
}

bool sheet_rows_next(struct sheet_rows *rows, const struct sheet_row **ret_row,
        struct error *err)
{
    struct spreadsheet_source *source = &rows->source;
    const struct sheet_row *row = NULL;
    size_t taken;

    while (!row && !sheet_scan_is_finished(rows->scan)) {
        struct slice rest = spreadsheet_source_rest(source);

        if (!sheet_scan_feed(rows->scan, rest.text, rest.size, source->ended, &taken,
                    &row, err))
            return false;
        source->at += taken;
        if (!taken && !source->ended && !spreadsheet_source_fill(source, err))
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
