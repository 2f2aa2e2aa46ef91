/* statement_linting.h - what the statement_lint*.c files share: one statement under way
 */
#ifndef CHOSHO_STATEMENT_LINTING_H
#define CHOSHO_STATEMENT_LINTING_H

#include "procedures/statement_lint.h"

struct statement_linting {
    struct statement *statement;
    const struct statement_known *known;
    size_t known_count;
    const char *start, *end; /* of the period; NULL where nobody says it */
    struct complaint_list *complaints;
};

#define STATEMENT_COMPLAIN(linting, severity, place, ...)                        \
    complaint_add((linting)->complaints, (severity), (linting)->statement->file, \
            (place).line, (place).column, __VA_ARGS__)
#define STATEMENT_FAIL(linting, place, ...) \
    STATEMENT_COMPLAIN(linting, COMPLAINT_ERROR, place, __VA_ARGS__)
#define STATEMENT_WARN(linting, place, ...) \
    STATEMENT_COMPLAIN(linting, COMPLAINT_WARNING, place, __VA_ARGS__)

/* An id becomes part of keys: "PROCEDURE/ID@1#GROUP". */
void statement_lint_individual_id(struct statement_linting *linting, const char *id,
        struct statement_place place);

/* All individual controls of the statement: their ids, versions, sites, base services. */
void statement_lint_individual_all(struct statement_linting *linting);

#endif
