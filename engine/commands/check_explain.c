#include "engine/commands/check_explain.h"

#include "engine/base/text.h"
#include "engine/run/rehearse.h"
#include "procedures/sqltidy.h"

#include <inttypes.h>
#include <string.h>

struct explaining {
    const struct procedure *procedure;
    const struct program *program;
    struct arena *arena;
    struct buf *buf;
};

static const char *title_of(const struct procedure_text *text)
{
    const char *title = procedure_text_in(text, text_language());

    return title ? title : "";
}

static bool write_sql(const struct explaining *to, const char *sql, struct error *err)
{
    return buf_append_text(to->buf, TR("    plan:\n", "    実行計画:\n"), err) &&
            rehearse_plan(to->program, sql, 6, to->arena, to->buf, err) &&
            buf_append_text(to->buf, "    SQL:\n", err) &&
            sqltidy_write(sql, 6, to->arena, to->buf, err);
}

/* ---- what is expected ---- */

static bool write_head(const struct explaining *to, struct error *err)
{
    const struct procedure *procedure = to->procedure;

    if (!buf_printf(to->buf, err, "%s %s (%s)\n  %s\n", procedure->id, procedure->version,
                procedure->phase, title_of(&procedure->title)))
        return false;
    for (size_t i = 0; i < procedure->control_count; i++) {
        if (!buf_printf(to->buf, err, TR("  control %s %s\n", "  管理策 %s %s\n"),
                    procedure->controls[i].catalogue, procedure->controls[i].ref))
            return false;
    }
    for (size_t i = 0; i < procedure->parameter_count; i++) {
        const struct procedure_parameter *one = &procedure->parameters[i];

        if (!buf_printf(to->buf, err,
                    TR("  parameter :%s, %s, is %s unless the plan says otherwise: %s\n",
                            "  パラメーター :%s、%s、計画で変えなければ %s: %s\n"),
                    one->name, program_type_name(one->type),
                    one->value ? one->value : TR("a table", "表"), title_of(&one->title)))
            return false;
    }
    return true;
}

static bool write_columns(const struct explaining *to, const struct procedure_item *item,
        struct error *err)
{
    for (size_t c = 0; c < item->column_count; c++) {
        const struct procedure_column *column = &item->columns[c];
        const char *mark = column->key ? TR(", key", "、キー")
                : column->shown        ? TR(", shown", "、表示")
                                       : "";
        bool is_sensitive = text_is_equal(xml_attribute(column->node, "sensitive"),
                "yes");

        if (!buf_printf(to->buf, err, "    %s: %s%s%s\n", column->name,
                    program_type_name(column->type), mark,
                    is_sensitive ? TR(", masked in reports", "、報告書では伏せる") : ""))
            return false;
    }
    return true;
}

static bool write_item(const struct explaining *to, const struct procedure_item *item,
        struct error *err)
{
    const struct xml_node *expect = xml_child(item->node, "expect");
    const char *covers = expect ? xml_attribute(expect, "covers") : NULL;

    return buf_printf(to->buf, err,
                   TR("\nevidence %s: %s\n    bound as %s, class %s; records expected: %s%" PRIu64
                      "%s\n",
                           "\n証拠 %s: %s\n    対応付けの名前 %s、区分 %s、必要なレコード %s%" PRIu64
                           "件以上%s\n"),
                   item->id, title_of(&item->title), item->source,
                   item->class ? item->class : "record", TR("at least ", ""),
                   item->optional ? (uint64_t)0 : item->min_records,
                   item->optional
                           ? TR("; may be left unbound", "。対応付けがなくてもよい")
                           : "") &&
            (!covers ||
                    buf_printf(to->buf, err,
                            TR("    must reach both ends of the period, by %s\n",
                                    "    %s が監査対象期間の両端に及んでいること\n"),
                            covers)) &&
            buf_append_text(to->buf,
                    TR("    provenance: system, report, by whom, when, and on what its completeness rests\n",
                            "    出所: システム、帳票、出力者、出力日時、網羅性の根拠\n"),
                    err) &&
            write_columns(to, item, err);
}

/* ---- populations ---- */

