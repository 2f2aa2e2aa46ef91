#include "procedures/finding_clause.h"

#include <string.h>

#define CLAUSE_MAX ((size_t)16 << 10)
#define VALUES_SHOWN 12

/* A clause being written; the first failure sticks. */
struct clause {
    enum text_language language;
    struct buf *buf;
    struct error *err;
    bool failed;
};

static bool is_ja(const struct clause *clause)
{
    return clause->language == TEXT_JA;
}

/* Braces are doubled, so that a pattern or value is no placeholder. */
static void put(struct clause *clause, const char *text)
{
    for (; !clause->failed && *text; text++) {
        clause->failed = !buf_append(clause->buf, text, 1, clause->err);
        if (!clause->failed && (*text == '{' || *text == '}'))
            clause->failed = !buf_append(clause->buf, text, 1, clause->err);
    }
}

static void put_either(struct clause *clause, const char *ja, const char *en)
{
    put(clause, is_ja(clause) ? ja : en);
}

/* A value from the procedure, or a parameter's placeholder. */
static void put_bound(struct clause *clause, const char *bound)
{
    if (bound[0] != ':') {
        put(clause, bound);
        return;
    }
    if (!clause->failed)
        clause->failed = !buf_printf(clause->buf, clause->err, "{%s}", bound + 1);
}

static const char *const units_ja[] = {"秒", "分", "時間", "日", "営業日"};
static const char *const units_en[] = {"seconds", "minutes", "hours", "days",
        "business days"};

static void put_operand(struct clause *clause, const struct procedure_operand *operand)
{
    const char *title = operand->column
            ? procedure_text_in(&operand->column->title, clause->language)
            : NULL;

    if (operand->side == PROCEDURE_PARAMETER && !clause->failed)
        clause->failed = !buf_printf(clause->buf, clause->err, "{%s}", operand->name);
    if (operand->side == PROCEDURE_PARAMETER)
        return;
    put_either(clause, "「", title ? "\"" : "");
    put(clause, title ? title : operand->name);
    put_either(clause, "」", title ? "\"" : "");
}

static void put_operands(struct clause *clause, const struct procedure_operand *operands,
        size_t count, const char *ja, const char *en)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            put_either(clause, ja, en);
        put_operand(clause, &operands[i]);
    }
}

static void put_item(struct clause *clause, const struct procedure_item *item)
{
    const char *title = item ? procedure_text_in(&item->title, clause->language) : NULL;

    put_either(clause, "「", "\"");
    put(clause, title ? title : item && item->id ? item->id : "");
    put_either(clause, "」", "\"");
}

static void put_filled(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "there is no entry in ");
    put_operands(clause, check->operands, check->operand_count, "又は", " or ");
    put_either(clause, "の記入がない", "");
}

/* Booleans are 1 and 0 in scripts, and words to a reader. */
static void put_value(struct clause *clause, enum program_type type, const char *value)
{
    if (type == PROGRAM_BOOLEAN && strcmp(value, "1") == 0)
        put_either(clause, "真", "true");
    else if (type == PROGRAM_BOOLEAN && strcmp(value, "0") == 0)
        put_either(clause, "偽", "false");
    else
        put(clause, value);
}

static void put_one_of(struct clause *clause, const struct procedure_check *check)
{
    bool is_one = check->value_count == 1;

    put_either(clause, "", "the value of ");
    put_operands(clause, check->operands, check->operand_count, "、", ", ");
    put_either(clause, "の値が", is_one ? " is not " : " is none of: ");
    put_either(clause, is_one ? "「" : "、", "");
    for (size_t i = 0; i < check->value_count && i < VALUES_SHOWN; i++) {
        if (i > 0)
            put_either(clause, "、", ", ");
        put_value(clause, check->operands[0].type, check->values[i]);
    }
    if (check->value_count > VALUES_SHOWN)
        put_either(clause, "など", ", ...");
    put_either(clause, is_one ? "」ではない" : "のいずれでもない", "");
}

static void put_matches(struct clause *clause, const struct procedure_check *check)
{
    const char *pattern = xml_attribute(check->node, "pattern");

    put_either(clause, "", "the value of ");
    put_operands(clause, check->operands, check->operand_count, "、", ", ");
    put_either(clause, "の値が、定められた書式（", " does not have the form ");
    put(clause, pattern ? pattern : "");
    put_either(clause, "）に合わない", "");
}

static void put_ordered(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "the values are not in the order ");
    put_operands(clause, check->operands, check->operand_count, "、", ", ");
    put_either(clause, "がこの順になっていない", "");
    if (check->is_equal_refused)
        put_either(clause, "（同じ値を含む）", " (equal values included)");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は値がない", ", or one is not there");
}

