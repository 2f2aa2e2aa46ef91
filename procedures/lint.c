#include "procedures/lint.h"

#include <string.h>
#include <strings.h>

#include "engine/base/regex.h"
#include "engine/base/vocabulary_type.h"
#include "procedures/compile_source.h"
#include "procedures/lint_fail.h"
#include "procedures/lint_sensitive.h"
#include "procedures/lint_sql.h"
#include "procedures/lint_step.h"
#include "procedures/lint_text.h"
#include "procedures/loading.h"
#include "procedures/parameter.h"

/* Names of one kind that may not repeat. Few enough for a plain search. */
struct taken {
    const char *ids[3 * LOADING_PARTS_MAX];
    const struct xml_node *nodes[3 * LOADING_PARTS_MAX];
    size_t count;
};

static void take(struct loading *loading, struct taken *taken, const char *id,
        const struct xml_node *node)
{
    if (!id || taken->count == ARRAY_LENGTH(taken->ids))
        return;
    for (size_t i = 0; i < taken->count; i++) {
        if (strcasecmp(taken->ids[i], id) == 0) {
            LOADING_COMPLAIN(loading, node, xml_attribute(node, "id") ? "id" : "name",
                    TR("'%s' is taken (line %u): every item, population, relation, test, step and parameter "
                       "needs a name of its own",
                            "「%s」はすでに使われています（%u行目）。証跡・母集団・問い合わせ・検査・ステップ・パラメーターには別々の名前を付けてください"),
                    id, taken->nodes[i]->line);
            return;
        }
    }
    taken->ids[taken->count] = id;
    taken->nodes[taken->count++] = node;
}

static void check_names(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;
    struct taken *taken = loading_allocate(loading, 3, sizeof(*taken));

    if (!taken)
        return;
    /* Items, populations and relations are all tables in SQL. */
    for (size_t i = 0; i < procedure->item_count; i++)
        take(loading, &taken[0], procedure->items[i].id, procedure->items[i].node);
    for (size_t i = 0; i < procedure->population_count; i++)
        take(loading, &taken[0], procedure->populations[i].id,
                procedure->populations[i].node);
    for (size_t i = 0; i < procedure->relation_count; i++)
        take(loading, &taken[0], procedure->relations[i].id,
                procedure->relations[i].node);
    for (size_t i = 0; i < procedure->test_count; i++)
        take(loading, &taken[1], procedure->tests[i].id, procedure->tests[i].node);
    for (size_t i = 0; i < procedure->step_count; i++)
        take(loading, &taken[1], procedure->steps[i].id, procedure->steps[i].node);
    for (size_t i = 0; i < procedure->sample_count; i++)
        take(loading, &taken[1], procedure->samples[i].id, procedure->samples[i].node);
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        take(loading, &taken[2], procedure->parameters[i].name,
                procedure->parameters[i].node);
        if (procedure->parameters[i].is_map)
            take(loading, &taken[0], procedure->parameters[i].name,
                    procedure->parameters[i].node);
    }
}

static void check_parameter(struct loading *loading,
        const struct procedure_parameter *parameter)
{
    struct error err = {0};
    const char *ignored;

    if (!parameter->name || !parameter->value)
        return;
    if (vocabulary_type_is_choice("period_start period_end as_of", parameter->name))
        LOADING_COMPLAIN(loading, parameter->node, "name",
                TR("':%s' is the engine's own parameter: take another name",
                        "「:%s」はエンジンのパラメーターです。別の名前にしてください"),
                parameter->name);
    if (!parameter->is_map &&
            !parameter_normalise(parameter->type, parameter->value, loading->arena,
                    &ignored, &err))
        LOADING_COMPLAIN(loading, parameter->node, "value", "%s", err.message);
}

static void check_controls(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;

    if (!procedure->is_engagement && procedure->control_count == 0)
        LOADING_COMPLAIN(loading, procedure->node, NULL,
                TR("the procedure names no control: add <control>, or scope=\"engagement\"",
                        "管理策がありません。<control>か、scope=\"engagement\"が必要です"));
    if (procedure->is_engagement && procedure->control_count > 0)
        LOADING_COMPLAIN(loading, procedure->controls[0].node, NULL,
                TR("a procedure on the engagement as a whole names no control",
                        "業務全体に対する手続に管理策は書けません"));
}

