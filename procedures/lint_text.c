#include "procedures/lint_text.h"

#include <stdio.h>
#include <string.h>

#include "procedures/finding_text.h"

static void visit_items(const struct procedure *procedure,
        struct lint_text_visitor *visitor)
{
    for (size_t i = 0; i < procedure->item_count; i++) {
        const struct procedure_item *item = &procedure->items[i];

        if (xml_attribute(item->node, "use"))
            continue; /* a library's file has its own check */
        visitor->visit(visitor, item->node, "title", &item->title);
        for (size_t k = 0; k < item->column_count; k++) {
            if (xml_child(item->columns[k].node, "title"))
                visitor->visit(visitor, item->columns[k].node, "title",
                        &item->columns[k].title);
        }
    }
}

static void visit_answer(const struct procedure_answer *answer,
        struct lint_text_visitor *visitor)
{
    visitor->visit(visitor, answer->node, "title", &answer->title);
    for (size_t i = 0; i < answer->option_count; i++) {
        if (answer->options[i].node)
            visitor->visit(visitor, answer->options[i].node, "title",
                    &answer->options[i].title);
    }
}

static void visit_step(const struct procedure_step *step,
        struct lint_text_visitor *visitor)
{
    visitor->visit(visitor, step->node, "title", &step->title);
    for (size_t i = 0; i < step->inspect_count; i++)
        visitor->visit(visitor, step->inspects[i].node, "title",
                &step->inspects[i].title);
    for (size_t i = 0; i < step->ask_count; i++)
        visitor->visit(visitor, step->asks[i].node, "title", &step->asks[i].title);
    visitor->visit(visitor, step->node, "instruction", &step->instruction);
    for (size_t i = 0; i < step->answer_count; i++)
        visit_answer(&step->answers[i], visitor);
    if (xml_child(step->node, "finding"))
        visitor->visit(visitor, step->node, "finding", &step->finding);
}

static void visit_sample(const struct procedure_sample *sample,
        struct lint_text_visitor *visitor)
{
    visitor->visit(visitor, sample->node, "title", &sample->title);
    for (size_t i = 0; i < sample->attribute_count; i++) {
        const struct procedure_attribute *attribute = &sample->attributes[i];

        visitor->visit(visitor, attribute->node, "title", &attribute->title);
        if (xml_child(attribute->node, "finding"))
            visitor->visit(visitor, attribute->node, "finding", &attribute->finding);
    }
}

void lint_text_visit(const struct procedure *procedure, struct lint_text_visitor *visitor)
{
    visitor->visit(visitor, procedure->node, "title", &procedure->title);
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        if (xml_child(procedure->parameters[i].node, "title"))
            visitor->visit(visitor, procedure->parameters[i].node, "title",
                    &procedure->parameters[i].title);
    }
    visit_items(procedure, visitor);
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (xml_child(procedure->populations[i].node, "title"))
            visitor->visit(visitor, procedure->populations[i].node, "title",
                    &procedure->populations[i].title);
    }
    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct procedure_test *test = &procedure->tests[i];

        visitor->visit(visitor, test->node, "title", &test->title);
        if (xml_child(test->node, "finding"))
            visitor->visit(visitor, test->node, "finding", &test->finding);
        for (size_t k = 0; k < test->alternative_count; k++)
            visitor->visit(visitor, test->alternatives[k].node, "title",
                    &test->alternatives[k].title);
    }
    for (size_t i = 0; i < procedure->step_count; i++)
        visit_step(&procedure->steps[i], visitor);
    for (size_t i = 0; i < procedure->sample_count; i++)
        visit_sample(&procedure->samples[i], visitor);
}

const struct xml_node *lint_text_node(const struct xml_node *parent, const char *element,
        enum text_language language)
{
    for (const struct xml_node *child = xml_child(parent, element); child;
            child = xml_next(child, element)) {
        const char *lang = xml_attribute(child, "xml:lang");

        if (lang && strcmp(lang, text_language_name(language)) == 0)
            return child;
    }
    return parent;
}

struct languages {
    struct loading *loading;
    bool is_used[2];
};

static void note_languages(struct lint_text_visitor *visitor, const struct xml_node *node,
        const char *element, const struct procedure_text *text)
{
    struct languages *languages = visitor->context;

    (void)node;
    (void)element;
    for (size_t i = 0; i < ARRAY_LENGTH(text->in); i++)
        languages->is_used[i] = languages->is_used[i] || text->in[i];
}

