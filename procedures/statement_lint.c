#include "procedures/statement_lint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"
#include "procedures/statement_linting.h"

#define NAMES_SHOWN 5

/* ---- days ---- */

static int64_t day_of(const char *text, int64_t otherwise)
{
    int64_t day;

    return date_parse(text, strlen(text), &day) ? day : otherwise;
}

static bool is_covered(const struct statement_span *spans, size_t count, int64_t day)
{
    for (size_t i = 0; i < count; i++) {
        if (day_of(spans[i].from, INT64_MIN) <= day &&
                day <= day_of(spans[i].to, INT64_MAX))
            return true;
    }
    return false;
}

/* The last day before another span begins, or the end. */
static int64_t gap_end(const struct statement_span *spans, size_t count, int64_t first,
        int64_t last)
{
    for (size_t i = 0; i < count; i++) {
        int64_t from = day_of(spans[i].from, INT64_MIN);

        if (from > first && from <= last && day_of(spans[i].to, INT64_MAX) >= from)
            last = from - 1;
    }
    return last;
}

bool statement_lint_find_gap(const struct statement_span *spans, size_t count,
        const char *from, const char *to, char ret_from[DATE_TEXT_SIZE],
        char ret_to[DATE_TEXT_SIZE])
{
    int64_t start = day_of(from, 0), end = day_of(to, -1), first = end + 1;

    /* A gap begins with the period or behind the last day of a span. */
    for (size_t i = 0; i <= count; i++) {
        int64_t day = i < count ? day_of(spans[i].to, INT64_MAX - 1) + 1 : start;

        if (day >= start && day < first && !is_covered(spans, count, day))
            first = day;
    }
    if (first > end)
        return false;
    date_format(first, ret_from);
    date_format(gap_end(spans, count, first, end), ret_to);
    return true;
}

/* ---- controls ---- */

static const struct statement_known *find_known(const struct statement_linting *linting,
        const char *ref, size_t size)
{
    for (size_t i = 0; i < linting->known_count; i++) {
        if (strncmp(linting->known[i].ref, ref, size) == 0 &&
                !linting->known[i].ref[size])
            return &linting->known[i];
    }
    return NULL;
}

static const char *nearest_ref(const struct statement_linting *linting, const char *ref)
{
    const char **names = calloc(linting->known_count + 1, sizeof(*names));
    const char *nearest = NULL;

    for (size_t i = 0; names && i < linting->known_count; i++)
        names[i] = linting->known[i].ref;
    if (names)
        nearest = text_find_nearest(ref, names);
    free(names);
    return nearest;
}

/* The control itself, or the nearest above it that is no group: 9.2.6.3 belongs to 9.2.6.
 */
static void place_control(struct statement_linting *linting,
        struct statement_control *control)
{
    const char *nearest;

    for (size_t size = strlen(control->ref); size > 0;) {
        const struct statement_known *known = find_known(linting, control->ref, size);

        if (known && !known->is_group) {
            control->control = known->ref;
            return;
        }
        while (size > 0 && control->ref[--size] != '.')
            ;
    }
    nearest = nearest_ref(linting, control->ref);
    if (nearest)
        STATEMENT_WARN(linting, control->place,
                TR("the catalogue has no control '%s'; did you mean '%s'? Nothing is tested for it",
                        "カタログに管理策「%s」はありません。「%s」のことですか（このままでは、手続の対象になりません）"),
                complaint_quote(control->ref).text, nearest);
    else
        STATEMENT_WARN(linting, control->place,
                TR("the catalogue has no control '%s': nothing is tested for it; correct the number, or ask the client which control is meant",
                        "カタログに管理策「%s」はありません。手続の対象にならないため、番号を直すか、どの管理策かを事業者に確かめてください"),
                complaint_quote(control->ref).text);
}

bool statement_lint_is_mandatory(const char *ref, const char *flags)
{
    const char *dot = strrchr(ref, '.');

    for (const char *at = flags; at && *at;) {
        size_t size = strcspn(at, " ");

        if ((size == 1 && *at == 'B') || (size == 2 && strncmp(at, "PB", 2) == 0))
            return true;
        at += size + (at[size] == ' ');
    }
    return dot && (strcmp(dot, ".B") == 0 || strcmp(dot, ".PB") == 0);
}

