#include "procedures/load_alternative.h"

#include <string.h>

#include "procedures/load_check.h"
#include "procedures/load_counterpart.h"

#define ALTERNATIVES_MAX 20

/* Other evidence: the route is a match of its own. */
static void read_match(struct loading *loading, const struct load_scope *scope,
        struct procedure_alternative *alternative)
{
    struct procedure_check *check = loading_allocate(loading, 1, sizeof(*check));

    if (!check)
        return;
    check->kind = PROCEDURE_MATCH;
    check->node = alternative->node;
    check->name = alternative->node->name;
    check->is_alternative = true;
    load_counterpart_match(loading, scope, check);
    alternative->checks = check;
    alternative->check_count = 1;
    if (!xml_child(alternative->node, "same"))
        LOADING_COMPLAIN(loading, alternative->node, NULL,
                TR("<alternative evidence=...> needs <same>: by what its records belong to the tested one",
                        "<alternative evidence=…>には、対応する記録を突き合わせる<same>が必要です"));
}

static void read_checks(struct loading *loading, const struct load_scope *scope,
        struct procedure_alternative *alternative)
{
    static const char *const of_evidence[] = {"same", "inside"};

    for (size_t i = 0; i < ARRAY_LENGTH(of_evidence); i++) {
        if (xml_child(alternative->node, of_evidence[i]))
            LOADING_COMPLAIN(loading, xml_child(alternative->node, of_evidence[i]), NULL,
                    TR("<%s> has a meaning only with evidence= on the <alternative>",
                            "<%s>は<alternative>にevidence=があるときだけ意味をもちます"),
                    of_evidence[i]);
    }
    load_check_list(loading, scope, alternative->node, &alternative->checks,
            &alternative->check_count);
    if (alternative->check_count == 0)
        LOADING_COMPLAIN(loading, alternative->node, NULL,
                TR("the alternative asks nothing: every record would take it",
                        "何も調べていません。すべての記録がこの経路によることになります"));
}

static void check_ids(struct loading *loading, const struct procedure_test *test)
{
    for (size_t i = 1; i < test->alternative_count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (test->alternatives[i].id && test->alternatives[k].id &&
                    strcmp(test->alternatives[i].id, test->alternatives[k].id) == 0)
                LOADING_COMPLAIN(loading, test->alternatives[i].node, "id",
                        TR("'%s' is taken: every alternative of a test needs an id of its own",
                                "「%s」はすでに使われています。検査の中の別経路には別々のidを付けてください"),
                        test->alternatives[i].id);
        }
    }
}

static void complain_of_place(struct loading *loading, const struct procedure_test *test,
        const struct xml_node *node)
{
    bool is_set = test->check_count > 0 && procedure_is_set_check(test->checks[0].kind);

    if (xml_child(test->node, "exceptions") || is_set)
        LOADING_COMPLAIN(loading, node, NULL,
                TR("other routes are asked of single records: they go with record checks alone",
                        "別経路は記録ごとに調べます。記録ごとの検査とともにだけ書けます"));
}

void load_alternative_list(struct loading *loading, const struct load_scope *scope,
        const struct xml_node *node, struct procedure_test *test)
{
    size_t count = loading_count(loading, node, "alternative");
    struct load_scope inner = *scope;

    if (count > ALTERNATIVES_MAX)
        count = ALTERNATIVES_MAX;
    inner.found = test->checks;
    inner.found_count = test->check_count;
    test->alternatives = loading_allocate(loading, count, sizeof(*test->alternatives));
    for (const struct xml_node *child = xml_child(node, "alternative");
            test->alternatives && test->alternative_count < count;
            child = xml_next(child, "alternative")) {
        struct procedure_alternative *alternative =
                &test->alternatives[test->alternative_count++];

        alternative->node = child;
        alternative->id = xml_attribute(child, "id");
        alternative->title = loading_text(loading, child, "title");
        complain_of_place(loading, test, child);
        if (xml_attribute(child, "evidence"))
            read_match(loading, &inner, alternative);
        else
            read_checks(loading, &inner, alternative);
    }
    check_ids(loading, test);
}
