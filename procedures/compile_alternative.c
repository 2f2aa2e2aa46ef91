#include "procedures/compile_alternative.h"

#include <string.h>

#include "procedures/compile_check.h"
#include "procedures/compile_counterpart.h"

#define NOT_MET 2

/* One "f" column each, whatever names it. */
struct found {
    const struct procedure_operand *operands[32];
    size_t count;
};

static void add_found(struct found *found, const struct procedure_operand *operands,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_there = operands[i].side != PROCEDURE_FOUND;

        for (size_t k = 0; k < found->count; k++)
            is_there = is_there ||
                    (found->operands[k]->found == operands[i].found &&
                            found->operands[k]->column == operands[i].column);
        if (!is_there && found->count < ARRAY_LENGTH(found->operands))
            found->operands[found->count++] = &operands[i];
    }
}

static void list_found(const struct procedure_check *checks, size_t count,
        struct found *found)
{
    for (size_t i = 0; i < count; i++) {
        add_found(found, checks[i].operands, checks[i].operand_count);
        list_found(checks[i].bounds, checks[i].bound_count, found);
    }
}

/* FROM (...) AS f; nothing where no alternative names what a match found. */
static void put_found(struct sqlwriter *writer, const struct procedure_test *test,
        struct arena *arena)
{
    struct found found = {.count = 0};

    for (size_t i = 0; i < test->alternative_count; i++)
        list_found(test->alternatives[i].checks, test->alternatives[i].check_count,
                &found);
    for (size_t i = 0; i < found.count; i++) {
        const struct procedure_operand *operand = found.operands[i];

        sqlwriter_put(writer, i ? ", " : "\n    FROM (SELECT ");
        compile_counterpart_value(writer, operand->found, operand->name, arena);
        sqlwriter_put(writer, " AS \"%s.%s\"",
                xml_attribute(operand->found->node, "evidence"), operand->name);
    }
    sqlwriter_put(writer, "%s", found.count ? ") AS f" : "");
}

struct route {
    const struct procedure_alternative *alternative;
    struct arena *arena;
};

static void put_condition(struct sqlwriter *writer, const void *context, size_t i)
{
    const struct route *route = context;
    const struct procedure_check *check = &route->alternative->checks[i];

    sqlwriter_put(writer, "\n    ");
    if (check->kind == PROCEDURE_MATCH || check->kind == PROCEDURE_ABSENT)
        compile_counterpart_check(writer, check, NOT_MET, route->arena);
    else
        compile_check_row(writer, check, NOT_MET);
}

/* "(SELECT max(...) AS r1, ...": what each route says of the record, as columns. */
static void put_routes(struct sqlwriter *writer, const struct procedure_test *test,
        struct arena *arena)
{
    for (size_t i = 0; i < test->alternative_count; i++) {
        const struct route route = {&test->alternatives[i], arena};

        sqlwriter_put(writer, i ? ", " : "(SELECT ");
        compile_check_largest(writer, route.alternative->check_count, put_condition,
                &route);
        sqlwriter_put(writer, " AS r%zu", i + 1);
    }
    put_found(writer, test, arena);
    sqlwriter_put(writer, ")");
}

/* The first route that holds; where none does and one cannot be decided, that is said. */
void compile_alternative_verdict(struct sqlwriter *writer,
        const struct procedure_test *test, struct arena *arena,
        void (*verdict)(struct sqlwriter *writer, const void *context),
        const void *context)
{
    if (test->alternative_count == 0) {
        verdict(writer, context);
        return;
    }
    sqlwriter_put(writer, "(SELECT CASE WHEN v <= 0 THEN v ELSE (SELECT CASE");
    for (size_t i = 0; i < test->alternative_count; i++)
        sqlwriter_put(writer, " WHEN r%zu = 0 THEN %d", i + 1,
                PROGRAM_OTHER_ROUTE(i + 1));
    for (size_t i = 0; i < test->alternative_count; i++)
        sqlwriter_put(writer, " WHEN r%zu = 1 THEN -1", i + 1);
    sqlwriter_put(writer, " ELSE v END FROM ");
    put_routes(writer, test, arena);
    sqlwriter_put(writer, ") END FROM (SELECT ");
    verdict(writer, context);
    sqlwriter_put(writer, " AS v))");
}

void compile_alternative_value(struct sqlwriter *writer,
        const struct procedure_test *test, const struct procedure_check *check,
        const char *column, struct arena *arena)
{
    sqlwriter_put(writer, "(SELECT ");
    compile_counterpart_value(writer, check, column, arena);
    put_found(writer, test, arena);
    sqlwriter_put(writer, ")");
}
