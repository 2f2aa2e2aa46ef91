/* show_proof.h - what `show` has proved of a member: its whole, or the blocks it read */
#ifndef CHOSHO_SHOW_PROOF_H
#define CHOSHO_SHOW_PROOF_H

#include <stdio.h>

#include "engine/run/job.h"
#include "engine/run/place.h"
#include "evidence/archive/block_table.h"

struct show_proof {
    const struct bundle_member *member;   /* borrowed */
    const struct bundle_member *workbook; /* that a sheet is in, or NULL; borrowed */
    bool is_workbook_told;                /* its SHA-256 is the receipt's */
    bool is_full;                         /* the whole member was asked for */
    bool is_by_block; /* otherwise the whole member's SHA-256 is made again */
    bool is_told;     /* the worker said so, and it holds */
    struct block_table table;
    uint64_t head_from, head_to, from, to; /* bytes proved, as told */
};

/* Decides, and fills in of the job what the proof needs: job->record, context and format
 * are set. Texts in the arena. ERROR_INTEGRITY: a table or checkpoint of the workpaper is
 * not what was recorded. */
WARN_UNUSED bool show_proof_begin(struct show_proof *proof, struct store *store,
        const struct place *place, bool is_full, bool is_other_reading,
        struct arena *arena, struct job *job, struct error *err);

/* The SHA-256 of the workbook a sheet is in, as the worker sent it: it comes before all
 * else. ERROR_INTEGRITY: not the receipt's; bundle is named. */
WARN_UNUSED bool show_proof_take_workbook(struct show_proof *proof, const char *bundle,
        struct unpack *content, struct error *err);

/* The whole member's digest, as the worker sent it. ERROR_INTEGRITY: not the receipt's;
 * bundle is named. */
WARN_UNUSED bool show_proof_take_digest(struct show_proof *proof, const char *bundle,
        struct unpack *content, struct error *err);
/* The bytes that the worker proved. */
WARN_UNUSED bool show_proof_take_blocks(struct show_proof *proof, struct unpack *content,
        struct error *err);

/* The sentence at the foot of what is shown. */
void show_proof_print(const struct show_proof *proof, FILE *out);

/* Of one record: the bytes of the blocks it stands in, "A-B". */
void show_proof_range(const struct show_proof *proof, uint64_t offset, uint64_t length,
        char text[48]);

#endif
