/* journal.h - every act, append-only and hash-chained, written in the transaction of the
 * act
 *
 * A row's hash is SHA-256("chosho-event-v1", a NUL, the 32 bytes of the row before's
 * hash, and the row as canonical JSON); schema.sql says it exactly. Triggers stop honest
 * programs, the chain shows changes made by others. A chain alone does not notice that
 * its end was cut off, or that all of it was rewritten: whoever wants that keeps the head
 * (size and hash) outside the file. */
#ifndef CHOSHO_JOURNAL_H
#define CHOSHO_JOURNAL_H

#include "engine/base/buf.h"
#include "engine/base/digest.h"
#include "engine/workpaper/store.h"

#define JOURNAL_BODY_LIMIT ((size_t)16 << 20)

/* Appends the act's row. body is one JSON object as jsonwriter.h writes it (not indented
 * needed; keys in any order: they are sorted here), of strings, integers and booleans;
 * record ids as text, for an integer beyond 2^53 is ERROR_REFUSED, as is a fraction or a
 * repeated key. NULL body: {}. May be called more than once in an act. */
WARN_UNUSED bool journal_append(struct store_act *act, const char *action,
        const char *object, const struct buf *body, struct error *err);

/* An act that only has a journal row. */
WARN_UNUSED bool journal_record(struct store *store, const char *person,
        const char *action, const char *object, const struct buf *body,
        struct error *err);

struct journal_head {
    int64_t size;       /* rows */
    struct digest hash; /* of the last row; all zeros while there is none */
};

/* The head as the file has it; nothing is verified. */
WARN_UNUSED bool journal_read_head(struct store *store, struct journal_head *ret_head,
        struct error *err);

struct journal_verdict {
    bool holds;
    int64_t broken_seq;       /* the first row that does not hold, 0 where all do */
    char reason[1024];        /* what is wrong with it, a sentence; "" where all hold */
    struct journal_head head; /* where it holds */
};

/* Goes through the whole chain. expected: a head kept outside, or NULL; the chain must
 * reach it with the same hash. That the chain does not hold is a verdict, not an error.
 */
WARN_UNUSED bool journal_verify(struct store *store, const struct journal_head *expected,
        struct journal_verdict *ret_verdict, struct error *err);

#endif
