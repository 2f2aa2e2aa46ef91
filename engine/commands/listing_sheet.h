/* listing_sheet.h - a listing's rows as a sheet: what is a number in it, what is text
 *
 * Internal to listing.c. */
#ifndef CHOSHO_LISTING_SHEET_H
#define CHOSHO_LISTING_SHEET_H

#include "engine/commands/listing.h"
#include "reports/xlsx.h"

struct listing_sheet {
    struct xlsx *xlsx;
    struct xlsx_cell *cells;              /* of a row */
    const struct listing_column *columns; /* borrowed */
    size_t count;
};

/* headings: as many as there are columns. */
WARN_UNUSED bool listing_sheet_open(struct listing_sheet *sheet, const char *folder,
        const struct slice *headings, const struct listing_column *columns, size_t count,
        struct error *err);
void listing_sheet_close(struct listing_sheet *sheet);

/* A row; errors of xlsx_add_row(). */
WARN_UNUSED bool listing_sheet_add(struct listing_sheet *sheet,
        const struct slice *values, struct error *err);

#endif
