#include "procedures/load_whole.h"

#include <string.h>

#include "engine/base/cell.h"
#include "engine/base/date.h"
#include "procedures/load_check.h"
#include "procedures/load_counterpart.h"
#include "procedures/load_within.h"

static void complain_of_type(struct loading *loading, const struct procedure_check *check,
        const char *attribute, const struct procedure_operand *operand,
        const char *wanted)
{
    LOADING_COMPLAIN(loading, check->node, attribute,
            TR("'%1$s' is of type %2$s, but %3$s needs %4$s",
                    "「%1$s」の型は%2$sですが、%3$sに使えるのは%4$sです"),
            operand->name, program_type_name(operand->type), check->name, wanted);
}

/* An attribute that the form at hand needs, or gives no meaning to. */
static bool check_need(struct loading *loading, const struct procedure_check *check,
        const char *attribute, bool is_needed)
{
    bool is_there = xml_attribute(check->node, attribute) != NULL;

    if (is_needed && !is_there)
        LOADING_COMPLAIN(loading, check->node, NULL,
                TR("<%s> needs the attribute '%s' here",
                        "<%s>には、ここでは属性「%s」が必要です"),
                check->name, attribute);
    return is_there;
}

static void refuse_idle(struct loading *loading, const struct procedure_check *check,
        const char *const *attributes, size_t count, const char *needed)
{
    for (size_t i = 0; i < count; i++) {
        if (xml_attribute(check->node, attributes[i]))
            LOADING_COMPLAIN(loading, check->node, attributes[i],
                    TR("%s has a meaning only with %s: add that, or leave it out",
                            "%sは%sのときだけ意味をもちます。それを書くか、削ってください"),
                    attributes[i], needed);
    }
}

/* One column as the check's next operand; false where there is none. */
static bool add_operand(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check, enum load_operand_kind kind, const char *attribute)
{
    struct procedure_operand *operand;
    size_t count;

    load_operand_one(loading, scope, kind, check->node, attribute, &operand, &count);
    if (count == 0)
        return false;
    check->operands[check->operand_count++] = *operand;
    return true;
}

static void need_time(struct loading *loading, const struct procedure_check *check,
        const char *attribute, const struct procedure_operand *operand)
{
    if (!load_operand_is_time(operand))
        complain_of_type(loading, check, attribute, operand,
                TR("days and moments", "日付か日時"));
}

/* ---- covers ---- */

static void read_cells(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    static const char *const of_spans[] = {"from", "to", "by", "open-end"};
    struct load_scope inner;

    refuse_idle(loading, check, of_spans, ARRAY_LENGTH(of_spans),
            TR("a population, not with evidence=", "母集団（evidence=なし）"));
    if (scope->over && !scope->over->cell)
        LOADING_COMPLAIN(loading, check->node, "evidence",
                TR("covers with evidence= looks into each cell of a grid of time, such as each=\"asset day\"",
                        "evidence=を書いたcoversは、each=\"asset day\"のような期間の区切りの母集団に使います"));
    load_counterpart_keys(loading, scope, check, &inner);
    check->at_least = load_within_bound(loading, check->node, "at-least");
    if (!check->at_least)
        check->at_least = "1";
    if (!check_need(loading, check, "at", true))
        return;
    load_operand_one(loading, &inner, LOAD_OPERAND_COUNTERPART, check->node, "at",
            &check->by, &check->by_count);
    if (check->by_count > 0)
        need_time(loading, check, "at", &check->by[0]);
}

static void read_spans(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    static const char *const of_cells[] = {"at", "at-least", "keys-met"};
    static const char *const ends[] = {"from", "to"};

    check->kind = PROCEDURE_SPANS;
    refuse_idle(loading, check, of_cells, ARRAY_LENGTH(of_cells), "evidence=");
    if (xml_child(check->node, "same"))
        LOADING_COMPLAIN(loading, xml_child(check->node, "same"), NULL,
                TR("<same> has a meaning only with evidence=: groups are named by by=",
                        "<same>はevidence=があるときだけ意味をもちます。組はby=で書いてください"));
    check->is_open_end = loading_choice(xml_attribute(check->node, "open-end"), "no yes",
                                 0) == 1;
    check->operands = loading_allocate(loading, ARRAY_LENGTH(ends),
            sizeof(*check->operands));
    for (size_t i = 0; check->operands && i < ARRAY_LENGTH(ends); i++) {
        if (check_need(loading, check, ends[i], true) &&
                add_operand(loading, scope, check, LOAD_OPERAND_RECORD, ends[i]))
            need_time(loading, check, ends[i],
                    &check->operands[check->operand_count - 1]);
    }
    load_operand_list(loading, scope, LOAD_OPERAND_RECORD, check->node, "by", &check->by,
            &check->by_count);
}

void load_whole_covers(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    if (xml_attribute(check->node, "evidence"))
        read_cells(loading, scope, check);
    else
        read_spans(loading, scope, check);
}

/* ---- pairs ---- */

