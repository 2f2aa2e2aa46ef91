/* show_container.h - what `show` hands in of the containers around a record, so that only
 * what is read of them is unpacked (evidence/archive/container_lazy.h) */
#ifndef CHOSHO_SHOW_CONTAINER_H
#define CHOSHO_SHOW_CONTAINER_H

#include "engine/commands/show_proof.h"

/* Fills in the tables of the archive's containers, where the receipt has them, and the
 * checkpoints before what is going to be read: the place where the job begins
 * (show_proof_begin()), and where members begin and end. Nothing where the whole member
 * is to be proved. In the arena. ERROR_INTEGRITY: a table or checkpoint of the workpaper
 * is not what was recorded. */
WARN_UNUSED bool show_container_hand_in(const struct show_proof *proof,
        struct store *store, const struct place *place, const struct job *job,
        struct arena *arena, struct job_archive *archive, struct error *err);

/* Whether there is nothing to add to the failure. Evidence that is not what was received
 * is told of a member; in a container that is read in parts the bundle is looked at
 * besides, as where a container can no longer be opened. */
bool show_container_is_said(const struct job_archive *archive,
        const struct error *failure);

#endif
