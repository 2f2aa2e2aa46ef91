#include "evidence/table/execute_bind.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct program_parameter *find_parameter(const struct program *program,
        const char *name)
{
    for (uint32_t i = 0; i < program->parameter_count; i++) {
        if (strcmp(program->parameters[i].name, name) == 0)
            return &program->parameters[i];
    }
    return NULL;
}

static void bind_number(struct db_statement *statement, int index, const char *value)
{
    char *end;
    long long number;

    errno = 0;
    number = strtoll(value, &end, 10);
    if (*end == '\0' && errno == 0)
        db_bind_int(statement, index, number);
    else
        db_bind_real(statement, index, strtod(value, NULL));
}

static bool bind_one(struct db_statement *statement, const struct program *program,
        const struct execute_period *period, int index, const char *name,
        struct error *err)
{
    const struct program_parameter *parameter = find_parameter(program, name);

    if (strcmp(name, "period_start") == 0)
        db_bind_text(statement, index, period->start);
    else if (strcmp(name, "period_end") == 0)
        db_bind_text(statement, index, period->end);
    else if (strcmp(name, "as_of") == 0)
        db_bind_text(statement, index, period->as_of);
    else if (!parameter)
        return error_set(err, ERROR_SCRIPT, "the procedure has no parameter :%s", name);
    else if (parameter->type == PROGRAM_NUMBER || parameter->type == PROGRAM_BOOLEAN)
        bind_number(statement, index, parameter->value);
    else
        db_bind_text(statement, index, parameter->value);
    return true;
}

bool execute_bind(struct db_statement *statement, const struct program *program,
        const struct execute_period *period, struct error *err)
{
    const char *name;

    for (int index = 1; (name = db_parameter_name(statement, index)); index++) {
        if (!bind_one(statement, program, period, index, name + 1, err))
            return false;
    }
    return true;
}
