/* plan_record.h - the plan in the workpaper: entries that are added, never changed
 *
 * Of entries of a kind, procedure and name the newest counts. One signing fixes the plan;
 * every entry after it is a deviation and needs a reason. */
#ifndef CHOSHO_PLAN_RECORD_H
#define CHOSHO_PLAN_RECORD_H

#include "engine/base/digest.h"
#include "engine/workpaper/store.h"

/* See the table plan_entry. */
struct plan_entry {
    const char *kind;             /* "set", "assign", "scope", "profile", "procedure" */
    const char *procedure, *name; /* "" where the kind has none */
    const char *value;
    const char *reason; /* NULL: none */
};

struct plan_due {
    const char *control; /* ref */
    const char *phase;   /* "design", "operating" */
    bool is_due;
};

/* A line of the plan. */
struct plan_line {
    const char *kind, *name, *value;
};

/* The act "plan": adds an entry; due: of the kind "profile". ERROR_REFUSED: the plan is
 * signed and there is no reason. */
WARN_UNUSED bool plan_record_add(struct store *store, const char *person,
        const struct plan_entry *entry, const struct plan_due *due, size_t due_count,
        struct error *err);

/* The act "plan" that signs: keeps the lines and their digest. ERROR_REFUSED: it is
 * signed already. */
WARN_UNUSED bool plan_record_sign(struct store *store, const char *person,
        const struct plan_line *lines, size_t count, char ret_digest[DIGEST_HEX_SIZE],
        struct error *err);

/* *ret_signed: somebody has signed. */
WARN_UNUSED bool plan_record_is_signed(struct store *store, bool *ret_signed,
        struct error *err);

#endif