static void check_languages(struct lint_text_visitor *visitor,
        const struct xml_node *node, const char *element,
        const struct procedure_text *text)
{
    const struct languages *languages = visitor->context;

    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++) {
        if (languages->is_used[language] && !text->in[language])
            LOADING_COMPLAIN(languages->loading, node, NULL,
                    TR("<%1$s> has no <%2$s xml:lang=\"%3$s\">",
                            "<%1$s>に<%2$s xml:lang=\"%3$s\">がありません"),
                    node->name, element, text_language_name(language));
    }
}

/* Numbers and parameters are a test's, the fact and its cell a step's. */
static void complain_of_placeholder(struct loading *loading, const struct xml_node *node,
        const char *name, bool is_step)
{
    static const char *const of_tests[] = {"count", "tested", "population",
            "undecidable"};
    static const char *const of_steps[] = {"fact", "cell"};
    static const char *const always[] = {"period_start", "period_end", "as_of"};
    struct loading_names names = {.count = 0};

    for (size_t i = 0; !is_step && i < ARRAY_LENGTH(of_tests); i++)
        loading_names_add(&names, of_tests[i]);
    for (size_t i = 0; is_step && i < ARRAY_LENGTH(of_steps); i++)
        loading_names_add(&names, of_steps[i]);
    for (size_t i = 0; i < ARRAY_LENGTH(always); i++)
        loading_names_add(&names, always[i]);
    for (size_t i = 0; !is_step && i < loading->procedure->parameter_count; i++)
        loading_names_add(&names, loading->procedure->parameters[i].name);
    for (size_t i = 0; i < names.count; i++) {
        if (strcmp(names.items[i], name) == 0)
            return;
    }
    LOADING_COMPLAIN(loading, node, NULL,
            TR("nothing is known of '{%s}'%s", "「{%s}」は使えません%s"), name,
            loading_hint(name, names.items).text);
}

/* True where the one a finding lives by is among them: {count} of a test, {fact} of a
 * step. */
static bool check_placeholders(struct loading *loading, const struct xml_node *node,
        const char *text, bool is_step)
{
    enum finding_text_piece kind;
    struct slice piece;
    bool has_count = false;

    while ((kind = finding_text_next(&text, &piece)) != FINDING_TEXT_END) {
        const char *name;

        if (kind == FINDING_TEXT_BROKEN) {
            LOADING_COMPLAIN(loading, node, NULL,
                    TR("a brace without its partner: write {{ or }} for a brace itself",
                            "「{」と「}」が対になっていません。文字としての括弧は{{、}}と書いてください"));
            return true;
        }
        if (kind != FINDING_TEXT_PLACEHOLDER)
            continue;
        name = loading_copy(loading, piece.text, piece.size);
        if (name)
            complain_of_placeholder(loading, node, name, is_step);
        has_count = has_count || (name && strcmp(name, is_step ? "fact" : "count") == 0);
    }
    return has_count;
}

static void check_finding(struct lint_text_visitor *visitor, const struct xml_node *node,
        const char *element, const struct procedure_text *text)
{
    struct loading *loading = visitor->context;
    bool is_step = strcmp(node->name, "step") == 0;

    if (strcmp(element, "finding") != 0)
        return;
    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++) {
        const struct xml_node *place = lint_text_node(node, element, language);

        if (text->in[language] &&
                !check_placeholders(loading, place, text->in[language], is_step))
            LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, place, NULL,
                    is_step ? TR("the finding does not say {fact}, what was recorded as deviating",
                                      "発見事項の文に{fact}（記録された事実）がありません")
                            : TR("the finding does not say {count}, the number of exceptions",
                                      "発見事項の文に{count}（例外の件数）がありません"));
    }
}

void lint_text_check(struct loading *loading)
{
    struct languages languages = {.loading = loading};
    struct lint_text_visitor note = {note_languages, &languages};
    struct lint_text_visitor check = {check_languages, &languages};
    struct lint_text_visitor findings = {check_finding, loading};

    lint_text_visit(loading->procedure, &note);
    languages.is_used[TEXT_JA] = true;
    lint_text_visit(loading->procedure, &check);
    lint_text_visit(loading->procedure, &findings);
    if (!languages.is_used[TEXT_EN])
        LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, loading->procedure->node, NULL,
                TR("the procedure has no English: a report with en on cannot use it",
                        "英語の文がありません。英語の参考訳を付ける業務では使えません"));
}
