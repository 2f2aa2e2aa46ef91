/* csv_trailer.h - the line behind a CSV's rows that says how many there are
 *
 * "# Records: 57", "Total: 57", "(57 rows)", "合計 57 件", "以上". csv_trailer.c has the
 * list of forms: to add one, a row. Letters' case, blanks, colons, brackets, a leading
 * "#" and a final full stop do not matter; digits may be full-width or grouped by commas.
 * The form stands in the record's first field, or its number in the second; a record with
 * as many fields as the table may be one only where all its others are empty and there
 * are at least three of them (four where the number stands in the second). Internal to
 * the CSV reader, but for csv_trailer_is_sum(). */
#ifndef CHOSHO_CSV_TRAILER_H
#define CHOSHO_CSV_TRAILER_H

#include "evidence/csv_scan.h"

enum csv_trailer {
    CSV_TRAILER_NONE,
    CSV_TRAILER_END,   /* says that it is the end, without a number */
    CSV_TRAILER_TOTAL, /* *ret_total is the control total */
};

/* What the record says, *ret_total only at CSV_TRAILER_TOTAL; where in the file it stands
 * is for the caller to know. */
enum csv_trailer csv_trailer_read(const struct csv_scan *scan,
        const struct csv_record *record, uint32_t columns, uint64_t *ret_total);

/* Whether a record's text is a row of sums: "合計", "計", "小計", "総計", "Total" ... in
 * its first field, at least one field empty, and nothing but numbers in the others. It is
 * a record all the same. */
bool csv_trailer_is_sum(struct slice text, struct csv_dialect dialect);

#endif
