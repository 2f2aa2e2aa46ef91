/* place.h - from a pointer, or an exception's id, to a member and a record of the
 * engagement */
#ifndef CHOSHO_PLACE_H
#define CHOSHO_PLACE_H

#include "engine/base/buf.h"
#include "engine/workpaper/bundle.h"

struct place {
    struct bundle bundle;
    struct bundle_member member;
    uint32_t index;                      /* of the member in the bundle */
    const struct bundle_member *members; /* all of the bundle */
    uint64_t record;
    const char
            *way;  /* in which the record counts (pointer.h), as it was asked for; NULL */
    uint64_t line; /* of a sheet's row, instead of the record; 0 */
    uint32_t column;  /* of the cell that was asked for in it, from 1; 0 */
    int64_t other_id; /* of an exception in a grid: the record of the other axis; 0 */
};

/* text: BUNDLE:MEMBER#RECORD (BUNDLE a short id, or a delivery's name for its newest), or
 * X17-3, or a record_id as a query shows it; blanks and a line end around it, as of a
 * line of CSV, do not count. Texts in the arena. ERROR_USAGE, ERROR_MISSING: the message
 * says which part is not there. ERROR_REFUSED: a record_id of an answer that read the
 * member otherwise than its receipt. */
WARN_UNUSED bool place_find(struct store *store, const char *text, struct arena *arena,
        struct place *ret_place, struct error *err);

/* The place of a record_id. */
WARN_UNUSED bool place_of_record(struct store *store, int64_t record_id,
        struct arena *arena, struct place *ret_place, struct error *err);

/* The pointer of a record_id, or the name of a cell of time, appended. */
WARN_UNUSED bool place_write(struct store *store, int64_t record_id, struct buf *buf,
        struct error *err);

/* The same of a grid's cell, "POINTER+POINTER"; other_id 0: of the one record alone. */
WARN_UNUSED bool place_write_cell(struct store *store, int64_t record_id,
        int64_t other_id, struct buf *buf, struct error *err);

#endif
