/* record_sheet.h - what is told of a sheet besides its records */
#ifndef CHOSHO_RECORD_SHEET_H
#define CHOSHO_RECORD_SHEET_H

#include "engine/base/buf.h"
#include "evidence/format/record.h"

/* Whether the member is a sheet of a workbook: its records are rows, whatever its bytes
 * look like. */
bool record_sheet_is(const struct archive *archive, uint32_t member);

/* The format and kind of a sheet, from what its workbook says of it. */
WARN_UNUSED bool record_sheet_detect(const struct archive *archive, uint32_t member,
        struct arena *arena, struct record_format *ret_format, const char **ret_kind_text,
        struct error *err);

/* Of an open sheet: appends ", no header" where it has columns and none, ", header at
 * row 4" where it was found below the first row.
 * *ret_is_doubtful: sheet_header.h says of its header that it is. Nothing for other
 * kinds. */
WARN_UNUSED bool record_sheet_describe_header(const struct record_reader *reader,
        bool *ret_is_doubtful, struct buf *ret_text, struct error *err);

/* What in a sheet is read otherwise than the workbook shows it. */
struct record_sheet_shown {
    bool has_hidden; /* rows that are records, or columns: they are read as the others */
    bool has_merged; /* cells below the header: only the first of each has the value */
};

/* What a reader that has read a sheet to its end has to tell: appends
 * ", rows hidden: 3", ", columns hidden: 1", ", merged cells below the header: 2"
 * (areas),
 * ", formulas computed by source: 12", ", formulas without a value: 3",
 * ", values in none of its columns: 2, the first C60". Nothing for other kinds. */
WARN_UNUSED bool record_sheet_describe(const struct record_reader *reader,
        struct record_sheet_shown *ret_shown, struct buf *ret_text, struct error *err);

/* Formulas without a stored value, in what was read so far; 0 for other kinds. A record
 * with one is unreadable where its column is wanted, so that records are more or less as
 * a reader asks. */
uint64_t record_sheet_uncomputed(const struct record_reader *reader);

/* Before its first record is read: one with a formula without a stored value in any of
 * its columns is unreadable, as it is to a reader who wants them all. Nothing for other
 * kinds. */
void record_sheet_want_all(struct record_reader *reader);

/* Appends "B7 ", the place in its sheet of a column listed by record_columns(); row 0:
 * the last of the header ("B0 ": it has none). Nothing for other kinds. */
WARN_UNUSED bool record_sheet_append_cell(const struct record_reader *reader,
        size_t column, uint64_t row, struct buf *ret_text, struct error *err);

#endif
