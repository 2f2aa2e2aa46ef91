#include "procedures/procedure.h"

#include <string.h>

static bool is_named(const char *id, const char *wanted)
{
    return id && wanted && strcmp(id, wanted) == 0;
}

static struct procedure_column cell_columns[] = {
        {.name = "cell", .type = PROGRAM_TEXT},
        {.name = "cell_start", .type = PROGRAM_DATE},
        {.name = "cell_end", .type = PROGRAM_DATE},
};

const struct procedure_item procedure_cells = {.id = "cell",
        .source = "cell",
        .columns = cell_columns,
        .column_count = ARRAY_LENGTH(cell_columns)};

const struct procedure_item *procedure_find_item(const struct procedure *procedure,
        const char *id)
{
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (is_named(procedure->items[i].id, id))
            return &procedure->items[i];
    }
    return NULL;
}

const struct procedure_population *
procedure_find_population(const struct procedure *procedure, const char *id)
{
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (is_named(procedure->populations[i].id, id))
            return &procedure->populations[i];
    }
    return NULL;
}

const struct procedure_relation *
procedure_find_relation(const struct procedure *procedure, const char *id)
{
    for (size_t i = 0; i < procedure->relation_count; i++) {
        if (is_named(procedure->relations[i].id, id))
            return &procedure->relations[i];
    }
    return NULL;
}

const struct procedure_parameter *
procedure_find_parameter(const struct procedure *procedure, const char *name)
{
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        if (is_named(procedure->parameters[i].name, name))
            return &procedure->parameters[i];
    }
    return NULL;
}

const struct procedure_test *procedure_find_test(const struct procedure *procedure,
        const char *id)
{
    for (size_t i = 0; i < procedure->test_count; i++) {
        if (is_named(procedure->tests[i].id, id))
            return &procedure->tests[i];
    }
    return NULL;
}

const struct procedure_step *procedure_find_step(const struct procedure *procedure,
        const char *id)
{
    for (size_t i = 0; i < procedure->step_count; i++) {
        if (is_named(procedure->steps[i].id, id))
            return &procedure->steps[i];
    }
    return NULL;
}

const struct procedure_sample *procedure_find_sample(const struct procedure *procedure,
        const char *id)
{
    for (size_t i = 0; i < procedure->sample_count; i++) {
        if (is_named(procedure->samples[i].id, id))
            return &procedure->samples[i];
    }
    return NULL;
}

const char *procedure_sample_method_name(enum procedure_sample_method method)
{
    static const char *const names[] = {"rank", "systematic", "stratified", "all",
            "listed"};

    return names[method];
}

const struct procedure_column *procedure_find_column(const struct procedure_item *item,
        const char *name)
{
    for (size_t i = 0; item && i < item->column_count; i++) {
        if (is_named(item->columns[i].name, name))
            return &item->columns[i];
    }
    return NULL;
}

const char *procedure_text_in(const struct procedure_text *text,
        enum text_language language)
{
    const char *wanted = text->in[language];

    return wanted ? wanted : text->in[language == TEXT_JA ? TEXT_EN : TEXT_JA];
}

const char *procedure_counterpart_name(const struct procedure_check *check)
{
    return xml_attribute(check->node,
            check->kind == PROCEDURE_RECONCILES ? "with" : "evidence");
}

bool procedure_is_set_check(enum procedure_check_kind kind)
{
    return kind >= PROCEDURE_UNIQUE && kind != PROCEDURE_COVERS;
}
