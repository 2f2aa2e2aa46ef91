/* intake.h - taking a bundle: kept byte for byte, every member looked at by a worker, the
 * receipt recorded */
#ifndef CHOSHO_INTAKE_H
#define CHOSHO_INTAKE_H

#include "engine/run/schedule.h"
#include "engine/workpaper/bundle.h"

struct message_member;

struct intake_options {
    const char *name;            /* of the delivery; NULL: from the file's name */
    const char *delivered_by;    /* or NULL */
    const char *delivered_at;    /* "2026-04-03" or an instant; or NULL */
    const char *delivered_how;   /* or NULL */
    const char *label;           /* or NULL */
    const char *const *replaces; /* as replacement_plan() takes them; name is NULL */
    size_t replaces_count;
    const char *reason;               /* of replacing */
    struct schedule_options schedule; /* spill_folder is filled in */
};

/* Takes the zip at path. ERROR_MISSING, ERROR_USAGE: no such file, or a folder; nothing
 * that can be replaced (replacement.h).
 * ERROR_REFUSED: the bundle as a whole cannot be trusted, or was taken before; nothing is
 * kept then. *ret_bundle_id names the receipt. */
WARN_UNUSED bool intake_take(struct store *store, const char *person, const char *path,
        const struct intake_options *options, int64_t *ret_bundle_id, struct error *err);

/* Where the bytes at path were taken before, has that bundle take the place of more, as
 * options->replaces says; nothing is received anew. *ret_bundle_id: that bundle; 0: they
 * were not, and nothing was done. ERROR_USAGE: also where something is told of the
 * delivery, which stays as it was told. */
WARN_UNUSED bool intake_replace(struct store *store, const char *person, const char *path,
        const struct intake_options *options, int64_t *ret_bundle_id, struct error *err);

/* Has a worker look at an open bundle without taking it: its members as a receipt would
 * have them. With is_brief there are no digests, and a count of records (-1: none) only
 * of small members: of others the beginning is all that is looked at. Texts in the arena.
 */
WARN_UNUSED bool intake_examine(int fd, const char *label, uint64_t size, bool is_brief,
        const char *zone, const struct schedule_options *schedule, struct arena *arena,
        struct bundle_member **ret_members, size_t *ret_count, struct error *err);

/* What a worker said of a member, as the receipt has it; texts are borrowed. */
struct bundle_member intake_translate(const struct message_member *told);

#endif