/* "the limit of its "severity" (critical=7; high=30)" */
static void put_limit(struct clause *clause, const char *bound,
        const struct procedure_map_use *map)
{
    if (!map) {
        put_bound(clause, bound);
        return;
    }
    put_either(clause, "", "the limit of its ");
    put_operand(clause, &map->key);
    put_either(clause, "ごとの限度（", " (");
    if (!clause->failed)
        clause->failed = !buf_printf(clause->buf, clause->err, "{%s}",
                map->parameter->name);
    put_either(clause, "）の", ")");
}

static void put_within(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "the number of ");
    put_either(clause, "", units_en[check->unit]);
    if (check->calendar) {
        put_either(clause, "", " (calendar ");
        put_either(clause, "", check->calendar);
        put_either(clause, "", ")");
    }
    put_either(clause, "", " from ");
    put_operands(clause, check->operands, check->operand_count, "から", " to ");
    put_either(clause, "までの期間が", " is ");
    if (check->at_most) {
        put_either(clause, "", "more than ");
        put_limit(clause, check->at_most, check->at_most_map);
        put_either(clause, units_ja[check->unit], "");
        put_either(clause, "を超えている", "");
    }
    if (check->at_most && check->at_least)
        put_either(clause, "か、", " or ");
    if (check->at_least) {
        put_either(clause, "", "less than ");
        put_limit(clause, check->at_least, check->at_least_map);
        put_either(clause, units_ja[check->unit], "");
        put_either(clause, "に満たない", "");
    }
    if (!check->is_negative_allowed)
        put_either(clause, "、前後が逆である", ", or they are the wrong way round");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は日付がない", ", or a date is not there");
}

static void put_differs(struct clause *clause, const struct procedure_check *check)
{
    put_operands(clause, check->operands, check->operand_count, "と", " and ");
    put_either(clause, "が同じである", " are the same");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は値がない", ", or one is not there");
}

static void put_equal(struct clause *clause, const struct procedure_check *check)
{
    put_operands(clause, check->operands, check->operand_count, "と", " and ");
    put_either(clause, "が等しくない", " are not equal");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は値がない", ", or one is not there");
}

static void put_inside(struct clause *clause, const struct procedure_check *check)
{
    bool has_to = xml_attribute(check->node, "to") != NULL;

    if (check->operand_count != 4) /* complained of */
        return;
    put_either(clause, "", "the span of ");
    put_operands(clause, check->operands, has_to ? 2 : 1, "から", " to ");
    put_either(clause, has_to ? "までの期間が、" : "が、", " does not lie in that of ");
    put_operands(clause, &check->operands[2], 2, "から", " to ");
    put_either(clause, "までの期間に収まっていない", "");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は値がない", ", or a value is not there");
}

static void put_clause(struct clause *clause, const struct procedure_check *check);

static void put_bounds(struct clause *clause, const struct procedure_check *check)
{
    for (size_t i = 0; i < check->bound_count; i++) {
        if (i > 0)
            put_either(clause, "、又は", "; or ");
        put_clause(clause, &check->bounds[i]);
    }
}

static void put_match(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "there is no counterpart in ");
    put_item(clause, check->evidence);
    put_either(clause, "に対応する記録がない", "");
    if (check->bound_count == 0)
        return;
    if (check->is_union)
        put_either(clause, "、又は対応する記録を合わせても、",
                ", or of the counterparts together: ");
    else
        put_either(clause, "、又は対応する記録では、", ", or of the counterpart: ");
    put_bounds(clause, check);
}

static void put_absent(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "there is a counterpart in ");
    put_item(clause, check->evidence);
    if (check->bound_count > 0)
        put_either(clause, "に、条件に当たる", " that meets the conditions");
    else
        put_either(clause, "に、対応する", "");
    put_either(clause, "記録がある", "");
}

static void put_unique(struct clause *clause, const struct procedure_check *check)
{
    put_operands(clause, check->operands, check->operand_count, "、", ", ");
    put_either(clause, "が他の記録と重複している", " repeat those of another record");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は値がない", ", or are not there");
}

static void put_no_gap(struct clause *clause, const struct procedure_check *check)
{
    const char *said = xml_attribute(check->node, "at-most");
    bool has_unit = xml_attribute(check->node, "unit") != NULL;

    put_either(clause, "", has_unit ? "the number of " : "the step");
    put_either(clause, "", has_unit ? units_en[check->unit] : "");
    put_either(clause, "", " from the record before to ");
    put_operands(clause, check->operands, check->operand_count, "、", ", ");
    put_either(clause, "の直前の記録からの間隔が", " is more than ");
    put_bound(clause, said ? said : "1");
    put_either(clause, has_unit ? units_ja[check->unit] : "", "");
    put_either(clause, "を超えている", "");
    if (check->missing == PROCEDURE_DEVIATES)
        put_either(clause, "、又は値がない", ", or is not there");
}

