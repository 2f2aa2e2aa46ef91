#include "procedures/lint_fail.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/base/regex.h"
#include "procedures/lint_words.h"

/* A hundred years, in each unit that a limit may have. */
static const double century[] = {[PROCEDURE_SECONDS] = 36525.0 * 86400,
        [PROCEDURE_MINUTES] = 36525.0 * 1440,
        [PROCEDURE_HOURS] = 36525.0 * 24,
        [PROCEDURE_DAYS] = 36525.0};

/* A check, and the test it stands in. */
struct judged {
    const struct procedure_test *test;
    const struct procedure_check *check;
};

/* ---- what may be wrong ---- */

static bool has_value(const struct procedure_check *check, const char *const *words)
{
    for (size_t i = 0; i < check->value_count; i++) {
        for (size_t k = 0; words[k]; k++) {
            if (check->values[i] && strcasecmp(check->values[i], words[k]) == 0)
                return true;
        }
    }
    return false;
}

static bool names_all(const struct judged *judged)
{
    static const char *const truths[] = {"1", "true", NULL};
    static const char *const falsehoods[] = {"0", "false", NULL};
    const struct procedure_check *check = judged->check;

    return check->kind == PROCEDURE_ONE_OF && check->operand_count == 1 &&
            check->operands[0].type == PROGRAM_BOOLEAN && has_value(check, truths) &&
            has_value(check, falsehoods);
}

static bool fits_all(const struct judged *judged)
{
    static const char *const texts[] = {"a", "0", "~!", "漢 字", "AB-12_x.y"};
    const struct procedure_check *check = judged->check;
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct error err = {0};

    if (check->kind != PROCEDURE_MATCHES || !check->pattern ||
            !regex_compile(check->pattern, &regex, &err))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        bool matched;

        if (!regex_match(regex, texts[i], strlen(texts[i]), NULL, 0, &matched, &err) ||
                !matched)
            return false;
    }
    return true;
}

static bool is_same_operand(const struct procedure_operand *a,
        const struct procedure_operand *b)
{
    return a->side == b->side && a->name && b->name && strcasecmp(a->name, b->name) == 0;
}

/* Where a check lists columns, one that stands there twice is refused already. */
static bool compares_itself(const struct judged *judged)
{
    const struct procedure_check *check = judged->check;

    return check->kind == PROCEDURE_WITHIN && check->operand_count == 2 &&
            is_same_operand(&check->operands[0], &check->operands[1]);
}

/* Of a literal; what a parameter says is the engagement's. */
static bool is_beyond(const char *limit, double most)
{
    char *end;
    double number;

    if (!limit || *limit == ':')
        return false;
    number = strtod(limit, &end);
    return end != limit && *end == '\0' && number >= most;
}

static bool has_vast_limit(const struct judged *judged)
{
    const struct procedure_check *check = judged->check;

    return (check->kind == PROCEDURE_WITHIN || check->kind == PROCEDURE_NO_GAP) &&
            !check->at_least && (size_t)check->unit < ARRAY_LENGTH(century) &&
            is_beyond(check->at_most, century[check->unit]);
}

static bool counts_anything(const struct judged *judged)
{
    const struct procedure_check *check = judged->check;

    return check->kind == PROCEDURE_COUNT && !check->max &&
            (!check->min || strcmp(check->min, "0") == 0 || strcmp(check->min, "1") == 0);
}

static bool is_own_counterpart(const struct judged *judged)
{
    const struct procedure_check *check = judged->check;
    const struct procedure_population *over = judged->test->over;

    if ((check->kind != PROCEDURE_MATCH && check->kind != PROCEDURE_ABSENT) || !over ||
            check->bound_count > 0 || check->same_count == 0 ||
            (check->among ? check->among != over
                          : !over->from || check->evidence != over->from))
        return false;
    for (size_t i = 0; i < check->same_count; i++) {
        const struct procedure_same *same = &check->same[i];

        if (!same->record.name || !same->counterpart.name ||
                strcasecmp(same->record.name, same->counterpart.name) != 0)
            return false;
    }
    return true;
}

