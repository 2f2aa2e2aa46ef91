/* binding_ledger.h - the binding files of an engagement, and what the journal knows of
 * them
 *
 * The files in bindings/ decide what is tested; the journal says whose they are. Each act
 * has a row with the file's name as its object:
 *   bind          put there by `chosho bind --add`: sha256, and replaces where it took
 *                 another's place
 *   unbind        taken away by `chosho bind --remove`: removed, its digest
 *   bind-outside  found to differ from what the last row says: change ("new", "edited",
 *                 "gone"), sha256 unless it is gone, replaces unless it is new. Who and
 * when are of the one who found it: who did it is not known. */
#ifndef CHOSHO_BINDING_LEDGER_H
#define CHOSHO_BINDING_LEDGER_H

#include "engine/base/buf.h"
#include "engine/base/digest.h"
#include "engine/workpaper/store.h"

#define BINDING_LEDGER_LIMIT ((size_t)16 << 20) /* bytes of a file */

struct binding_ledger_change {
    const char *name;             /* without folders */
    const char *change;           /* "new", "edited", "gone" */
    char sha256[DIGEST_HEX_SIZE]; /* of the file; "" where it is gone */
    char before[DIGEST_HEX_SIZE]; /* by the journal; "" where it is new */
};

/* How the files differ from what the journal says of them; by name, in the arena. Only
 * reads. */
WARN_UNUSED bool binding_ledger_find_changes(struct store *store, struct arena *arena,
        struct binding_ledger_change **ret_changes, size_t *ret_count, struct error *err);

/* The same, and records them in one act; none: no act. */
WARN_UNUSED bool binding_ledger_record_changes(struct store *store, const char *person,
        struct arena *arena, struct binding_ledger_change **ret_changes,
        size_t *ret_count, struct error *err);

/* Puts a file in its place and records it. ERROR_REFUSED: it is there, and replace is
 * false. A person who may not act, or a workpaper that cannot be written, leaves the
 * files as they were. */
WARN_UNUSED bool binding_ledger_add(struct store *store, const char *person,
        const char *name, const struct buf *bytes, bool replace, struct error *err);

/* Takes a file away and records it; its bytes are appended to ret_bytes. ERROR_MISSING:
 * there is none, with the nearest name. The files stay as they were likewise. */
WARN_UNUSED bool binding_ledger_remove(struct store *store, const char *person,
        const char *name, struct buf *ret_bytes, struct error *err);

#endif
