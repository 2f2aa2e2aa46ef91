/* lint.h - what a procedure's words mean, judged
 *
 * load_procedure() calls lint_procedure(); the other two need what only an engagement or
 * a library has, and are called by who has it. All of them add complaints and never stop
 * early. */
#ifndef CHOSHO_LINT_H
#define CHOSHO_LINT_H

#include "procedures/catalogue.h"
#include "procedures/procedure.h"
#include "procedures/wording.h"

/* Names used twice or never, parameters and their values, populations, SQL (lint_sql.h),
 * languages and placeholders (lint_text.h). Takes a procedure with holes in it. */
void lint_procedure(const struct procedure *procedure, struct arena *arena,
        struct complaint_list *complaints);

/* That every control the procedure names is in its catalogue. A catalogue that is not
 * among those given is a warning. */
void lint_controls(const struct procedure *procedure,
        const struct catalogue *const *catalogues, size_t count,
        struct complaint_list *complaints);

/* Titles and finding texts that state an opinion (see wording.h); each a warning. */
void lint_wording(const struct procedure *procedure, const struct wording *wording,
        struct complaint_list *complaints);

#endif
