#include "procedures/lint_step.h"

#include <string.h>

#include "engine/base/date.h"
#include "engine/base/decimal.h"

/* An attribute that has a meaning for one type of answer alone. */
struct fitting {
    const char *attribute;
    enum procedure_answer_type type;
    const char *type_name;
};

static void check_fitting(struct loading *loading, const struct procedure_answer *answer)
{
    static const struct fitting fittings[] = {
            {"options", PROCEDURE_ANSWER_CHOICE, "choice"},
            {"at-least", PROCEDURE_ANSWER_NUMBER, "number"},
            {"at-most", PROCEDURE_ANSWER_NUMBER, "number"},
            {"not-before", PROCEDURE_ANSWER_DATE, "date"},
            {"not-after", PROCEDURE_ANSWER_DATE, "date"},
    };

    for (size_t i = 0; i < ARRAY_LENGTH(fittings); i++) {
        if (answer->type != fittings[i].type &&
                xml_attribute(answer->node, fittings[i].attribute))
            LOADING_COMPLAIN(loading, answer->node, fittings[i].attribute,
                    TR("%s= has a meaning only with type=\"%s\"",
                            "%s=はtype=\"%s\"のときだけ意味をもちます"),
                    fittings[i].attribute, fittings[i].type_name);
    }
    if (answer->type != PROCEDURE_ANSWER_CHOICE && xml_child(answer->node, "option"))
        LOADING_COMPLAIN(loading, xml_child(answer->node, "option"), NULL,
                TR("<option> has a meaning only with type=\"choice\"",
                        "<option>はtype=\"choice\"のときだけ意味をもちます"));
    if (answer->expected_count > 0 &&
            (answer->type == PROCEDURE_ANSWER_TEXT ||
                    answer->type == PROCEDURE_ANSWER_DATE))
        LOADING_COMPLAIN(loading, answer->node, "expected",
                answer->type == PROCEDURE_ANSWER_TEXT
                        ? TR("a text cannot be expected to the letter: ask a choice beside it, and let the "
                             "text say what was seen",
                                  "文の回答を一字一句期待することはできません。判定はchoiceの回答で行い、文には見たことを書かせてください")
                        : TR("a date is bounded with not-before= and not-after=",
                                  "日付の期待はnot-before=とnot-after=で書いてください"));
}

static bool is_option(const struct procedure_answer *answer, const char *word,
        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (answer->options[i].value && strcmp(answer->options[i].value, word) == 0)
            return true;
    }
    return false;
}

static void check_option(struct loading *loading, const struct procedure_answer *answer,
        size_t index)
{
    const struct procedure_option *option = &answer->options[index];

    if (!option->value)
        return;
    if (is_option(answer, option->value, index))
        LOADING_COMPLAIN(loading, option->node ? option->node : answer->node,
                option->node ? "value" : "options",
                TR("the option '%s' is there twice", "選択肢「%s」が二つあります"),
                option->value);
    if (!option->node && !option->title.in[TEXT_JA])
        LOADING_COMPLAIN(loading, answer->node, "options",
                TR("the option '%1$s' has no words of its own: write <option value=\"%1$s\"> with titles in "
                   "place of options= (yes, no, partly and none have theirs)",
                        "選択肢「%1$s」には既定の表示がありません。options=の代わりに<option value=\"%1$s\">と表題を書いてください（yes・no・partly・noneには既定の表示があります）"),
                option->value);
}

static void check_choice(struct loading *loading, const struct procedure_answer *answer)
{
    struct loading_names names = {.count = 0};

    if (answer->option_count < 2)
        LOADING_COMPLAIN(loading, answer->node, NULL,
                TR("a choice needs two options or more: options=\"yes no\", or <option>",
                        "選択の回答には二つ以上の選択肢（options=\"yes no\"、又は<option>）が必要です"));
    for (size_t i = 0; i < answer->option_count; i++) {
        check_option(loading, answer, i);
        loading_names_add(&names, answer->options[i].value);
    }
    for (size_t i = 0; i < answer->expected_count; i++) {
        if (!is_option(answer, answer->expected[i], answer->option_count))
            LOADING_COMPLAIN(loading, answer->node, "expected",
                    TR("'%s' is expected, but no option%s",
                            "期待する「%s」が選択肢にありません%s"),
                    answer->expected[i],
                    loading_hint(answer->expected[i], names.items).text);
    }
    if (answer->expected_count > 0 && answer->expected_count >= answer->option_count)
        LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, answer->node, "expected",
                TR("every option is expected: no answer can be an exception",
                        "すべての選択肢が期待されているため、どの回答も例外になりません"));
}

