#include "engine/run/draw_size.h"

#include "engine/base/text.h"

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
    case PROCEDURE_SIZE_ATTRIBUTES:
        break;
    }
    return error_set(err, ERROR_USAGE,
            TR("say how many: --size N", "件数を --size N で指定してください"));
}
