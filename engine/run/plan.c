#include "engine/run/plan.h"

#include <stdio.h>
#include <string.h>

#include "engine/run/catalogues.h"
#include "engine/run/profiles.h"

#define ITEMS_MAX 1000000

/* Room for one more; grown by doubling, what was stays in the arena. */
static bool add(struct plan *plan, struct arena *arena, const char *kind,
        const char *name, const char *value, struct plan_item **ret_item,
        struct error *err)
{
    struct plan_item *item;

    if (plan->count == plan->room) {
        size_t room = plan->room ? 2 * plan->room : 256;
        struct plan_item *items;

        if (room > ITEMS_MAX)
            return error_set(err, ERROR_LIMIT, "the plan has more than %d lines",
                    ITEMS_MAX);
        if (!arena_allocate(arena, room * sizeof(*items), &items, err))
            return false;
        if (plan->count)
            memcpy(items, plan->items, plan->count * sizeof(*items));
        plan->items = items;
        plan->room = room;
    }
    item = &plan->items[plan->count];
    memset(item, 0, sizeof(*item));
    item->line.kind = kind;
    if (!arena_text(arena, name, &item->line.name, err) ||
            !arena_text(arena, value, &item->line.value, err))
        return false;
    plan->count++;
    if (ret_item)
        *ret_item = item;
    return true;
}

/* Rows of kind, name, value, detail, reason. */
static bool add_query(struct store *store, const char *kind, const char *sql,
        struct plan *plan, struct arena *arena, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct plan_item *item;
    bool more;

    if (!db_prepare(store_db(store), sql, &row, err))
        return false;
    for (;;) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!add(plan, arena, kind, db_column_text(row, 0), db_column_text(row, 1), &item,
                    err) ||
                !arena_text(arena, db_column_text(row, 2), &item->detail, err) ||
                !arena_text(arena, db_column_text(row, 3), &item->reason, err))
            return false;
    }
}

/* ---- procedures ---- */

bool plan_procedure_digest(const struct library_procedure *procedure,
        char ret_digest[DIGEST_HEX_SIZE], struct error *err)
{
    struct digest digest;

    if (!digest_of(procedure->bytes.text, procedure->bytes.size, &digest, err))
        return false;
    digest_hex(&digest, ret_digest);
    return true;
}

/* What the plan holds for the procedure in the view, or NULL. */
static bool find_planned(struct store *store, const char *sql, const char *procedure,
        const char *name, struct arena *arena, const char **ret_text, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    bool found;

    *ret_text = NULL;
    if (!db_prepare(store_db(store), sql, &row, err))
        return false;
    db_bind_text(row, 1, procedure);
    if (name)
        db_bind_text(row, 2, name);
    if (!db_step(row, &found, err))
        return false;
    return !found || arena_text(arena, db_column_text(row, 0), ret_text, err);
}

static bool add_parameters(struct store *store, const struct instance *instance,
        struct plan *plan, struct arena *arena, struct error *err)
{
    const struct program *program = &instance->program;

    for (uint32_t i = 0; i < program->parameter_count; i++) {
        const struct program_parameter *parameter = &program->parameters[i];
        struct plan_item *item;
        const char *name;

        if (!arena_printf(arena, &name, err, "%s:%s", program->id, parameter->name) ||
                !add(plan, arena, "parameter", name, parameter->value, &item, err) ||
                !find_planned(store,
                        "SELECT coalesce(reason, '') FROM plan_parameter"
                        " WHERE procedure = ?1 AND name = ?2",
                        program->id, parameter->name, arena, &item->reason, err))
            return false;
        item->is_planned = item->reason != NULL;
    }
    return true;
}

static bool add_procedure(struct store *store, const struct instance *instance,
        struct plan *plan, struct arena *arena, struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    char digest[DIGEST_HEX_SIZE];
    const char *person;
    struct plan_item *item;

    if (!plan_procedure_digest(instance->source, digest, err) ||
            !add(plan, arena, "procedure", procedure->id, digest, &item, err))
        return false;
    item->detail = procedure_text_in(&procedure->title, text_language());
    if (!find_planned(store, "SELECT person FROM plan_assignment WHERE procedure = ?1",
                procedure->id, NULL, arena, &person, err))
        return false;
    return (!person || add(plan, arena, "assign", procedure->id, person, NULL, err)) &&
            add_parameters(store, instance, plan, arena, err);
}

static bool add_instance(struct store *store, const struct instance *instance,
        struct plan *plan, struct arena *arena, struct error *err)
{
    const char *days;

