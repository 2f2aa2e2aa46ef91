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
        tests[t].alternatives = instance->program.tests[t].alternatives;
        tests[t].alternative_count = instance->program.tests[t].alternative_count;
    }
    ret_procedure->tests = tests;
    ret_procedure->test_count = procedure->test_count;
    return true;
}

static bool describe_attributes(const struct procedure_sample *sample,
        struct arena *arena, struct result_sample_text *text, struct error *err)
{
    struct result_attribute_text *attributes;

    if (!arena_allocate(arena, (sample->attribute_count + 1) * sizeof(*attributes),
                &attributes, err))
        return false;
    for (size_t i = 0; i < sample->attribute_count; i++) {
        const struct procedure_attribute *attribute = &sample->attributes[i];

        attributes[i] = (struct result_attribute_text){.id = attribute->id,
                .document = attribute->document,
                .title_ja = attribute->title.in[TEXT_JA],
                .title_en = attribute->title.in[TEXT_EN],
                .finding_ja = attribute->finding.in[TEXT_JA],
                .finding_en = attribute->finding.in[TEXT_EN]};
    }
    text->attributes = attributes;
    text->attribute_count = sample->attribute_count;
    return true;
}

static bool describe_samples(const struct procedure *procedure, struct arena *arena,
        struct result_procedure *ret_procedure, struct error *err)
{
    struct result_sample_text *samples;

    if (!arena_allocate(arena, (procedure->sample_count + 1) * sizeof(*samples), &samples,
                err))
        return false;
    for (size_t i = 0; i < procedure->sample_count; i++) {
        const struct procedure_sample *sample = &procedure->samples[i];

        samples[i] = (struct result_sample_text){.id = sample->id,
                .population = sample->of->id,
                .method = procedure_sample_method_name(sample->method),
                .size = sample->size,
                .stratum_column = sample->by ? sample->by->name : NULL,
                .title_ja = sample->title.in[TEXT_JA],
                .title_en = sample->title.in[TEXT_EN]};
        if (!describe_attributes(sample, arena, &samples[i], err))
            return false;
    }
    ret_procedure->samples = samples;
    ret_procedure->sample_count = procedure->sample_count;
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
    ret_instance->control_version = 1;
    ret_instance->population_group = "";
    if (!steps_describe(store, instance, arena, &steps, &ret_procedure->step_count, err))
        return false;
    ret_procedure->steps = steps;
    return describe_tests(instance, arena, ret_procedure, err) &&
            describe_samples(procedure, arena, ret_procedure, err);
}
