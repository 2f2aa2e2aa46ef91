#include "procedures/load_inside.h"

#include <string.h>

#include "engine/base/date.h"

#define MS_PER_DAY (86400 * 1000)

static bool is_by_day(const struct procedure_operand *a,
        const struct procedure_operand *b)
{
    return a->type == PROGRAM_DATE || b->type == PROGRAM_DATE;
}

/* before= and after= of the side where the operands a and b meet. */
static int64_t read_room(struct loading *loading, const struct procedure_check *check,
        const char *attribute, const struct procedure_operand *a,
        const struct procedure_operand *b)
{
    const char *value = xml_attribute(check->node, attribute);
    int64_t ms;

    if (!value)
        return 0;
    if (value[0] == ':' || !date_parse_duration(value, &ms)) {
        if (value[0] == ':') /* of other values the vocabulary complains */
            LOADING_COMPLAIN(loading, check->node, attribute,
                    TR("%s is a duration such as PT10M or P1D here, no parameter",
                            "%sにはPT10MやP1Dのような期間を書きます。パラメーターは使えません"),
                    attribute);
        return 0;
    }
    if (is_by_day(a, b) && ms % MS_PER_DAY != 0)
        LOADING_COMPLAIN(loading, check->node, attribute,
                TR("'%s' and '%s' are compared by day: %s must be whole days, such as P1D",
                        "「%s」と「%s」は日で比べます。%sはP1Dのように日の単位で書いてください"),
                a->name, b->name, attribute);
    return ms / 1000;
}

static bool read_end(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check, const char *attribute, enum load_operand_kind kind)
{
    struct procedure_operand *operand;
    size_t count;

    load_operand_one(loading, scope, kind, check->node, attribute, &operand, &count);
    if (count == 0)
        return false;
    if (!load_operand_is_time(operand)) {
        LOADING_COMPLAIN(loading, check->node, attribute,
                TR("'%s' is of type %s, but %s compares days and moments",
                        "「%s」の型は%sですが、%sで比べられるのは日付か日時です"),
                operand->name, program_type_name(operand->type), check->name);
        return false;
    }
    check->operands[check->operand_count++] = *operand;
    return true;
}

void load_inside_read(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    bool has_to = xml_attribute(check->node, "to") != NULL;
    bool is_whole;

    check->operands = loading_allocate(loading, 4, sizeof(*check->operands));
    check->is_end_open = loading_choice(xml_attribute(check->node, "open-end"), "no yes",
                                 0) == 1;
    if (!check->operands)
        return;
    if (!scope->evidence_name) {
        LOADING_COMPLAIN(loading, check->node, NULL,
                TR("<inside> stands in a <match>, <absent> or <alternative evidence=...>: it compares with a counterpart's span",
                        "<inside>は<match>、<absent>、<alternative evidence=…>の中に書きます（対応する記録の期間と比べます）"));
        return;
    }
    /* Whatever is wrong with one, the others are looked at. */
    is_whole = read_end(loading, scope, check, "from", LOAD_OPERAND_RECORD);
    is_whole = read_end(loading, scope, check, has_to ? "to" : "from",
                       LOAD_OPERAND_RECORD) &&
            is_whole;
    is_whole = read_end(loading, scope, check, "start", LOAD_OPERAND_COUNTERPART) &&
            is_whole;
    is_whole = read_end(loading, scope, check, "end", LOAD_OPERAND_COUNTERPART) &&
            is_whole;
    if (!is_whole)
        return;
    check->before = read_room(loading, check, "before", &check->operands[0],
            &check->operands[2]);
    check->after = read_room(loading, check, "after", &check->operands[1],
            &check->operands[3]);
}

static const struct procedure_check *find_inside(const struct procedure_check *check,
        size_t *ret_count)
{
    const struct procedure_check *found = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < check->bound_count; i++) {
        if (check->bounds[i].kind != PROCEDURE_INSIDE)
            continue;
        found = &check->bounds[i];
        (*ret_count)++;
    }
    return found;
}

/* Days and moments in one union would leave open what is between them. */
static bool is_mixed(const struct procedure_check *inside)
{
    for (size_t i = 1; i < inside->operand_count; i++) {
        if ((inside->operands[i].type == PROGRAM_DATE) !=
                (inside->operands[0].type == PROGRAM_DATE))
            return true;
    }
    return false;
}

void load_inside_cover(struct loading *loading, struct procedure_check *check)
{
    const struct procedure_check *inside;
    size_t count;

    check->is_union = loading_choice(xml_attribute(check->node, "cover"), "one union",
                              0) == 1;
    if (!xml_attribute(check->node, "cover"))
        return;
    inside = find_inside(check, &count);
    if (count != 1)
        LOADING_COMPLAIN(loading, check->node, "cover",
                TR("cover= needs one <inside> that says which spans it is of",
                        "cover=には、期間を示す<inside>が一つ必要です"));
    if (check->is_union && check->pick != PROCEDURE_ANY)
        LOADING_COMPLAIN(loading, check->node, "pick",
                TR("cover=\"union\" takes all counterparts together: leave pick out",
                        "cover=\"union\"では対応する記録をすべて合わせて見ます。pickは書けません"));
    if (check->is_union && count == 1 && inside->operand_count == 4 && is_mixed(inside))
        LOADING_COMPLAIN(loading, inside->node, NULL,
                TR("with cover=\"union\" all four must be days, or all four moments",
                        "cover=\"union\"では、四つとも日付か、四つとも日時でなければなりません"));
    if (count != 1 || inside->operand_count != 4)
        check->is_union = false; /* complained of */
}
