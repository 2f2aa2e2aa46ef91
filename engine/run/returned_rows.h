/* returned_rows.h - part of returned.h: the rows of one of its tables, from a worker */
#ifndef CHOSHO_RETURNED_ROWS_H
#define CHOSHO_RETURNED_ROWS_H

#include "engine/run/query.h"
#include "engine/run/returned.h"

#define RETURNED_TABLE "returned"

/* A file being read. */
struct returned_reading {
    const char *path; /* as the person wrote it, visible */
    const struct returned_limits *limits;
    const char *spill_folder;
    struct arena *arena;
    struct bundle bundle; /* that the file is wrapped as */
    struct bundle_member *members;
    struct query_source source;
    int fd;
    size_t rows; /* of tables read before */
};

/* Of a workbook's sheet its name; "" of a CSV. */
const char *returned_rows_sheet(const struct bundle_member *member);

/* Reads the member's table. Errors as of returned_read(). */
WARN_UNUSED bool returned_rows_read(struct returned_reading *reading, uint32_t member,
        struct returned_table *ret_table, struct error *err);

#endif
