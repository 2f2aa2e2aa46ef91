/* base.h - the few macros every file of chosho uses
 *
 * The floor of the house: it includes nothing of ours. */
#ifndef CHOSHO_BASE_H
#define CHOSHO_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Runs function(&variable) when the variable leaves its scope. */
#define CLEANUP(function) __attribute__((cleanup(function)))

#define WARN_UNUSED __attribute__((warn_unused_result))

/* The format string is argument number `text`, its values begin at number `values`. */
#define PRINTF_LIKE(text, values) __attribute__((format(printf, text, values)))

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Defines the static function `end`p(type **), for CLEANUP on a pointer that `end` takes.
 * NULL is left alone. */
#define CLEANUP_POINTER(type, end)                                    \
    __attribute__((unused)) static inline void end##p(type **pointer) \
    {                                                                 \
        if (*pointer)                                                 \
            end(*pointer);                                            \
    }

/* A piece of somebody else's bytes; not NUL-terminated. text is NULL where there is no
 * value. */
struct slice {
    const char *text;
    size_t size;
};

#endif
