#include "procedures/compile.h"

#include <string.h>

#include "procedures/compile_calendar.h"
#include "procedures/compile_pattern.h"
#include "procedures/compile_source.h"
#include "procedures/compile_test.h"
#include "procedures/loading.h"
#include "procedures/parameter.h"
#include "procedures/parameter_map.h"

static bool compile_items(const struct procedure *procedure, struct arena *arena,
        struct program *program, struct error *err)
{
    if (!arena_allocate(arena, (procedure->item_count + 1) * sizeof(*program->items),
                &program->items, err))
        return false;
    for (size_t i = 0; i < procedure->item_count; i++) {
        const struct procedure_item *item = &procedure->items[i];
        struct program_column *columns;

        if (!arena_allocate(arena, (item->column_count + 1) * sizeof(*columns), &columns,
                    err))
            return false;
        for (size_t k = 0; k < item->column_count; k++)
            columns[k] = (struct program_column){item->columns[k].name,
                    item->columns[k].type, item->columns[k].key,
                    item->columns[k].shown && !item->columns[k].key};
        program->items[i] = (struct program_item){item->id, item->source, item->optional,
                item->min_records, columns, (uint32_t)item->column_count,
                {item->title.in[0], item->title.in[1]}};
    }
    program->item_count = (uint32_t)procedure->item_count;
    return true;
}

static const char *overridden(const struct procedure_parameter *parameter,
        const struct compile_override *overrides, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(overrides[i].name, parameter->name) == 0)
            return overrides[i].value;
    }
    return parameter->value;
}

static bool compile_parameters(const struct procedure *procedure,
        const struct compile_override *overrides, size_t override_count,
        struct arena *arena, struct program *program, struct complaint_list *complaints,
        struct error *err)
{
    if (!arena_allocate(arena,
                (procedure->parameter_count + 1) * sizeof(*program->parameters),
                &program->parameters, err))
        return false;
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        const struct procedure_parameter *parameter = &procedure->parameters[i];
        struct program_parameter *made = &program->parameters[i];
        struct error problem = {0};

        made->name = parameter->name;
        made->type = parameter->is_map ? PROGRAM_TEXT : parameter->type;
        if (!parameter_normalise(made->type,
                    parameter->is_map ? parameter->value
                                      : overridden(parameter, overrides, override_count),
                    arena, &made->value, &problem))
            complaint_add(complaints, COMPLAINT_ERROR, procedure->file,
                    parameter->node->line, parameter->node->column,
                    TR("the engagement's value of parameter '%s': %s",
                            "業務で定めたパラメーター「%s」の値: %s"),
                    parameter->name, problem.message);
    }
    program->parameter_count = (uint32_t)procedure->parameter_count;
    return true;
}

/* Maps are tables in the SQL, which is made of what the engagement says. */
static bool override_maps(struct procedure *procedure,
        const struct compile_override *overrides, size_t count, struct arena *arena,
        struct complaint_list *complaints, struct error *err)
{
    struct procedure_parameter *set;

    if (!arena_allocate(arena, (procedure->parameter_count + 1) * sizeof(*set), &set,
                err))
        return false;
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        const char *value;
        struct error problem = {0};

        set[i] = procedure->parameters[i];
        value = overridden(&set[i], overrides, count);
        if (set[i].is_map && value != set[i].value &&
                !parameter_map_override(&set[i], value, arena, &problem))
            complaint_add(complaints, COMPLAINT_ERROR, procedure->file, set[i].node->line,
                    set[i].node->column,
                    TR("the engagement's value of parameter '%s': %s",
                            "業務で定めたパラメーター「%s」の値: %s"),
                    set[i].name, problem.message);
    }
    procedure->parameters = set;
    return true;
}

static void check_overrides(const struct procedure *procedure,
        const struct compile_override *overrides, size_t count,
        struct complaint_list *complaints)
{
    struct loading_names names = {.count = 0};

    for (size_t i = 0; i < procedure->parameter_count; i++)
        loading_names_add(&names, procedure->parameters[i].name);
    for (size_t i = 0; i < count; i++) {
        if (!procedure_find_parameter(procedure, overrides[i].name))
            complaint_add(complaints, COMPLAINT_ERROR, procedure->file,
                    procedure->node->line, procedure->node->column,
                    TR("the engagement sets a parameter '%s' that the procedure does not have%s",
                            "業務で定めたパラメーター「%s」は、この手続にありません%s"),
                    overrides[i].name, loading_hint(overrides[i].name, names.items).text);
    }
}

static bool compile_populations(const struct procedure *procedure, struct arena *arena,
        struct program *program, struct error *err)
{
    if (!arena_allocate(arena,
                (procedure->population_count + 1) * sizeof(*program->populations),
                &program->populations, err))
        return false;
    for (size_t i = 0; i < procedure->population_count; i++) {
        const struct procedure_population *population = &procedure->populations[i];
        struct program_population *made = &program->populations[i];
        struct compile_source source;

        made->id = population->id;
        if (population->cell)
            made->cells = population->each[0] ? PROGRAM_CELLS_BESIDE
                                              : PROGRAM_CELLS_ALONE;
        if (!compile_source_init(procedure, arena, &source, err))
            return false;
        compile_source_add_population(&source, population);
        if (!compile_source_items(&source, &made->items, &made->item_count, err) ||
                !compile_source_population(population, arena, &made->sql, err))
            return false;
    }
    program->population_count = (uint32_t)procedure->population_count;
    return true;
}

static bool compile_tests(const struct procedure *procedure, struct arena *arena,
        struct program *program, struct error *err)
{
    if (!arena_allocate(arena, (procedure->test_count + 1) * sizeof(*program->tests),
                &program->tests, err))
        return false;
    for (size_t i = 0; i < procedure->test_count; i++) {
        if (!compile_test_make(procedure, &procedure->tests[i], arena, &program->tests[i],
                    err))
            return false;
    }
    program->test_count = (uint32_t)procedure->test_count;
    return true;
}

bool compile_procedure(const struct procedure *procedure,
        const struct compile_override *overrides, size_t override_count,
        struct arena *arena, struct program *ret_program,
        struct complaint_list *complaints)
{
    struct program program = {.id = procedure->id, .version = procedure->version};
    struct procedure set = *procedure; /* as the engagement sets its maps */
    size_t errors = complaints->errors;
    struct error err = {0};

    check_overrides(procedure, overrides, override_count, complaints);
    if (!override_maps(&set, overrides, override_count, arena, complaints, &err)) {
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, procedure->node->line,
                procedure->node->column, "%s", err.message);
        return false;
    }
    procedure = &set;
    if (!compile_items(procedure, arena, &program, &err) ||
            !compile_parameters(procedure, overrides, override_count, arena, &program,
                    complaints, &err) ||
            !compile_populations(procedure, arena, &program, &err) ||
            !compile_tests(procedure, arena, &program, &err) ||
            !compile_pattern_list(procedure, arena, &program, &err) ||
            !compile_calendar_list(procedure, arena, &program, &err))
        complaint_add(complaints, COMPLAINT_ERROR, procedure->file, procedure->node->line,
                procedure->node->column, "%s", err.message);
    if (complaints->errors != errors)
        return false;
    *ret_program = program;
    return true;
}
