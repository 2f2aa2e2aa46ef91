#include "procedures/load_test.h"

#include <string.h>

#include "procedures/finding_text.h"
#include "procedures/load_alternative.h"
#include "procedures/load_check.h"

#define CHECKS_MAX 50

static const struct procedure_population *find_population(struct loading *loading,
        const struct xml_node *node)
{
    const char *id = xml_attribute(node, "over");
    const struct procedure_population *found =
            procedure_find_population(loading->procedure, id);
    struct loading_names names = {.count = 0};

    if (!id || found)
        return found;
    for (size_t i = 0; i < loading->procedure->population_count; i++)
        loading_names_add(&names, loading->procedure->populations[i].id);
    LOADING_COMPLAIN(loading, node, "over",
            TR("there is no population '%s'%s", "母集団「%s」はありません%s"), id,
            loading_hint(id, names.items).text);
    return NULL;
}

static void find_subject(struct loading *loading, const struct xml_node *node,
        struct procedure_test *test)
{
    const char *id = xml_attribute(node, "subject");
    const struct procedure_population *population =
            procedure_find_population(loading->procedure, id);
    struct loading_names names = {.count = 0};

    if (!id) {
        test->subject = test->over ? test->over->from : NULL;
        if (test->over && !test->over->from && test->over->axis_count != 1)
            LOADING_COMPLAIN(loading, node, NULL,
                    TR("over a grid, subject= must say whose record_id the rows carry",
                            "組合せの母集団では、行のrecord_idがどの証跡のものかをsubject=に書いてください"));
        return;
    }
    test->subject = procedure_find_item(loading->procedure, id);
    if (!test->subject && population)
        test->subject = population->from;
    if (test->subject)
        return;
    for (size_t i = 0; i < loading->procedure->item_count; i++)
        loading_names_add(&names, loading->procedure->items[i].id);
    LOADING_COMPLAIN(loading, node, "subject",
            TR("there is no evidence or population '%s'%s",
                    "証跡又は母集団「%s」はありません%s"),
            id, loading_hint(id, names.items).text);
}

static void find_keys(struct loading *loading, const struct xml_node *node,
        struct procedure_test *test)
{
    const char **words;
    size_t count = loading_words(loading, xml_attribute(node, "keys"), &words);

    test->is_unguarded = count == 1 && strcmp(words[0], "none") == 0;
    if (test->is_unguarded || count == 0)
        return;
    if (count % 2 != 0)
        LOADING_COMPLAIN(loading, node, "keys",
                TR("keys come in pairs: \"item.column item.column\"",
                        "キーは「証跡.列 証跡.列」の組で書いてください"));
    test->keys = loading_allocate(loading, count / 2, sizeof(*test->keys));
    for (size_t i = 0; test->keys && i + 1 < count; i += 2) {
        struct procedure_key_pair *pair = &test->keys[test->key_count];
        bool has_left = load_operand_qualified(loading, node, "keys", words[i],
                &pair->left);
        bool has_right = load_operand_qualified(loading, node, "keys", words[i + 1],
                &pair->right);

        if (has_left && has_right)
            test->key_count++;
    }
}

static void read_sql(struct loading *loading, const struct xml_node *node,
        struct procedure_test *test)
{
    test->sql = loading_sql(loading, node);
    test->sql_node = node;
    find_subject(loading, node, test);
    find_keys(loading, node, test);
    if (!test->finding.in[TEXT_JA] && !test->finding.in[TEXT_EN])
        LOADING_COMPLAIN(loading, test->node, NULL,
                TR("a test in SQL has no text of its own: write <finding>",
                        "SQLの検査には既定の文がありません。<finding>を書いてください"));
}

static void check_mixture(struct loading *loading, const struct procedure_test *test)
{
    size_t wholes = 0;

    for (size_t i = 0; i < test->check_count; i++)
        wholes += procedure_is_set_check(test->checks[i].kind);
    if (test->sql ? test->check_count > 0 : wholes > 0 && test->check_count > 1)
        LOADING_COMPLAIN(loading, test->node, NULL,
                TR("a test has checks on each record, or one check on the whole population, or one "
                   "<exceptions>: make several tests of it",
                        "一つの検査に書けるのは、記録ごとの検査、母集団全体の検査一つ、<exceptions>一つのいずれかです。検査を分けてください"));
    if (!test->sql && test->check_count == 0)
        LOADING_COMPLAIN(loading, test->node, NULL,
                TR("the test checks nothing: write a check or <exceptions>",
                        "何も検査していません。検査か<exceptions>を書いてください"));
    if (test->check_count > CHECKS_MAX)
        LOADING_COMPLAIN(loading, test->node, NULL,
                TR("more than %d checks in one test: make several tests of it",
                        "一つの検査に書ける項目は%dまでです。検査を分けてください"),
                CHECKS_MAX);
    if (wholes > 0 && test->over && test->over->each[0])
        LOADING_COMPLAIN(loading, test->checks[0].node, NULL,
                TR("%s looks at the records of one item, not at a grid",
                        "%sは一つの証跡の記録を調べます。組合せの母集団には使えません"),
                test->checks[0].name);
}

void load_test_read(struct loading *loading, const struct xml_node *node,
        struct procedure_test *ret_test)
{
    const struct xml_node *exceptions = xml_child(node, "exceptions");
    struct load_scope scope = {.over = NULL};

    *ret_test = (struct procedure_test){.node = node, .id = xml_attribute(node, "id")};
    ret_test->technique = xml_attribute(node, "technique");
    ret_test->title = loading_text(loading, node, "title");
    ret_test->finding = loading_text(loading, node, "finding");
    ret_test->over = find_population(loading, node);
    scope.over = ret_test->over;
    load_check_list(loading, &scope, node, &ret_test->checks, &ret_test->check_count);
    load_alternative_list(loading, &scope, node, ret_test);
    if (exceptions)
        read_sql(loading, exceptions, ret_test);
    check_mixture(loading, ret_test);
    finding_text_complete(loading, ret_test);
}
