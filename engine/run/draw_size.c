#include "engine/run/draw_size.h"

#include "engine/base/text.h"
#include "engine/run/sampling_tables.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *parameter_value(const struct draw_size_question *question,
        const char *name)
{
    for (uint32_t i = 0; i < question->program->parameter_count; i++) {
        if (strcmp(question->program->parameters[i].name, name) == 0)
            return question->program->parameters[i].value;
    }
    return NULL;
}

static bool take_number(const struct draw_size_question *question, int64_t population,
        struct draw_size *ret_size, struct error *err)
{
    const char *size = question->sample->size;
    const char *value = size[0] == ':' ? parameter_value(question, size + 1) : size;

    ret_size->size = value ? strtol(value, NULL, 10) : 0;
    if (ret_size->size < 1)
        return error_set(err, ERROR_USAGE,
                TR("the size %s of sample '%s' is %s: a whole number from 1 is needed",
                        "試査「%2$s」の件数 %1$s は %3$s です。1以上の整数が必要です"),
                size, question->sample->id, value ? value : "-");
    return arena_printf(question->arena, &ret_size->rule, err,
            "size=%" PRId64 " population=%" PRId64, ret_size->size, population);
}

static bool check_frequency(const char *name, const char **ret_frequency,
        struct error *err)
{
    const char *nearest = name ? text_find_nearest(name, sampling_table_frequencies)
                               : NULL;

    *ret_frequency = name ? sampling_table_frequency(name) : NULL;
    return *ret_frequency ||
            error_set(err, ERROR_USAGE,
                    nearest ? TR("'%s' is no frequency; did you mean '%s'?",
                                      "「%s」は頻度ではありません。「%s」のことですか。")
                            : TR("say how often the control operates: --frequency annual, half-yearly, quarterly, monthly, semi-monthly, weekly, daily, many-daily, automated or as-needed%.0s%.0s",
                                      "管理策の実施頻度を --frequency で指定してください: annual, half-yearly, quarterly, monthly, semi-monthly, weekly, daily, many-daily, automated, as-needed（都度・随時）%.0s%.0s"),
                    name ? name : "", nearest ? nearest : "");
}

bool draw_size_by_table(const struct draw_size_question *question, int64_t population,
        struct draw_size *ret_size, struct error *err)
{
    const struct sampling_table_band *band;
    struct sampling_table table;
    const char *frequency;

    if (!check_frequency(question->frequency, &frequency, err) ||
            !sampling_tables_load(question->library, question->table, question->arena,
                    &table, question->complaints, err))
        return false;
    if (strcmp(frequency, "as-needed") == 0 && population == 0)
        return error_set(err, ERROR_USAGE, "%s",
                TR("as needed goes by how often it happened: --population N",
                        "都度の管理策は実際の回数で決まります: --population N"));
    band = sampling_table_find(&table, frequency, population);
    if (!band)
        return error_set(err, ERROR_USAGE,
                TR("the table '%s' says nothing of '%s'; --size says how many",
                        "表「%s」に「%s」の件数はありません。--size で件数を指定してください"),
                table.id, frequency);
    ret_size->size = band->size ? band->most : population;
    if (population && ret_size->size > population)
        ret_size->size = population;
    return arena_printf(question->arena, &ret_size->rule, err,
            "frequency=%s band=%s table=%s@%s%s population=%" PRId64, frequency,
            band->frequency, table.id, table.version, table.is_example ? " example" : "",
            population);
}

static bool read_percent(const char *text, const char *what, double *ret_rate,
        struct error *err)
{
    return (text && deviation_parse_percent(text, ret_rate)) ||
            error_set(err, ERROR_USAGE,
                    TR("--%s is a share such as 5%%, not '%s'",
                            "--%s には 5%% のような割合を指定してください（今は「%s」）"),
                    what, text ? text : "");
}

bool draw_size_read_terms(const struct draw_size_terms *terms, bool has_tolerable,
        struct deviation_terms *ret_terms, struct error *err)
{
    struct deviation_terms read = {.population = terms->population};

    if (terms->model && !deviation_find_model(terms->model, &read.model))
        return error_set(err, ERROR_USAGE,
                TR("--method is binomial, hypergeometric or poisson, not '%s'",
                        "--method は binomial, hypergeometric, poisson のいずれかです（今は「%s」）"),
                terms->model);
    if ((has_tolerable &&
                !read_percent(terms->tolerable, "tolerable", &read.tolerable, err)) ||
            !read_percent(terms->risk, "risk", &read.risk, err))
        return false;
    *ret_terms = read;
    return true;
}

bool draw_size_by_attributes(const struct draw_size_terms *terms, int64_t *ret_size,
        int64_t *ret_allowed, struct error *err)
{
    struct deviation_terms read;
    double expected;

    if (terms->allowed && terms->expected)
        return error_set(err, ERROR_USAGE, "%s",
                TR("either the deviations allowed or the expected rate, not both",
                        "許容する逸脱の件数と予想逸脱率は、どちらか一方だけ指定できます"));
    if (!draw_size_read_terms(terms, true, &read, err))
        return false;
    if (terms->expected)
        return read_percent(terms->expected, "expected-rate", &expected, err) &&
                deviation_size_expected(&read, expected, ret_size, ret_allowed, err);
    *ret_allowed = terms->allowed ? strtol(terms->allowed, NULL, 10) : 0;
    return deviation_size(&read, *ret_allowed, ret_size, err);
}

static bool take_attributes(const struct draw_size_question *question, int64_t population,
        struct draw_size *ret_size, struct error *err)
{
    const struct procedure_sample *sample = question->sample;
    const struct draw_size_terms terms = {sample->model, sample->tolerable, sample->risk,
            sample->allowed, sample->expected, population};
    int64_t allowed;

    return draw_size_by_attributes(&terms, &ret_size->size, &allowed, err) &&
            arena_printf(question->arena, &ret_size->rule, err,
                    "attributes model=%s tolerable=%s risk=%s allowed=%" PRId64
                    " population=%" PRId64,
                    sample->model ? sample->model : "binomial", sample->tolerable,
                    sample->risk, allowed, population);
}

bool draw_size_decide(void *owner, int64_t population, struct draw_size *ret_size,
        struct error *err)
{
    const struct draw_size_question *question = owner;

    if (question->given) {
        ret_size->size = question->given;
        return arena_printf(question->arena, &ret_size->rule, err,
                "given=%" PRId64 " population=%" PRId64, question->given, population);
    }
    switch (question->sample->rule) {
    case PROCEDURE_SIZE_NUMBER:
        return take_number(question, population, ret_size, err);
    case PROCEDURE_SIZE_ALL:
        ret_size->size = population;
        ret_size->rule = "all";
        return true;
    case PROCEDURE_SIZE_FREQUENCY:
        return draw_size_by_table(question, population, ret_size, err);
    case PROCEDURE_SIZE_ATTRIBUTES:
        return take_attributes(question, population, ret_size, err);
    }
    return error_set(err, ERROR_USAGE, "an unknown rule of size");
}
