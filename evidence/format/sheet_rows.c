#include "evidence/format/sheet_rows.h"

#include <stdlib.h>

#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_source.h"

struct sheet_rows {
    struct spreadsheet_source source;
    struct sheet_scan *scan;
    struct sheet_row row;
    uint64_t head;
    uint64_t left_out; /* bytes between what was read and what is read now */
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

/* What is no row. */
static bool read_head(struct sheet_rows *rows, uint64_t head, struct error *err)
{
    struct spreadsheet_source *source = &rows->source;
    uint64_t done = source->mark;
    const struct sheet_row *row;
    size_t taken;

    while (done < head) {
        struct slice rest = spreadsheet_source_rest(source);
        size_t size = rest.size < head - done ? rest.size : (size_t)(head - done);

        if (!sheet_scan_feed(rows->scan, rest.text, size, false, &taken, &row, err))
            return false;
        source->at += taken;
        done += taken;
        if (taken)
            continue;
        if (size == head - done || source->ended)
            return error_set(err, ERROR_INTEGRITY,
                    TR("the sheet does not begin as it did when it was received",
                            "シートの先頭が受領時と異なります"));
        if (!spreadsheet_source_fill(source, err))
            return false;
    }
    rows->head = head;
    return true;
}

bool sheet_rows_open_from(const struct spreadsheet *workbook,
        const struct byte_source *from, uint64_t head, struct sheet_rows **ret_rows,
        struct error *err)
{
    CLEANUP(sheet_rows_closep) struct sheet_rows *rows = calloc(1, sizeof(*rows));

    if (!rows)
        return error_memory(err);
    if (!spreadsheet_source_open_from(from, LIMIT_SPREADSHEET_PART, &rows->source, err) ||
            !sheet_scan_new(workbook, &rows->scan, err) || !read_head(rows, head, err))
        return false;
    *ret_rows = rows;
    rows = NULL;
    return true;
}

uint64_t sheet_rows_head(const struct sheet_rows *rows)
{
    return rows->head;
}

void sheet_rows_resume(struct sheet_rows *rows, uint32_t number, uint64_t offset)
{
    rows->left_out = offset - rows->head;
    spreadsheet_source_drop(&rows->source);
    sheet_scan_resume(rows->scan, number);
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
        rows->row.begin += source->mark + rows->left_out;
        rows->row.end += source->mark + rows->left_out;
        if (!rows->head)
            rows->head = rows->row.begin;
        row = &rows->row;
    }
    *ret_row = row;
    return true;
}

struct sheet_scan *sheet_rows_scan(struct sheet_rows *rows)
{
    return rows->scan;
}
