/* verify.h - does the workpaper still hold what the journal recorded?
 *
 * The chain vouches for the journal; this vouches for the rest. An act's body has
 * "record_sha256", the digest of what the act stored, made by verify_digest() in the
 * act's own transaction; schema.sql says how, so that it can be made without chosho. */
#ifndef CHOSHO_VERIFY_H
#define CHOSHO_VERIFY_H

#include "engine/base/digest.h"
#include "engine/workpaper/store.h"

enum verify_kind {
    VERIFY_ENGAGEMENT,  /* act "init", id 1: the engagement and its controls */
    VERIFY_BUNDLE,      /* "take": a bundle, its members, what it replaced */
    VERIFY_RUN,         /* "run": a run as it began */
    VERIFY_RESULT,      /* "result": a result with all that belongs to it */
    VERIFY_REPLACEMENT, /* "replace": what a bundle replaced once it had been taken, so
                           far */
    VERIFY_STATEMENT,   /* "statement": a statement with all its parts */
    VERIFY_PLAN,        /* "plan": an entry of the plan, with its lines and what is due */
    VERIFY_TICK,        /* "tick": what was seen of a cell, with what is attached */
    VERIFY_RETURN,      /* "return": a document filed for a cell */
    VERIFY_FINDING,     /* "promote": a finding with its exceptions and answers so far */
    VERIFY_STEP_LIST,   /* "steps": the steps of an instance and their cells */
    VERIFY_STEP_ANSWER, /* "step": an answer with all that belongs to it */
    VERIFY_SAMPLE_POPULATION, /* "sample-population": counted and hashed for a draw */
    VERIFY_SAMPLE_DRAW,       /* "sample-draw": a draw with the items it picked */
};

/* The digest of what is stored, in hexadecimal, for the body of the act that stored it.
 */
WARN_UNUSED bool verify_digest(struct db *db, enum verify_kind kind, int64_t id,
        char ret_hex[DIGEST_HEX_SIZE], struct error *err);

struct verify_verdict {
    bool holds;
    char reason[1024]; /* the first that differs, a sentence; "" where none does */
};

/* Compares everything stored with its row in the journal, whose chain journal_verify()
 * has to be asked about first. Rows without an act, and acts whose rows are gone, differ
 * too. That something differs is a verdict, not an error. */
WARN_UNUSED bool verify_records(struct store *store, struct verify_verdict *ret_verdict,
        struct error *err);

/* The chain and then the records, in one snapshot: what a command asks before it says or
 * does what rests on the workpaper. ERROR_INTEGRITY names the first that differs.
 *
 * `report`, `run` (and --plan), `status`, `finding`, `exception`, `show`, `query` in an
 * engagement and a promotion ask. It costs about 0.07 s for each 1,000 results, also of
 * those that newer ones replaced, whose procedures have 20 KB of text and which have
 * 100,000 exceptions between them. Bundles' bytes are not looked at (bundle_file_open()
 * does that where they are read), nor what a cut-off end of the journal took away
 * (journal.h). */
WARN_UNUSED bool verify_workpaper(struct store *store, struct error *err);

#endif