    return arena_printf(arena, &days, err, "%s..%s", instance_first_day(store, instance),
                   instance_last_day(store, instance)) &&
            add(plan, arena, "instance", instance->key, days, NULL, err);
}

bool plan_make(struct store *store, const struct instance_list *list, struct arena *arena,
        struct plan *ret_plan, struct error *err)
{
    const struct library_procedure *before = NULL;

    memset(ret_plan, 0, sizeof(*ret_plan));
    if (!add_query(store, "profile",
                "SELECT name, value, NULL, reason FROM plan_entry WHERE plan_entry_id ="
                " (SELECT max(plan_entry_id) FROM plan_entry WHERE kind = 'profile')",
                ret_plan, arena, err) ||
            !add_query(store, "statement",
                    "SELECT '', sha256, file, reason FROM current_statement", ret_plan,
                    arena, err) ||
            !add_query(store, "scope",
                    "SELECT ref, planned, coalesce(reason, reason_code), NULL"
                    " FROM plan_control ORDER BY control_id",
                    ret_plan, arena, err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        const struct instance *instance = &list->items[i];

        if (instance->source != before &&
                !add_procedure(store, instance, ret_plan, arena, err))
            return false;
        before = instance->source;
        if (!add_instance(store, instance, ret_plan, arena, err))
            return false;
    }
    return true;
}

/* ---- profiles ---- */

/* OSCAL's id of the control in the catalogue; "c" and the ref where that is not at hand.
 */
static bool find_id(const struct catalogue *catalogue, const char *ref,
        struct arena *arena, const char **ret_id, struct error *err)
{
    const struct catalogue_control *control = catalogue ? catalogue_find(catalogue, ref)
                                                        : NULL;

    if (control)
        return arena_text(arena, control->id, ret_id, err);
    return arena_printf(arena, ret_id, err, "c%s", ref);
}

static bool collect_due(struct store *store, const struct profile *profile, unsigned year,
        const struct catalogue *catalogue, struct arena *arena, struct plan_due **ret_due,
        size_t *ret_count, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    struct plan_due *due;
    int64_t room;
    bool more;

    *ret_count = 0;
    if (!db_query_int(store_db(store), "SELECT 2 * count(*) FROM control", &room, err) ||
            !arena_allocate(arena, ((size_t)room + 2) * sizeof(*due), &due, err) ||
            !db_prepare(store_db(store),
                    "SELECT ref FROM control WHERE is_group = 0 ORDER BY control_id",
                    &row, err))
        return false;
    *ret_due = due;
    while (*ret_count < (size_t)room) {
        const char *ref, *id;

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!arena_text(arena, db_column_text(row, 0), &ref, err) ||
                !find_id(catalogue, ref, arena, &id, err))
            return false;
        due[(*ret_count)++] = (struct plan_due){ref, "design",
                profile_is_due(profile, id, PROFILE_DESIGN, year)};
        due[(*ret_count)++] = (struct plan_due){ref, "operating",
                profile_is_due(profile, id, PROFILE_OPERATING, year)};
    }
    return true;
}

bool plan_choose_profile(struct store *store, const char *person, const char *name,
        unsigned year, const char *reason, struct arena *arena,
        struct complaint_list *complaints, struct error *err)
{
    struct plan_entry entry = {"profile", "", "", "", reason};
    struct catalogue catalogue;
    struct error missing = {0};
    struct profile profile;
    struct plan_due *due;
    char text[16];
    bool has_catalogue;
    size_t count;

    if (!profiles_load(name, arena, &profile, complaints, err))
        return false;
    if (strcmp(profile.catalogue, store_engagement(store)->catalogue) != 0)
        return error_set(err, ERROR_USAGE,
                TR("the profile '%s' is of the catalogue '%s', the engagement of '%s'",
                        "プロファイル「%s」のカタログ「%s」が監査業務のカタログ「%s」と異なります"),
                profile.id, profile.catalogue, store_engagement(store)->catalogue);
    if (year > profile.cycle_years)
        return error_set(err, ERROR_USAGE,
                TR("the profile '%s' has a cycle of %u years, and no year %u",
                        "プロファイル「%s」の周期は%u年で、%u年目はありません"),
                profile.id, profile.cycle_years, year);
    has_catalogue = catalogues_load(profile.catalogue, arena, &catalogue, complaints,
            &missing);
    snprintf(text, sizeof(text), "%u", year);
    entry.name = profile.id;
    entry.value = text;
    return collect_due(store, &profile, year, has_catalogue ? &catalogue : NULL, arena,
                   &due, &count, err) &&
            plan_record_add(store, person, &entry, due, count, err);
}
