/* sheet_book.h - a workbook that is open, kept with its container as long as its sheets
 * are read one after the other */
#ifndef CHOSHO_SHEET_BOOK_H
#define CHOSHO_SHEET_BOOK_H

#include "evidence/archive/archive.h"
#include "evidence/archive/container_set.h"
#include "evidence/format/sheet_width.h"
#include "evidence/spreadsheet/spreadsheet.h"

struct sheet_book {
    struct spreadsheet workbook;
    uint32_t member; /* whose width is known; 0: none's, no sheet being that */
    struct sheet_width width;
};

/* The workbook, loaded: opened, and its shared strings read, for the first of its sheets
 * (with each of thousands it would take hours). The container has it. Errors of
 * spreadsheet_open() and spreadsheet_load(). */
WARN_UNUSED bool sheet_book_open(struct container_loan *loan,
        struct sheet_book **ret_book, struct error *err);

/* What looking through all of a sheet tells, for the readings of it that follow, too.
 * Errors of sheet_width_read(). */
WARN_UNUSED bool sheet_book_measure(struct sheet_book *book,
        const struct archive *archive, uint32_t member, struct error *err);

#endif
