/* statement_pin.h - what shows that base services are listed, found and pinned by digest
 */
#ifndef CHOSHO_STATEMENT_PIN_H
#define CHOSHO_STATEMENT_PIN_H

#include "engine/workpaper/statement_record.h"

/* For each base service of the statement: a member of a bundle that was received, or a
 * file beside the statement, which is kept with it; its bytes are hashed and nothing else
 * is read of them. Complains of evidence that is not to be found. path: the statement's
 * own. */
WARN_UNUSED bool statement_pin_all(struct store *store, const struct statement *statement,
        const char *path, struct arena *arena, const struct statement_pin **ret_pins,
        struct complaint_list *complaints, struct error *err);

#endif
