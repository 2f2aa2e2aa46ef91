/* The procedure and the instance, as the workpaper keeps them. */
#include "engine/run/conclude.h"

#include <string.h>

#include "engine/run/steps.h"

static bool describe_tests(const struct instance *instance, struct arena *arena,
        struct result_procedure *ret_procedure, struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    struct result_test_text *tests;

    if (!arena_allocate(arena, (procedure->test_count + 1) * sizeof(*tests), &tests, err))
        return false;
    for (size_t t = 0; t < procedure->test_count; t++) {
        const struct procedure_test *test = &procedure->tests[t];

        tests[t].id = test->id;
        tests[t].technique = test->technique;
        tests[t].population = test->over->id;
        tests[t].title_ja = test->title.in[TEXT_JA];
        tests[t].title_en = test->title.in[TEXT_EN];
        tests[t].finding_ja = test->finding.in[TEXT_JA];
        tests[t].finding_en = test->finding.in[TEXT_EN];
        tests[t].checks = instance->program.tests[t].checks;
        tests[t].check_count = instance->program.tests[t].check_count;
    }
    ret_procedure->tests = tests;
    ret_procedure->test_count = procedure->test_count;
    return true;
}

bool conclude_describe(const struct store *store, const struct instance *instance,
        struct arena *arena, struct result_procedure *ret_procedure,
        struct result_instance *ret_instance, struct error *err)
{
    const struct library_procedure *source = instance->source;
    const struct procedure *procedure = &source->procedure;
    struct step_definition *steps;

    memset(ret_procedure, 0, sizeof(*ret_procedure));
    memset(ret_instance, 0, sizeof(*ret_instance));
    ret_procedure->id = procedure->id;
    ret_procedure->version = procedure->version;
    ret_procedure->file = strrchr(source->file, '/') ? strrchr(source->file, '/') + 1
                                                     : source->file;
    ret_procedure->phase = procedure->is_engagement ? "engagement" : procedure->phase;
    ret_procedure->title_ja = procedure->title.in[TEXT_JA];
    ret_procedure->title_en = procedure->title.in[TEXT_EN];
    ret_procedure->content = source->bytes.text;
    ret_procedure->content_size = source->bytes.size;
    ret_instance->key = instance->key;
    ret_instance->procedure = procedure->id;
    ret_instance->catalogue = instance->control ? instance->control->catalogue : "";
    ret_instance->control = instance->control ? instance->control->ref : "";
    ret_instance->phase = ret_procedure->phase;
    ret_instance->individual = instance->unit ? instance->unit->individual : "";
    ret_instance->control_version = instance->unit ? instance->unit->version : 1;
    ret_instance->population_group = instance->unit ? instance->unit->group : "";
    if (!steps_describe(store, instance, arena, &steps, &ret_procedure->step_count, err))
        return false;
    ret_procedure->steps = steps;
    return describe_tests(instance, arena, ret_procedure, err);
}
