/* sheet_rows.h - the rows of a sheet, from the bytes of its part */
#ifndef CHOSHO_SHEET_ROWS_H
#define CHOSHO_SHEET_ROWS_H

#include "evidence/byte_source.h"
#include "evidence/format/sheet_scan.h"
#include "evidence/zip/inflate.h"

struct sheet_rows;

/* Takes over inflate, the bytes of a sheet's part, in any case. workbook is loaded and
 * borrowed. Errors of spreadsheet_source_open(). */
WARN_UNUSED bool sheet_rows_open(const struct spreadsheet *workbook,
        struct inflate *inflate, struct sheet_rows **ret_rows, struct error *err);
/* The same from bytes that are borrowed. head: as sheet_rows_head() gave it, so many
 * bytes are read at once: the next row may then be another than the first. 0: none. */
WARN_UNUSED bool sheet_rows_open_from(const struct spreadsheet *workbook,
        const struct byte_source *from, uint64_t head, struct sheet_rows **ret_rows,
        struct error *err);
void sheet_rows_close(struct sheet_rows *rows);
CLEANUP_POINTER(struct sheet_rows, sheet_rows_close)

/* The next row, which lives until the next call, its begin and end in the part; NULL at
 * the end. Errors of sheet_scan_feed() and spreadsheet_source_fill(). */
WARN_UNUSED bool sheet_rows_next(struct sheet_rows *rows,
        const struct sheet_row **ret_row, struct error *err);

/* How many bytes stand before the first row; 0: no row was read yet. */
uint64_t sheet_rows_head(const struct sheet_rows *rows);

/* The bytes that come next begin with that row, which begins at that offset of the part.
 * Only behind sheet_rows_open_from() with a head. */
void sheet_rows_resume(struct sheet_rows *rows, uint32_t number, uint64_t offset);

/* What reads them: for what it counts. */
struct sheet_scan *sheet_rows_scan(struct sheet_rows *rows);

#endif
