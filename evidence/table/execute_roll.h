/* execute_roll.h - the digest of a population: its selected records, one by one */
#ifndef CHOSHO_EXECUTE_ROLL_H
#define CHOSHO_EXECUTE_ROLL_H

#include "engine/base/buf.h"
#include "engine/base/digest.h"
#include "evidence/table/scan.h"

/* One line a selected record: its pointer, and that of a grid's other axis behind a '+';
 * of a cell of time its name (cell.h).
 * The member's part is written once per member. */
struct execute_roll {
    struct digest_stream *stream;
    struct buf member, other, line;
    uint64_t member_number, other_number;
};

/* The caller ends it with execute_roll_clear(), also on failure. */
WARN_UNUSED bool execute_roll_begin(struct execute_roll *ret_roll, struct error *err);
void execute_roll_clear(struct execute_roll *roll);

/* other_id 0: no grid. ERROR_SCRIPT: a record_id of no member. */
WARN_UNUSED bool execute_roll_add(struct execute_roll *roll,
        const struct scan_context *context, int64_t record_id, int64_t other_id,
        struct error *err);

/* Whether a record_id names a record of one of the bundles, or a cell of time. */
bool execute_roll_has(const struct scan_context *context, int64_t record_id);

#endif
