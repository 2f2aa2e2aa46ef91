/* finding_clause.h - the default texts of checks: a clause each, in both languages
 *
 * The clause says what is so of a record that deviates, as a fact:
 * "申請日から承認日までの日数が1を超えている". To add a check: its clause in
 * finding_clause.c. */
#ifndef CHOSHO_FINDING_CLAUSE_H
#define CHOSHO_FINDING_CLAUSE_H

#include "procedures/loading.h"

/* Sets check->finding, and those of its bounds. */
void finding_clause_make(struct loading *loading, struct procedure_check *check);

#endif
