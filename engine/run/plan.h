/* plan.h - the plan as it stands: what would be signed now, line by line
 *
 * Lines, in this order: "profile" (id, year of its cycle), "statement" ('', SHA-256),
 * "scope" (control, what is planned for it: report view plan_control), then procedure by
 * procedure "procedure" (id, SHA-256 of its text), "assign" (id, person), "parameter"
 * (id:name, value), "instance" (key, first..last day). The same plan gives the same
 * lines. */
#ifndef CHOSHO_PLAN_H
#define CHOSHO_PLAN_H

#include "engine/run/instance.h"
#include "engine/workpaper/plan_record.h"

struct plan_item {
    struct plan_line line;
    const char *detail; /* for people: a control's reason, the procedure's title; NULL */
    const char *reason; /* of a value that the plan sets, or NULL */
    bool is_planned;    /* a value that the plan sets, not the procedure */
};

struct plan {
    struct plan_item *items;
    size_t count, room;
};

/* list: the instances of the whole library. Everything in the arena. */
WARN_UNUSED bool plan_make(struct store *store, const struct instance_list *list,
        struct arena *arena, struct plan *ret_plan, struct error *err);

/* Adds an entry "profile": what the profile asks for in the year, of the engagement's
 * controls. ERROR_USAGE: it is of another catalogue. */
WARN_UNUSED bool plan_choose_profile(struct store *store, const char *person,
        const char *name, unsigned year, const char *reason, struct arena *arena,
        struct complaint_list *complaints, struct error *err);

/* SHA-256 of a procedure's text. */
WARN_UNUSED bool plan_procedure_digest(const struct library_procedure *procedure,
        char ret_digest[DIGEST_HEX_SIZE], struct error *err);

#endif
