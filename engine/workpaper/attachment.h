/* attachment.h - files attached to answers, kept in DIR/attachments under their SHA-256
 *
 * Byte for byte, once for each content, never read by anything here but for hashing. A
 * file gets its name when all of it is there; one that no answer names was left by an act
 * that failed, and means nothing. */
#ifndef CHOSHO_ATTACHMENT_H
#define CHOSHO_ATTACHMENT_H

#include "engine/workpaper/step.h"

#define ATTACHMENT_BYTES_MAX ((int64_t)1 << 30)

/* Copies and hashes the file; mode 0400, synced. Its name (without folders) and digest in
 * the arena. ERROR_MISSING: no such file. ERROR_USAGE: no ordinary file, or empty.
 * ERROR_LIMIT: more than ATTACHMENT_BYTES_MAX. ERROR_REFUSED: the name of its digest is
 * taken by other bytes. */
WARN_UNUSED bool attachment_keep(const struct store *store, const char *path,
        struct arena *arena, struct step_attached *ret_attached, struct error *err);

/* Compares every attachment of the workpaper with its digest. *ret_count: how many there
 * are. ERROR_INTEGRITY names the first that is gone or differs. */
WARN_UNUSED bool attachment_verify(struct store *store, size_t *ret_count,
        struct error *err);

#endif