static void check_axes(struct loading *loading,
        const struct procedure_population *population, const struct procedure_item *a,
        const struct procedure_item *b)
{
    for (size_t i = 0; a && b && i < b->column_count; i++) {
        for (size_t k = 0; k < a->column_count; k++) {
            if (!a->columns[k].name || !b->columns[i].name ||
                    strcasecmp(a->columns[k].name, b->columns[i].name) != 0)
                continue;
            LOADING_COMPLAIN(loading, population->node, "each",
                    TR("'%s' and '%s' both have a column '%s': give one another name",
                            "「%s」と「%s」の両方に列「%s」があります。一方の名前を変えてください"),
                    a->id ? a->id : "", b->id ? b->id : "", b->columns[i].name);
        }
    }
}

static void check_grid(struct loading *loading,
        const struct procedure_population *population)
{
    const struct procedure_item *a = population->each[0] ? population->each[0]->from
                                                         : NULL;
    const struct procedure_item *b = population->each[1] ? population->each[1]->from
                                                         : NULL;

    check_axes(loading, population, a, b);
    if (population->cell)
        check_axes(loading, population, a, &procedure_cells);
}

static void check_population(struct loading *loading,
        const struct procedure_population *population)
{
    const struct xml_node *node = population->node;
    static const char *const of_items[] = {"at", "at-missing", "tail", "where"};
    bool has_from = xml_attribute(node, "from"), is_grid = xml_attribute(node, "each");

    if (has_from == is_grid)
        LOADING_COMPLAIN(loading, node, is_grid ? "each" : NULL,
                TR("<population> needs either from= or each=",
                        "<population>にはfrom=かeach=のどちらか一方が必要です"));
    for (size_t i = 0; is_grid && i < ARRAY_LENGTH(of_items); i++) {
        if (xml_attribute(node, of_items[i]))
            LOADING_COMPLAIN(loading, node, of_items[i],
                    TR("a grid has no %s of its own: put it on the populations it is made of",
                            "組合せの母集団に%sは書けません。もとの母集団に書いてください"),
                    of_items[i]);
    }
    if (xml_attribute(node, "at-missing") && !xml_attribute(node, "at"))
        LOADING_COMPLAIN(loading, node, "at-missing",
                TR("at-missing has a meaning only with at=",
                        "at-missingはat=があるときだけ意味をもちます"));
    check_grid(loading, population);
    if (population->where && population->from)
        lint_sql_condition(loading, population);
}

static bool is_regex(struct loading *loading, const struct procedure_check *check,
        const char *pattern)
{
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct error err = {0};

    if (regex_compile(pattern, &regex, &err))
        return true;
    LOADING_COMPLAIN(loading, check->node, "pattern", "%s", err.message);
    return false;
}

/* As written first, so that the message tells where in that; then as it is used, which
 * only a pattern of half a bracket survives. */
static void check_regex(struct loading *loading, const struct procedure_check *check)
{
    const char *written = xml_attribute(check->node, "pattern");

    if (check->pattern && written && is_regex(loading, check, written))
        (void)is_regex(loading, check, check->pattern);
    for (size_t i = 0; i < check->bound_count; i++)
        check_regex(loading, &check->bounds[i]);
}

static bool is_counterpart(const struct procedure *procedure,
        const struct procedure_item *item, const struct procedure_population *population)
{
    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct procedure_test *test = &procedure->tests[i];

        for (size_t k = 0; k < test->check_count; k++) {
            if (item && test->checks[k].evidence == item)
                return true;
            if (population && test->checks[k].among == population)
                return true;
        }
        for (size_t k = 0; k < test->alternative_count; k++) {
            const struct procedure_alternative *route = &test->alternatives[k];

            if (route->check_count > 0 &&
                    ((item && route->checks[0].evidence == item) ||
                            (population && route->checks[0].among == population)))
                return true;
        }
    }
    return false;
}

/* What tests read, directly or through what they read. A population's items are those of
 * its grid too. */
static void mark_used(struct loading *loading, struct compile_source *used,
        struct error *err)
{
    const struct procedure *procedure = loading->procedure;

