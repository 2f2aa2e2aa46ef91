/* worker_learn.h - what the first reading of a member teaches: columns, layout, period,
 * what its encoding does not have, what it says of itself
 *
 * Texts are in the worker's arena. */
#ifndef CHOSHO_WORKER_LEARN_H
#define CHOSHO_WORKER_LEARN_H

#include "engine/run/message.h"
#include "engine/run/worker.h"

#define WORKER_LINES_LOOKED_AT 100u

/* What reading the records through left for recognition. */
struct worker_reading {
    struct slice lines[WORKER_LINES_LOOKED_AT]; /* the first records */
    size_t line_count;
    uint64_t undecodable; /* records */
    const char *problem;  /* of the first unreadable record; NULL: none */
    uint32_t field_count; /* of a ragged one of a CSV */
    uint64_t total_row;   /* the record that is a row of totals; 0: none */
};

/* A failure that is the member's goes into its receipt, the first one alone and in the
 * language of the moment; any other is the job's, and is given back in err. */
WARN_UNUSED bool worker_learn_damage(struct worker *worker, struct message_member *member,
        const struct error *failure, struct error *err);

/* What is the case and what to do about it, apart, in the language of the moment. */
WARN_UNUSED bool worker_learn_failure(struct worker *worker,
        struct message_member *member, const struct error *failure, struct error *err);

/* Counts a record that cannot be read; the first one is located. */
void worker_learn_record(struct message_member *member, const struct record *record,
        struct worker_reading *reading);

/* What is to be said of its name. */
WARN_UNUSED bool worker_learn_name(struct worker *worker,
        const struct preflight_member *entry, struct message_member *member,
        struct error *err);

/* One more code that a reader should know; they are divided by blanks. */
WARN_UNUSED bool worker_learn_notice(struct worker *worker, struct message_member *member,
        const char *code, struct error *err);

/* What was decided in doubt of a member that is now read; a layout that recognised it
 * knows itself what its records are. */
WARN_UNUSED bool worker_learn_doubt(struct worker *worker, struct message_member *member,
        const struct record_doubt *doubt, struct error *err);

/* Where the records of the XML documents are that layouts know: for
 * record_detect_known(). */
WARN_UNUSED bool worker_learn_hints(struct worker *worker,
        const struct record_hint **ret_hints, size_t *ret_count, struct error *err);

/* What can be wanted of the member. */
WARN_UNUSED bool worker_learn_columns(struct worker *worker, struct record_reader *reader,
        struct message_member *member, struct error *err);

/* Everything else, once its records were read; reading may come to hold what the layout
 * that recognised it cannot read. reader NULL: they could not be. */
WARN_UNUSED bool worker_learn_rest(struct worker *worker, const struct archive *archive,
        const struct record_reader *reader, struct worker_reading *reading,
        struct message_member *member, struct error *err);

#endif
