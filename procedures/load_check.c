#include "procedures/load_check.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/vocabulary_type.h"
#include "procedures/load_counterpart.h"
#include "procedures/load_inside.h"
#include "procedures/load_whole.h"
#include "procedures/load_within.h"
#include "procedures/parameter.h"

#define ORDERED_MAX 8 /* every pair is compared */

static const char *const kind_names[] = {
        [PROCEDURE_FILLED] = "filled",
        [PROCEDURE_ONE_OF] = "one-of",
        [PROCEDURE_MATCHES] = "matches",
        [PROCEDURE_ORDERED] = "ordered",
        [PROCEDURE_WITHIN] = "within",
        [PROCEDURE_DIFFERS] = "differs",
        [PROCEDURE_MATCH] = "match",
        [PROCEDURE_ABSENT] = "absent",
        [PROCEDURE_UNIQUE] = "unique",
        [PROCEDURE_NO_GAP] = "no-gap",
        [PROCEDURE_COUNT] = "count",
        [PROCEDURE_EQUAL] = "equal",
        [PROCEDURE_INSIDE] = "inside",
        [PROCEDURE_COVERS] = "covers",
        [PROCEDURE_SPANS] = "", /* covers, without evidence */
        [PROCEDURE_PAIRS] = "pairs",
        [PROCEDURE_RECONCILES] = "reconciles",
        [PROCEDURE_TOTAL] = "total",
};

bool load_check_find_kind(const char *name, enum procedure_check_kind *ret_kind)
{
    for (size_t i = 0; i < ARRAY_LENGTH(kind_names); i++) {
        if (strcmp(name, kind_names[i]) == 0) {
            *ret_kind = (enum procedure_check_kind)i;
            return true;
        }
    }
    return false;
}

static void complain_of_type(struct loading *loading, const struct procedure_check *check,
        const char *attribute, const struct procedure_operand *operand,
        const char *wanted)
{
    LOADING_COMPLAIN(loading, check->node, attribute,
            TR("'%1$s' is of type %2$s, but %3$s compares %4$s",
                    "「%1$s」の型は%2$sですが、%3$sで比べられるのは%4$sです"),
            operand->name, program_type_name(operand->type), check->name, wanted);
}

static void read_columns(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check, const char *attribute, enum load_operand_kind kind)
{
    load_operand_list(loading, scope, kind, check->node, attribute, &check->operands,
            &check->operand_count);
    for (size_t i = 1; i < check->operand_count; i++) {
        const struct procedure_operand *operand = &check->operands[i];

        for (size_t k = 0; k < i; k++) {
            if (operand->side == check->operands[k].side &&
                    strcmp(operand->name, check->operands[k].name) == 0)
                LOADING_COMPLAIN(loading, check->node, attribute,
                        TR("'%s' stands there twice", "「%s」が二回書かれています"),
                        operand->name);
        }
    }
}

static void read_column(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    load_operand_one(loading, scope, LOAD_OPERAND_ANY, check->node, "column",
            &check->operands, &check->operand_count);
    if (check->operand_count > 0 && check->operands[0].side == PROCEDURE_PARAMETER) {
        LOADING_COMPLAIN(loading, check->node, "column",
                TR("a parameter cannot stand here: name a column",
                        "ここにパラメーターは書けません。列を書いてください"));
        check->operand_count = 0;
    }
}

static void need_two(struct loading *loading, const struct procedure_check *check)
{
    const char **words;

    if (loading_words(loading, xml_attribute(check->node, "columns"), &words) == 1)
        LOADING_COMPLAIN(loading, check->node, "columns",
                TR("%s needs at least two columns", "%sには二つ以上の列が必要です"),
                check->name);
}

static void read_filled(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    read_columns(loading, scope, check, "columns", LOAD_OPERAND_ANY);
}

/* true and false in the table are 1 and 0. */
static const char *boolean_value(const char *value)
{
    if (loading_choice(value, "true yes 1", -1) >= 0)
        return "1";
    return loading_choice(value, "false no 0", -1) >= 0 ? "0" : NULL;
}

static bool is_number(const char *value)
{
    const struct vocabulary_type_rule *rule = vocabulary_type_find(VOCABULARY_NUMBER);

    return value[0] != ':' && rule->holds(value);
}

static void check_value(struct loading *loading, const struct procedure_check *check,
        enum program_type type, const char **value)
{
    const char *wanted = NULL;
    struct error err = {0};
    int64_t ignored;

