/* trailer.h - the line behind a table's rows that says how many there are
 *
 * "# Records: 57", "Total: 57", "(57 rows)", "合計 57 件", "以上". trailer.c has the list
 * of forms: to add one, a row. Letters' case, blanks, colons, brackets, dashes, a leading
 * "#", a final full stop or semicolon do not matter; digits may be full-width or grouped
 * by commas, in threes. "Records: 20 of 1000" states the whole, 1000. The
 * form stands in the record's first cell, or its number in the second. A record of the
 * table's shape may be one only where all its other cells are empty and there are at
 * least three of them (four where the number stands in the second).
 *
 * Cells are a CSV's fields (csv_trailer.h) or a sheet's (sheet_trailer.h); where in the
 * file they stand is for those to know. Internal to the readers. */
#ifndef CHOSHO_TRAILER_H
#define CHOSHO_TRAILER_H

#include "engine/base/base.h"

enum trailer {
    TRAILER_NONE,
    TRAILER_END,   /* says that it is the end, without a number */
    TRAILER_TOTAL, /* *ret_total is the control total */
};

/* A record of which nothing but its first two cells has a value. */
struct trailer_cells {
    struct slice filled[2]; /* size 0: empty */
    uint32_t columns;       /* of the table */
    bool stands_apart;      /* it is not of the table's shape */
};

/* What the record says, *ret_total only at TRAILER_TOTAL. */
enum trailer trailer_read(const struct trailer_cells *cells, uint64_t *ret_total);

/* Whether a record is a row of sums: "合計", "計", "小計", "総計", "Total" ... in its
 * first cell, at least one cell empty, and nothing but numbers in the others; or of a
 * count, "件数", "Total records" ... and one number, or 5件 behind any of them. It is a
 * record all the same. Begins as {0}. */
struct trailer_sum {
    uint32_t columns, filled; /* those behind the first */
    bool is_count;
};

/* Takes the next column's cell, in their order, borrowed for the call; false: the record
 * is no such row. */
bool trailer_sum_add(struct trailer_sum *sum, struct slice cell);

/* Whether it is one, once all its cells were taken. */
bool trailer_sum_is(const struct trailer_sum *sum);

#endif
