/* error.h - what went wrong, in one sentence, and of which kind
 *
 * Every fallible function is `WARN_UNUSED bool f(..., struct error *err)`: true and the
 * results are written, or false and err holds the first thing that went wrong. The
 * sentence names the thing, the place and what to do. Library code prints nothing and
 * never exits. */
#ifndef CHOSHO_ERROR_H
#define CHOSHO_ERROR_H

#include "engine/base/base.h"

/* To add a kind: here, its exit code in error_exit_code(), and its row in
 * tests/unit/test_error.c. */
enum error_code {
    ERROR_NONE,
    ERROR_USAGE,       /* the command line asks for what cannot be */
    ERROR_SCRIPT,      /* a procedure, layout, binding or their SQL is wrong */
    ERROR_MISSING,     /* something named is not there */
    ERROR_UNREADABLE,  /* evidence that cannot be read: damaged, ragged, undecodable */
    ERROR_VALUE,       /* evidence holds a value that cannot be computed with */
    ERROR_LIMIT,       /* a limit was met while executing */
    ERROR_REFUSED,     /* not permitted, sealed, in conflict, no sandbox */
    ERROR_INTEGRITY,   /* a hash or chain does not hold */
    ERROR_IO,          /* the operating system said no */
    ERROR_DATABASE,    /* SQLite said no */
    ERROR_MEMORY,      /* no memory left */
    ERROR_LOST,        /* a worker died or lied */
    ERROR_INTERRUPTED, /* the person pressed Ctrl-C */
};

#define ERROR_MESSAGE_SIZE 1024

/* Zero it to begin (`struct error err = {0}`). The message is UTF-8 and fits, or ends in
 * an ellipsis. */
struct error {
    enum error_code code;
    char message[ERROR_MESSAGE_SIZE];
};

/* Sets err and returns false, so that a function can `return error_set(...)`. */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
        PRINTF_LIKE(3, 4);

/* Puts "prefix: " before the message err holds, keeps its code, and returns false. Where
 * both do not fit, the prefix loses its middle ("…"): it names where, the message why. */
bool error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Sets "no memory" and returns false. */
bool error_memory(struct error *err);

/* What the operating system said (an errno), in the language of messages. */
const char *error_reason(int number);

/* The program's exit code for a failure of this kind, from the table in the product's
 * page: 2 usage or script, 3 incomplete, 4 integrity, 5 refused, 6 I/O or database, 130
 * interrupted. */
int error_exit_code(enum error_code code);

#endif
