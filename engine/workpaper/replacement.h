/* replacement.h - a delivery that takes the place of an earlier one, or of members of it
 *
 * Nothing is removed: what is replaced stays readable under its own short id. A
 * delivery's name means all that was delivered under it and has not been replaced.
 *
 *     replacement_plan(store, targets, count, reason, &arena, &plan, err)
 *     ... the new bundle is received under plan.name ...
 *     replacement_match(&plan, members, count, &arena, err)     (replacement_match.h)
 *     bundle_add(store, person, &file, &delivery, ...)   with delivery.replaces = &plan
 */
#ifndef CHOSHO_REPLACEMENT_H
#define CHOSHO_REPLACEMENT_H

#include "engine/base/jsonwriter.h"
#include "engine/workpaper/bundle.h"

struct replacement_target {
    const struct bundle *bundle;        /* the earlier one */
    const struct bundle_member *member; /* of it; NULL: all of it */
    bool is_listed; /* one of several that a pattern found: replaced only where the new
                       bundle has a member of its name */
    uint32_t place; /* of the new member in its place; REPLACEMENT_NONE: it was inside a
                       container that is replaced, and is gone. By replacement_match() */
};

#define REPLACEMENT_NONE UINT32_MAX

struct replacement_plan {
    const char *name;   /* of the deliveries replaced, and so of the new one */
    const char *reason; /* the client's; NULL: none was given */
    struct replacement_target *targets;
    size_t count;
};

/* What the texts of --replaces mean: "ID" all of a bundle, "ID:MEMBER" one member,
 * "ID:GLOB" each member that the new bundle has under the same name. ID is a short id, or
 * a name that one current bundle alone has. MEMBER may be percent-encoded as in pointers.
 * by: the bundle that takes the place; NULL: one that is not received yet.
 * ERROR_MISSING: no such bundle or member. ERROR_REFUSED: replaced before (the message
 * says by what). ERROR_USAGE: bundles of several names, or of another than `by`, one
 * that is not earlier than `by`, or something named twice. */
WARN_UNUSED bool replacement_plan(struct store *store, const char *const *texts,
        size_t count, const char *reason, const struct bundle *by, struct arena *arena,
        struct replacement_plan *ret_plan, struct error *err);

/* The current bundles of a name, all of them replaced; for a delivery that says nothing.
 */
WARN_UNUSED bool replacement_of_name(struct store *store, const char *name,
        struct arena *arena, struct replacement_plan *ret_plan, struct error *err);

/* An entry that is no file of its own: a folder's, or one that another of its name
 * supersedes. */
bool replacement_is_passed_over(const struct bundle_member *member);

/* Inside the act of bundle_add(). ERROR_REFUSED: replaced meanwhile. */
WARN_UNUSED bool replacement_insert(struct store_act *act, const struct bundle *bundle,
        const struct replacement_plan *plan, bool is_later, struct error *err);

/* The act "replace": a bundle that was received takes the place of more. `by` and the
 * plan as above, matched with its members. ERROR_REFUSED: replaced meanwhile. */
WARN_UNUSED bool replacement_add(struct store *store, const char *person,
        const struct bundle *by, const struct replacement_plan *plan, struct error *err);

/* The member "replaces" of the act's body: [{bundle, members, reason}], or nothing where
 * nothing is replaced. */
void replacement_write(const struct replacement_plan *plan, struct jsonwriter *writer);

/* What a bundle took the place of, as recorded. */
struct replacement {
    int64_t old_bundle_id;
    const char *old_bundle; /* short id */
    int64_t old_member_id;  /* 0: all of the bundle */
    int64_t member_id;      /* 0 likewise, and where a member is gone */
    const char *reason;     /* the client's, or NULL */
};

/* In the order they were named in; none: an empty list. In the arena. */
WARN_UNUSED bool replacement_list(struct store *store, int64_t bundle_id,
        struct arena *arena, struct replacement **ret_list, size_t *ret_count,
        struct error *err);

/* The reasons told, each once, in their order: "a; b"; NULL: none was. In the arena. */
WARN_UNUSED bool replacement_reasons(const struct replacement *list, size_t count,
        struct arena *arena, const char **ret_reasons, struct error *err);

#endif