static void put_count(struct clause *clause, const struct procedure_check *check)
{
    put_operands(clause, check->by, check->by_count, "、", ", ");
    put_either(clause, check->by_count ? "ごとの記録の件数が" : "記録の件数が",
            check->by_count ? " with " : "");
    if (check->max) {
        put_either(clause, "", "more than ");
        put_bound(clause, check->max);
        put_either(clause, "件を超える", "");
    }
    if (check->max && check->min)
        put_either(clause, "か、", " or ");
    if (check->min) {
        put_either(clause, "", "fewer than ");
        put_bound(clause, check->min);
        put_either(clause, "件に満たない", "");
    }
    put_either(clause, "", " records");
}

static void put_covers(struct clause *clause, const struct procedure_check *check)
{
    put_item(clause, check->evidence);
    put_either(clause, "の、その区切りの記録が", " has fewer than ");
    put_bound(clause, check->at_least);
    put_either(clause, "件に満たない", " records in that part of the period");
}

static void put_spans(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "",
            "before it, or behind the last one, the period is not covered by ");
    put_operands(clause, check->operands, check->operand_count, "から", " to ");
    put_either(clause,
            "までの期間では、その前に、又は最後のものの後に、監査対象期間を覆わない部分がある",
            "");
}

static void put_pairs(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "there is no ");
    put(clause, check->values[0] ? check->values[0] : "");
    put_either(clause, "と", " and ");
    put(clause, check->values[1] ? check->values[1] : "");
    put_either(clause, "の対になる記録がない", " that make a pair");
    if (!check->at_most)
        return;
    put_either(clause, "、又はその間が", ", or the time between them is more than ");
    put(clause, xml_attribute(check->node, "at-most"));
    put_either(clause, "を超えている", "");
}

static void put_reconciles(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "on one side without a counterpart on the other side (");
    put_item(clause, check->evidence);
    put_either(clause, "と突き合わせて、一方に", ")");
    if (check->bound_count > 0) {
        put_either(clause, "対応する記録がないか、対応する記録では",
                ", or of the counterpart: ");
        put_bounds(clause, check);
        return;
    }
    put_either(clause, "対応する記録がない", "");
}

static void put_total(struct clause *clause, const struct procedure_check *check)
{
    put_either(clause, "", "stated in ");
    put_item(clause, check->evidence);
    if (check->operand_count > 0) {
        put_either(clause, "の総数が、", " otherwise than the sum of ");
        put_operands(clause, check->operands, check->operand_count, "、", ", ");
        put_either(clause, "の合計と異なるか、総数がない", ", or not stated");
        return;
    }
    put_either(clause, "の総数が、母集団の件数と異なるか、総数がない",
            " otherwise than the population counts, or not stated");
}

static void put_clause(struct clause *clause, const struct procedure_check *check)
{
    static void (*const writers[])(struct clause *, const struct procedure_check *) = {
            [PROCEDURE_FILLED] = put_filled,
            [PROCEDURE_ONE_OF] = put_one_of,
            [PROCEDURE_MATCHES] = put_matches,
            [PROCEDURE_ORDERED] = put_ordered,
            [PROCEDURE_WITHIN] = put_within,
            [PROCEDURE_DIFFERS] = put_differs,
            [PROCEDURE_MATCH] = put_match,
            [PROCEDURE_ABSENT] = put_absent,
            [PROCEDURE_UNIQUE] = put_unique,
            [PROCEDURE_NO_GAP] = put_no_gap,
            [PROCEDURE_COUNT] = put_count,
            [PROCEDURE_EQUAL] = put_equal,
            [PROCEDURE_INSIDE] = put_inside,
            [PROCEDURE_COVERS] = put_covers,
            [PROCEDURE_SPANS] = put_spans,
            [PROCEDURE_PAIRS] = put_pairs,
            [PROCEDURE_RECONCILES] = put_reconciles,
            [PROCEDURE_TOTAL] = put_total,
    };

    writers[check->kind](clause, check);
}

void finding_clause_make(struct loading *loading, struct procedure_check *check)
{
    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++) {
        CLEANUP(buf_clear) struct buf buf = BUF_INIT(CLAUSE_MAX);
        struct error err = {0};
        struct clause clause = {language, &buf, &err, false};

        put_clause(&clause, check);
        if (clause.failed)
            LOADING_COMPLAIN(loading, check->node, NULL, "%s", err.message);
        else
            check->finding.in[language] = loading_copy(loading, buf_text(&buf), buf.size);
    }
}
