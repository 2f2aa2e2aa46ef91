#include "procedures/load_operand.h"

#include <string.h>

/* What the engine binds besides the procedure's own parameters. */
static const char *const engine_parameters[] = {"period_start", "period_end", "as_of"};

bool load_operand_is_time(const struct procedure_operand *operand)
{
    return operand->type == PROGRAM_DATE || operand->type == PROGRAM_TIMESTAMP;
}

static void complain_of_parameter(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *name)
{
    struct loading_names names = {.count = 0};

    for (size_t i = 0; i < ARRAY_LENGTH(engine_parameters); i++)
        loading_names_add(&names, engine_parameters[i]);
    for (size_t i = 0; i < loading->procedure->parameter_count; i++)
        loading_names_add(&names, loading->procedure->parameters[i].name);
    LOADING_COMPLAIN(loading, node, attribute,
            TR("there is no parameter ':%s'%s", "パラメーター「:%s」はありません%s"),
            name, loading_hint(name, names.items).text);
}

bool load_operand_parameter(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *name, struct procedure_operand *ret_operand)
{
    const struct procedure_parameter *found = procedure_find_parameter(loading->procedure,
            name);
    struct procedure_operand operand = {.side = PROCEDURE_PARAMETER, .name = name};

    for (size_t i = 0; i < ARRAY_LENGTH(engine_parameters); i++) {
        if (strcmp(engine_parameters[i], name) == 0) {
            operand.type = PROGRAM_DATE;
            *ret_operand = operand;
            return true;
        }
    }
    if (!found) {
        complain_of_parameter(loading, node, attribute, name);
        return false;
    }
    if (found->is_map) {
        LOADING_COMPLAIN(loading, node, attribute,
                TR("'%1$s' is a map: write ':%1$s[column]' in at-most and at-least of within; in SQL it is the table %1$s(key, value)",
                        "「%1$s」はキーごとの値です。withinのat-mostとat-leastでは「:%1$s[列]」と書きます。SQLでは表 %1$s(key, value) となります"),
                name);
        return false;
    }
    operand.type = found->type;
    *ret_operand = operand;
    return true;
}

/* The items whose columns a record of the population has: one, or a grid's two. */
static size_t items_of(const struct procedure_population *over,
        const struct procedure_item *ret_items[2])
{
    size_t count = 0;

    if (over && over->from)
        ret_items[count++] = over->from;
    for (size_t i = 0; over && i < ARRAY_LENGTH(over->each); i++) {
        if (over->each[i] && over->each[i]->from)
            ret_items[count++] = over->each[i]->from;
    }
    if (over && over->cell)
        ret_items[count++] = &procedure_cells;
    return count;
}

static bool find_in_record(const struct load_scope *scope, const char *name,
        struct procedure_operand *ret_operand)
{
    const struct procedure_item *items[2];
    size_t count = items_of(scope->over, items);

    for (size_t i = 0; i < count; i++) {
        const struct procedure_column *column = procedure_find_column(items[i], name);

        if (column) {
            *ret_operand = (struct procedure_operand){PROCEDURE_RECORD, column->name,
                    column->type, column, items[i], NULL};
            return true;
        }
    }
    return false;
}

static bool find_in_counterpart(const struct load_scope *scope, const char *name,
        struct procedure_operand *ret_operand)
{
    const struct procedure_column *column = procedure_find_column(scope->evidence, name);

    if (!column)
        return false;
    *ret_operand = (struct procedure_operand){PROCEDURE_COUNTERPART, column->name,
            column->type, column, scope->evidence, NULL};
    return true;
}

static void add_columns(struct loading_names *names, const struct procedure_item *item)
{
    for (size_t i = 0; item && i < item->column_count; i++)
        loading_names_add(names, item->columns[i].name);
}

/* A population that was complained of itself, or a grid with such an axis: what columns
 * it would have is not known. */
static bool is_incomplete(const struct procedure_population *over)
{
    const struct procedure_item *items[2];

    return over && items_of(over, items) < (over->axis_count ? over->axis_count : 1);
}

static void complain_of_column(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        const char *word)
{
    struct loading_names names = {.count = 0};
    const struct procedure_item *items[2];
    const char *dot = strchr(word, '.');
    size_t count = items_of(scope->over, items);

    for (size_t i = 0; kind != LOAD_OPERAND_COUNTERPART && i < count; i++)
        add_columns(&names, items[i]);
    if (kind != LOAD_OPERAND_RECORD)
        add_columns(&names, scope->evidence);
    if (names.count == 0 || is_incomplete(scope->over)) /* complained of itself */
        return;
    LOADING_COMPLAIN(loading, node, attribute,
            TR("there is no column '%s' here%s", "ここに列「%s」はありません%s"), word,
            loading_hint(dot ? dot + 1 : word, names.items).text);
}

static bool is_called(const char *id, const char *word, size_t size)
{
    return id && strlen(id) == size && strncmp(id, word, size) == 0;
}

/* The population, or one a grid is made of, or an item they are from. */
static bool is_of_record(const struct load_scope *scope, const char *word, size_t size)
{
    const struct procedure_item *items[2];
    size_t count = items_of(scope->over, items);

    for (size_t i = 0; i < count; i++) {
        if (is_called(items[i]->id, word, size) ||
                (scope->over->each[i] && is_called(scope->over->each[i]->id, word, size)))
            return true;
    }
    return scope->over && is_called(scope->over->id, word, size);
}

/* "off.disabled_at" in an alternative: what the test's match of that name picked. */
static bool find_found(const struct load_scope *scope, const char *word,
        struct procedure_operand *ret_operand)
{
    const char *dot = strchr(word, '.');

