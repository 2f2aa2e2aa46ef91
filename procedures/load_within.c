#include "procedures/load_within.h"

#include <string.h>

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
    check->at_most = load_within_bound(loading, check->node, "at-most");
    check->at_least = load_within_bound(loading, check->node, "at-least");
    read_calendar(loading, check);
    read_ends(loading, scope, check);
    if (!check->at_most && !check->at_least)
        LOADING_COMPLAIN(loading, check->node, NULL,
                TR("<within> needs at-most or at-least, or both",
                        "<within>にはat-mostかat-least（又は両方）が必要です"));
}
