/* sampling_table.h - a firm's table of sample sizes by how often a control operates
 *
 * XML of the namespace urn:chosho:sampling:1. A band says how many items are looked at of
 * a control that operates so often. Where a control operates as needed, what happened is
 * counted and belongs to the first band whose occurrences a year are not fewer. */
#ifndef CHOSHO_SAMPLING_TABLE_H
#define CHOSHO_SAMPLING_TABLE_H

#include "engine/base/complaint.h"
#include "engine/base/text.h"
#include "engine/base/vocabulary.h"

extern const struct vocabulary sampling_table_vocabulary;

struct sampling_table_band {
    const char *frequency; /* "daily" */
    int64_t occurrences;   /* a year at most; 0: no number belongs to it (automated) */
    int64_t size;          /* 0: all */
    int64_t most;          /* the upper end of a range; else as size */
};

struct sampling_table {
    const char *id, *version;
    const char *title[2]; /* by enum text_language, or NULL */
    const char *source;   /* where the numbers are from */
    bool is_example;      /* published by others: not the firm's */
    struct sampling_table_band *bands;
    size_t count;
};

/* Texts are in the arena. Complains of everything the vocabulary does not allow, of bands
 * twice, and of sizes that are none. */
WARN_UNUSED bool sampling_table_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct sampling_table *ret_table,
        struct complaint_list *complaints);

/* "daily" for "daily" and 日次, "as-needed" for 都度 and 随時; NULL where it is neither.
 */
const char *sampling_table_frequency(const char *name);

/* The names that are known, for hints; ends with NULL. */
extern const char *const sampling_table_frequencies[];

/* The band of a frequency, as-needed by how many occurrences there were. NULL where the
 * table has none. */
const struct sampling_table_band *sampling_table_find(const struct sampling_table *table,
        const char *frequency, int64_t occurrences);

#endif