    for (size_t i = 0; i < procedure->test_count; i++) {
        const struct procedure_test *test = &procedure->tests[i];

        if (test->over)
            compile_source_add_population(used, test->over);
        if (test->sql && !compile_source_add_sql(used, test->sql, err))
            return;
    }
    for (size_t i = 0; i < procedure->step_count; i++) {
        const struct procedure_step *step = &procedure->steps[i];

        if (step->each == PROCEDURE_EACH_RECORD)
            compile_source_add_population(used,
                    procedure_find_population(procedure, step->of));
    }
    for (size_t i = 0; i < procedure->sample_count; i++) {
        if (procedure->samples[i].of)
            compile_source_add_population(used, procedure->samples[i].of);
    }
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (is_counterpart(procedure, NULL, &procedure->populations[i]))
            used->populations[i] = true;
    }
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (is_counterpart(procedure, &procedure->items[i], NULL))
            used->items[i] = true;
    }
}

static void warn_unused(struct loading *loading, const struct xml_node *node,
        const char *what, const char *id)
{
    if (id)
        LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, node, NULL,
                TR("%s '%s' is never used: use it, or leave it out",
                        "%s「%s」は使われていません。使うか、削ってください"),
                what, id);
}

static void check_use(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;
    struct compile_source used;
    struct error err = {0};

    if (!compile_source_init(procedure, loading->arena, &used, &err))
        return;
    mark_used(loading, &used, &err);
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (!used.items[i])
            warn_unused(loading, procedure->items[i].node, TR("evidence", "証跡"),
                    procedure->items[i].id);
    }
    for (size_t i = 0; i < procedure->population_count; i++) {
        if (!used.populations[i])
            warn_unused(loading, procedure->populations[i].node,
                    TR("population", "母集団"), procedure->populations[i].id);
    }
    for (size_t i = 0; i < procedure->relation_count; i++) {
        if (!used.relations[i])
            warn_unused(loading, procedure->relations[i].node,
                    TR("relation", "問い合わせ"), procedure->relations[i].id);
    }
}

static void check_conditions(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;

    for (size_t i = 0; i < procedure->population_count; i++)
        lint_fail_sql(loading, procedure->populations[i].node, "where",
                procedure->populations[i].where);
    for (size_t i = 0; i < procedure->relation_count; i++)
        lint_fail_sql(loading, procedure->relations[i].node, NULL,
                procedure->relations[i].sql);
    for (size_t i = 0; i < procedure->test_count; i++)
        lint_fail_sql(loading, procedure->tests[i].sql_node, NULL,
                procedure->tests[i].sql);
}

static void check_sql(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;

    for (size_t i = 0; i < procedure->relation_count; i++)
        lint_sql_relation(loading, i);
    for (size_t i = 0; i < procedure->test_count; i++) {
        if (procedure->tests[i].sql)
            lint_sql_exceptions(loading, &procedure->tests[i]);
        for (size_t k = 0; k < procedure->tests[i].check_count; k++)
            check_regex(loading, &procedure->tests[i].checks[k]);
        for (size_t k = 0; k < procedure->tests[i].alternative_count; k++) {
            const struct procedure_alternative *route =
                    &procedure->tests[i].alternatives[k];

            for (size_t c = 0; c < route->check_count; c++)
                check_regex(loading, &route->checks[c]);
        }
    }
}

void lint_procedure(const struct procedure *procedure, struct arena *arena,
        struct complaint_list *complaints)
{
    struct procedure copy = *procedure;
    struct loading loading = {procedure->file, arena, NULL, &copy, complaints};

    check_names(&loading);
    check_controls(&loading);
    for (size_t i = 0; i < procedure->parameter_count; i++)
        check_parameter(&loading, &procedure->parameters[i]);
    for (size_t i = 0; i < procedure->population_count; i++)
        check_population(&loading, &procedure->populations[i]);
    lint_step_check(&loading);
    check_sql(&loading);
    check_conditions(&loading);
    lint_fail_check(&loading);
    check_use(&loading);
    lint_text_check(&loading);
    lint_sensitive(&loading);
}

static const struct catalogue *find_catalogue(const struct catalogue *const *catalogues,
        size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(catalogues[i]->id, id) == 0)
            return catalogues[i];
    }
    return NULL;
}

/* A label is short: all those of the catalogue are candidates. */
static const char *nearest_ref(const struct catalogue *catalogue, const char *ref,
        struct arena *arena)
{
    const char **refs;
    struct error err = {0};