static void judge_selection(struct statement_linting *linting,
        const struct statement_control *control)
{
    const struct statement_known *known = find_known(linting, control->ref,
            strlen(control->ref));

    if (control->selection == STATEMENT_SELECTED) {
        if (control->individual_count == 0)
            STATEMENT_WARN(linting, control->place,
                    TR("control %s is selected and has no individual control; it counts as one of its own number: ask the client for its text",
                            "管理策 %s は選択されていますが、個別管理策がありません。管理策の番号で1件あるものとします。文言を事業者に確かめてください"),
                    control->ref);
        return;
    }
    if (!*control->reason)
        STATEMENT_WARN(linting, control->place,
                TR("control %s is not selected, and no reason is given: ask the client for it",
                        "管理策 %s が選択されていませんが、理由がありません。事業者に確かめてください"),
                control->ref);
    if (control->individual_count)
        STATEMENT_WARN(linting, control->place,
                TR("control %s is not selected and has individual controls: they are not tested; ask which is meant",
                        "管理策 %s は選択されていませんが、個別管理策があります。個別管理策は手続の対象になりません。どちらが正しいか確かめてください"),
                control->ref);
    if (statement_lint_is_mandatory(control->ref, known ? known->flags : ""))
        STATEMENT_WARN(linting, control->place,
                TR("control %s is a basic requirement (B/PB) and is not selected: make sure with the client that this is meant",
                        "管理策 %s は基本言明要件（B/PB）ですが、選択されていません。意図どおりか事業者に確かめてください"),
                control->ref);
}

static bool is_mentioned(const struct statement *statement, const char *ref)
{
    for (size_t i = 0; i < statement->control_count; i++) {
        if (strcmp(statement->controls[i].control, ref) == 0)
            return true;
    }
    return false;
}

/* In one sentence: a statement may leave out hundreds. */
static void count_unmentioned(struct statement_linting *linting, bool is_mandatory)
{
    static const struct statement_place top = {1, 1};
    char names[400] = "";
    size_t count = 0, size = 0;

    for (size_t i = 0; i < linting->known_count; i++) {
        const struct statement_known *known = &linting->known[i];

        if (known->is_group || is_mentioned(linting->statement, known->ref) ||
                statement_lint_is_mandatory(known->ref, known->flags) != is_mandatory)
            continue;
        if (count++ < NAMES_SHOWN && size < sizeof(names))
            size += (size_t)snprintf(names + size, sizeof(names) - size, "%s%.40s",
                    size ? ", " : "", known->ref);
    }
    if (count && is_mandatory)
        STATEMENT_WARN(linting, top,
                TR("basic requirements (B/PB) that the statement does not mention: %zu (%s%s); ask the client",
                        "言明書に記載のない基本言明要件（B/PB）: %zu件（%s%s）。事業者に確かめてください"),
                count, names, count > NAMES_SHOWN ? TR(" ...", " ほか") : "");
    else if (count)
        STATEMENT_WARN(linting, top,
                TR("controls that the statement does not mention: %zu (%s%s); each counts as selected, with one individual control",
                        "言明書に記載のない管理策: %zu件（%s%s）。選択され、個別管理策が1件あるものとして扱います"),
                count, names, count > NAMES_SHOWN ? TR(" ...", " ほか") : "");
}

static void judge_controls(struct statement_linting *linting)
{
    struct statement *statement = linting->statement;

    for (size_t i = 0; i < statement->control_count; i++) {
        struct statement_control *control = &statement->controls[i];

        place_control(linting, control);
        judge_selection(linting, control);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(statement->controls[k].ref, control->ref) == 0) {
                STATEMENT_FAIL(linting, control->place,
                        TR("control '%s' stands here twice (first in line %u): put it together",
                                "管理策「%s」が二度あります（最初は%u行目）。一つにまとめてください"),
                        control->ref, statement->controls[k].place.line);
                break;
            }
        }
    }
    count_unmentioned(linting, true);
    count_unmentioned(linting, false);
}

/* ---- base services and groups ---- */

