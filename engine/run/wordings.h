/* wordings.h - the phrases of opinion this program carries */
#ifndef CHOSHO_WORDINGS_H
#define CHOSHO_WORDINGS_H

#include "procedures/wording.h"

/* procedures/wording.xml; the caller ends it with wording_clear(). ERROR_SCRIPT: it is
 * wrong, which is a fault of the build; the complaints say where. */
WARN_UNUSED bool wordings_load(struct arena *arena, struct wording *ret_wording,
        struct complaint_list *complaints, struct error *err);

#endif
