/* sheet_row.h - a row of a sheet as a record's text and fields */
#ifndef CHOSHO_SHEET_ROW_H
#define CHOSHO_SHEET_ROW_H

#include "evidence/format/sheet_scan.h"

/* Whether it is worth a record. */
bool sheet_row_has_value(const struct sheet_row *row);

/* The cell in that column; NULL: there is none. */
const struct sheet_cell *sheet_row_cell(const struct sheet_row *row, uint32_t column);

/* Writes the cells joined by tabs, one before each column but the first; no more than a
 * row may have (LIMIT_SHEET_ROW), for which there is room. Returns the end. */
char *sheet_row_join(char *room, const struct sheet_row *row);

/* Where a cell's value stands in its row's joined text. */
size_t sheet_row_place(const struct sheet_row *row, const struct sheet_cell *cell);

#endif
