/* xlsx.h - sheets out: the one writer of XLSX, and libxlsxwriter's only caller
 *
 * Rows are written as they come, in constant memory; what waits lies in unnamed files of
 * the folder given. Texts are texts (format "@", so that editing a cell makes no formula
 * of it), numbers numbers; no formula is ever written. What XML cannot hold is written as
 * _x0001_, and a text that looks like that is escaped as ECMA-376 22.4.2.4 says: what
 * opens the workbook shows the text as it was. The head line is frozen and filtered, the
 * same rows give the same bytes.
 *
 * A sheet takes what Excel takes: 1,048,576 lines, 16,384 columns, 32,767 UTF-16 units a
 * cell. More is refused, never cut. */
#ifndef CHOSHO_XLSX_H
#define CHOSHO_XLSX_H

#include "engine/base/buf.h"

#include <stdio.h>

struct xlsx; /* a workbook being written */

enum xlsx_kind { XLSX_EMPTY, XLSX_TEXT, XLSX_NUMBER };

struct xlsx_cell {
    enum xlsx_kind kind;
    struct slice text; /* XLSX_TEXT, UTF-8; other bytes become U+FFFD */
    double number;     /* XLSX_NUMBER */
};

/* A new workbook with one sheet (its name: 31 characters at most, none of []:*?/\ in it)
 * and its head line. ERROR_LIMIT: too many columns, or a heading too long. The caller
 * ends it with xlsx_free(). */
WARN_UNUSED bool xlsx_new(const char *temporary_folder, const char *sheet,
        const struct slice *headings, size_t count, struct xlsx **ret_xlsx,
        struct error *err);
void xlsx_free(struct xlsx *xlsx);
CLEANUP_POINTER(struct xlsx, xlsx_free)

/* A row of as many cells as there are headings. ERROR_LIMIT: the sheet is full, or a cell
 * is too long; the message says which and what to do. */
WARN_UNUSED bool xlsx_add_row(struct xlsx *xlsx, const struct xlsx_cell *cells,
        struct error *err);

/* Cells of the column may be changed to one of the words (divided by blanks) alone; Excel
 * offers them. Before xlsx_write(). */
WARN_UNUSED bool xlsx_choose(struct xlsx *xlsx, size_t column, const char *words,
        struct error *err);

/* Writes the whole workbook to out; nothing can be added any more. */
WARN_UNUSED bool xlsx_write(struct xlsx *xlsx, FILE *out, struct error *err);

#endif
