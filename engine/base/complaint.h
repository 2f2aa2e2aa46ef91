/* complaint.h - everything wrong with a script, at once, each at its place
 *
 * A checker adds complaints and goes on; the caller prints them all, sorted by file and
 * place. */
#ifndef CHOSHO_COMPLAINT_H
#define CHOSHO_COMPLAINT_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

enum complaint_severity { COMPLAINT_ERROR, COMPLAINT_WARNING };

struct complaint {
    const char *file;
    unsigned line, column; /* from 1, column in characters; 0 where there is no place */
    enum complaint_severity severity;
    const char *message; /* what is wrong, and what to do */
};

/* A name or value as a message quotes it. */
struct complaint_quote {
    char text[64];
};

struct complaint_list {
    struct arena arena; /* owns the texts and the list */
    struct complaint *items;
    size_t count, capacity;
    size_t errors;   /* how many of them are errors */
    bool incomplete; /* memory ran out, or over 1,000: the rest is not listed */
};

void complaint_list_init(struct complaint_list *list);
void complaint_list_clear(struct complaint_list *list);

/* Never fails: where memory runs out the list is marked incomplete and counts an error. A
 * message over 1,023 bytes is cut. */
void complaint_add(struct complaint_list *list, enum complaint_severity severity,
        const char *file, unsigned line, unsigned column, const char *format, ...)
        PRINTF_LIKE(6, 7);

/* The beginning of text, cut at a character's edge and ended with "…" where it is long;
 * NULL gives "?". */
struct complaint_quote complaint_quote(const char *text);

/* By file, line, column, then as added; exact repeats removed. */
void complaint_list_sort(struct complaint_list *list);

/* Appends "file:line:col: error: message\n" for each ("warning:" likewise; エラー, 警告
 * in ja). */
WARN_UNUSED bool complaint_list_write(const struct complaint_list *list, struct buf *buf,
        struct error *err);

#endif
