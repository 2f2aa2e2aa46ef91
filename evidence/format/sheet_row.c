#include "evidence/format/sheet_row.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/limits.h"

bool sheet_row_has_value(const struct sheet_row *row)
{
    if (row->problem)
        return true;
    for (size_t i = 0; i < row->cell_count; i++) {
        if (row->cells[i].value.size || row->cells[i].is_uncomputed)
            return true;
    }
    return false;
}

const struct sheet_cell *sheet_row_cell(const struct sheet_row *row, uint32_t column)
{
    return row->cell_count ? bsearch(&column, row->cells, row->cell_count,
                                     sizeof(*row->cells), sheet_scan_compare_column)
                           : NULL;
}

char *sheet_row_join(char *room, const struct sheet_row *row)
{
    char *at = room,
         *stop = room +
            (row->text_size < LIMIT_SHEET_ROW ? row->text_size : LIMIT_SHEET_ROW);
    uint32_t column = 1;

    for (size_t i = 0; i < row->cell_count; i++) {
        struct slice value = row->cells[i].value;
        size_t tabs = row->cells[i].column - column;

        if (tabs + value.size > (size_t)(stop - at))
            break;
        memset(at, '\t', tabs);
        if (value.size)
            memcpy(at + tabs, value.text, value.size);
        at += tabs + value.size;
        column += (uint32_t)tabs;
    }
    return at;
}

size_t sheet_row_place(const struct sheet_row *row, const struct sheet_cell *cell)
{
    size_t at = cell->column - 1;

    for (const struct sheet_cell *before = row->cells; before < cell; before++)
        at += before->value.size;
    return at;
}
