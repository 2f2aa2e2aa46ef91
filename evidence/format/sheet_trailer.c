#include "evidence/format/sheet_trailer.h"

#include <string.h>

#include "evidence/format/trailer.h"

static bool is_sum_word(struct slice cell)
{
    struct trailer_sum sum = {0};

    return trailer_sum_add(&sum, cell) && !sum.is_count;
}

static bool gather(const struct sheet_header *header, const struct sheet_row *row,
        struct trailer_cells *cells)
{
    size_t size = 0;

    if (row->problem || row->cell_count > SHEET_TRAILER_CELLS)
        return false;
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct sheet_cell *cell = &row->cells[i];
        size_t k = 0;

        if (cell->is_uncomputed)
            return false;
        if (!cell->value.size)
            continue;
        while (k < ARRAY_LENGTH(cells->filled) && k < header->column_count &&
                header->columns[k].column != cell->column)
            k++;
        if (k == ARRAY_LENGTH(cells->filled) || k == header->column_count)
            return false;
        cells->filled[k] = cell->value;
        size += cell->value.size;
    }
    return size <= SHEET_TRAILER_TEXT;
}

/* The row's cells with it: they live no longer than until the next row is read. */
static void copy_row(struct sheet_trailer *trailer, const struct sheet_row *row)
{
    struct sheet_row *copy = &trailer->rows[trailer->count].row;
    struct sheet_cell *cells = trailer->rows[trailer->count].cells;
    char *text = trailer->rows[trailer->count].text;

    *copy = *row;
    copy->cells = cells;
    for (size_t i = 0; i < row->cell_count; i++) {
        struct slice value = row->cells[i].value;

        cells[i] = row->cells[i];
        if (!value.text)
            continue;
        cells[i].value.text = text;
        memcpy(text, value.text, value.size);
        text += value.size;
    }
}

bool sheet_trailer_keep(struct sheet_trailer *trailer, const struct sheet_header *header,
        const struct sheet_row *row)
{
    struct trailer_cells cells = {.columns = header->column_count};
    uint64_t total = 0;
    enum trailer found = TRAILER_NONE;

    if (header->row && gather(header, row, &cells)) {
        cells.stands_apart = trailer->last_row && row->number > trailer->last_row + 1 &&
                !is_sum_word(cells.filled[0]);
        found = trailer_read(&cells, &total);
    }
    trailer->last_row = row->number;
    if (found == TRAILER_NONE || trailer->count == SHEET_TRAILER_MAX)
        return false;
    copy_row(trailer, row);
    trailer->rows[trailer->count].has_total = found == TRAILER_TOTAL;
    trailer->rows[trailer->count].total = total;
    trailer->count++;
    return true;
}

const struct sheet_row *sheet_trailer_give(struct sheet_trailer *trailer)
{
    if (trailer->given < trailer->count)
        return &trailer->rows[trailer->given++].row;
    trailer->count = trailer->given = 0;
    return NULL;
}

bool sheet_trailer_total(const struct sheet_trailer *trailer, uint64_t *ret_total,
        uint32_t *ret_row)
{
    for (uint32_t i = trailer->count; i-- > 0;) {
        if (!trailer->rows[i].has_total)
            continue;
        *ret_total = trailer->rows[i].total;
        *ret_row = trailer->rows[i].row.number;
        return true;
    }
    return false;
}

bool sheet_trailer_is_sum(const struct sheet_header *header, struct slice text)
{
    const char *end = text.text + text.size;
    struct trailer_sum sum = {0};
    uint32_t column = 1, k = 0;

    if (!header->row || !header->column_count)
        return false;
    for (const char *at = text.text; k < header->column_count; column++) {
        const char *tab = at ? memchr(at, '\t', (size_t)(end - at)) : NULL;
        struct slice cell = {at, at ? (size_t)((tab ? tab : end) - at) : 0};

        if (column == header->columns[k].column) {
            if (!trailer_sum_add(&sum, cell))
                return false;
            k++;
        } else if (cell.size) {
            return false;
        }
        at = tab ? tab + 1 : NULL;
    }
    return trailer_sum_is(&sum);
}
