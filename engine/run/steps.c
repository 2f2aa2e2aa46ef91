#include "engine/run/steps.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/cell.h"
#include "engine/run/conclude.h"
#include "engine/run/step_expected.h"
#include "engine/run/steps_records.h"

#define LIST_LIMIT ((size_t)256 << 20)
#define CELLS_MAX 1200 /* months of a hundred years */

struct step_context steps_context(const struct store *store,
        const struct instance *instance, const struct step_cell *cell)
{
    const struct store_engagement *engagement = store_engagement(store);

    return (struct step_context){.period_start = engagement->period_start,
            .period_end = engagement->period_end,
            .as_of = engagement->as_of,
            .first_day = cell ? cell->first_day : NULL,
            .last_day = cell ? cell->last_day : NULL,
            .parameters = instance->program.parameters,
            .parameter_count = instance->program.parameter_count};
}

/* ---- definitions ---- */

static void copy_text(const struct procedure_text *text, const char *ret_text[2])
{
    ret_text[TEXT_JA] = text->in[TEXT_JA];
    ret_text[TEXT_EN] = text->in[TEXT_EN];
}

static bool describe_answer(const struct procedure_answer *answer,
        const struct step_context *context, struct arena *arena, struct step_part *part,
        struct error *err)
{
    static const char *const types[] = {"text", "choice", "number", "date"};
    struct text_pair expected;

    if (!step_expected_write(answer, context, arena, &expected, err))
        return false;
    *part = (struct step_part){.kind = "answer",
            .name = answer->id,
            .type = types[answer->type],
            .is_optional = answer->optional,
            .expected = {expected.in[0], expected.in[1]}};
    copy_text(&answer->title, part->title);
    return true;
}

static bool describe_parts(const struct procedure_step *step,
        const struct step_context *context, struct arena *arena,
        struct step_definition *ret_step, struct error *err)
{
    size_t total = step->inspect_count + step->ask_count + step->answer_count, count = 0;
    struct step_part *parts;

    if (!arena_allocate(arena, (total + 1) * sizeof(*parts), &parts, err))
        return false;
    for (size_t i = 0; i < step->inspect_count; i++, count++) {
        parts[count] = (struct step_part){.kind = "inspect",
                .name = step->inspects[i].class};
        copy_text(&step->inspects[i].title, parts[count].title);
    }
    for (size_t i = 0; i < step->ask_count; i++, count++) {
        parts[count] = (struct step_part){.kind = "ask", .name = ""};
        copy_text(&step->asks[i].title, parts[count].title);
    }
    for (size_t i = 0; i < step->answer_count; i++, count++) {
        if (!describe_answer(&step->answers[i], context, arena, &parts[count], err))
            return false;
    }
    ret_step->parts = parts;
    ret_step->part_count = count;
    return true;
}

static bool describe(const struct procedure_step *step,
        const struct step_context *context, struct arena *arena,
        struct step_definition *ret_step, struct error *err)
{
    static const char *const each[] = {"once", "quarter", "month", "population",
            "sample"};

    *ret_step = (struct step_definition){.id = step->id,
            .technique = step->technique,
            .role = step->role,
            .each = each[step->each],
            .subject = step->of,
            .is_document_asked = step->has_document,
            .min_attachments = (int64_t)step->min_attachments};
    copy_text(&step->title, ret_step->title);
    copy_text(&step->instruction, ret_step->instruction);
    copy_text(&step->finding, ret_step->finding);
    return describe_parts(step, context, arena, ret_step, err) &&
            step_digest(ret_step, arena, err);
}

/* Bounds that hang on the cell or on a parameter stay as the procedure names them: a
 * text's steps are stored once. */
bool steps_describe(const struct store *store, const struct instance *instance,
        struct arena *arena, struct step_definition **ret_steps, size_t *ret_count,
        struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    struct step_context context = steps_context(store, instance, NULL);
    struct step_definition *steps;

    context.parameter_count = 0;
    if (!arena_allocate(arena, (procedure->step_count + 1) * sizeof(*steps), &steps, err))
        return false;
    for (size_t i = 0; i < procedure->step_count; i++) {
        if (!describe(&procedure->steps[i], &context, arena, &steps[i], err))
            return false;
    }
    *ret_steps = steps;
    *ret_count = procedure->step_count;
    return true;
}

/* ---- cells ---- */

struct cells {
    struct arena *arena;
    struct step_cell *items;
    size_t count, capacity;
    struct error *err;
};

static bool add_cell(struct cells *cells, const char *step, const char *name,
        const char *first_day, const char *last_day)
{
    if (cells->count == cells->capacity) {
        size_t capacity = cells->capacity ? 2 * cells->capacity : 64;
        struct step_cell *items;

        if (!arena_allocate(cells->arena, capacity * sizeof(*items), &items, cells->err))
            return false;
        if (cells->count)
            memcpy(items, cells->items, cells->count * sizeof(*items));
        cells->items = items;
        cells->capacity = capacity;
    }
    cells->items[cells->count++] = (struct step_cell){step, name, first_day, last_day};
    return true;
}

