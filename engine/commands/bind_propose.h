/* bind_propose.h - `chosho bind --propose`: a draft for what is not bound */
#ifndef CHOSHO_BIND_PROPOSE_H
#define CHOSHO_BIND_PROPOSE_H

#include "engine/commands/bind_work.h"

/* True where the item has no binding: for one that is optional, too. */
bool bind_propose_is_unbound(const struct instance *instance, uint32_t index);

/* Writes the draft to the call's output and says on stderr what each item got, what was
 * left out of the draft for its weakness, and what to do next. With --all for items that
 * are bound, too. Nothing sure to propose: no output. */
WARN_UNUSED bool bind_propose(struct command_call *call, const struct bind_work *work,
        struct error *err);

#endif
