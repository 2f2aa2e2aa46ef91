/* tick.h - what was seen of each sampled item, and the documents a client returned for it
 *
 * A cell is an item of a sample (sample.h) and one of the sample's attributes. Ticks are
 * history: a later one of the same cell takes its place, the earlier stays. A document
 * that does not come is a deviation of its cell, no reason to replace the item. */
#ifndef CHOSHO_TICK_H
#define CHOSHO_TICK_H

#include "engine/workpaper/step.h"

enum tick_outcome {
    TICK_NO_EXCEPTION,
    TICK_EXCEPTION,
    TICK_NOT_APPLICABLE,
    TICK_OPEN, /* taken back: nothing is said of the cell any more */
};
#define TICK_OUTCOMES ((size_t)TICK_OPEN + 1)
const char *tick_outcome_name(enum tick_outcome outcome); /* "no-exception", ... */
/* false where name is none of them. */
bool tick_find_outcome(const char *name, enum tick_outcome *ret_outcome);

struct tick {
    int64_t item_id; /* sample_item_id */
    const char *attribute;
    enum tick_outcome outcome;
    const char *note; /* NULL where nothing is to be said: of "no-exception", "open" */
    int64_t replaces; /* the current tick as its author saw it; 0: none */
    const struct step_attached *attachments; /* kept before (attachment.h) */
    size_t attachment_count;
};

/* The act "tick", a journal row a tick. sheet_sha256: of the sheet they came in, or NULL.
 * ERROR_USAGE: an exception or "not-applicable" without a note. ERROR_REFUSED: a cell's
 * current tick is another one than it replaces; nothing is stored then. */
WARN_UNUSED bool tick_record(struct store *store, const char *person,
        const struct tick *ticks, size_t count, const char *sheet_sha256,
        struct error *err);

/* A document as it came back: a file kept in attachments, or a bundle's member. */
struct tick_return {
    int64_t item_id;
    const char *attribute;
    struct step_attached file;
    int64_t member_id; /* 0: in attachments */
};

/* The act "return", a journal row a document. What is returned for the cell with these
 * bytes already is passed over: *ret_count tells how many were new. */
WARN_UNUSED bool tick_record_returns(struct store *store, const char *person,
        const struct tick_return *returns, size_t count, size_t *ret_count,
        struct error *err);

#endif
