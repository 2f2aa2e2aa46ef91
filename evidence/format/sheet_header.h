/* sheet_header.h - which rows of a sheet are its header, and what its columns are called
 *
 * Registers begin with a title, the date, who made them; the table stands below. Of the
 * first 20 rows with a value, the header is the first one in which
 *
 * - every value is a text that is no number or date, of at most 200 bytes;
 * - there are two values or more (one, where no row has two and there is another row), at
 *   least half as many as in the widest of the 20 rows, and more than in every row above.
 *
 * A row further down may be the better one, below a form's head: table_head.h says where.
 * Where there is none, the first one that is so but for years or days above what is none
 * (氏名, 2024, 2025), which is doubtful. Where there is none, either, columns are called
 * by their letters and every row is a record; that is doubtful, too, where such a row has
 * texts and numbers. So is a header where table_head.h says so, and where half of the
 * rows below have values in a column it has no name for (but for the first). A format may
 * name the row (header_line), or say that there is none (headerless).
 *
 * Two rows are the header where a text of it is merged over several columns and the row
 * directly below holds texts only, all of them below such a text or where the header has
 * none: 承認者 over 氏名 and 日付 makes 承認者/氏名 and 承認者/日付. And two or three
 * are, where a text of the first is merged down over them and all of them hold texts
 * only: 承認/一次/氏名. Without a second row a text merged over columns names them all:
 * name, name#2 ...
 *
 * Names lose blanks around, and line breaks inside become one blank. A column without one
 * is called by its letters; two of one name are name, name#2 as in csv_header.h. */
#ifndef CHOSHO_SHEET_HEADER_H
#define CHOSHO_SHEET_HEADER_H

#include "evidence/format/sheet_rows.h"
#include "evidence/format/sheet_width.h"

struct sheet_column {
    uint32_t column; /* from 1 */
    const char *name;
};

struct sheet_header {
    uint32_t row;                       /* the last of the header; 0: there is none */
    bool is_doubtful;                   /* another row may be the header, or none */
    const struct sheet_column *columns; /* with a value in the header or below it */
    uint32_t column_count;
    uint32_t first_row; /* of the header, where it was decided here; else 0 */
};

/* Reads as many rows as it takes to decide: the first 21 with a value, and all of them
 * where merged cells matter, which stand behind the rows; up to a row that cannot be read
 * where one with a value stands before it. Columns are those used there, and by width
 * (NULL: not known) in the rows behind. named_row 0: decided. Names
 * live in the arena. ERROR_MISSING: the row named has no value; ERROR_UNREADABLE: more
 * than LIMIT_CSV_COLUMNS columns, or what sheet_rows_next() says. */
WARN_UNUSED bool sheet_header_read(struct sheet_rows *rows, uint32_t named_row,
        bool headerless, const struct sheet_width *width, struct arena *arena,
        struct sheet_header *ret_header, struct error *err);

/* Appends ", no header", ", header at row 4", or nothing. */
WARN_UNUSED bool sheet_header_describe(const struct sheet_header *header,
        struct buf *ret_text, struct error *err);

#define SHEET_HEADER_NONE 0u

/* The sheet's column that a name means: by the name in the header; "name#1" is the first
 * of several "name"; "_3" the third column listed; by the letters of a column that is in
 * use. SHEET_HEADER_NONE: none. */
uint32_t sheet_header_find(const struct sheet_header *header, const char *name);

/* How many of its columns the sheet hides. */
uint32_t sheet_header_count_hidden(const struct sheet_header *header,
        const struct sheet_view *view);

#endif
