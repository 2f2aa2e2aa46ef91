#include "procedures/compile_pattern.h"

#include <string.h>

#include "procedures/sqltext.h"

struct patterns {
    struct arena *arena;
    const struct program *program; /* for parameters' values */
    const char **items;
    uint32_t count, capacity;
};

static bool make_room(struct patterns *patterns, struct error *err)
{
    uint32_t capacity = patterns->capacity ? patterns->capacity * 2 : 16;
    const char **items;

    if (patterns->count < patterns->capacity)
        return true;
    if (!arena_allocate(patterns->arena, capacity * sizeof(*items), &items, err))
        return false;
    if (patterns->count)
        memcpy(items, patterns->items, patterns->count * sizeof(*items));
    patterns->items = items;
    patterns->capacity = capacity;
    return true;
}

static bool add(struct patterns *patterns, const char *pattern, struct error *err)
{
    for (uint32_t i = 0; i < patterns->count; i++) {
        if (strcmp(patterns->items[i], pattern) == 0)
            return true;
    }
    if (!make_room(patterns, err))
        return false;
    patterns->items[patterns->count++] = pattern;
    return true;
}

static bool add_parameter(struct patterns *patterns, const struct sqltext_token *token,
        struct error *err)
{
    for (uint32_t i = 0; i < patterns->program->parameter_count; i++) {
        const struct program_parameter *parameter = &patterns->program->parameters[i];

        if (strlen(parameter->name) + 1 == token->size &&
                memcmp(parameter->name, token->text + 1, token->size - 1) == 0)
            return add(patterns, parameter->value, err);
    }
    return true;
}

static bool add_token(struct patterns *patterns, const struct sqltext *text, size_t i,
        struct error *err)
{
    const char *pattern;

    if (i >= text->count)
        return true;
    if (text->tokens[i].kind == SQLTEXT_VARIABLE)
        return add_parameter(patterns, &text->tokens[i], err);
    if (text->tokens[i].kind != SQLTEXT_STRING)
        return true;
    pattern = sqltext_string(text, i, patterns->arena, err);
    return pattern && add(patterns, pattern, err);
}

static bool add_sql(struct patterns *patterns, const char *sql, struct error *err)
{
    struct sqltext text;
    size_t pattern;

    if (!sql)
        return true;
    if (!sqltext_split(sql, patterns->arena, &text, err))
        return false;
    for (size_t i = 0; i < text.count; i++) {
        bool is_operator = sqltext_is(&text, i, "REGEXP") &&
                !sqltext_is(&text, i + 1, "(");

        if (is_operator && !add_token(patterns, &text, i + 1, err))
            return false;
        if (sqltext_find_pattern(&text, i, &pattern) &&
                !add_token(patterns, &text, pattern, err))
            return false;
    }
    return true;
}

static bool add_checks(struct patterns *patterns, const struct procedure_check *checks,
        size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (checks[i].pattern && !add(patterns, checks[i].pattern, err))
            return false;
        /* One level: a match holds no match. */
        for (size_t k = 0; k < checks[i].bound_count; k++) {
            if (checks[i].bounds[k].pattern &&
                    !add(patterns, checks[i].bounds[k].pattern, err))
                return false;
        }
    }
    return true;
}

bool compile_pattern_list(const struct procedure *procedure, struct arena *arena,
        struct program *program, struct error *err)
{
    struct patterns patterns = {.arena = arena, .program = program};

    for (size_t i = 0; i < procedure->population_count; i++) {
        if (!add_sql(&patterns, procedure->populations[i].where, err))
            return false;
    }
    for (size_t i = 0; i < procedure->relation_count; i++) {
        if (!add_sql(&patterns, procedure->relations[i].sql, err))
            return false;
    }
    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct procedure_test *test = &procedure->tests[i];

        if (!add_checks(&patterns, test->checks, test->check_count, err) ||
                !add_sql(&patterns, test->sql, err))
            return false;
        for (size_t k = 0; k < test->alternative_count; k++) {
            if (!add_checks(&patterns, test->alternatives[k].checks,
                        test->alternatives[k].check_count, err))
                return false;
        }
    }
    program->patterns = patterns.items;
    program->pattern_count = patterns.count;
    return true;
}
