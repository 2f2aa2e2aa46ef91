#include "procedures/load_step.h"

#include <stdlib.h>
#include <string.h>

static bool has_sample(const struct loading *loading, const char *id)
{
    const struct xml_node *root = loading->procedure->node;

    for (const struct xml_node *child = xml_child(root, "sample"); child;
            child = xml_next(child, "sample")) {
        const char *known = xml_attribute(child, "id");

        if (known && strcmp(known, id) == 0)
            return true;
    }
    return false;
}

static void complain_of_each(struct loading *loading, const struct xml_node *node,
        const char *id)
{
    struct loading_names names = {.count = 0};

    loading_names_add(&names, "quarter");
    loading_names_add(&names, "month");
    for (size_t i = 0; i < loading->procedure->population_count; i++)
        loading_names_add(&names, loading->procedure->populations[i].id);
    for (const struct xml_node *child = xml_child(loading->procedure->node, "sample");
            child; child = xml_next(child, "sample"))
        loading_names_add(&names, xml_attribute(child, "id"));
    LOADING_COMPLAIN(loading, node, "for-each",
            TR("'%s' is neither quarter nor month, nor a population or sample%s",
                    "「%s」はquarterでもmonthでもなく、母集団でもサンプルでもありません%s"),
            id, loading_hint(id, names.items).text);
}

static void read_each(struct loading *loading, struct procedure_step *step)
{
    const char *id = xml_attribute(step->node, "for-each");

    step->each = PROCEDURE_ONCE;
    if (!id)
        return;
    if (strcmp(id, "quarter") == 0) {
        step->each = PROCEDURE_EACH_QUARTER;
    } else if (strcmp(id, "month") == 0) {
        step->each = PROCEDURE_EACH_MONTH;
    } else if (procedure_find_population(loading->procedure, id)) {
        step->each = PROCEDURE_EACH_RECORD;
        step->of = id;
    } else if (has_sample(loading, id)) {
        step->each = PROCEDURE_EACH_PICKED;
        step->of = id;
    } else {
        complain_of_each(loading, step->node, id);
    }
}

static void read_inspects(struct loading *loading, struct procedure_step *step)
{
    size_t count = loading_count(loading, step->node, "inspect"), i = 0;

    step->inspects = loading_allocate(loading, count, sizeof(*step->inspects));
    if (!step->inspects)
        return;
    for (const struct xml_node *child = xml_child(step->node, "inspect"); i < count;
            child = xml_next(child, "inspect"), i++) {
        step->inspects[i] = (struct procedure_inspect){xml_attribute(child, "class"),
                loading_text(loading, child, "title"), child};
        step->inspect_count = i + 1;
    }
}

static void read_asks(struct loading *loading, struct procedure_step *step)
{
    size_t count = loading_count(loading, step->node, "ask"), i = 0;

    step->asks = loading_allocate(loading, count, sizeof(*step->asks));
    if (!step->asks)
        return;
    for (const struct xml_node *child = xml_child(step->node, "ask"); i < count;
            child = xml_next(child, "ask"), i++) {
        step->asks[i] = (struct procedure_ask){loading_text(loading, child, "title"),
                child};
        step->ask_count = i + 1;
    }
}

/* What the engine calls options that need no <option>; empty texts for others. */
static struct procedure_text words_of(const char *value)
{
    static const struct {
        const char *value;
        struct procedure_text text;
    } words[] = {
            {"yes", {{"はい", "yes"}}},
            {"no", {{"いいえ", "no"}}},
            {"partly", {{"一部", "partly"}}},
            {"none", {{"なし", "none"}}},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i].value, value) == 0)
            return words[i].text;
    }
    return (struct procedure_text){{NULL, NULL}};
}

static void read_options(struct loading *loading, struct procedure_answer *answer)
{
    const char **words;
    size_t written = loading_words(loading, xml_attribute(answer->node, "options"),
            &words);
    size_t titled = loading_count(loading, answer->node, "option"), i = 0;

    answer->options = loading_allocate(loading, written + titled,
            sizeof(*answer->options));
    if (!answer->options)
        return;
    for (; i < written; i++)
        answer->options[i] = (struct procedure_option){.value = words[i],
                .title = words_of(words[i])};
    for (const struct xml_node *child = xml_child(answer->node, "option");
            i < written + titled; child = xml_next(child, "option"), i++)
        answer->options[i] = (struct procedure_option){xml_attribute(child, "value"),
                loading_text(loading, child, "title"), child};
    answer->option_count = i;
}

static void read_answer(struct loading *loading, const struct xml_node *node,
        struct procedure_answer *answer)
{
    *answer = (struct procedure_answer){.id = xml_attribute(node, "id"),
            .type = (enum procedure_answer_type)loading_choice(xml_attribute(node,
                                                                       "type"),
                    "text choice number date", PROCEDURE_ANSWER_TEXT),
            .title = loading_text(loading, node, "title"),
            .at_least = xml_attribute(node, "at-least"),
            .at_most = xml_attribute(node, "at-most"),
            .not_before = xml_attribute(node, "not-before"),
            .not_after = xml_attribute(node, "not-after"),
            .optional = loading_choice(xml_attribute(node, "optional"), "no yes", 0) == 1,
            .node = node};
    read_options(loading, answer);
    answer->expected_count = loading_words(loading, xml_attribute(node, "expected"),
            &answer->expected);
}

static void read_answers(struct loading *loading, struct procedure_step *step)
{
    size_t count = loading_count(loading, step->node, "answer"), i = 0;

    step->answers = loading_allocate(loading, count, sizeof(*step->answers));
    if (!step->answers)
        return;
    for (const struct xml_node *child = xml_child(step->node, "answer"); i < count;
            child = xml_next(child, "answer"), i++) {
        read_answer(loading, child, &step->answers[i]);
        step->answer_count = i + 1;
    }
}

static void read_step(struct loading *loading, const struct xml_node *node,
        struct procedure_step *step)
{
    const struct xml_node *attachment = xml_child(node, "attachment");
    const char *min = attachment ? xml_attribute(attachment, "min") : NULL;

    *step = (struct procedure_step){.id = xml_attribute(node, "id"), .node = node};
    step->technique = xml_attribute(node, "technique");
    step->role = loading_choice(xml_attribute(node, "role"), "preparer reviewer", 0) == 1
            ? "reviewer"
            : "preparer";
    step->title = loading_text(loading, node, "title");
    step->instruction = loading_text(loading, node, "instruction");
    step->finding = loading_text(loading, node, "finding");
    step->has_document = xml_child(node, "document") != NULL;
    step->min_attachments = attachment ? 1 : 0;
    if (min)
        step->min_attachments = strtoull(min, NULL, 10); /* the vocabulary saw digits */
    read_each(loading, step);
    read_inspects(loading, step);
    read_asks(loading, step);
    read_answers(loading, step);
}

void load_step_read_all(struct loading *loading, const struct xml_node *root)
{
    struct procedure *procedure = loading->procedure;
    size_t count = loading_count(loading, root, "step"), i = 0;

    procedure->steps = loading_allocate(loading, count, sizeof(*procedure->steps));
    if (!procedure->steps)
        return;
    for (const struct xml_node *child = xml_child(root, "step"); i < count;
            child = xml_next(child, "step"), i++) {
        read_step(loading, child, &procedure->steps[i]);
        procedure->step_count = i + 1;
    }
}
