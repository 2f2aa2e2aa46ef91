#include "engine/commands/step_work.h"

#include <string.h>

void step_work_clear(struct step_work *work)
{
    instance_list_clear(&work->list);
    library_clear(&work->library);
}

static bool is_alone(const struct instance_list *list, const struct instance *instance)
{
    for (size_t i = 0; i < list->count; i++) {
        if (&list->items[i] != instance && list->items[i].source == instance->source)
            return false;
    }
    return true;
}

static bool find_state(struct command_call *call, struct db_statement *query,
        struct step_row *row, struct error *err)
{
    bool found;

    db_reset(query);
    db_bind_text(query, 1, row->instance->key);
    db_bind_text(query, 2, row->step->id);
    db_bind_text(query, 3, row->cell->name);
    db_bind_text(query, 4, row->definition->digest);
    if (!db_step(query, &found, err))
        return false;
    row->outcome = "open";
    if (!found)
        return true;
    row->answer_id = db_column_int(query, 0);
    row->is_finding = db_column_int(query, 4) != 0;
    return arena_text(&call->arena, db_column_text(query, 1), &row->outcome, err) &&
            arena_text(&call->arena, db_column_text(query, 2), &row->recorded_at, err) &&
            arena_text(&call->arena, db_column_text(query, 3), &row->recorded_by, err);
}

static size_t find_step(const struct procedure *procedure, const char *id)
{
    for (size_t i = 0; i < procedure->step_count; i++) {
        if (strcmp(procedure->steps[i].id, id) == 0)
            return i;
    }
    return 0;
}

/* Adds an instance's steps behind those there are; the list is made anew for each, which
 * is few. */
static bool add_instance(struct command_call *call, struct store *store,
        struct step_work *work, const struct instance *instance,
        struct db_statement *query, struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    bool alone = is_alone(&work->list, instance);
    struct step_definition *definitions;
    struct step_cell *cells;
    struct step_row *rows;
    size_t ignored, count;

    if (procedure->step_count == 0)
        return true;
    if (!steps_describe(store, instance, &call->arena, &definitions, &ignored, err) ||
            !steps_cells(store, NULL, instance, &call->arena, &cells, &count, err) ||
            !arena_allocate(&call->arena, (work->count + count) * sizeof(*rows), &rows,
                    err))
        return false;
    if (work->count)
        memcpy(rows, work->rows, work->count * sizeof(*rows));
    work->rows = rows;
    for (size_t i = 0; i < count; i++) {
        struct step_row *row = &rows[work->count + i];
        size_t step = find_step(procedure, cells[i].step);

        *row = (struct step_row){.instance = instance,
                .step = &procedure->steps[step],
                .definition = &definitions[step],
                .cell = &cells[i]};
        if (!arena_printf(&call->arena, &row->name, err, "%s/%s",
                    alone ? procedure->id : instance->key, cells[i].step) ||
                !find_state(call, query, row, err))
            return false;
    }
    work->count += count;
    return true;
}

bool step_work_load(struct command_call *call, struct store *store,
        struct step_work *ret_work, struct error *err)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(db_finalizep) struct db_statement *query = NULL;
    const struct instance_options all = {0};
    bool ok;

    complaint_list_init(&complaints);
    if (!library_load(store_engagement(store)->library, &ret_work->library, err))
        return false;
    if (ret_work->library.complaints.errors)
        command_complain(&ret_work->library.complaints);
    ok = instance_list_make(store, &ret_work->library, &all, &ret_work->list, &complaints,
            err);
    command_complain(&complaints);
    if (!ok ||
            !db_prepare(store_db(store),
                    "SELECT a.step_answer_id, a.outcome, a.recorded_at, p.name, EXISTS"
                    " (SELECT 1 FROM finding_step AS f"
                    " WHERE f.step_answer_id = a.step_answer_id)"
                    " FROM current_step_answer AS a JOIN instance AS i USING (instance_id)"
                    " JOIN person AS p ON p.code = a.recorded_by"
                    " WHERE i.key = ?1 AND a.step = ?2 AND a.cell = ?3"
                    " AND a.step_digest = ?4",
                    &query, err))
        return false;
    for (size_t i = 0; i < ret_work->list.count; i++) {
        if (!add_instance(call, store, ret_work, &ret_work->list.items[i], query, err))
            return false;
    }
    return true;
}

/* "FRONT" or "FRONT/STEP". */
static bool is_front(const char *name, const char *front, const char *step)
{
    size_t size = strlen(front);

    if (strncmp(name, front, size) != 0)
        return false;
    return name[size] == '\0' ||
            (name[size] == '/' && strcmp(name + size + 1, step) == 0);
}

bool step_work_is_named(const struct step_row *row, const char *name)
{
    return is_front(name, row->instance->key, row->step->id) ||
            is_front(name, row->instance->source->procedure.id, row->step->id);
}