static void read_span(struct loading *loading, struct procedure_check *check)
{
    const char *value = xml_attribute(check->node, "at-most");
    struct error err = {0};
    int64_t ms;

    if (!value)
        return;
    if (!date_parse_duration(value, &ms) || ms < 0)
        LOADING_COMPLAIN(loading, check->node, "at-most",
                TR("at-most=\"%s\" must be a duration such as PT12H or P1D",
                        "at-most=\"%s\"は、PT12HやP1Dのような期間でなければなりません"),
                value);
    else if (!arena_printf(loading->arena, &check->at_most, &err, "%lld",
                     (long long)ms / 1000))
        LOADING_COMPLAIN(loading, check->node, "at-most", "%s", err.message);
    else if (check->operand_count > 0 && check->operands[0].type == PROGRAM_DATE &&
            ms % DATE_MS_PER_DAY != 0)
        LOADING_COMPLAIN(loading, check->node, "at-most",
                TR("'%s' is a day, without a time: at-most must be whole days",
                        "「%s」は時刻のない日付です。at-mostは日の単位で書いてください"),
                check->operands[0].name);
}

void load_whole_pairs(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    const char *open = xml_attribute(check->node, "open");
    const char *close = xml_attribute(check->node, "close");

    check->operands = loading_allocate(loading, 2, sizeof(*check->operands));
    check->values = loading_allocate(loading, 2, sizeof(*check->values));
    if (!check->operands || !check->values)
        return;
    if (add_operand(loading, scope, check, LOAD_OPERAND_RECORD, "at"))
        need_time(loading, check, "at", &check->operands[0]);
    if (add_operand(loading, scope, check, LOAD_OPERAND_RECORD, "kind") &&
            check->operands[check->operand_count - 1].type != PROGRAM_TEXT)
        complain_of_type(loading, check, "kind",
                &check->operands[check->operand_count - 1], "text");
    load_operand_list(loading, scope, LOAD_OPERAND_RECORD, check->node, "key", &check->by,
            &check->by_count);
    check->values[0] = open;
    check->values[1] = close;
    check->value_count = 2;
    if (open && close && strcmp(open, close) == 0)
        LOADING_COMPLAIN(loading, check->node, "close",
                TR("open and close are the same value: '%s'",
                        "openとcloseが同じ値「%s」です"),
                open);
    check->is_edge_deviating = loading_choice(xml_attribute(check->node, "edges"),
                                       "tell deviate", 0) == 1;
    read_span(loading, check);
}

/* ---- reconciles ---- */

static void set_cell(const struct load_scope *scope, struct procedure_check *check,
        const char *unit)
{
    check->cell = unit;
    check->cell_at[0] = scope->over ? scope->over->at : NULL;
    check->cell_at[1] = check->among ? check->among->at : NULL;
    if (!check->cell_at[0] || !check->cell_at[1]) /* complained of itself */
        check->cell = NULL;
}

static void read_cell(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    const char *by = xml_attribute(check->node, "by");
    bool has_both = scope->over && scope->over->at && check->among && check->among->at;
    enum cell_unit unit;

    if (!by)
        return;
    if (!cell_find_unit(by, &unit) || unit == CELL_BUSINESS_DAY)
        LOADING_COMPLAIN(loading, check->node, "by",
                TR("by=\"%s\" must be day, week, month or quarter",
                        "by=\"%s\"はday、week、month、quarterのいずれかでなければなりません"),
                by);
    else if (scope->over && check->among && !has_both)
        LOADING_COMPLAIN(loading, check->node, "by",
                TR("by needs at= on both populations: what puts a record into a %s",
                        "byには、両方の母集団にat=が必要です（記録が入る%sを決める列）"),
                by);
    else
        set_cell(scope, check, by);
}

void load_whole_reconciles(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    struct load_scope inner;

    load_counterpart_keys(loading, scope, check, &inner);
    if (check->evidence && !check->among)
        LOADING_COMPLAIN(loading, check->node, "with",
                TR("'%s' is an evidence item: reconciles compares two populations",
                        "「%s」は証跡です。reconcilesは二つの母集団を突き合わせます"),
                xml_attribute(check->node, "with"));
    if (check->among && check->among == scope->over)
        LOADING_COMPLAIN(loading, check->node, "with",
                TR("the population would be compared with itself",
                        "母集団を自分自身と突き合わせることになります"));
    read_cell(loading, scope, check);
}

/* ---- total ---- */

static void read_counted(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    const char *of = xml_attribute(check->node, "of");

    if (!of || strcmp(of, "count") == 0)
        return;
    check->operands = loading_allocate(loading, 1, sizeof(*check->operands));
    if (check->operands &&
            add_operand(loading, scope, check, LOAD_OPERAND_RECORD, "of") &&
            check->operands[0].type != PROGRAM_NUMBER)
        complain_of_type(loading, check, "of", &check->operands[0],
                TR("numbers, or of=\"count\"", "数値（又はof=\"count\"）"));
}

void load_whole_total(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    struct load_scope inner;

    load_counterpart_keys(loading, scope, check, &inner);
    if (check->among)
        LOADING_COMPLAIN(loading, check->node, "evidence",
                TR("'%s' is a population: the stated totals are an evidence item",
                        "「%s」は母集団です。総数を述べたものは証跡で書いてください"),
                xml_attribute(check->node, "evidence"));
    load_operand_one(loading, &inner, LOAD_OPERAND_COUNTERPART, check->node, "value",
            &check->by, &check->by_count);
    if (check->by_count > 0 && check->by[0].type != PROGRAM_NUMBER)
        complain_of_type(loading, check, "value", &check->by[0], TR("numbers", "数値"));
    read_counted(loading, scope, check);
}