static bool write_range(const struct explaining *to,
        const struct procedure_population *population, struct error *err)
{
    const char *each = xml_attribute(population->node, "each");
    const char *tail = xml_attribute(population->node, "tail");

    if (each &&
            !buf_printf(to->buf, err,
                    TR("    every combination of: %s; each staged once, the first read once\n",
                            "    %s のすべての組合せ（それぞれ一度だけ読む）\n"),
                    each))
        return false;
    if (population->from &&
            !buf_printf(to->buf, err,
                    TR("    streams: one pass over %s\n",
                            "    %s を先頭から一度だけ読む\n"),
                    population->from->id))
        return false;
    if (population->at &&
            !buf_printf(to->buf, err,
                    TR("    those whose %s lies in the period, in the client's zone; a date that cannot be read makes the tests indeterminate\n",
                            "    %s が監査対象期間（相手方の時間帯）にあるもの。日付が読めなければテストは判定不能\n"),
                    population->at->name))
        return false;
    if (population->where &&
            !buf_printf(to->buf, err, TR("    where %s\n", "    条件 %s\n"),
                    population->where))
        return false;
    return !tail ||
            buf_printf(to->buf, err,
                    TR("    not yet due: what does not hold, and whose %s + %s lies behind the period\n",
                            "    期限未到来: 成り立たず、%s に %s を加えた日が期間の後になるもの\n"),
                    population->at ? population->at->name : "?", tail);
}

static bool write_population(const struct explaining *to, uint32_t index,
        struct error *err)
{
    const struct program_population *compiled = &to->program->populations[index];
    const struct procedure_population *population =
            procedure_find_population(to->procedure, compiled->id);

    return buf_printf(to->buf, err, TR("\npopulation %s: %s\n", "\n母集団 %s: %s\n"),
                   compiled->id, population ? title_of(&population->title) : "") &&
            (!population || write_range(to, population, err)) &&
            write_sql(to, compiled->sql, err);
}

/* ---- tests ---- */

/* How a test goes over its records. */
static const char *reading_of(const struct procedure_test *test)
{
    if (test->sql)
        return TR(
                "    SQL: what is scanned once streams, what is searched is staged once and answered from a hash\n",
                "    SQL: 一度だけ走査する表は順に読み、キーで引く表は一度だけ取り込んで照合する\n");
    if (test->check_count && procedure_is_set_check(test->checks[0].kind))
        return TR("    staged: the columns in use are sorted or grouped, once\n",
                "    使う列だけを取り込み、一度だけ並べ替えるか集計する\n");
    return TR("    streams: one pass over its population\n",
            "    母集団を先頭から一度だけ読む\n");
}

/* Elements with evidence= at any depth are looked up; those this file has not heard of,
 * too. */
static bool write_probes(const struct explaining *to, const struct xml_node *node,
        struct error *err)
{
    const char *evidence = xml_attribute(node, "evidence");

    if (evidence &&
            !buf_printf(to->buf, err,
                    TR("    <%s>: %s is staged once and probed by key, from a hash\n",
                            "    <%s>: %s は一度だけ取り込み、キーで照合する\n"),
                    node->name, evidence))
        return false;
    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (!write_probes(to, child, err))
            return false;
    }
    return true;
}

static bool write_checks(const struct explaining *to, const struct program_test *test,
        bool is_sql, struct error *err)
{
    if (is_sql)
        return buf_append_text(to->buf,
                TR("      exception: each record that a row of the SQL carries, once\n",
                        "      例外: SQLの行が指すレコード（一つにつき一回）\n"),
                err);
    for (uint32_t k = 0; k < test->check_count; k++) {
        if (!buf_printf(to->buf, err,
                    TR("      exception %u: does not hold: %s\n",
                            "      例外 %u: 成り立たない: %s\n"),
                    k + 1, test->checks[k]))
            return false;
    }
    return true;
}

static bool write_routes(const struct explaining *to, const struct procedure_test *test,
        struct error *err)
{
    for (const struct xml_node *node = xml_child(test->node, "alternative"); node;
            node = xml_next(node, "alternative")) {
        const char *title = xml_text_in(node, "title",
                text_language_name(text_language()));

        if (!buf_printf(to->buf, err,
                    TR("      other route: does not hold, but takes '%s': %s\n",
                            "      別経路: 成り立たないが「%s」による: %s\n"),
                    xml_attribute(node, "id"), title ? title : ""))
            return false;
    }
    return true;
}

static bool write_guards(const struct explaining *to, const struct program_test *test,
        struct error *err)
{
    for (uint32_t g = 0; g < test->guard_count; g++) {
        const struct program_guard *guard = &test->guards[g];

        bool ok = guard->floor_percent
                ? buf_printf(to->buf, err,
                          TR("      indeterminate: of the keys %1$s fewer than %3$u%% are met in %2$s\n",
                                  "      判定不能: キー %1$s のうち %2$s にあるものが %3$u%% に満たない\n"),
                          guard->left, guard->right, guard->floor_percent)
                : buf_printf(to->buf, err,
                          TR("      indeterminate: no key %s is met in %s\n",
                                  "      判定不能: キー %s が %s に一つもない\n"),
                          guard->left, guard->right);

        if (!ok)
            return false;
    }
    return true;
}

