#include "procedures/load_sample.h"

#include <stdlib.h>
#include <string.h>

#define SIZE_MAX_ITEMS 100000 /* more is no sample: method="all" */

static void find_population(struct loading *loading, struct procedure_sample *sample)
{
    const char *id = xml_attribute(sample->node, "of");
    struct loading_names names = {.count = 0};

    sample->of = procedure_find_population(loading->procedure, id);
    if (!id || sample->of)
        return;
    for (size_t i = 0; i < loading->procedure->population_count; i++)
        loading_names_add(&names, loading->procedure->populations[i].id);
    LOADING_COMPLAIN(loading, sample->node, "of",
            TR("there is no population '%s'%s", "母集団「%s」はありません%s"), id,
            loading_hint(id, names.items).text);
}

static const struct procedure_column *
find_in(const struct procedure_population *population, const char *name,
        struct loading_names *names)
{
    const struct procedure_column *found = NULL;

    for (size_t i = 0; population->from && i < population->from->column_count; i++)
        loading_names_add(names, population->from->columns[i].name);
    if (population->from)
        return procedure_find_column(population->from, name);
    for (size_t i = 0; !found && i < ARRAY_LENGTH(population->each); i++)
        found = population->each[i] ? find_in(population->each[i], name, names) : NULL;
    return found;
}

static void find_by(struct loading *loading, struct procedure_sample *sample)
{
    const char *name = xml_attribute(sample->node, "by");
    bool is_stratified = sample->method == PROCEDURE_SAMPLE_STRATIFIED;
    struct loading_names names = {.count = 0};

    if (!is_stratified && name)
        LOADING_COMPLAIN(loading, sample->node, "by",
                TR("by= has a meaning only with method=\"stratified\"",
                        "by=はmethod=\"stratified\"のときだけ意味をもちます"));
    if (is_stratified && !name)
        LOADING_COMPLAIN(loading, sample->node, "method",
                TR("a stratified sample needs by=, the column whose values are the strata",
                        "層別の試査には、層を分ける列をby=に書く必要があります"));
    if (!is_stratified || !name || !sample->of)
        return;
    sample->by = find_in(sample->of, name, &names);
    if (!sample->by)
        LOADING_COMPLAIN(loading, sample->node, "by",
                TR("there is no column '%s' here%s", "ここに列「%s」はありません%s"),
                name, loading_hint(name, names.items).text);
}

static bool is_number(const char *text)
{
    size_t size = strspn(text, "0123456789");

    return size > 0 && size <= 6 && !text[size] && strtol(text, NULL, 10) >= 1 &&
            strtol(text, NULL, 10) <= SIZE_MAX_ITEMS;
}

static void check_parameter(struct loading *loading,
        const struct procedure_sample *sample)
{
    const struct procedure_parameter *parameter =
            procedure_find_parameter(loading->procedure, sample->size + 1);
    struct loading_names names = {.count = 0};

    for (size_t i = 0; i < loading->procedure->parameter_count; i++)
        loading_names_add(&names, loading->procedure->parameters[i].name);
    if (!parameter)
        LOADING_COMPLAIN(loading, sample->node, "size",
                TR("there is no parameter '%s'%s", "パラメーター「%s」はありません%s"),
                sample->size, loading_hint(sample->size + 1, names.items).text);
    else if (parameter->type != PROGRAM_NUMBER || !parameter->value ||
            !is_number(parameter->value))
        LOADING_COMPLAIN(loading, sample->node, "size",
                TR("parameter '%s' is no whole number from 1 to %d",
                        "パラメーター「%s」は1から%dまでの整数ではありません"),
                sample->size, SIZE_MAX_ITEMS);
}

static void read_size(struct loading *loading, struct procedure_sample *sample)
{
    static const char words[] = "frequency attributes all";

    sample->size = xml_attribute(sample->node, "size");
    if (!sample->size)
        return;
    switch (loading_choice(sample->size, words, 3)) {
    case 0:
        sample->rule = PROCEDURE_SIZE_FREQUENCY;
        return;
    case 1:
        sample->rule = PROCEDURE_SIZE_ATTRIBUTES;
        return;
    case 2:
        sample->rule = PROCEDURE_SIZE_ALL;
        return;
    default:
        sample->rule = PROCEDURE_SIZE_NUMBER;
    }
    if (sample->size[0] == ':')
        check_parameter(loading, sample);
    else if (!is_number(sample->size))
        LOADING_COMPLAIN(loading, sample->node, "size",
                TR("'%s' is no size: frequency, attributes, all, a number from 1 to %d, or :parameter",
                        "「%s」は件数ではありません。frequency、attributes、all、1から%dまでの数、又は「:パラメーター」を書いてください"),
                sample->size, SIZE_MAX_ITEMS);
}