static void check_parameter(struct loading *loading,
        const struct procedure_answer *answer, const char *attribute, const char *name,
        enum program_type type)
{
    const struct procedure_parameter *parameter =
            procedure_find_parameter(loading->procedure, name);
    struct loading_names names = {.count = 0};

    for (size_t i = 0; i < loading->procedure->parameter_count; i++)
        loading_names_add(&names, loading->procedure->parameters[i].name);
    if (!parameter)
        LOADING_COMPLAIN(loading, answer->node, attribute,
                TR("there is no parameter ':%s'%s", "パラメーター「:%s」はありません%s"),
                name, loading_hint(name, names.items).text);
    else if (parameter->type != type)
        LOADING_COMPLAIN(loading, answer->node, attribute,
                TR("':%s' is of type %s: the bound needs %s",
                        "「:%s」の型は%sです。限度には%sが必要です"),
                name, program_type_name(parameter->type), program_type_name(type));
}

static void check_number(struct loading *loading, const struct procedure_answer *answer)
{
    const char *const bounds[] = {answer->at_least, answer->at_most};
    static const char *const attributes[] = {"at-least", "at-most"};

    for (size_t i = 0; i < ARRAY_LENGTH(bounds); i++) {
        if (bounds[i] && bounds[i][0] == ':')
            check_parameter(loading, answer, attributes[i], bounds[i] + 1,
                    PROGRAM_NUMBER);
    }
    if (answer->expected_count > 1 ||
            (answer->expected_count == 1 && !decimal_is(answer->expected[0])))
        LOADING_COMPLAIN(loading, answer->node, "expected",
                TR("one decimal number is expected here; a range is at-least= and at-most=",
                        "ここに書けるのは一つの十進数です。範囲はat-least=とat-most=で書いてください"));
    if (answer->at_least && answer->at_most && decimal_is(answer->at_least) &&
            decimal_is(answer->at_most) &&
            decimal_compare(answer->at_least, answer->at_most) > 0)
        LOADING_COMPLAIN(loading, answer->node, "at-most",
                TR("at-most is below at-least: no number lies between",
                        "at-mostがat-leastより小さく、範囲に入る数がありません"));
}

static void check_day(struct loading *loading, const struct procedure_step *step,
        const struct procedure_answer *answer, const char *attribute, const char *bound)
{
    int64_t day;

    if (!bound)
        return;
    if (bound[0] != ':') {
        if (!date_parse(bound, strlen(bound), &day))
            LOADING_COMPLAIN(loading, answer->node, attribute,
                    TR("'%s' is neither a day as YYYY-MM-DD nor ':' and a parameter's name",
                            "「%s」は、YYYY-MM-DD形式の日でも、「:」を付けたパラメーター名でもありません"),
                    bound);
        return;
    }
    if (strcmp(bound, ":cell_start") == 0 || strcmp(bound, ":cell_end") == 0) {
        if (step->each != PROCEDURE_EACH_QUARTER && step->each != PROCEDURE_EACH_MONTH)
            LOADING_COMPLAIN(loading, answer->node, attribute,
                    TR("%s is there only in a step for each quarter or month",
                            "%sは、四半期ごと又は月ごとのステップだけにあります"),
                    bound);
        return;
    }
    if (strcmp(bound, ":period_start") != 0 && strcmp(bound, ":period_end") != 0 &&
            strcmp(bound, ":as_of") != 0)
        check_parameter(loading, answer, attribute, bound + 1, PROGRAM_DATE);
}

