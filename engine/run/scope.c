#include "engine/run/scope.h"

#include <stdio.h>
#include <string.h>

/* How many rows a query has, so that there is room for them. */
static bool count_rows(struct store *store, const char *from, size_t *ret_count,
        struct error *err)
{
    char sql[200];
    int64_t count;

    snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", from);
    if (!db_query_int(store_db(store), sql, &count, err))
        return false;
    *ret_count = (size_t)count;
    return true;
}

static bool load_units(struct store *store, struct arena *arena, struct scope *scope,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    size_t room;
    bool more;

    if (!count_rows(store, "individual_now", &room, err) ||
            !arena_allocate(arena, (room + 1) * sizeof(*scope->units), &scope->units,
                    err) ||
            !db_prepare(store_db(store),
                    "SELECT control, individual, version, first_day, last_day, population_group"
                    " FROM individual_now ORDER BY control, position, first_day, population_group",
                    &row, err))
        return false;
    while (scope->unit_count < room) {
        struct scope_unit *unit = &scope->units[scope->unit_count];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        unit->version = db_column_int(row, 2);
        if (!arena_text(arena, db_column_text(row, 0), &unit->control, err) ||
                !arena_text(arena, db_column_text(row, 1), &unit->individual, err) ||
                !arena_text(arena, db_column_text(row, 3), &unit->first_day, err) ||
                !arena_text(arena, db_column_text(row, 4), &unit->last_day, err) ||
                !arena_text(arena, db_column_text(row, 5), &unit->group, err))
            return false;
        scope->unit_count++;
    }
    return true;
}

static bool load_controls(struct store *store, struct arena *arena, struct scope *scope,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    size_t room;
    bool more;

    if (!count_rows(store, "control", &room, err) ||
            !arena_allocate(arena, (room + 1) * sizeof(*scope->controls),
                    &scope->controls, err) ||
            !db_prepare(store_db(store), "SELECT ref FROM control WHERE is_group = 0",
                    &row, err))
        return false;
    while (scope->control_count < room) {
        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!arena_text(arena, db_column_text(row, 0),
                    &scope->controls[scope->control_count++], err))
            return false;
    }
    return true;
}

static bool load_not_due(struct store *store, struct arena *arena, struct scope *scope,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    size_t room;
    bool more;

    if (!count_rows(store, "plan_due_now WHERE is_due = 0", &room, err) ||
            !arena_allocate(arena, (room + 1) * sizeof(*scope->not_due), &scope->not_due,
                    err) ||
            !db_prepare(store_db(store),
                    "SELECT control, phase FROM plan_due_now WHERE is_due = 0", &row,
                    err))
        return false;
    while (scope->not_due_count < room) {
        struct scope_due *due = &scope->not_due[scope->not_due_count];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!arena_text(arena, db_column_text(row, 0), &due->control, err) ||
                !arena_text(arena, db_column_text(row, 1), &due->phase, err))
            return false;
        scope->not_due_count++;
    }
    return true;
}

static bool load_overrides(struct store *store, struct arena *arena, struct scope *scope,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *row = NULL;
    size_t room;
    bool more;

    if (!count_rows(store, "plan_parameter", &room, err) ||
            !arena_allocate(arena, (room + 1) * sizeof(*scope->overrides),
                    &scope->overrides, err) ||
            !db_prepare(store_db(store),
                    "SELECT procedure, name, value FROM plan_parameter"
                    " ORDER BY procedure, name",
                    &row, err))
        return false;
    while (scope->override_count < room) {
        struct scope_override *override = &scope->overrides[scope->override_count];

        if (!db_step(row, &more, err))
            return false;
        if (!more)
            return true;
        if (!arena_text(arena, db_column_text(row, 0), &override->procedure, err) ||
                !arena_text(arena, db_column_text(row, 1), &override->value.name, err) ||
                !arena_text(arena, db_column_text(row, 2), &override->value.value, err))
            return false;
        scope->override_count++;
    }
    return true;
}

bool scope_load(struct store *store, struct arena *arena, struct scope *ret_scope,
        struct error *err)
{
    memset(ret_scope, 0, sizeof(*ret_scope));
    return load_units(store, arena, ret_scope, err) &&
            load_controls(store, arena, ret_scope, err) &&
            load_not_due(store, arena, ret_scope, err) &&
            load_overrides(store, arena, ret_scope, err);
}

static bool is_known(const struct scope *scope, const char *control)
{
    for (size_t i = 0; i < scope->control_count; i++) {
        if (strcmp(scope->controls[i], control) == 0)
            return true;
    }
    return false;
}

static bool is_not_due(const struct scope *scope, const char *control, const char *phase)
{
    for (size_t i = 0; i < scope->not_due_count; i++) {
        if (strcmp(scope->not_due[i].control, control) == 0 &&
                strcmp(scope->not_due[i].phase, phase) == 0)
            return true;
    }
    return false;
}

const struct scope_unit *scope_find_units(const struct scope *scope,
        const struct store_engagement *engagement, const char *control, const char *phase,
        struct scope_unit *room, size_t *ret_count)
{
    size_t first = 0, count = 0;

    *ret_count = 0;
    if (!is_known(scope, control)) {
        *room = (struct scope_unit){control, control, 1, engagement->period_start,
                engagement->period_end, ""};
        *ret_count = 1;
        return room;
    }
    if (is_not_due(scope, control, phase))
        return NULL;
    while (first < scope->unit_count && strcmp(scope->units[first].control, control) != 0)
        first++;
    while (first + count < scope->unit_count &&
            strcmp(scope->units[first + count].control, control) == 0)
        count++;
    *ret_count = count;
    return count ? &scope->units[first] : NULL;
}

bool scope_overrides(const struct scope *scope, const char *procedure,
        struct arena *arena, const struct compile_override **ret_overrides,
        size_t *ret_count, struct error *err)
{
    struct compile_override *overrides;
    size_t count = 0;

    if (!arena_allocate(arena, (scope->override_count + 1) * sizeof(*overrides),
                &overrides, err))
        return false;
    for (size_t i = 0; i < scope->override_count; i++) {
        if (strcmp(scope->overrides[i].procedure, procedure) == 0)
            overrides[count++] = scope->overrides[i].value;
    }
    *ret_overrides = overrides;
    *ret_count = count;
    return true;
}

size_t scope_count(const struct scope *scope, const struct library *library,
        const struct store_engagement *engagement)
{
    size_t room = 1, count;
    struct scope_unit default_unit;

    for (size_t i = 0; i < library->count; i++) {
        const struct procedure *procedure = &library->procedures[i].procedure;

        room++;
        for (size_t c = 0;
                library->procedures[i].is_usable && c < procedure->control_count; c++) {
            scope_find_units(scope, engagement, procedure->controls[c].ref,
                    procedure->phase, &default_unit, &count);
            room += count;
        }
    }
    return room;
}

bool scope_write_key(const struct scope_unit *unit, const char *procedure,
        struct arena *arena, const char **ret_key, struct error *err)
{
    if (!unit)
        return arena_text(arena, procedure, ret_key, err);
    return arena_printf(arena, ret_key, err, "%s/%s@%lld%s%s", procedure,
            unit->individual, (long long)unit->version, *unit->group ? "#" : "",
            unit->group);
}