/* To add a rule: here, with its two samples in tests/procedures_bad/. */
static const struct {
    bool (*is_so)(const struct judged *judged);
    const char *attribute;
    const char *en, *ja;
} rules[] = {
        {names_all, "values",
                "every value of a boolean is among them: the check cannot fail; leave one out, or say <filled>",
                "真偽値のすべての値が書かれており、この検査は必ず成り立ちます。一方を除くか、<filled>にしてください"},
        {fits_all, "pattern",
                "every text fits this pattern: the check cannot fail; say what the form is, or <filled>",
                "どの文字列もこの形に合い、この検査は必ず成り立ちます。形を定めるか、<filled>にしてください"},
        {compares_itself, NULL,
                "a column is compared with itself: the answer is the same for every record; name another one",
                "同じ列どうしを比べており、どのレコードでも答えが同じです。別の列にしてください"},
        {has_vast_limit, "at-most",
                "no record passes a limit of a hundred years or more: the check cannot fail; say a limit that can be met",
                "100年以上の上限を超えるレコードはなく、この検査は必ず成り立ちます。超えうる上限にしてください"},
        {counts_anything, "min",
                "every group that is seen has at least one record: the check cannot fail; say a larger min=, or max=",
                "数えられる組には必ず1件以上あり、この検査は必ず成り立ちます。minを大きくするか、maxを書いてください"},
        {is_own_counterpart, "evidence",
                "each record is its own counterpart: the answer is the same for every record; compare with other evidence, or add a bound",
                "どのレコードも自分自身が相手になり、答えが同じになります。別の証拠と突合するか、条件を加えてください"},
};

static void judge(struct loading *loading, const struct procedure_test *test,
        const struct procedure_check *check)
{
    const struct judged judged = {test, check};

    for (size_t i = 0; check->node && i < ARRAY_LENGTH(rules); i++) {
        if (rules[i].is_so(&judged))
            LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, check->node,
                    rules[i].attribute, "%s", TR(rules[i].en, rules[i].ja));
    }
    for (size_t i = 0; i < check->bound_count; i++)
        judge(loading, test, &check->bounds[i]);
}

void lint_fail_check(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;

    for (size_t i = 0; i < procedure->test_count; i++) {
        for (size_t k = 0; k < procedure->tests[i].check_count; k++)
            judge(loading, &procedure->tests[i], &procedure->tests[i].checks[k]);
    }
}

/* ---- SQL ---- */

static bool is_literal(const struct sqltext *text, size_t i)
{
    return i < text->count &&
            (text->tokens[i].kind == SQLTEXT_NUMBER ||
                    text->tokens[i].kind == SQLTEXT_STRING ||
                    sqltext_is(text, i, "TRUE") || sqltext_is(text, i, "FALSE") ||
                    sqltext_is(text, i, "NULL"));
}

static bool is_comparison(const struct sqltext *text, size_t i)
{
    static const char *const operators[] = {"=", "==", "<>", "!=", "<", ">", "<=", ">="};

    for (size_t k = 0; k < ARRAY_LENGTH(operators); k++) {
        if (sqltext_is(text, i, operators[k]))
            return true;
    }
    return false;
}

/* Where a condition that begins before it may end. */
static bool is_end(const struct sqltext *text, size_t i)
{
    static const char *const words[] = {")", ";", "AND", "OR", "GROUP", "ORDER", "LIMIT",
            "UNION", "EXCEPT", "INTERSECT", "HAVING", "WINDOW"};

    for (size_t k = 0; k < ARRAY_LENGTH(words); k++) {
        if (sqltext_is(text, i, words[k]))
            return true;
    }
    return i >= text->count;
}

/* A literal, or a comparison of two, begins at token i. */
static bool is_constant(const struct sqltext *text, size_t i)
{
    return is_literal(text, i) &&
            (is_end(text, i + 1) ||
                    (is_comparison(text, i + 1) && is_literal(text, i + 2) &&
                            is_end(text, i + 3)));
}

