/* sheet_width.h - which columns of a sheet have a value, and down to which row
 *
 * Looks through the bytes of the whole part, some ten times as fast as they are parsed: a
 * column may first be used thousands of rows below the header. What the part says of
 * itself in <dimension> is no help, being wrong as often as not. */
#ifndef CHOSHO_SHEET_WIDTH_H
#define CHOSHO_SHEET_WIDTH_H

#include "evidence/archive/archive.h"
#include "evidence/spreadsheet/spreadsheet_text.h"

struct sheet_width {
    uint32_t last_row[SPREADSHEET_COLUMNS_MAX + 1]; /* by column, from 1; 0: no value */
};

/* Errors of archive_open_member(). What is wrong with the part's bytes the parser will
 * say; a part that is written to deceive may have other columns, which sheets' records
 * tell. */
WARN_UNUSED bool sheet_width_read(const struct archive *archive, uint32_t member,
        struct sheet_width *ret_width, struct error *err);

#endif
