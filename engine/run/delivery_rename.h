/* delivery_rename.h - members of a delivery that only have another name now: part of
 * delivery_load() */
#ifndef CHOSHO_DELIVERY_RENAME_H
#define CHOSHO_DELIVERY_RENAME_H

#include "engine/run/delivery.h"

/* Of what is gone and what was added sets side by side what has the same SHA-256, first
 * where the name behind the last folder is the same, too, then whatever it is; several of
 * one digest in their order. An empty file is nobody's. Each pair is one member then, in
 * the place of the one that is gone, and DELIVERY_RENAMED, as is what was the same under
 * another name. Scratch in the arena. */
WARN_UNUSED bool delivery_rename_find(struct delivery *delivery, struct arena *arena,
        struct error *err);

#endif
