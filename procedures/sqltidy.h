/* sqltidy.h - SQL laid out to be read: a clause a line, what is in long brackets further
 * in; words, strings and names as they are */
#ifndef CHOSHO_SQLTIDY_H
#define CHOSHO_SQLTIDY_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

/* Appends the SQL, every line behind `indent` blanks, with a newline at its end. SQL that
 * does not fall into words is appended as it is. The arena is for the words. */
WARN_UNUSED bool sqltidy_write(const char *sql, unsigned indent, struct arena *arena,
        struct buf *buf, struct error *err);

#endif