static void check_answer(struct loading *loading, const struct procedure_step *step,
        const struct procedure_answer *answer)
{
    check_fitting(loading, answer);
    if (answer->type == PROCEDURE_ANSWER_CHOICE)
        check_choice(loading, answer);
    else if (answer->type == PROCEDURE_ANSWER_NUMBER)
        check_number(loading, answer);
    else if (answer->type == PROCEDURE_ANSWER_DATE) {
        check_day(loading, step, answer, "not-before", answer->not_before);
        check_day(loading, step, answer, "not-after", answer->not_after);
    }
    for (const struct procedure_answer *other = step->answers;
            answer->id && other < answer; other++) {
        if (other->id && strcmp(other->id, answer->id) == 0)
            LOADING_COMPLAIN(loading, answer->node, "id",
                    TR("'%s' is taken (line %u): every answer of a step needs a name of its own",
                            "「%s」はすでに使われています（%u行目）。ステップの回答には別々の識別子を付けてください"),
                    answer->id, other->node->line);
    }
}

static bool is_technique(const struct procedure_step *step, const char *technique)
{
    return step->technique && strcmp(step->technique, technique) == 0;
}

static void check_technique(struct loading *loading, const struct procedure_step *step)
{
    if (is_technique(step, "inquiry") && step->ask_count == 0)
        LOADING_COMPLAIN(loading, step->node, NULL,
                TR("an inquiry of nobody: add <ask> with the role that is asked",
                        "質問の相手がありません。質問する役割を<ask>に書いてください"));
    if ((is_technique(step, "inspection") || is_technique(step, "observation")) &&
            step->inspect_count == 0)
        LOADING_COMPLAIN(loading, step->node, NULL,
                TR("nothing is inspected: add <inspect> with what it is and its class",
                        "閲覧又は観察する対象がありません。対象とその区分を<inspect>に書いてください"));
    if (step->has_document && !is_technique(step, "inspection"))
        LOADING_COMPLAIN(loading, xml_child(step->node, "document"), NULL,
                TR("a document is read: <document/> belongs to technique=\"inspection\"",
                        "文書は閲覧するものです。<document/>はtechnique=\"inspection\"のステップに書いてください"));
}

static bool is_judged(const struct procedure_step *step)
{
    for (size_t i = 0; i < step->answer_count; i++) {
        const struct procedure_answer *answer = &step->answers[i];

        if (answer->expected_count > 0 || answer->at_least || answer->at_most ||
                answer->not_before || answer->not_after)
            return true;
    }
    return step->has_document;
}

/* Answers of the client's people alone carry no procedure: what they say is to be seen
 * in a document, a record, a setting, or in the act itself. */
static void check_together(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;
    bool is_more_than_asked = procedure->test_count > 0 || procedure->sample_count > 0;
    bool can_fail = is_more_than_asked;

    if (!is_more_than_asked && procedure->step_count == 0) {
        LOADING_COMPLAIN(loading, procedure->node, NULL,
                TR("the procedure does nothing: add <test>, <sample> or <step>",
                        "手続に行うことがありません。<test>・<sample>・<step>のいずれかを書いてください"));
        return;
    }
    for (size_t i = 0; i < procedure->step_count; i++) {
        is_more_than_asked = is_more_than_asked ||
                !is_technique(&procedure->steps[i], "inquiry");
        can_fail = can_fail || is_judged(&procedure->steps[i]);
    }
    if (!is_more_than_asked)
        LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, procedure->steps[0].node,
                "technique",
                TR("the procedure rests on inquiry alone: add a step that inspects, observes or performs again "
                   "what was said",
                        "質問だけの手続です。回答の内容を閲覧・観察・再実施で確かめるステップを加えてください"));
    if (!can_fail)
        LOADING_COMPLAIN_AS(loading, COMPLAINT_WARNING, procedure->steps[0].node, NULL,
                TR("no answer of the procedure is judged: give one of them expected=, bounds, or a <document/>",
                        "判定される回答がありません。expected=や限度、<document/>のいずれかを書いてください"));
}

void lint_step_check(struct loading *loading)
{
    const struct procedure *procedure = loading->procedure;

    for (size_t i = 0; i < procedure->step_count; i++) {
        const struct procedure_step *step = &procedure->steps[i];

        check_technique(loading, step);
        for (size_t k = 0; k < step->answer_count; k++)
            check_answer(loading, step, &step->answers[k]);
    }
    check_together(loading);
}