    if (type == PROGRAM_BOOLEAN) {
        const char *number = boolean_value(*value);

        wanted = number ? NULL : "true, false";
        *value = number ? number : *value;
    } else if (type == PROGRAM_NUMBER && !is_number(*value)) {
        wanted = TR("a number", "数値");
    } else if (type == PROGRAM_DATE && !date_parse(*value, strlen(*value), &ignored)) {
        wanted = "YYYY-MM-DD";
    } else if (type == PROGRAM_TIMESTAMP) {
        wanted = TR("no list of moments: use ordered or within",
                "日時は並べられません。orderedかwithinを使ってください");
    } else if (type == PROGRAM_IP &&
            !parameter_normalise(type, *value, loading->arena, value, &err)) {
        wanted = TR("one address such as 192.0.2.1 or 2001:db8::1",
                "192.0.2.1や2001:db8::1のような一つのアドレス");
    }
    if (wanted)
        LOADING_COMPLAIN(loading, check->node, "values",
                TR("'%s' cannot be a value of '%s': %s",
                        "「%s」は列「%s」の値になりません（%s）"),
                *value, check->operands[0].name, wanted);
}

static void read_values(struct loading *loading, struct procedure_check *check)
{
    const char **words;
    size_t count = loading_words(loading, xml_attribute(check->node, "values"), &words);
    size_t children = loading_count(loading, check->node, "value");

    check->values = loading_allocate(loading, count + children, sizeof(*check->values));
    if (!check->values)
        return;
    for (size_t i = 0; i < count; i++)
        check->values[check->value_count++] = words[i];
    for (const struct xml_node *child = xml_child(check->node, "value"); children > 0;
            child = xml_next(child, "value"), children--) {
        const char *value = loading_trimmed(loading, child->text);

        if (value)
            check->values[check->value_count++] = value;
    }
}

static void read_one_of(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    read_column(loading, scope, check);
    read_values(loading, check);
    if (check->value_count == 0)
        LOADING_COMPLAIN(loading, check->node, NULL,
                TR("<one-of> needs values: values=\"...\" or <value>",
                        "<one-of>には値が必要です（values=\"…\"か<value>）"));
    for (size_t i = 0; check->operand_count > 0 && i < check->value_count; i++)
        check_value(loading, check, check->operands[0].type, &check->values[i]);
}

static void read_matches(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    const char *pattern = xml_attribute(check->node, "pattern");
    struct error err = {0};

    read_column(loading, scope, check);
    if (check->operand_count > 0 && check->operands[0].type != PROGRAM_TEXT &&
            check->operands[0].type != PROGRAM_IP)
        complain_of_type(loading, check, "column", &check->operands[0], "text, ip");
    if (pattern &&
            !arena_printf(loading->arena, &check->pattern, &err, "\\A(?:%s)\\z", pattern))
        LOADING_COMPLAIN(loading, check->node, "pattern", "%s", err.message);
}

/* Both are numbers, or both are days or moments. */
static bool are_comparable(const struct procedure_operand *a,
        const struct procedure_operand *b)
{
    if (load_operand_is_time(a))
        return load_operand_is_time(b);
    return a->type == PROGRAM_NUMBER && b->type == PROGRAM_NUMBER;
}

static void read_ordered(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    read_columns(loading, scope, check, "columns", LOAD_OPERAND_ANY);
    need_two(loading, check);
    check->is_equal_refused = loading_choice(xml_attribute(check->node, "equal"),
                                      "allow refuse", 0) == 1;
    if (check->operand_count > ORDERED_MAX) {
        LOADING_COMPLAIN(loading, check->node, "columns",
                TR("ordered takes at most %d columns", "orderedに書ける列は%d個までです"),
                ORDERED_MAX);
        check->operand_count = ORDERED_MAX;
    }
    for (size_t i = 0; i < check->operand_count; i++) {
        if (!are_comparable(&check->operands[i], &check->operands[0]) ||
                !are_comparable(&check->operands[0], &check->operands[i]))
            complain_of_type(loading, check, "columns", &check->operands[i],
                    TR("days and moments, or numbers",
                            "日付・日時どうし、又は数値どうし"));
    }
}

static void read_differs(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    read_columns(loading, scope, check, "columns", LOAD_OPERAND_ANY);
    need_two(loading, check);
    for (size_t i = 1; i < check->operand_count; i++) {
        if (check->operands[i].type != check->operands[0].type)
            complain_of_type(loading, check, "columns", &check->operands[i],
                    TR("columns of one type", "同じ型の列どうし"));
    }
}

static void read_unique(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    read_columns(loading, scope, check, "columns", LOAD_OPERAND_RECORD);
}

static void read_by(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    load_operand_list(loading, scope, LOAD_OPERAND_RECORD, check->node, "by", &check->by,
            &check->by_count);
}

/* no-gap's at-most: a number and a unit, or an ISO 8601 duration, which becomes seconds.
 */
