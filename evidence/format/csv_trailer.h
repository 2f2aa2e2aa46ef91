/* csv_trailer.h - a CSV's records as trailer.h sees them: internal to the CSV reader */
#ifndef CHOSHO_CSV_TRAILER_H
#define CHOSHO_CSV_TRAILER_H

#include "evidence/format/csv_scan.h"
#include "evidence/format/trailer.h"

/* What the record says, *ret_total only at TRAILER_TOTAL. One with another number of
 * fields than the table stands apart from it. So does one whose first comma groups the
 * digits of its number ("# Records: 1,002"), but for what may be a row as well: "1,200件"
 * in two columns. */
enum trailer csv_trailer_read(const struct csv_scan *scan,
        const struct csv_record *record, uint32_t columns, uint64_t *ret_total);

/* The control total that a line above the header states, with that line's number, of
 * several the last; false: none does. The record is room for the search. */
bool csv_trailer_find_above(struct slice preamble, struct csv_dialect dialect,
        struct csv_record *record, uint64_t *ret_total, uint32_t *ret_line);

/* Whether a record's text is a row of sums, or such a total that may be a row. */
bool csv_trailer_is_sum(struct slice text, struct csv_dialect dialect);

/* What the records of a table of two columns come to: in one with no cell to leave empty
 * "合計,29" is a row of sums only where it adds up. Begins as {0}. */
struct csv_trailer_pair {
    uint64_t records, sum;
    bool is_unsummed; /* a second cell is no whole number */
};

/* Takes the next record. Whether it is called as a row of sums is, and states the sum of
 * the second cells of those before it, two or more, or how many these are. */
bool csv_trailer_pair_add(struct csv_trailer_pair *pair, struct slice text,
        struct csv_dialect dialect);

#endif