/* In `between a and b` the AND begins no condition. */
static bool is_of_between(const struct sqltext *text, size_t i)
{
    return i >= 2 && sqltext_is(text, i, "AND") &&
            (sqltext_is(text, i - 2, "BETWEEN") ||
                    (i >= 4 && sqltext_is(text, i - 4, "BETWEEN")));
}

static bool begins_condition(const struct sqltext *text, size_t i)
{
    return sqltext_is(text, i, "WHERE") || sqltext_is(text, i, "HAVING") ||
            sqltext_is(text, i, "ON") || sqltext_is(text, i, "OR") ||
            (sqltext_is(text, i, "AND") && !is_of_between(text, i));
}

static bool is_zero(const struct sqltext *text, size_t i)
{
    return i < text->count && text->tokens[i].kind == SQLTEXT_NUMBER &&
            text->tokens[i].size == 1 && text->tokens[i].text[0] == '0';
}

/* `1 AS record_id`: between SELECT or a comma and AS stands no name. */
static bool is_made_up(const struct sqltext *text, size_t as)
{
    unsigned depth = text->tokens[as].depth;

    if (!sqltext_is(text, as, "AS") || !sqltext_is_name(text, as + 1, "record_id"))
        return false;
    for (size_t i = as; i-- > 0;) {
        const struct sqltext_token *token = &text->tokens[i];

        if (token->depth == depth &&
                (sqltext_is(text, i, ",") || sqltext_is(text, i, "SELECT")))
            return true;
        if ((token->kind == SQLTEXT_WORD || token->kind == SQLTEXT_QUOTED) &&
                !sqltext_is(text, i + 1, "("))
            return false;
    }
    return false;
}

static void judge_record(struct lint_sql *lint, size_t i)
{
    if (is_made_up(&lint->text, i))
        LINT_COMPLAIN(lint, lint->text.tokens[i].offset,
                TR("this record_id is made up: it must be a table's own, or nobody finds the record",
                        "record_idが作られた値です。表のrecord_idでないと、レコードまでたどれません"));
}

static void judge_word(struct lint_sql *lint, size_t i)
{
    const struct sqltext *text = &lint->text;
    bool is_whole = i == 0 && lint->attribute; /* a population's where */

    if ((is_whole && is_constant(text, 0)) ||
            (begins_condition(text, i) && is_constant(text, i + 1)))
        LINT_WARN(lint, text->tokens[is_whole && is_constant(text, 0) ? 0 : i + 1].offset,
                TR("this condition is the same for every record: say what is asked of the evidence, or leave it out",
                        "この条件はどのレコードでも同じです。証拠に対する条件を書くか、削ってください"));
    if (is_comparison(text, i) && sqltext_is(text, i + 1, "NULL"))
        LINT_WARN(lint, text->tokens[i].offset,
                TR("nothing equals NULL, and nothing differs from it: write IS NULL or IS NOT NULL",
                        "NULLと等しい値も異なる値もありません。IS NULLかIS NOT NULLと書いてください"));
    if (sqltext_is(text, i, "LIMIT") && is_zero(text, i + 1))
        LINT_WARN(lint, text->tokens[i].offset,
                TR("LIMIT 0 gives no rows: the test cannot fail",
                        "LIMIT 0は1行も返さず、このテストは必ず成り立ちます"));
}

void lint_fail_sql(struct loading *loading, const struct xml_node *node,
        const char *attribute, const char *sql)
{
    struct lint_sql lint = {.loading = loading,
            .node = node,
            .attribute = attribute,
            .sql = sql};
    struct error err = {0};

    if (!sql || !sqltext_split(sql, loading->arena, &lint.text, &err) ||
            lint.text.problem != SQLTEXT_SOUND)
        return;
    for (size_t i = 0; i < lint.text.count; i++) {
        judge_word(&lint, i);
        judge_record(&lint, i);
    }
}
