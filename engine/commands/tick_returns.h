/* tick_returns.h - part of `chosho tick`: documents that the client returned, filed by
 * their names
 *
 * "S07_申請書.pdf" is a document of item S7: what stands behind the number is compared
 * with the attributes' ids, documents and titles, whatever the case and width of letters;
 * a number or the like may follow ("S07_申請書(2).pdf"). "S07.pdf" means the only
 * attribute with a document. */
#ifndef CHOSHO_TICK_RETURNS_H
#define CHOSHO_TICK_RETURNS_H

#include "engine/commands/tick_cells.h"

/* Files what path holds (a folder, a file, or the name of a bundle that was taken), and
 * says what could not be filed and why. *ret_left: how many such. */
WARN_UNUSED bool tick_returns_file(struct command_call *call, struct store *store,
        const struct tick_cells *cells, const char *path, size_t *ret_left,
        struct error *err);

#endif
