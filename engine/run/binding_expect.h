/* binding_expect.h - whether a library expects what a binding binds */
#ifndef CHOSHO_BINDING_EXPECT_H
#define CHOSHO_BINDING_EXPECT_H

#include "engine/run/library.h"
#include "engine/run/scope.h"
#include "evidence/binding/binding.h"

/* Complains of what no procedure would ever read, each with the nearest name: an unknown
 * procedure, evidence that no procedure (or not this one) expects, an instance that the
 * procedure does not have: errors, or warnings where the library has procedures that
 * could not be loaded and might. A column that the item does not have: a warning. What
 * the evidence itself may still lack (a delivery, a member, a field) is
 * binding_resolve()'s. scope: what the statement asks for; NULL: there is none. */
void binding_expect_check(const struct library *library, const struct scope *scope,
        const struct binding *binding, struct complaint_list *complaints);

#endif
