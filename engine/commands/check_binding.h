/* check_binding.h - `chosho check` of a binding, where there is an engagement against it
 */
#ifndef CHOSHO_CHECK_BINDING_H
#define CHOSHO_CHECK_BINDING_H

#include "engine/commands/command.h"
#include "evidence/binding/binding.h"

struct check_binding {
    struct binding binding;
    struct check_binding *next;
};

/* With -C, or in an engagement's folder: complains as `bind --add` does, and warns of
 * what has not been received. Elsewhere of layouts that this program has not. */
WARN_UNUSED bool check_binding_all(struct command_call *call,
        const struct check_binding *first, struct complaint_list *complaints,
        struct error *err);

#endif
