/* statement_record.h - statements in the workpaper: imported, never changed, superseded
 * by the next */
#ifndef CHOSHO_STATEMENT_RECORD_H
#define CHOSHO_STATEMENT_RECORD_H

#include "engine/base/digest.h"
#include "engine/workpaper/store.h"
#include "procedures/statement.h"

/* What shows that a base service is listed, as found when the statement is imported. */
struct statement_pin {
    const char *evidence; /* "BUNDLE:MEMBER", or "statements/1a2b….pdf"; NULL: none */
    const char *file;     /* what the statement calls it, or NULL */
    const char *sha256;   /* of its bytes; NULL with evidence */
};

struct statement_import {
    const struct statement *statement; /* judged by statement_lint() without an error */
    const struct statement_pin *pins;  /* one a base service, in its order */
    const char *file;                  /* its name, without folders */
    struct slice bytes;                /* as it was handed over */
    char sha256[DIGEST_HEX_SIZE];      /* of them */
    size_t warnings;
    const char *reason; /* needed once the plan is signed; NULL: none */
};

/* Keeps bytes as DIR/statements/SHA256 with the suffix of the name (".pdf"); what is
 * there already stays. *ret_kept in the arena: "statements/1a2b….pdf". */
WARN_UNUSED bool statement_record_keep(struct store *store, const char *name,
        struct slice bytes, const char *sha256, struct arena *arena,
        const char **ret_kept, struct error *err);

/* The act "statement": keeps the file and records its parts. ERROR_REFUSED: it is the one
 * imported last; or the plan is signed and there is no reason. */
WARN_UNUSED bool statement_record_import(struct store *store, const char *person,
        const struct statement_import *import, int64_t *ret_statement_id,
        struct error *err);

#endif
