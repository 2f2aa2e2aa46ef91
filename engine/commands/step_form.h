/* step_form.h - the options of `chosho step` that record an answer */
#ifndef CHOSHO_STEP_FORM_H
#define CHOSHO_STEP_FORM_H

#include "engine/commands/command.h"
#include "engine/run/step_outcome.h"

/* The verb's options; ends with a NULL name. */
extern const struct command_option step_form_options[];

/* Is anything to be recorded? */
bool step_form_is_given(const struct command_call *call);

/* What the options say; the facts by the engagement's languages. Texts in the call's
 * arena. ERROR_USAGE: an answer that is no id=value. */
WARN_UNUSED bool step_form_read(struct command_call *call, const struct store *store,
        struct step_entry *ret_entry, struct error *err);

#endif
