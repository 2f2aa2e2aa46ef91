/* block_proof.h - a member's next block read and proved, and what is said where it is not
 * what was received */
#ifndef CHOSHO_BLOCK_PROOF_H
#define CHOSHO_BLOCK_PROOF_H

#include "evidence/archive/block_table.h"
#include "evidence/zip/inflate.h"

/* Whose blocks they are; all borrowed. */
struct block_proof {
    const struct block_table *table;
    const char *member; /* its name, decoded */
    const char
            *bundle; /* what is to be restored: a short id, or NULL for just "the zip" */
};

/* Reads block `block`, before which inflate stands, into bytes, where there is room for
 * it. ERROR_INTEGRITY: it is not what its SHA-256 was made of; anything else is of the
 * disk or of memory. */
WARN_UNUSED bool block_proof_load(const struct block_proof *proof, uint32_t block,
        struct inflate *inflate, uint8_t *bytes, struct error *err);

/* Says of a failure met on the way to the block: ERROR_INTEGRITY where the member's bytes
 * are to blame, else the failure itself. Always false. */
bool block_proof_judge(const struct block_proof *proof, uint32_t block,
        const struct error *failure, struct error *err);

/* Whether inflate failed because of the member, and not of the disk or of memory. */
bool block_proof_is_of_bytes(const struct error *failure);

/* ERROR_INTEGRITY for that block. Always false. */
bool block_proof_refute(const struct block_proof *proof, uint32_t block,
        struct error *err);

#endif
