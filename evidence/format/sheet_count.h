/* sheet_count.h - how much a sheet may hold before reading it takes too long
 *
 * Counted by whoever goes through a sheet's part: first by sheet_width.h, so that a sheet
 * that has too much is refused before it is parsed, then by sheet_scan.h, which nothing
 * deceives. */
#ifndef CHOSHO_SHEET_COUNT_H
#define CHOSHO_SHEET_COUNT_H

#include "engine/base/error.h"

/* Begins as {0}. */
struct sheet_count {
    uint64_t cells, empty;  /* with a value or a formula, and with neither */
    uint64_t numbers;       /* long ones: their shortest text is slow to find */
    uint64_t tags, written; /* what the XML parser has to read, and its bytes */
};

/* One more. ERROR_LIMIT: more than LIMIT_SHEET_CELLS, or LIMIT_SHEET_EMPTY. */
WARN_UNUSED bool sheet_count_cell(struct sheet_count *count, bool is_filled,
        struct error *err);

/* A sign, 17 digits, a point; with an exponent most programs write more, of some cells.
 */
#define SHEET_COUNT_LONG 19u

/* One more number, of that many characters. ERROR_LIMIT: more than LIMIT_SHEET_LONG are
 * longer than SHEET_COUNT_LONG. */
WARN_UNUSED bool sheet_count_number(struct sheet_count *count, size_t size,
        struct error *err);

/* One more tag that is in no plain cell (sheet_plain.h), with what stands before it.
 * ERROR_LIMIT: more than LIMIT_SHEET_TAGS, or LIMIT_SHEET_MARKUP. */
WARN_UNUSED bool sheet_count_tag(struct sheet_count *count, size_t size,
        struct error *err);

#endif
