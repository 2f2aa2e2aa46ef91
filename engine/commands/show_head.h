/* show_head.h - of what `show` shows, the lines above the records: which delivery, which
 * member, and how it is read */
#ifndef CHOSHO_SHOW_HEAD_H
#define CHOSHO_SHOW_HEAD_H

#include "engine/commands/command.h"
#include "engine/run/reading.h"

/* With the deliveries before and after the place's. */
WARN_UNUSED bool show_head_print(struct command_call *call, struct store *store,
        const struct place *place, const struct reading *reading, struct error *err);

#endif
