#include "procedures/compile_shown.h"

#include <string.h>

static bool is_shown(const struct compile_shown_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].name, name) == 0)
            return true;
    }
    return false;
}

static void add(struct compile_shown_list *list, const char *name, const char *column,
        const struct procedure_check *check)
{
    if (list->count < COMPILE_SHOWN_MAX && !is_shown(list, name))
        list->items[list->count++] = (struct compile_shown){name, column, check};
}

static void add_always(struct compile_shown_list *list, const struct procedure_item *item)
{
    for (size_t i = 0; item && i < item->column_count; i++) {
        if (item->columns[i].shown)
            add(list, item->columns[i].name, item->columns[i].name, NULL);
    }
}

/* A day is its own first and last. */
static void add_cell(struct compile_shown_list *list, const char *unit)
{
    bool is_day = strcmp(unit, "day") == 0 || strcmp(unit, "business-day") == 0;

    for (size_t i = 0; i < (is_day ? 1 : procedure_cells.column_count); i++)
        add(list, procedure_cells.columns[i].name, procedure_cells.columns[i].name, NULL);
}

static void add_population(struct compile_shown_list *list,
        const struct procedure_population *population)
{
    add_always(list, population->from);
    if (population->at)
        add(list, population->at->name, population->at->name, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(population->each) && population->each[i]; i++)
        add_population(list, population->each[i]);
    if (population->cell)
        add_cell(list, population->cell);
}

/* "off.disabled_at", and "off.disabled_at 2" where another check has one of that name. */
static bool add_counterpart(struct compile_shown_list *list,
        const struct procedure_check *check, const char *column, struct arena *arena,
        struct error *err)
{
    const char *evidence = xml_attribute(check->node, "evidence");
    const char *name;

    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].check == check && strcmp(list->items[i].column, column) == 0)
            return true;
    }
    if (!arena_printf(arena, &name, err, "%s.%s", evidence, column))
        return false;
    for (unsigned number = 2; is_shown(list, name); number++) {
        if (!arena_printf(arena, &name, err, "%s.%s %u", evidence, column, number))
            return false;
    }
    add(list, name, column, check);
    return true;
}

static bool add_operands(struct compile_shown_list *list,
        const struct procedure_check *check, const struct procedure_operand *operands,
        size_t count, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (operands[i].side == PROCEDURE_RECORD)
            add(list, operands[i].name, operands[i].name, NULL);
        else if (operands[i].side == PROCEDURE_COUNTERPART &&
                !add_counterpart(list, check, operands[i].name, arena, err))
            return false;
        else if (operands[i].side == PROCEDURE_FOUND &&
                !add_counterpart(list, operands[i].found, operands[i].name, arena, err))
            return false;
    }
    return true;
}

/* What would tell a reader which counterpart it is. */
static bool add_counterpart_shown(struct compile_shown_list *list,
        const struct procedure_check *check, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < check->evidence->column_count; i++) {
        const struct procedure_column *column = &check->evidence->columns[i];
        bool is_same = false;

        for (size_t k = 0; k < check->same_count; k++)
            is_same = is_same || check->same[k].counterpart.column == column;
        if (column->shown && !is_same &&
                !add_counterpart(list, check, column->name, arena, err))
            return false;
    }
    return true;
}

/* What a map is asked for. */
static bool add_keys(struct compile_shown_list *list, const struct procedure_check *check,
        struct arena *arena, struct error *err)
{
    const struct procedure_map_use *uses[] = {check->at_most_map, check->at_least_map};

    for (size_t i = 0; i < ARRAY_LENGTH(uses); i++) {
        if (uses[i] && !add_operands(list, check, &uses[i]->key, 1, arena, err))
            return false;
    }
    return true;
}

static bool add_match(struct compile_shown_list *list,
        const struct procedure_check *check, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < check->same_count; i++) {
        if (!add_operands(list, check, &check->same[i].record, 1, arena, err))
            return false;
    }
    if (!add_counterpart_shown(list, check, arena, err) ||
            !add_operands(list, check, check->by, check->by_count, arena, err) ||
            !add_operands(list, check, check->limit, check->limit ? 1 : 0, arena, err))
        return false;
    for (size_t i = 0; i < check->bound_count; i++) {
        if (!add_operands(list, check, check->bounds[i].operands,
                    check->bounds[i].operand_count, arena, err) ||
                !add_keys(list, &check->bounds[i], arena, err))
            return false;
    }
    return true;
}

static bool add_checks(struct compile_shown_list *list,
        const struct procedure_check *checks, size_t count, struct arena *arena,
        struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct procedure_check *check = &checks[i];
        bool is_match = check->kind == PROCEDURE_MATCH || check->kind == PROCEDURE_ABSENT;

        if (check->kind == PROCEDURE_COVERS) {
            if (!add_counterpart(list, check, "count", arena, err))
                return false;
            continue;
        }
        if (is_match ? !add_match(list, check, arena, err)
                     : !add_operands(list, check, check->operands, check->operand_count,
                               arena, err) ||
                                !add_operands(list, check, check->by, check->by_count,
                                        arena, err))
            return false;
        if (!add_keys(list, check, arena, err))
            return false;
    }
    return true;
}

bool compile_shown_list(const struct procedure_test *test, struct arena *arena,
        struct compile_shown_list *ret_list, struct error *err)
{
    ret_list->count = 0;
    add_population(ret_list, test->over);
    if (!add_checks(ret_list, test->checks, test->check_count, arena, err))
        return false;
    for (size_t i = 0; i < test->alternative_count; i++) {
        if (!add_checks(ret_list, test->alternatives[i].checks,
                    test->alternatives[i].check_count, arena, err))
            return false;
    }
    return true;
}
