#include "procedures/load_within.h"

#include <string.h>

#include "engine/base/vocabulary_type.h"

const char *load_within_bound(struct loading *loading, const struct xml_node *node,
        const char *attribute)
{
    const char *value = xml_attribute(node, attribute);
    struct procedure_operand operand;

    if (!value || value[0] != ':')
        return value;
    if (!load_operand_parameter(loading, node, attribute, value + 1, &operand))
        return value;
    if (operand.type != PROGRAM_NUMBER)
        LOADING_COMPLAIN(loading, node, attribute,
                TR("the parameter '%s' must be of type number",
                        "パラメーター「%s」の型はnumberでなければなりません"),
                value);
    return value;
}

/* ":limit_days[severity]" */
static bool split_map(struct loading *loading, const char *value, const char **ret_name,
        const char **ret_column)
{
    const char *open = strchr(value, '[');
    size_t size = strlen(value);

    if (value[0] != ':' || !open || size < 4 || value[size - 1] != ']')
        return false;
    *ret_name = loading_copy(loading, value + 1, (size_t)(open - value - 1));
    *ret_column = loading_copy(loading, open + 1, size - (size_t)(open - value) - 2);
    return *ret_name && *ret_column;
}

static void complain_of_map(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *name)
{
    struct loading_names names = {.count = 0};

    for (size_t i = 0; i < loading->procedure->parameter_count; i++) {
        if (loading->procedure->parameters[i].is_map)
            loading_names_add(&names, loading->procedure->parameters[i].name);
    }
    LOADING_COMPLAIN(loading, node, attribute,
            TR("there is no parameter '%s' with by=\"text\" and of type number%s",
                    "by=\"text\"で型がnumberのパラメーター「%s」はありません%s"),
            name, loading_hint(name, names.items).text);
}

/* A bound of within: a number, a parameter, or one that a column chooses. */
static const char *read_limit(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *node, const char *attribute,
        struct procedure_map_use **ret_map)
{
    const struct vocabulary_type_rule *rule = vocabulary_type_find(VOCABULARY_NUMBER);
    const char *value = xml_attribute(node, attribute), *name, *column;
    struct procedure_map_use *use;

    if (!value || !split_map(loading, value, &name, &column)) {
        return value && rule->holds(value) ? load_within_bound(loading, node, attribute)
                                           : NULL;
    }
    use = loading_allocate(loading, 1, sizeof(*use));
    if (!use)
        return NULL;
    use->parameter = procedure_find_parameter(loading->procedure, name);
    if (!use->parameter || !use->parameter->is_map ||
            use->parameter->type != PROGRAM_NUMBER) {
        complain_of_map(loading, node, attribute, name);
        return NULL;
    }
    if (!load_operand_find(loading, scope, LOAD_OPERAND_RECORD, node, attribute, column,
                &use->key))
        return NULL;
    if (use->key.type != PROGRAM_TEXT)
        LOADING_COMPLAIN(loading, node, attribute,
                TR("'%s' is of type %s: keys are texts",
                        "「%s」の型は%sです。キーは文字列です"),
                use->key.name, program_type_name(use->key.type));
    *ret_map = use;
    return value;
}

static bool is_moment(const struct procedure_operand *operand)
{
    /* :as_of and the period may be bound to either. */
    return operand->type == PROGRAM_TIMESTAMP || operand->side == PROCEDURE_PARAMETER;
}

static bool is_by_day(const struct procedure_check *check)
{
    return check->unit == PROCEDURE_DAYS || check->unit == PROCEDURE_BUSINESS_DAYS;
}

static void check_end(struct loading *loading, const struct procedure_check *check,
        const char *attribute, const struct procedure_operand *operand)
{
    if (!load_operand_is_time(operand))
        LOADING_COMPLAIN(loading, check->node, attribute,
                TR("'%s' is of type %s, but %s compares days and moments",
                        "「%s」の型は%sですが、%sで比べられるのは日付か日時です"),
                operand->name, program_type_name(operand->type), check->name);
    else if (!is_by_day(check) && !is_moment(operand))
        LOADING_COMPLAIN(loading, check->node, attribute,
                TR("'%s' is a day, without a time: use unit=\"days\"",
                        "「%s」は時刻のない日付です。unit=\"days\"としてください"),
                operand->name);
}

static void read_ends(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    static const char *const ends[] = {"from", "to"};
    struct procedure_operand *operand;
    size_t count;

    check->operands = loading_allocate(loading, ARRAY_LENGTH(ends),
            sizeof(*check->operands));
    for (size_t i = 0; check->operands && i < ARRAY_LENGTH(ends); i++) {
        load_operand_one(loading, scope, LOAD_OPERAND_ANY, check->node, ends[i], &operand,
                &count);
        if (count == 0)
            continue;
        check->operands[check->operand_count++] = *operand;
        check_end(loading, check, ends[i], operand);
    }
}

/* Which calendar it is, its loader says when it is at hand. */
static void read_calendar(struct loading *loading, struct procedure_check *check)
{
    static const char *const own[] = {"calendar", "day-zero"};

    check->calendar = xml_attribute(check->node, "calendar");
    check->is_day_zero_next = loading_choice(xml_attribute(check->node, "day-zero"),
                                      "same next", 0) == 1;
    if (check->unit == PROCEDURE_BUSINESS_DAYS) {
        if (!check->calendar)
            LOADING_COMPLAIN(loading, check->node, "unit",
                    TR("business days are those of a calendar: add calendar=\"jp\", or calendar=\"client\" for the client's own",
                            "営業日はカレンダーで数えます。calendar=\"jp\"か、事業者のものならcalendar=\"client\"を書いてください"));
        return;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(own); i++) {
        if (xml_attribute(check->node, own[i]))
            LOADING_COMPLAIN(loading, check->node, own[i],
                    TR("%s has a meaning only with unit=\"business-days\"",
                            "%sはunit=\"business-days\"のときだけ意味をもちます"),
                    own[i]);
    }
    check->calendar = NULL;
}

void load_within_read(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    check->unit = (enum procedure_unit)loading_choice(xml_attribute(check->node, "unit"),
            "seconds minutes hours days business-days", PROCEDURE_DAYS);
    check->is_negative_allowed = loading_choice(xml_attribute(check->node, "negative"),
                                         "refuse allow", 0) == 1;
    check->at_most = read_limit(loading, scope, check->node, "at-most",
            &check->at_most_map);
    check->at_least = read_limit(loading, scope, check->node, "at-least",
            &check->at_least_map);
    read_calendar(loading, check);
    read_ends(loading, scope, check);
    if (!xml_attribute(check->node, "at-most") && !xml_attribute(check->node, "at-least"))
        LOADING_COMPLAIN(loading, check->node, NULL,
                TR("<within> needs at-most or at-least, or both",
                        "<within>にはat-mostかat-least（又は両方）が必要です"));
}
