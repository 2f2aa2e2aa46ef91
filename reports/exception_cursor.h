/* exception_cursor.h - the exceptions of a result one by one, with the values shown
 *
 * They are many: the cursor holds one at a time. Undecidable and unreadable records are
 * read the same way. */
#ifndef CHOSHO_EXCEPTION_CURSOR_H
#define CHOSHO_EXCEPTION_CURSOR_H

#include "engine/base/buf.h"
#include "engine/base/db.h"

struct exception_cursor;

struct exception_value {
    const char *name;
    const char *type; /* "timestamp", "boolean" ...; NULL: not known */
    const char *text; /* NULL: the field is absent */
    bool is_read;     /* false: does not read as its type; text is as delivered */
};

/* Everything is the cursor's until the next row. */
struct exception_row {
    int64_t number;      /* from 1 in each kind */
    int64_t check;       /* the check that fails; -2 - k: the alternative that
                            holds; 0, -1: none */
    const char *pointer; /* as `show` opens it */
    const char *other;   /* of the other record of a grid's cell; NULL */
    const struct exception_value *values; /* as many as the result shows, in its order */
    size_t value_count;                   /* 0 where none were read */
};

/* kind: "exception", "undecidable", "unreadable". The cursor ends before its db. */
WARN_UNUSED bool exception_cursor_open(struct db *db, int64_t result_id, const char *kind,
        struct exception_cursor **ret_cursor, struct error *err);
void exception_cursor_close(struct exception_cursor *cursor);
CLEANUP_POINTER(struct exception_cursor, exception_cursor_close)

/* *ret_found false at the end. */
WARN_UNUSED bool exception_cursor_next(struct exception_cursor *cursor,
        struct exception_row *ret_row, bool *ret_found, struct error *err);

#endif