static bool add_span(struct cells *cells, const char *step, const struct cell *span)
{
    char shown[CELL_NAME_SIZE] = "", from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    const char *name, *first_day, *last_day;

    date_format(span->first, from);
    date_format(span->last, to);
    if (!cell_format(span->number, shown))
        return error_set(cells->err, ERROR_INTEGRITY, "a cell of %s has no name", step);
    return arena_text(cells->arena, shown, &name, cells->err) &&
            arena_text(cells->arena, from, &first_day, cells->err) &&
            arena_text(cells->arena, to, &last_day, cells->err) &&
            add_cell(cells, step, name, first_day, last_day);
}

/* The same quarters and months as a grid of time has. */
static bool add_spans(struct cells *cells, const char *step, enum cell_unit unit,
        const struct store_engagement *engagement)
{
    int64_t first, last;
    struct cell span;

    if (!date_parse(engagement->period_start, strlen(engagement->period_start), &first) ||
            !date_parse(engagement->period_end, strlen(engagement->period_end), &last))
        return error_set(cells->err, ERROR_INTEGRITY, "the period is no period");
    for (int64_t i = 0; i < CELLS_MAX && cell_of_period(unit, first, last, i, &span);
            i++) {
        if (!add_span(cells, step, &span))
            return false;
    }
    return true;
}

/* list NULL: a population's records are those listed before; otherwise they are asked
 * for. */
static bool add_records(struct cells *cells, struct store *store,
        const struct instance_list *list, const struct instance *instance,
        const struct procedure_step *step)
{
    struct steps_records records;
    bool ok = step->each == PROCEDURE_EACH_PICKED
            ? steps_records_picked(store, instance->key, step->of, cells->arena, &records,
                      cells->err)
            : list ? steps_records_ask(store, list, instance, step, cells->arena,
                             &records, cells->err)
                   : steps_records_listed(store, instance->key, step->id, cells->arena,
                             &records, cells->err);

    if (!ok)
        return false;
    if (!records.is_known)
        return add_cell(cells, step->id, STEP_CELLS_UNKNOWN, NULL, NULL);
    for (size_t i = 0; i < records.count; i++) {
        if (!add_cell(cells, step->id, records.names[i], NULL, NULL))
            return false;
    }
    return true;
}

static bool add_step(struct cells *cells, struct store *store,
        const struct instance_list *list, const struct instance *instance,
        const struct procedure_step *step)
{
    switch (step->each) {
    case PROCEDURE_EACH_QUARTER:
    case PROCEDURE_EACH_MONTH:
        return add_spans(cells, step->id,
                step->each == PROCEDURE_EACH_QUARTER ? CELL_QUARTER : CELL_MONTH,
                store_engagement(store));
    case PROCEDURE_EACH_RECORD:
    case PROCEDURE_EACH_PICKED:
        return add_records(cells, store, list, instance, step);
    case PROCEDURE_ONCE:
        break;
    }
    return add_cell(cells, step->id, "", NULL, NULL);
}

bool steps_cells(struct store *store, const struct instance_list *list,
        const struct instance *instance, struct arena *arena,
        struct step_cell **ret_cells, size_t *ret_count, struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    struct cells cells = {.arena = arena, .err = err};

    for (size_t i = 0; i < procedure->step_count; i++) {
        if (!add_step(&cells, store, list, instance, &procedure->steps[i]))
            return false;
    }
    *ret_cells = cells.items;
    *ret_count = cells.count;
    return true;
}

/* ---- recording ---- */

static bool has_list(struct store *store, const char *key, bool *ret_has,
        struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store_db(store),
                "SELECT 1 FROM current_step_list AS l JOIN instance USING (instance_id)"
                " JOIN step_cell USING (step_list_id) WHERE key = ?1",
                &query, err))
        return false;
    db_bind_text(query, 1, key);
    return db_step(query, ret_has, err);
}

bool steps_record(struct store *store, const char *person,
        const struct instance_list *list, const struct instance *instance,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(LIST_LIMIT);
    struct result_procedure procedure;
    struct result_instance described;
    struct step_cell *cells;
    size_t count;
    bool had_any, is_new;

    if (!has_list(store, instance->key, &had_any, err))
        return false;
    if (instance->source->procedure.step_count == 0 && !had_any)
        return true;
    return conclude_describe(store, instance, &arena, &procedure, &described, err) &&
            steps_cells(store, list, instance, &arena, &cells, &count, err) &&
            step_record_list(store, person, &procedure, &described, cells, count, &is_new,
                    err);
}
