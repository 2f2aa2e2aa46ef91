#include "procedures/load_counterpart.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/vocabulary_type.h"
#include "procedures/load_check.h"
#include "procedures/load_inside.h"

static const char *attribute_of(const struct procedure_check *check)
{
    return check->kind == PROCEDURE_RECONCILES ? "with" : "evidence";
}

static void complain_of_evidence(struct loading *loading,
        const struct procedure_check *check)
{
    const char *id = procedure_counterpart_name(check);
    const struct procedure_population *grid =
            procedure_find_population(loading->procedure, id);
    struct loading_names names = {.count = 0};

    if (grid) {
        LOADING_COMPLAIN(loading, check->node, attribute_of(check),
                TR("'%s' is a grid: a counterpart is looked for in an evidence item or a population "
                   "of one",
                        "「%s」は組合せの母集団です。対応する記録は、証跡か、証跡から選んだ母集団の中で探します"),
                id);
        return;
    }
    for (size_t i = 0; i < loading->procedure->item_count; i++)
        loading_names_add(&names, loading->procedure->items[i].id);
    for (size_t i = 0; i < loading->procedure->population_count; i++)
        loading_names_add(&names, loading->procedure->populations[i].id);
    LOADING_COMPLAIN(loading, check->node, attribute_of(check),
            TR("there is no evidence or population '%s'%s",
                    "証跡又は母集団「%s」はありません%s"),
            id, loading_hint(id, names.items).text);
}

static void find_evidence(struct loading *loading, struct procedure_check *check)
{
    const char *id = procedure_counterpart_name(check);
    const struct procedure_population *population =
            procedure_find_population(loading->procedure, id);

    check->evidence = procedure_find_item(loading->procedure, id);
    if (!check->evidence && population && population->from) {
        check->among = population;
        check->evidence = population->from;
    }
    if (id && !check->evidence)
        complain_of_evidence(loading, check);
}

/* A percentage as keys-met says it; the fraction is dropped. */
static int read_percent(struct loading *loading, const struct xml_node *node,
        int otherwise)
{
    const char *value = xml_attribute(node, "keys-met");

    if (!value)
        return otherwise;
    if (strcmp(value, "none") == 0 && strcmp(node->name, "same") != 0)
        return PROCEDURE_KEYS_UNGUARDED;
    if (vocabulary_type_find(VOCABULARY_PERCENT)->holds(value))
        return (int)strtol(value, NULL, 10);
    if (strcmp(node->name, "same") != 0) /* there the vocabulary says it */
        LOADING_COMPLAIN(loading, node, "keys-met",
                TR("keys-met=\"%s\" must be a share such as 50%%, or none",
                        "keys-met=\"%s\"は50%%のような割合か、noneでなければなりません"),
                value);
    return otherwise;
}

static bool read_same(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *node, struct procedure_same *same)
{
    const char *column = xml_attribute(node, "column");
    const char *other = xml_attribute(node, "evidence-column");
    bool has_record = load_operand_find(loading, scope, LOAD_OPERAND_RECORD, node,
            "column", column, &same->record);
    bool has_counterpart = load_operand_find(loading, scope, LOAD_OPERAND_COUNTERPART,
            node, other ? "evidence-column" : "column", other ? other : column,
            &same->counterpart);

    same->node = node;
    same->keys_met = read_percent(loading, node, PROCEDURE_KEYS_UNSAID);
    if (!has_record || !has_counterpart)
        return false;
    if (same->record.type != same->counterpart.type)
        LOADING_COMPLAIN(loading, node, "column",
                TR("'%s' is of type %s and '%s' of type %s: they would never be equal",
                        "「%s」の型は%s、「%s」の型は%sです。型が違うと一致しません"),
                same->record.name, program_type_name(same->record.type),
                same->counterpart.name, program_type_name(same->counterpart.type));
    return true;
}

static void read_keys(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    size_t count = loading_count(loading, check->node, "same");
    const struct xml_node *node = xml_child(check->node, "same");

    check->same = loading_allocate(loading, count, sizeof(*check->same));
    for (; check->same && count > 0; count--, node = xml_next(node, "same")) {
        if (read_same(loading, scope, node, &check->same[check->same_count]))
            check->same_count++;
    }
}

/* What is optional may be an empty table, whose keys never meet. */
static void warn_of_optional(struct loading *loading, const struct procedure_check *check)
{
    if (check->evidence && check->evidence->optional &&
            !xml_attribute(check->node, "keys-met"))
        LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, check->node, attribute_of(check),
                TR("'%s' is optional: where it is empty no key is met and the test is indeterminate; write keys-met=\"none\" where that is in order",
                        "「%s」はなくてもよい証跡です。空のときはキーが一致せず判定不能となります。それで差し支えなければkeys-met=\"none\"と書いてください"),
                procedure_counterpart_name(check));
}

