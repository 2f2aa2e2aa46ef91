/* csv_doubt.h - whether a CSV's first record is its header, or a record like the others
 *
 * A field that is a day or a stamp is no usual name, nor is a number above a column of
 * numbers: there the header is doubtful. It is one all the same where
 * - another column has a name above nothing but numbers or stamps ("id"), or
 * - it is a pivot's: two years or three numbers that go up by one, and the row below does
 *   not; a day above numbers, or two days above what is none.
 * Otherwise there is none, nor where texts show that it is a record, as csv_likeness.h
 * says: what is read as a record too many is seen, one that is lost is
 * not. Internal to detection. */
#ifndef CHOSHO_CSV_DOUBT_H
#define CHOSHO_CSV_DOUBT_H

#include "evidence/format/csv_scan.h"

enum csv_doubt {
    CSV_DOUBT_NONE,      /* nothing speaks against a header */
    CSV_DOUBT_HEADER,    /* doubtful, read as a header */
    CSV_DOUBT_HEADERLESS /* doubtful, read as a record */
};

/* The text begins with the supposed header. Its first 256 columns and the 100 records
 * behind it are looked at. */
enum csv_doubt csv_doubt_judge(const char *text, size_t size, bool whole,
        struct csv_dialect dialect);

#endif