    if (!arena_allocate(arena, (catalogue->count + 1) * sizeof(*refs), &refs, &err))
        return NULL;
    for (size_t i = 0; i < catalogue->count; i++)
        refs[i] = catalogue->controls[i].ref;
    return text_find_nearest(ref, refs);
}

static void check_control(const struct procedure *procedure,
        const struct procedure_control *control, const struct catalogue *catalogue,
        struct complaint_list *complaints)
{
    struct loading_place place = loading_place(control->node,
            catalogue ? "ref" : "catalogue");
    const char *nearest;

    if (!catalogue) {
        complaint_add(complaints, COMPLAINT_WARNING, procedure->file, place.line,
                place.column,
                TR("the catalogue '%s' is not here: its control %s cannot be looked up",
                        "カタログ「%s」がないため、管理策%sを確かめられません"),
                control->catalogue, control->ref);
        return;
    }
    if (catalogue_find(catalogue, control->ref))
        return;
    nearest = nearest_ref(catalogue, control->ref, &complaints->arena);
    complaint_add(complaints, COMPLAINT_ERROR, procedure->file, place.line, place.column,
            nearest ? TR("the catalogue '%s' has no control '%s'; did you mean '%s'?",
                              "カタログ「%s」に管理策「%s」はありません。「%s」のことですか。")
                    : TR("the catalogue '%s' has no control '%s'%s",
                              "カタログ「%s」に管理策「%s」はありません%s"),
            control->catalogue, control->ref, nearest ? nearest : "");
}

void lint_controls(const struct procedure *procedure,
        const struct catalogue *const *catalogues, size_t count,
        struct complaint_list *complaints)
{
    for (size_t i = 0; i < procedure->control_count; i++)
        check_control(procedure, &procedure->controls[i],
                find_catalogue(catalogues, count, procedure->controls[i].catalogue),
                complaints);
}

struct wording_check {
    const struct procedure *procedure;
    const struct wording *wording;
    struct complaint_list *complaints;
};

static void check_wording(struct lint_text_visitor *visitor, const struct xml_node *node,
        const char *element, const struct procedure_text *text)
{
    const struct wording_check *check = visitor->context;

    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++) {
        const struct xml_node *place = lint_text_node(node, element, language);
        const struct wording_phrase *phrase = NULL;
        struct slice piece;

        if (text->in[language])
            phrase = wording_find(check->wording, language, text->in[language],
                    &check->complaints->arena, &piece);
        if (phrase)
            complaint_add(check->complaints, COMPLAINT_WARNING, check->procedure->file,
                    place->line, place->column,
                    TR("'%.*s' states an opinion: say what was done and what was found%s%s",
                            "「%.*s」は意見の表明です。行ったことと見つかった事実を書いてください%s%s"),
                    (int)piece.size, piece.text,
                    phrase->instead ? TR("; e.g. ", "。例: ") : "",
                    phrase->instead ? phrase->instead : "");
    }
}

/* A title that says what is so would be read as what was found. */
static void check_title(const struct wording_check *check, const struct xml_node *node)
{
    for (enum text_language language = TEXT_JA; language <= TEXT_EN; language++) {
        const char *text = xml_text_in(node, "title", text_language_name(language));
        const struct xml_node *place = lint_text_node(node, "title", language);
        struct slice piece;

        if (text &&
                !wording_find(check->wording, language, text, &check->complaints->arena,
                        &piece) &&
                wording_find_in_title(check->wording, language, text,
                        &check->complaints->arena, &piece))
            complaint_add(check->complaints, COMPLAINT_WARNING, check->procedure->file,
                    place->line, place->column,
                    TR("the title states what is so ('%.*s'): name what is done, as \"Inspect ... and compare ...\"",
                            "表題が結果を述べています（「%.*s」）。「…を閲覧し、照合する」のように、行うことを書いてください"),
                    (int)piece.size, piece.text);
    }
}

void lint_wording(const struct procedure *procedure, const struct wording *wording,
        struct complaint_list *complaints)
{
    struct wording_check check = {procedure, wording, complaints};
    struct lint_text_visitor visitor = {check_wording, &check};

    lint_text_visit(procedure, &visitor);
    check_title(&check, procedure->node);
    for (const struct xml_node *part = procedure->node->children; part;
            part = part->next) {
        if (strcmp(part->name, "test") == 0 || strcmp(part->name, "step") == 0)
            check_title(&check, part);
    }
}