static void judge_base(struct statement_linting *linting,
        const struct statement_base *base)
{
    struct statement_span *spans = calloc(base->validity_count + 1, sizeof(*spans));
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
    size_t count = 0;

    statement_lint_individual_id(linting, base->id, base->place);
    for (size_t i = 0; i < base->validity_count; i++) {
        const struct statement_validity *validity = &base->validities[i];

        if (!*validity->registration || !*validity->from || !*validity->to)
            STATEMENT_WARN(linting, validity->place,
                    TR("base service '%s': registration number, first and last day of validity must all be there for it to be inherited from",
                            "基盤サービス「%s」: 引継ぎには登録番号と有効期間の初日・末日が必要です"),
                    base->id);
        else if (strcmp(validity->from, validity->to) > 0)
            STATEMENT_FAIL(linting, validity->place,
                    TR("its validity begins on %s and ends before, on %s",
                            "有効期間の末日 %2$s が初日 %1$s より前です"),
                    validity->from, validity->to);
        else if (spans)
            spans[count++] = (struct statement_span){validity->from, validity->to};
    }
    if (spans && linting->start &&
            statement_lint_find_gap(spans, count, linting->start, linting->end, from, to))
        STATEMENT_WARN(linting, base->place,
                TR("base service '%s': no listing is valid from %s to %s; what inherits from it is not covered on these days",
                        "基盤サービス「%s」: %s から %s まで有効な登録がありません。この間の引継ぎは認められません"),
                base->id, from, to);
    if (!*base->evidence)
        STATEMENT_WARN(linting, base->place,
                TR("base service '%s' has no evidence of its listing: without one nothing is inherited",
                        "基盤サービス「%s」に登録を示す証拠がありません。証拠がなければ引継ぎになりません"),
                base->id);
    free(spans);
}

static void judge_parts(struct statement_linting *linting)
{
    const struct statement *statement = linting->statement;

    for (size_t i = 0; i < statement->base_count; i++) {
        judge_base(linting, &statement->bases[i]);
        if (statement_find_base(statement, statement->bases[i].id) !=
                &statement->bases[i])
            STATEMENT_FAIL(linting, statement->bases[i].place,
                    TR("there is a base service '%s' already",
                            "基盤サービス「%s」はすでにあります"),
                    statement->bases[i].id);
    }
    for (size_t i = 0; i < statement->group_count; i++) {
        const struct statement_group *group = &statement->groups[i];

        statement_lint_individual_id(linting, group->id, group->place);
        if (statement_find_group(statement, group->id) != group)
            STATEMENT_FAIL(linting, group->place,
                    TR("there is a population group '%s' already",
                            "母集団のグループ「%s」はすでにあります"),
                    group->id);
        if (!*group->rationale)
            STATEMENT_WARN(linting, group->place,
                    TR("population group '%s' has no rationale: ask the client why it is one population",
                            "母集団のグループ「%s」に、同一とする理由がありません。事業者に確かめてください"),
                    group->id);
    }
}

static const char *open_day(const char *day)
{
    return *day ? day : TR("(open)", "（定めなし）");
}

static void judge_period(struct statement_linting *linting)
{
    const struct statement *statement = linting->statement;
    struct statement_place top = {1, 1};

    if (*statement->from && *statement->to && strcmp(statement->from, statement->to) > 0)
        STATEMENT_FAIL(linting, top,
                TR("its period begins on %s and ends before, on %s",
                        "言明の期間の末日 %2$s が初日 %1$s より前です"),
                statement->from, statement->to);
    if (linting->start &&
            ((*statement->from && strcmp(statement->from, linting->start) != 0) ||
                    (*statement->to && strcmp(statement->to, linting->end) != 0)))
        STATEMENT_WARN(linting, top,
                TR("the statement is of %s..%s, the engagement's period is %s..%s",
                        "言明の期間 %s..%s が監査対象期間 %s..%s と異なります"),
                open_day(statement->from), open_day(statement->to), linting->start,
                linting->end);
}

void statement_lint(struct statement *statement, const struct statement_known *known,
        size_t known_count, const char *period_start, const char *period_end,
        struct complaint_list *complaints)
{
    struct statement_linting linting = {statement, known, known_count, period_start,
            period_end, complaints};

    if (!linting.start && *statement->from && *statement->to) {
        linting.start = statement->from;
        linting.end = statement->to;
    }
    judge_period(&linting);
    judge_controls(&linting);
    judge_parts(&linting);
    statement_lint_individual_all(&linting);
}