    for (size_t i = 0; dot && i < scope->found_count; i++) {
        const struct procedure_check *check = &scope->found[i];
        const struct procedure_column *column;

        if (check->kind != PROCEDURE_MATCH || !check->evidence ||
                (check->pick != PROCEDURE_FIRST && check->pick != PROCEDURE_LATEST) ||
                !is_called(xml_attribute(check->node, "evidence"), word,
                        (size_t)(dot - word)))
            continue;
        column = procedure_find_column(check->evidence, dot + 1);
        if (!column)
            continue;
        *ret_operand = (struct procedure_operand){PROCEDURE_FOUND, column->name,
                column->type, column, check->evidence, check};
        return true;
    }
    return false;
}

/* "off.disabled_at": which side, and where the column's name begins. LOAD_OPERAND_ANY
 * where the word has no known item in front. */
static enum load_operand_kind split_qualified(const struct load_scope *scope,
        const char *word, const char **ret_name)
{
    const char *dot = strchr(word, '.');
    size_t size = dot ? (size_t)(dot - word) : 0;

    *ret_name = dot ? dot + 1 : word;
    if (dot && is_called(scope->evidence_name, word, size))
        return LOAD_OPERAND_COUNTERPART;
    if (dot && is_of_record(scope, word, size))
        return LOAD_OPERAND_RECORD;
    *ret_name = word;
    return LOAD_OPERAND_ANY;
}

static bool find_on_both(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        const char *word, const char *name, struct procedure_operand *ret_operand)
{
    struct procedure_operand record, counterpart;
    bool in_record = kind != LOAD_OPERAND_COUNTERPART &&
            find_in_record(scope, name, &record);
    bool in_counterpart = kind != LOAD_OPERAND_RECORD &&
            find_in_counterpart(scope, name, &counterpart);

    if (in_record && in_counterpart) {
        LOADING_COMPLAIN(loading, node, attribute,
                TR("both sides have a column '%1$s': write '%2$s.%1$s' or '%3$s.%1$s'",
                        "列「%1$s」は両側にあります。「%2$s.%1$s」か「%3$s.%1$s」と書いてください"),
                name, scope->over->id ? scope->over->id : "", scope->evidence_name);
        return false;
    }
    if (!in_record && !in_counterpart) {
        if (scope->over && !(scope->is_broken && kind != LOAD_OPERAND_RECORD))
            complain_of_column(loading, scope, kind, node, attribute, word);
        return false;
    }
    *ret_operand = in_record ? record : counterpart;
    return true;
}

bool load_operand_find(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        const char *word, struct procedure_operand *ret_operand)
{
    enum load_operand_kind said;
    const char *name;

    if (!word)
        return false;
    if (word[0] == ':') {
        if (kind == LOAD_OPERAND_ANY)
            return load_operand_parameter(loading, node, attribute, word + 1,
                    ret_operand);
        LOADING_COMPLAIN(loading, node, attribute,
                TR("a parameter cannot stand here: name a column",
                        "ここにパラメーターは書けません。列を書いてください"));
        return false;
    }
    said = split_qualified(scope, word, &name);
    if (said == LOAD_OPERAND_ANY && kind == LOAD_OPERAND_ANY &&
            find_found(scope, word, ret_operand))
        return true;
    if (said != LOAD_OPERAND_ANY && kind != LOAD_OPERAND_ANY && said != kind) {
        complain_of_column(loading, scope, kind, node, attribute, word);
        return false;
    }
    return find_on_both(loading, scope, said == LOAD_OPERAND_ANY ? kind : said, node,
            attribute, word, name, ret_operand);
}

void load_operand_list(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        struct procedure_operand **ret_operands, size_t *ret_count)
{
    const char **words;
    size_t count = loading_words(loading, xml_attribute(node, attribute), &words);
    struct procedure_operand *operands = loading_allocate(loading, count,
            sizeof(*operands));
    size_t found = 0;

    for (size_t i = 0; operands && i < count; i++) {
        if (load_operand_find(loading, scope, kind, node, attribute, words[i],
                    &operands[found]))
            found++;
    }
    *ret_operands = operands;
    *ret_count = found;
}

void load_operand_one(struct loading *loading, const struct load_scope *scope,
        enum load_operand_kind kind, const struct xml_node *node, const char *attribute,
        struct procedure_operand **ret_operand, size_t *ret_count)
{
    load_operand_list(loading, scope, kind, node, attribute, ret_operand, ret_count);
    if (*ret_count > 1) {
        LOADING_COMPLAIN(loading, node, attribute,
                TR("%s takes one column", "%sに書ける列は一つです"), attribute);
        *ret_count = 1;
    }
}

static void complain_of_item(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *word)
{
    struct loading_names names = {.count = 0};

    for (size_t i = 0; i < loading->procedure->item_count; i++)
        loading_names_add(&names, loading->procedure->items[i].id);
    LOADING_COMPLAIN(loading, node, attribute,
            TR("'%s' must be item.column%s", "「%s」は「証跡.列」の形で書いてください%s"),
            word, loading_hint(word, names.items).text);
}

bool load_operand_qualified(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *word, struct procedure_operand *ret_operand)
{
    const char *dot = strchr(word, '.');
    const char *id = dot ? loading_copy(loading, word, (size_t)(dot - word)) : NULL;
    const struct procedure_item *item = procedure_find_item(loading->procedure, id);
    const struct procedure_population *population =
            procedure_find_population(loading->procedure, id);
    struct load_scope scope = {.over = NULL};

    if (!item && population)
        item = population->from;
    if (!item) {
        complain_of_item(loading, node, attribute, word);
        return false;
    }
    scope.evidence = item;
    if (find_in_counterpart(&scope, dot + 1, ret_operand))
        return true;
    complain_of_column(loading, &scope, LOAD_OPERAND_COUNTERPART, node, attribute, word);
    return false;
}
