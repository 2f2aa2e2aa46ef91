/* returned.h - a table that a client or an auditor hands back: a statement, ticks, a list
 *
 *     struct returned_file file;
 *     returned_read("ticks.xlsx", &RETURNED_LIMITS, spill_folder, &arena, &file, err)
 *     file.tables[0].rows[0].values[2]
 *
 * CSV (also TSV, in the encodings evidence has) and XLSX, of which each sheet that is
 * neither hidden nor empty is a table. Such a file is as hostile as evidence: a worker
 * reads it. The monitor wraps its bytes as the one member of a stored zip without a name,
 * has a worker look at that and then asks for every table's rows; it interprets no byte
 * itself. Headers are found as those of evidence (csv_header.h, sheet_header.h); who
 * reads the tables judges the columns.
 *
 * What cannot be read in full is not read at all: damage, bytes that the encoding does
 * not have, a row of another width and a value with a NUL are errors that name the file,
 * the place and what to do. */
#ifndef CHOSHO_RETURNED_H
#define CHOSHO_RETURNED_H

#include "engine/base/arena.h"
#include "engine/base/digest.h"

struct returned_limits {
    size_t bytes;   /* of the file */
    size_t rows;    /* of all tables together */
    size_t columns; /* of a table */
};

/* More than any list of controls or samples has. The rows need room in the arena
 * (ARENA_MODEL_LIMIT is enough for most). */
#define RETURNED_LIMITS ((struct returned_limits){(size_t)32 << 20, 100000, 500})

struct returned_row {
    uint64_t line;             /* where it begins, from 1; of a sheet the row's number */
    const char *const *values; /* one a column, UTF-8; "" where nothing is there */
};

struct returned_table {
    const char *sheet;          /* "" of a CSV */
    const char *const *columns; /* the header's names as found; the second of a name is
                                   "name#2", one without is _1, _2 ... (of a sheet A, B
                                   ...) by its place */
    size_t column_count;
    const struct returned_row *rows;
    size_t row_count;
};

struct returned_file {
    const char *name;   /* the last part of its path, visible (text_append_visible()) */
    struct slice bytes; /* as returned, to be kept */
    char sha256[DIGEST_HEX_SIZE];        /* of them */
    const struct returned_table *tables; /* at least one */
    size_t table_count;
};

/* Reads the file at path; everything in the arena. spill_folder: where unnamed temporary
 * files may live (command_spill_folder()). ERROR_MISSING, ERROR_IO: it cannot be opened.
 * ERROR_LIMIT: it is larger than allowed. ERROR_UNREADABLE: it is no CSV or XLSX, or
 * damaged. */
WARN_UNUSED bool returned_read(const char *path, const struct returned_limits *limits,
        const char *spill_folder, struct arena *arena, struct returned_file *ret_file,
        struct error *err);

/* The place of a column; SIZE_MAX: the table has none. Names are compared without case,
 * width of letters and blanks around. */
size_t returned_find_column(const struct returned_table *table, const char *name);

#endif
