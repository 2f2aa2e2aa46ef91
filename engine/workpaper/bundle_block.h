/* bundle_block.h - of large members: their blocks' digests and the checkpoints to begin
 * reading at, as `take` found them
 *
 * The digests are part of what the act "take" recorded (verify.h). A checkpoint's own
 * digest is among them; it is compared where a checkpoint is read, and all are by
 * bundle_block_check(). */
#ifndef CHOSHO_BUNDLE_BLOCK_H
#define CHOSHO_BUNDLE_BLOCK_H

#include "engine/workpaper/store.h"
#include "evidence/archive/block_table.h"

/* Stores them within the act. packed: block_table.h's. */
WARN_UNUSED bool bundle_block_add(struct db *db, int64_t member_id, struct slice packed,
        const struct block_checkpoint *checkpoints, size_t count, struct error *err);

/* The table of a member, packed and unpacked, in the arena; *ret_found false: it has
 * none. */
WARN_UNUSED bool bundle_block_find(struct store *store, int64_t member_id,
        struct arena *arena, struct slice *ret_packed, struct block_table *ret_table,
        bool *ret_found, struct error *err);

/* The checkpoint of a block, or of the last one before it that has one; size 0: reading
 * begins at the member's beginning. ERROR_INTEGRITY: it is gone, or not what `take`
 * recorded. */
WARN_UNUSED bool bundle_block_checkpoint(struct store *store, int64_t member_id,
        const struct block_table *table, uint32_t block, struct arena *arena,
        struct slice *ret_packed, struct error *err);

/* Compares all checkpoints of all members. ERROR_INTEGRITY names the first that is gone,
 * forged, or beside what `take` recorded. */
WARN_UNUSED bool bundle_block_check(struct store *store, struct error *err);

#endif
