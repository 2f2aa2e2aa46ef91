/* worker_tables.h - the SQLite connection of a worker: evidence tables and functions,
 * nothing else, guarded */
#ifndef CHOSHO_WORKER_TABLES_H
#define CHOSHO_WORKER_TABLES_H

#include "engine/run/guard.h"
#include "engine/run/worker.h"
#include "evidence/table/function.h"
#include "evidence/table/table.h"

struct worker_tables {
    struct db *db;
    struct table_set *set; /* ends with db */
    struct guard guard;
    struct function_context functions;
};

/* Opens the connection, makes a table for each item of the job, touches it, and installs
 * the guard. End it with worker_tables_end(), also on failure. */
WARN_UNUSED bool worker_tables_begin(struct worker *worker, struct worker_tables *tables,
        struct error *err);
void worker_tables_end(struct worker_tables *tables);

/* Runs the job's program, or its test, over the tables, and tells what comes of it. */
WARN_UNUSED bool worker_execute_again(struct worker *worker, struct worker_tables *tables,
        struct error *err);

/* Packs the statement's values from first_column on: their count, and for each a type
 * (enum db_type) and its text; a BLOB, a value that did not convert, as the text as
 * delivered. A value beyond 64 KiB is cut at a character's edge and ends in "…". */
WARN_UNUSED bool worker_tables_pack_values(struct db_statement *statement,
        int first_column, struct buf *buf, struct error *err);

#endif
