/* sheet_trailer.h - the rows behind a sheet's table that say how many there are
 *
 * By the rules of trailer.h, where the table has a header: the first cell is the one in
 * the table's first column. A row stands apart from the table where an empty row divides
 * them and its first cell is no word for a sum. Rows that look like it are kept back
 * until it is known whether anything else follows: at most SHEET_TRAILER_MAX of them are
 * trailers. Internal to record_sheet.c. */
#ifndef CHOSHO_SHEET_TRAILER_H
#define CHOSHO_SHEET_TRAILER_H

#include "evidence/format/sheet_header.h"

#define SHEET_TRAILER_MAX 16u
#define SHEET_TRAILER_CELLS 32u
#define SHEET_TRAILER_TEXT ((size_t)128)

/* Begins as {0}. */
struct sheet_trailer {
    struct {
        struct sheet_row row;
        struct sheet_cell cells[SHEET_TRAILER_CELLS];
        char text[SHEET_TRAILER_TEXT];
        bool has_total;
        uint64_t total;
    } rows[SHEET_TRAILER_MAX];
    uint32_t count, given;
    uint32_t last_row; /* with a value */
};

/* Keeps a copy of the row, the next one with a value, where it may be a trailer and there
 * is room; false: it is none, and those kept are records before it. */
bool sheet_trailer_keep(struct sheet_trailer *trailer, const struct sheet_header *header,
        const struct sheet_row *row);

/* The next row kept, as a record; NULL: all were given, and none is kept. It lives until
 * the next sheet_trailer_keep(). */
const struct sheet_row *sheet_trailer_give(struct sheet_trailer *trailer);

/* At the sheet's end: what the rows kept say, of several the last; false: nothing. */
bool sheet_trailer_total(const struct sheet_trailer *trailer, uint64_t *ret_total,
        uint32_t *ret_row);

/* Whether a record's text (cells joined by tabs) is a row of sums. */
bool sheet_trailer_is_sum(const struct sheet_header *header, struct slice text);

#endif
