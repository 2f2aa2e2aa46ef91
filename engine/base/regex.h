/* regex.h - the door to PCRE2: UTF-8 patterns under limits
 *
 * Compiled with JIT where the platform allows; in a sandbox, compile before locking in: a
 * match takes no memory and makes no system call then. Match limit 100,000, depth limit
 * 250, heap 16 MiB, JIT stack 1 MiB, subject 64 KiB, pattern 4 KiB: a pattern that needs
 * more on some line is ERROR_LIMIT there, never "no match". A regex is for one thread at
 * a time.
 *
 * In a pattern . and [...] are characters, while \d \w \s \b mean ASCII, so that \d{6}
 * takes no full-width digits (\p{Nd} does); $ is the very end, not before a last line end
 * ((?m) has every line's); line ends are LF; \C is refused. */
#ifndef CHOSHO_REGEX_H
#define CHOSHO_REGEX_H

#include "engine/base/error.h"

struct regex;

#define REGEX_GROUPS_MAX 64

/* ERROR_SCRIPT: not a pattern; the message tells where. The caller ends it with
 * regex_free(). */
WARN_UNUSED bool regex_compile(const char *pattern, struct regex **ret_regex,
        struct error *err);
void regex_free(struct regex *regex);
CLEANUP_POINTER(struct regex, regex_free)

/* From here on patterns are compiled without JIT: in a sandbox no memory may become
 * executable. */
void regex_disable_jit(void);

/* How many groups there are, the whole match (0) included. */
unsigned regex_group_count(const struct regex *regex);
/* The number of a named group, 0 where there is none; and the name of a group, NULL for
 * unnamed. */
unsigned regex_find_group(const struct regex *regex, const char *name);
const char *regex_group_name(const struct regex *regex, unsigned group);

/* Attempts for each search from here on: REGEX_ATTEMPTS unless said otherwise. */
#define REGEX_ATTEMPTS 100000u
void regex_allow(struct regex *regex, unsigned attempts);

/* Searches subject, which should be strict UTF-8: no byte outside is read where it is
 * not, and nothing matches across a broken character. On a match fills
 * groups[0..count-1]; a group that did not take part has text NULL. */
WARN_UNUSED bool regex_match(struct regex *regex, const char *subject, size_t size,
        struct slice *groups, unsigned count, bool *ret_matched, struct error *err);

#endif
