/* worker_explain.h - what is wrong with a person's SQL, and what to write instead */
#ifndef CHOSHO_WORKER_EXPLAIN_H
#define CHOSHO_WORKER_EXPLAIN_H

#include "engine/run/worker_tables.h"

/* Puts into *err, which holds what SQLite said when it was given the job's SQL, where
 * that is, which columns there are, and how to read what is none. What the guard denied
 * is left to it. Returns false. */
WARN_UNUSED bool worker_explain(const struct job *job, struct worker_tables *tables,
        struct error *err);

#endif
