/* csv_likeness.h - whether a CSV's first record of texts is a record like those below it
 *
 * What tells a record:
 * - a value of a kind that names nothing (an address of IP or mail, a path or URL, a
 *   boolean, a UUID or digest) above values of that kind; one with digits in the shape
 *   that four in five values below have (E001 above E002);
 * - all of it stands again below, or a cell does in its own column.
 * What tells a header: a column's name that is known (header_word.h) and does not look
 * so, or a name above nothing but numbers or stamps. Where nothing tells either, and each
 * cell has letters, digits and signs as those below it and is about as long, or where
 * the next record is all of known names and the first one less so, the header is
 * doubtful. Internal to csv_doubt.c. */
#ifndef CHOSHO_CSV_LIKENESS_H
#define CHOSHO_CSV_LIKENESS_H

#include "evidence/format/csv_doubt.h"

/* As csv_doubt_judge(); has_name: a name stands above numbers or stamps. */
enum csv_doubt csv_likeness_judge(const char *text, size_t size, bool whole,
        struct csv_dialect dialect, bool has_name);

#endif
