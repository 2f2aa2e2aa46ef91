#include "procedures/load.h"

#include <string.h>

#include "engine/base/date.h"
#include "procedures/lint.h"
#include "procedures/load_grid.h"
#include "procedures/load_item.h"
#include "procedures/load_sample.h"
#include "procedures/load_step.h"
#include "procedures/load_test.h"
#include "procedures/loading.h"
#include "procedures/parameter_map.h"
#include "procedures/vocabulary_procedure.h"

#define TAIL_MAX 3660 /* days */

static void read_head(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "control"), i = 0;

    procedure->id = xml_attribute(root, "id");
    procedure->version = xml_attribute(root, "version");
    procedure->phase = xml_attribute(root, "phase");
    procedure->is_engagement = loading_choice(xml_attribute(root, "scope"),
                                       "control engagement", 0) == 1;
    procedure->title = loading_text(loading, root, "title");
    procedure->controls = loading_allocate(loading, count, sizeof(*procedure->controls));
    if (!procedure->controls)
        return;
    for (const struct xml_node *child = xml_child(root, "control"); i < count;
            child = xml_next(child, "control"), i++) {
        procedure->controls[i] = (struct procedure_control){xml_attribute(child,
                                                                    "catalogue"),
                xml_attribute(child, "ref"), child};
        procedure->control_count = i + 1;
    }
}

static void read_parameters(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "parameter"), i = 0;

    procedure->parameters = loading_allocate(loading, count,
            sizeof(*procedure->parameters));
    if (!procedure->parameters)
        return;
    for (const struct xml_node *child = xml_child(root, "parameter"); i < count;
            child = xml_next(child, "parameter"), i++) {
        procedure->parameters[i] =
                (struct procedure_parameter){.name = xml_attribute(child, "name"),
                        .type = load_item_type(xml_attribute(child, "type")),
                        .value = xml_attribute(child, "value"),
                        .title = loading_text(loading, child, "title"),
                        .node = child};
        parameter_map_read(loading, &procedure->parameters[i]);
        procedure->parameter_count = i + 1;
    }
}

static void read_items(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "evidence"), i = 0;

    procedure->items = loading_allocate(loading, count, sizeof(*procedure->items));
    if (!procedure->items)
        return;
    for (const struct xml_node *child = xml_child(root, "evidence"); i < count;
            child = xml_next(child, "evidence"), i++) {
        load_item_read(loading, child, &procedure->items[i]);
        procedure->item_count = i + 1;
    }
}

static void find_from(struct loading *loading, struct procedure_population *population)
{
    const char *id = xml_attribute(population->node, "from");
    struct loading_names names = {.count = 0};

    population->from = procedure_find_item(loading->procedure, id);
    if (!id || population->from)
        return;
    for (size_t i = 0; i < loading->procedure->item_count; i++)
        loading_names_add(&names, loading->procedure->items[i].id);
    LOADING_COMPLAIN(loading, population->node, "from",
            TR("there is no evidence '%s'%s", "証跡「%s」はありません%s"), id,
            loading_hint(id, names.items).text);
}

static void find_at(struct loading *loading, struct procedure_population *population)
{
    const char *name = xml_attribute(population->node, "at");
    struct loading_names names = {.count = 0};

    if (!name || !population->from || population->from->column_count == 0)
        return;
    population->at = procedure_find_column(population->from, name);
    if (!population->at) {
        for (size_t i = 0; i < population->from->column_count; i++)
            loading_names_add(&names, population->from->columns[i].name);
        LOADING_COMPLAIN(loading, population->node, "at",
                TR("there is no column '%s' here%s", "ここに列「%s」はありません%s"),
                name, loading_hint(name, names.items).text);
    } else if (population->at->type != PROGRAM_DATE &&
            population->at->type != PROGRAM_TIMESTAMP) {
        LOADING_COMPLAIN(loading, population->node, "at",
                TR("'%s' is of type %s: the period needs a date or timestamp",
                        "「%s」の型は%sです。期間で絞るには日付か日時の列が必要です"),
                name, program_type_name(population->at->type));
    }
}