/* What belongs to attribute sampling stands there and nowhere else. */
static void read_attribute_sampling(struct loading *loading,
        struct procedure_sample *sample)
{
    const struct {
        const char *name, **value;
    } parts[] = {{"tolerable", &sample->tolerable}, {"risk", &sample->risk},
            {"allowed", &sample->allowed}, {"expected", &sample->expected},
            {"model", &sample->model}};
    bool is_used = sample->rule == PROCEDURE_SIZE_ATTRIBUTES;

    for (size_t i = 0; i < ARRAY_LENGTH(parts); i++) {
        *parts[i].value = xml_attribute(sample->node, parts[i].name);
        if (*parts[i].value && !is_used)
            LOADING_COMPLAIN(loading, sample->node, parts[i].name,
                    TR("%s= has a meaning only with size=\"attributes\"",
                            "%s=はsize=\"attributes\"のときだけ意味をもちます"),
                    parts[i].name);
    }
    if (is_used && (!sample->tolerable || !sample->risk))
        LOADING_COMPLAIN(loading, sample->node, "size",
                TR("attribute sampling needs tolerable= and risk=, such as tolerable=\"5%%\" risk=\"10%%\"",
                        "属性サンプリングにはtolerable=とrisk=が必要です（例: tolerable=\"5%%\" risk=\"10%%\"）"));
    if (sample->allowed && sample->expected)
        LOADING_COMPLAIN(loading, sample->node, "expected",
                TR("either allowed= or expected=, not both",
                        "allowed=とexpected=はどちらか一方だけ書けます"));
}

static void read_attributes(struct loading *loading, struct procedure_sample *sample)
{
    size_t count = loading_count(loading, sample->node, "attribute"), i = 0;

    sample->attributes = loading_allocate(loading, count, sizeof(*sample->attributes));
    if (!sample->attributes)
        return;
    for (const struct xml_node *child = xml_child(sample->node, "attribute"); i < count;
            child = xml_next(child, "attribute"), i++) {
        sample->attributes[i] = (struct procedure_attribute){.id = xml_attribute(child,
                                                                     "id"),
                .document = xml_attribute(child, "document"),
                .title = loading_text(loading, child, "title"),
                .finding = loading_text(loading, child, "finding"),
                .node = child};
        for (size_t k = 0; sample->attributes[i].id && k < i; k++) {
            if (text_is_equal(sample->attributes[k].id, sample->attributes[i].id))
                LOADING_COMPLAIN(loading, child, "id",
                        TR("'%s' is taken (line %u): every attribute of a sample has an id of its own",
                                "「%s」はすでに使われています（%u行目）。試査の属性には別々の識別子を付けてください"),
                        sample->attributes[i].id, sample->attributes[k].node->line);
        }
        sample->attribute_count = i + 1;
    }
}

static void read_sample(struct loading *loading, const struct xml_node *node,
        struct procedure_sample *sample)
{
    *sample = (struct procedure_sample){.node = node, .id = xml_attribute(node, "id")};
    sample->title = loading_text(loading, node, "title");
    sample->method = (enum procedure_sample_method)loading_choice(xml_attribute(node,
                                                                          "method"),
            PROCEDURE_SAMPLE_METHODS, 0);
    find_population(loading, sample);
    find_by(loading, sample);
    read_size(loading, sample);
    if (sample->method == PROCEDURE_SAMPLE_ALL)
        sample->rule = PROCEDURE_SIZE_ALL;
    read_attribute_sampling(loading, sample);
    read_attributes(loading, sample);
}

void load_sample_list(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "sample"), i = 0;

    procedure->samples = loading_allocate(loading, count, sizeof(*procedure->samples));
    if (!procedure->samples)
        return;
    for (const struct xml_node *child = xml_child(root, "sample"); i < count;
            child = xml_next(child, "sample"), i++) {
        read_sample(loading, child, &procedure->samples[i]);
        procedure->sample_count = i + 1;
    }
}