static bool write_results(const struct explaining *to, const struct procedure_test *test,
        const struct program_test *compiled, struct error *err)
{
    bool is_tailed = test->over && xml_attribute(test->over->node, "tail");

    return buf_append_text(to->buf, TR("    results:\n", "    結果:\n"), err) &&
            write_checks(to, compiled, test->sql != NULL, err) &&
            write_routes(to, test, err) &&
            (!is_tailed ||
                    buf_append_text(to->buf,
                            TR("      not yet due: does not hold, and may still hold behind the period\n",
                                    "      期限未到来: 成り立たないが、期間の後に成り立ちうる\n"),
                            err)) &&
            buf_append_text(to->buf,
                    TR("      undecidable: a value in use that cannot be read, or one that is missing where missing=\"undecidable\"\n",
                            "      判定できない: 使う値が読み取れない。又は missing=\"undecidable\" の値がない\n"),
                    err) &&
            write_guards(to, compiled, err) &&
            buf_append_text(to->buf,
                    TR("      indeterminate: evidence is not bound, damaged, short of records or without provenance; the population is empty; a record is undecidable; a limit is met\n"
                       "      no exception: none of these\n",
                            "      判定不能: 証拠の対応付けがない、破損している、件数が足りない、又は出所の記録がない。母集団が0件。判定できないレコードがある。制限に達した\n"
                            "      例外なし: 以上のいずれでもない\n"),
                    err);
}

static bool write_guard_sql(const struct explaining *to, const struct program_test *test,
        struct error *err)
{
    for (uint32_t g = 0; g < test->guard_count; g++) {
        if (!buf_printf(to->buf, err,
                    TR("    keys: of %s, how many are met in %s\n",
                            "    キー: %s のうち %s にあるもの\n"),
                    test->guards[g].left, test->guards[g].right) ||
                !write_sql(to, test->guards[g].sql, err))
            return false;
    }
    return true;
}

static bool write_test(const struct explaining *to, uint32_t index, struct error *err)
{
    const struct program_test *compiled = &to->program->tests[index];
    const struct procedure_test *test = procedure_find_test(to->procedure, compiled->id);

    if (!buf_printf(to->buf, err,
                TR("\ntest %s over %s (%s): %s\n", "\nテスト %s（母集団 %s、%s）: %s\n"),
                compiled->id, compiled->population, compiled->technique,
                test ? title_of(&test->title) : ""))
        return false;
    return (!test ||
                   (buf_append_text(to->buf, reading_of(test), err) &&
                           write_probes(to, test->node, err) &&
                           write_results(to, test, compiled, err))) &&
            write_guard_sql(to, compiled, err) && write_sql(to, compiled->sql, err);
}

/* ---- steps ---- */

static bool write_answers(const struct explaining *to, const struct procedure_step *step,
        struct error *err)
{
    for (size_t i = 0; i < step->answer_count; i++) {
        const struct procedure_answer *answer = &step->answers[i];

        if (!buf_printf(to->buf, err, TR("    answer %s: %s%s\n", "    回答 %s: %s%s\n"),
                    answer->id, title_of(&answer->title),
                    answer->expected_count || answer->at_least || answer->at_most ||
                                    answer->not_before || answer->not_after
                            ? TR("; another than expected is an exception",
                                      "（想定と異なれば例外）")
                            : TR("; informs", "（情報）")))
            return false;
    }
    return true;
}

static bool write_step(const struct explaining *to, const struct procedure_step *step,
        struct error *err)
{
    return buf_printf(to->buf, err, TR("\nstep %s (%s): %s\n", "\n手順 %s（%s）: %s\n"),
                   step->id, step->technique, title_of(&step->title)) &&
            buf_append_text(to->buf,
                    TR("    done by a person; open until it is answered\n",
                            "    人が行う。回答するまで未実施\n"),
                    err) &&
            write_answers(to, step, err);
}

bool check_explain_write(const struct procedure *procedure, const struct program *program,
        struct arena *arena, struct buf *buf, struct error *err)
{
    const struct explaining to = {procedure, program, arena, buf};

    if (!write_head(&to, err))
        return false;
    for (size_t i = 0; i < procedure->item_count; i++) {
        if (!write_item(&to, &procedure->items[i], err))
            return false;
    }
    for (uint32_t i = 0; i < program->population_count; i++) {
        if (!write_population(&to, i, err))
            return false;
    }
    for (uint32_t i = 0; i < program->test_count; i++) {
        if (!write_test(&to, i, err))
            return false;
    }
    for (size_t i = 0; i < procedure->step_count; i++) {
        if (!write_step(&to, &procedure->steps[i], err))
            return false;
    }
    return buf_append_text(buf, "\n", err);
}
