/* show_rows.h - what `show` shows, as rows: for csv, tsv, json and jsonl
 *
 * A record's fields come behind it: its row waits for them. */
#ifndef CHOSHO_SHOW_ROWS_H
#define CHOSHO_SHOW_ROWS_H

#include "engine/commands/listing.h"
#include "engine/commands/show_proof.h"
#include "engine/run/message.h"
#include "engine/run/place.h"

#define SHOW_ROWS_COLUMNS 14u

struct show_rows {
    struct listing *listing;
    struct arena *arena; /* borrowed: of the waiting row */
    bool is_waiting;
    struct slice waiting[SHOW_ROWS_COLUMNS];
    const char *superseded_by, *replaces; /* of the member: pointers, or NULL */
};

/* The caller ends listing with listing_free(). */
WARN_UNUSED bool show_rows_begin(struct command_call *call, struct show_rows *ret_rows,
        struct error *err);

/* The member whose rows come now: what took its place, and whose place it took. */
WARN_UNUSED bool show_rows_of(struct show_rows *rows, struct store *store,
        const struct place *place, struct error *err);

/* The row of a record; that of the one asked for waits for its fields. */
WARN_UNUSED bool show_rows_add(struct show_rows *rows, const struct place *place,
        const struct show_proof *proof, const struct message_record *record,
        struct error *err);
/* The fields of the record that was asked for, as the worker sent them: an object of
 * texts, null where the record lacks one. */
WARN_UNUSED bool show_rows_add_fields(struct show_rows *rows, struct unpack *content,
        struct error *err);
/* The row that waits, if any: there are no more fields. */
WARN_UNUSED bool show_rows_flush(struct show_rows *rows, struct error *err);

#endif