static void read_step(struct loading *loading, struct procedure_check *check,
        bool is_time)
{
    const char *value = xml_attribute(check->node, "at-most");
    const char *unit = xml_attribute(check->node, "unit");
    struct error err = {0};
    int64_t ms;

    check->unit = (enum procedure_unit)loading_choice(unit, "seconds minutes hours days",
            PROCEDURE_SECONDS);
    check->at_most = value ? load_within_bound(loading, check->node, "at-most") : "1";
    if (value && value[0] == 'P' && is_time && date_parse_duration(value, &ms)) {
        if (!arena_printf(loading->arena, &check->at_most, &err, "%lld",
                    (long long)ms / 1000))
            LOADING_COMPLAIN(loading, check->node, "at-most", "%s", err.message);
        return;
    }
    if (value && value[0] != ':' && !is_number(value))
        LOADING_COMPLAIN(loading, check->node, "at-most",
                TR("at-most=\"%s\" must be a number%s",
                        "at-most=\"%s\"は数値%sでなければなりません"),
                value,
                is_time ? TR(" or a duration such as PT20M", "かPT20Mのような期間") : "");
    else if (is_time && (!value || !unit))
        LOADING_COMPLAIN(loading, check->node, "at-most",
                TR("for days and moments write at-most as a duration such as PT20M, or with unit=",
                        "日付や日時では、at-mostをPT20Mのような期間で書くか、unitを添えてください"));
}

static bool is_whole_days(const struct procedure_check *check)
{
    long long seconds = check->at_most ? strtoll(check->at_most, NULL, 10) : 0;

    if (check->unit == PROCEDURE_DAYS)
        return true;
    return check->unit == PROCEDURE_SECONDS && check->at_most &&
            check->at_most[0] != ':' && seconds % 86400 == 0;
}

static void read_no_gap(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    const struct procedure_operand *column;
    bool is_time;

    load_operand_one(loading, scope, LOAD_OPERAND_RECORD, check->node, "column",
            &check->operands, &check->operand_count);
    read_by(loading, scope, check);
    if (check->operand_count == 0)
        return;
    column = &check->operands[0];
    is_time = load_operand_is_time(column);
    if (!is_time && column->type != PROGRAM_NUMBER)
        complain_of_type(loading, check, "column", column,
                TR("numbers, days and moments", "数値、日付又は日時"));
    read_step(loading, check, is_time);
    if (column->type == PROGRAM_DATE && !is_whole_days(check))
        LOADING_COMPLAIN(loading, check->node, "at-most",
                TR("'%s' is a day, without a time: at-most must be whole days",
                        "「%s」は時刻のない日付です。at-mostは日の単位で書いてください"),
                column->name);
}

static void read_count(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    read_by(loading, scope, check);
    check->min = load_within_bound(loading, check->node, "min");
    check->max = load_within_bound(loading, check->node, "max");
    if (!check->min && !check->max)
        LOADING_COMPLAIN(loading, check->node, NULL,
                TR("<count> needs min or max, or both",
                        "<count>にはminかmax（又は両方）が必要です"));
}

static void (*const readers[])(struct loading *, const struct load_scope *,
        struct procedure_check *) = {
        [PROCEDURE_FILLED] = read_filled,
        [PROCEDURE_ONE_OF] = read_one_of,
        [PROCEDURE_MATCHES] = read_matches,
        [PROCEDURE_ORDERED] = read_ordered,
        [PROCEDURE_WITHIN] = load_within_read,
        [PROCEDURE_DIFFERS] = read_differs,
        [PROCEDURE_MATCH] = load_counterpart_match,
        [PROCEDURE_ABSENT] = load_counterpart_absent,
        [PROCEDURE_UNIQUE] = read_unique,
        [PROCEDURE_NO_GAP] = read_no_gap,
        [PROCEDURE_COUNT] = read_count,
        [PROCEDURE_EQUAL] = read_differs,
        [PROCEDURE_INSIDE] = load_inside_read,
        [PROCEDURE_COVERS] = load_whole_covers,
        [PROCEDURE_PAIRS] = load_whole_pairs,
        [PROCEDURE_RECONCILES] = load_whole_reconciles,
        [PROCEDURE_TOTAL] = load_whole_total,
};

static void read_check(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *node, struct procedure_check *check)
{
    bool in_absent = strcmp(node->parent->name, "absent") == 0;

    check->node = node;
    check->name = node->name;
    check->missing = (enum procedure_missing)loading_choice(xml_attribute(node,
                                                                    "missing"),
            "deviates allow undecidable",
            in_absent ? PROCEDURE_UNDECIDABLE : PROCEDURE_DEVIATES);
    readers[check->kind](loading, scope, check);
}

void load_check_list(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *parent, struct procedure_check **ret_checks,
        size_t *ret_count)
{
    enum procedure_check_kind kind;
    size_t count = 0;

    for (const struct xml_node *node = parent->children; node; node = node->next)
        count += load_check_find_kind(node->name, &kind);
    *ret_checks = loading_allocate(loading, count, sizeof(**ret_checks));
    *ret_count = 0;
    for (const struct xml_node *node = parent->children; *ret_checks && node;
            node = node->next) {
        if (!load_check_find_kind(node->name, &kind))
            continue;
        (*ret_checks)[*ret_count].kind = kind;
        read_check(loading, scope, node, &(*ret_checks)[*ret_count]);
        (*ret_count)++;
    }
}