static void read_tail(struct loading *loading, struct procedure_population *population)
{
    const char *tail = xml_attribute(population->node, "tail");
    int64_t ms;

    if (!tail)
        return;
    if (!date_parse_duration(tail, &ms) || ms <= 0 || ms % DATE_MS_PER_DAY != 0 ||
            ms / DATE_MS_PER_DAY > TAIL_MAX)
        LOADING_COMPLAIN(loading, population->node, "tail",
                TR("tail=\"%s\" must be a duration in calendar days, such as P10D",
                        "tail=\"%s\"は、P10Dのような暦日の期間でなければなりません"),
                tail);
    else
        population->tail_days = (unsigned)(ms / DATE_MS_PER_DAY);
    if (!xml_attribute(population->node, "at"))
        LOADING_COMPLAIN(loading, population->node, "tail",
                TR("tail has a meaning only with at=: the day it counts from",
                        "tailは、起算日を決めるat=があるときだけ意味をもちます"));
}

static void read_population(struct loading *loading, const struct xml_node *node,
        struct procedure_population *population)
{
    population->node = node;
    population->id = xml_attribute(node, "id");
    population->title = loading_text(loading, node, "title");
    population->where = xml_attribute(node, "where");
    population->is_missing_filtered = loading_choice(xml_attribute(node, "at-missing"),
                                              "unreadable filtered", 0) == 1;
    find_from(loading, population);
    find_at(loading, population);
    read_tail(loading, population);
}

static void read_populations(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "population"), i = 0;

    procedure->populations = loading_allocate(loading, count,
            sizeof(*procedure->populations));
    if (!procedure->populations)
        return;
    for (const struct xml_node *child = xml_child(root, "population"); i < count;
            child = xml_next(child, "population"), i++) {
        read_population(loading, child, &procedure->populations[i]);
        procedure->population_count = i + 1;
    }
    for (i = 0; i < count; i++)
        load_grid_read(loading, &procedure->populations[i]);
}

static void read_relations(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "relation"), i = 0;

    procedure->relations = loading_allocate(loading, count,
            sizeof(*procedure->relations));
    if (!procedure->relations)
        return;
    for (const struct xml_node *child = xml_child(root, "relation"); i < count;
            child = xml_next(child, "relation"), i++) {
        procedure->relations[i] = (struct procedure_relation){xml_attribute(child, "id"),
                loading_sql(loading, child), child};
        procedure->relation_count = i + 1;
    }
}

static void read_tests(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "test"), i = 0;

    procedure->tests = loading_allocate(loading, count, sizeof(*procedure->tests));
    if (!procedure->tests)
        return;
    for (const struct xml_node *child = xml_child(root, "test"); i < count;
            child = xml_next(child, "test"), i++) {
        load_test_read(loading, child, &procedure->tests[i]);
        procedure->test_count = i + 1;
    }
}

bool load_procedure(const char *file, const char *bytes, size_t size,
        const struct shared_items *shared, struct arena *arena,
        struct procedure *ret_procedure, struct complaint_list *complaints)
{
    struct procedure procedure = {.file = NULL};
    struct loading loading = {file, arena, shared, &procedure, complaints};
    size_t errors = complaints->errors;
    struct xml_node *root;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&vocabulary_procedure, file, root, complaints);
    if (strcmp(root->name, vocabulary_procedure.root) != 0)
        return false;
    procedure.file = loading_copy(&loading, file, strlen(file));
    procedure.node = root;
    read_head(&loading, root);
    read_parameters(&loading, root);
    read_items(&loading, root);
    read_populations(&loading, root);
    read_relations(&loading, root);
    read_tests(&loading, root);
    load_step_read_all(&loading, root);
    load_sample_list(&loading, root);
    lint_procedure(&procedure, arena, complaints);
    if (complaints->errors != errors)
        return false;
    *ret_procedure = procedure;
    return true;
}
