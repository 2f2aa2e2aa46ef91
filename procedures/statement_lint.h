/* statement_lint.h - what a statement means: errors where it cannot be meant, warnings
 * where something is missing
 *
 * Warnings tell the auditor what to ask the client for. They are never findings: the
 * auditor does not judge the client's choice of controls. */
#ifndef CHOSHO_STATEMENT_LINT_H
#define CHOSHO_STATEMENT_LINT_H

#include "procedures/statement.h"

/* A control of the catalogue. */
struct statement_known {
    const char *ref;
    const char *flags; /* "B", "PB", ... divided by blanks; "" for none */
    bool is_group;
};

/* Also finds each control's place in the catalogue (statement_control.control) and sorts
 * the versions of individual controls by their days. period_start, period_end: of the
 * engagement; NULL: the statement's own. */
void statement_lint(struct statement *statement, const struct statement_known *known,
        size_t known_count, const char *period_start, const char *period_end,
        struct complaint_list *complaints);

/* "1.2.3.B" and "1.2.3.PB" must be selected, in principle: by the catalogue's flags, or
 * the ref's own ending where it has none. */
bool statement_lint_is_mandatory(const char *ref, const char *flags);

/* The first day of from..to that none of the spans (days, "" for open) covers, and the
 * last of that gap; false where there is none. Spans may come in any order. */
struct statement_span {
    const char *from, *to;
};
bool statement_lint_find_gap(const struct statement_span *spans, size_t count,
        const char *from, const char *to, char ret_from[11], char ret_to[11]);

#endif
