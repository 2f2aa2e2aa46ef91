/* compile_shown.h - which values are shown with an exception */
#ifndef CHOSHO_COMPILE_SHOWN_H
#define CHOSHO_COMPILE_SHOWN_H

#include "procedures/procedure.h"

#define COMPILE_SHOWN_MAX 40

struct compile_shown {
    const char *name;   /* as people see it: "left_on", "off.disabled_at" */
    const char *column; /* of the item */
    const struct procedure_check
            *check; /* whose counterpart has it; NULL: the record itself */
};

struct compile_shown_list {
    struct compile_shown items[COMPILE_SHOWN_MAX];
    size_t count;
};

/* The record's columns that are always shown, its date, what the checks look at, and of
 * counterparts what conditions go by; no name twice, at most COMPILE_SHOWN_MAX. */
WARN_UNUSED bool compile_shown_list(const struct procedure_test *test,
        struct arena *arena, struct compile_shown_list *ret_list, struct error *err);

#endif
