/* notice.h - what a run's reader should know of the evidence that no outcome says */
#ifndef CHOSHO_NOTICE_H
#define CHOSHO_NOTICE_H

#include "engine/commands/command.h"
#include "engine/run/instance.h"

/* Says, of the instances that this run ran: evidence that came more than once, and files
 * that look like an item's own but are not bound. run_id 0: nothing ran, nothing is said.
 */
WARN_UNUSED bool notice_tell(struct command_call *call, struct store *store,
        const struct instance_list *list, int64_t run_id, struct error *err);

#endif