void load_counterpart_keys(struct loading *loading, const struct load_scope *outer,
        struct procedure_check *check, struct load_scope *ret_scope)
{
    find_evidence(loading, check);
    *ret_scope = *outer;
    ret_scope->evidence = check->evidence;
    ret_scope->evidence_name = procedure_counterpart_name(check);
    ret_scope->is_broken = !check->evidence;
    /* A route that nobody took meets no keys. */
    check->keys_met = read_percent(loading, check->node,
            check->is_alternative ? PROCEDURE_KEYS_UNGUARDED : 0);
    if (!check->is_alternative)
        warn_of_optional(loading, check);
    read_keys(loading, ret_scope, check);
    load_check_list(loading, ret_scope, check->node, &check->bounds, &check->bound_count);
    if (check->kind == PROCEDURE_MATCH)
        load_inside_cover(loading, check);
}

void load_counterpart_absent(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    struct load_scope inner;

    load_counterpart_keys(loading, scope, check, &inner);
}

static bool is_sortable(const struct procedure_operand *operand)
{
    return load_operand_is_time(operand) || operand->type == PROGRAM_NUMBER;
}

static void read_limit(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check, const char *attribute)
{
    size_t count;

    load_operand_one(loading, scope, LOAD_OPERAND_ANY, check->node, attribute,
            &check->limit, &count);
    if (count == 0) {
        check->limit = NULL;
        return;
    }
    if (check->by_count > 0 &&
            (load_operand_is_time(check->limit) != load_operand_is_time(&check->by[0]) ||
                    !is_sortable(check->limit)))
        LOADING_COMPLAIN(loading, check->node, attribute,
                TR("'%s' (%s) cannot be compared with '%s' (%s)",
                        "「%s」（%s）と「%s」（%s）は比べられません"),
                check->limit->name, program_type_name(check->limit->type),
                check->by[0].name, program_type_name(check->by[0].type));
}

/* An attribute that only some values of pick give a meaning to. */
static bool is_idle(struct loading *loading, const struct procedure_check *check,
        const char *attribute, bool has_meaning, const char *needed)
{
    if (!xml_attribute(check->node, attribute))
        return true;
    if (has_meaning)
        return false;
    LOADING_COMPLAIN(loading, check->node, attribute,
            TR("%s has a meaning only with %s: add that, or leave it out",
                    "%sは%sのときだけ意味をもちます。それを書くか、削ってください"),
            attribute, needed);
    return true;
}

void load_counterpart_match(struct loading *loading, const struct load_scope *scope,
        struct procedure_check *check)
{
    struct load_scope inner;
    bool is_one;

    check->pick = (enum procedure_pick)loading_choice(xml_attribute(check->node, "pick"),
            "any all first latest", PROCEDURE_ANY);
    is_one = check->pick == PROCEDURE_FIRST || check->pick == PROCEDURE_LATEST;
    load_counterpart_keys(loading, scope, check, &inner);
    if (is_one && !xml_attribute(check->node, "by"))
        LOADING_COMPLAIN(loading, check->node, "pick",
                TR("pick=\"%s\" needs by=: the column that says which is %s",
                        "pick=\"%s\"には、どれが%sかを決める列がby=に必要です"),
                xml_attribute(check->node, "pick"), xml_attribute(check->node, "pick"));
    if (!is_idle(loading, check, "by", is_one, "pick=\"first\", pick=\"latest\""))
        load_operand_one(loading, &inner, LOAD_OPERAND_COUNTERPART, check->node, "by",
                &check->by, &check->by_count);
    if (check->by_count > 0 && !is_sortable(&check->by[0]))
        LOADING_COMPLAIN(loading, check->node, "by",
                TR("'%s' is of type %s: first and latest go by days, moments or numbers",
                        "「%s」の型は%sです。最初・最後を決められるのは日付、日時又は数値です"),
                check->by[0].name, program_type_name(check->by[0].type));
    if (!is_idle(loading, check, "not-after", check->pick == PROCEDURE_LATEST,
                "pick=\"latest\""))
        read_limit(loading, &inner, check, "not-after");
    if (!is_idle(loading, check, "not-before", check->pick == PROCEDURE_FIRST,
                "pick=\"first\""))
        read_limit(loading, &inner, check, "not-before");
}
