/* sqlwriter.h - SQL being written; the first failure sticks, so that calls need no checks
 * between */
#ifndef CHOSHO_SQLWRITER_H
#define CHOSHO_SQLWRITER_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

#define SQLWRITER_MAX ((size_t)1 << 20)

struct sqlwriter {
    struct buf buf;
    struct error err;
    bool failed;
};

#define SQLWRITER_INIT                 \
    {                                  \
        .buf = BUF_INIT(SQLWRITER_MAX) \
    }

/* Appends as printf does. */
void sqlwriter_put(struct sqlwriter *writer, const char *format, ...) PRINTF_LIKE(2, 3);

/* 'text', quotes doubled. */
void sqlwriter_string(struct sqlwriter *writer, const char *text);

/* "name"; an optional alias and dot in front (NULL for none). */
void sqlwriter_name(struct sqlwriter *writer, const char *alias, const char *name);

/* Copies what was written into the arena and begins anew. */
WARN_UNUSED bool sqlwriter_finish(struct sqlwriter *writer, struct arena *arena,
        const char **ret_sql, struct error *err);

void sqlwriter_clear(struct sqlwriter *writer);

#endif
