/* sheet_scan.h - a sheet's part, row by row
 *
 * Bytes go in, rows with their cells as text come out (SpreadsheetML, ISO/IEC 29500-1
 * 18.3.1). Cells and rows that do not say where they are stand behind the last one.
 *
 * Values: strings with their rich text joined and escapes decoded; numbers and dates as
 * spreadsheet_number.h says; TRUE and FALSE; errors as their text (#N/A). Formulas are
 * never evaluated: the value stored for them, which the program that wrote the workbook
 * computed, is taken; one that is empty, and not of t="str", is none. Of merged cells the
 * first has the value, as it is stored.
 *
 * Limits: 1,048,576 rows, 16,384 columns, those of sheet_count.h, 32,767 UTF-16 units a
 * cell, 16 MiB of text a row. */
#ifndef CHOSHO_SHEET_SCAN_H
#define CHOSHO_SHEET_SCAN_H

#include "evidence/format/sheet_view.h"
#include "evidence/spreadsheet/spreadsheet.h"

/* For bsearch() over cells in the order of their columns: a cell of any struct begins
 * with its column. */
int sheet_scan_compare_column(const void *column, const void *cell);

struct sheet_cell {
    uint32_t column;    /* from 1 */
    bool is_text;       /* stored as a string */
    bool is_uncomputed; /* a formula without a stored value */
    struct slice value; /* text NULL: none */
};

struct sheet_row {
    uint32_t number;                /* from 1 */
    bool is_hidden;                 /* by hand, by a filter or a closed outline */
    uint64_t begin, end;            /* of its <row> element, in bytes fed */
    const struct sheet_cell *cells; /* with a value or a formula, by column */
    size_t cell_count;
    size_t text_size;    /* of all values, and a tab before each column but the first */
    const char *problem; /* NULL, or as record.h says: "cell-reference", "cell-string",
                            "cell-value", "cell-too-long", "too-long" */
};

struct sheet_scan;

/* workbook is loaded (spreadsheet_load()) and borrowed. */
WARN_UNUSED bool sheet_scan_new(const struct spreadsheet *workbook,
        struct sheet_scan **ret_scan, struct error *err);
void sheet_scan_free(struct sheet_scan *scan);
CLEANUP_POINTER(struct sheet_scan, sheet_scan_free)

/* From now on the parser reads plain cells, too (sheet_plain.h): to compare. */
void sheet_scan_parse_all(struct sheet_scan *scan);

/* Takes from the front of bytes like xmlstream_feed(), at most to a row's end: then
 * *ret_row is that row, which lives until the next call, otherwise NULL. Failures have
 * their place before them: "row 12: ..." ERROR_UNREADABLE: not a worksheet, a row out of
 * order or beyond the last, XML that is not; ERROR_LIMIT. */
WARN_UNUSED bool sheet_scan_feed(struct sheet_scan *scan, const char *bytes, size_t size,
        bool last, size_t *ret_taken, const struct sheet_row **ret_row,
        struct error *err);

/* The row that comes next has that number, unless it says another. */
void sheet_scan_resume(struct sheet_scan *scan, uint32_t number);

/* Whether the part has ended and all is well. */
bool sheet_scan_is_finished(const struct sheet_scan *scan);

/* So far: formulas, and those of them without a value. */
uint64_t sheet_scan_formulas(const struct sheet_scan *scan);
uint64_t sheet_scan_uncomputed(const struct sheet_scan *scan);

/* What it says of how its cells are shown, as far as it was read: complete at its end. */
struct sheet_view *sheet_scan_view(struct sheet_scan *scan);

#endif
