/* The individual controls. */
#include "procedures/statement_linting.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/text.h"

#define FREQUENCY_WORDS 9

/* ---- individual controls ---- */

static const char *open_day(const char *day)
{
    return *day ? day : TR("(open)", "（定めなし）");
}

static void judge_frequency(struct statement_linting *linting,
        const struct statement_version *version)
{
    char words[sizeof(
            "annual half-yearly quarterly monthly weekly daily per-event continuous automatic")];
    const char *names[FREQUENCY_WORDS + 1] = {NULL};
    size_t count = 0;
    const char *nearest;

    memcpy(words, statement_frequencies, sizeof(words));
    for (char *at = words; at && count < FREQUENCY_WORDS;) {
        char *blank = strchr(at, ' ');

        if (blank)
            *blank = '\0';
        if (strcmp(at, version->frequency) == 0)
            return;
        names[count++] = at;
        at = blank ? blank + 1 : NULL;
    }
    nearest = *version->frequency ? text_find_nearest(version->frequency, names) : NULL;
    if (*version->frequency)
        STATEMENT_WARN(linting, version->place,
                TR("frequency '%s' is none of: %s%s%s%s; no sample size follows from it",
                        "頻度「%s」は次のいずれでもありません: %s%s%s%s（サンプル数を決められません）"),
                complaint_quote(version->frequency).text, statement_frequencies,
                nearest ? TR("; did you mean '", "。「") : "", nearest ? nearest : "",
                nearest ? TR("'?", "」のことですか") : "");
}

static void judge_version(struct statement_linting *linting,
        const struct statement_individual *individual,
        const struct statement_version *version)
{
    judge_frequency(linting, version);
    if (!*version->text)
        STATEMENT_WARN(linting, version->place,
                TR("individual control %s, version %u, has no text: ask the client for it",
                        "個別管理策 %s の第%u版に文言がありません。事業者に確かめてください"),
                individual->id, version->number);
    if (version->number == 0)
        STATEMENT_FAIL(linting, version->place, "%s",
                TR("versions are numbered from 1", "版の番号は1から始めてください"));
    if (*version->from && *version->to && strcmp(version->from, version->to) > 0)
        STATEMENT_FAIL(linting, version->place,
                TR("version %u of %s begins on %s and ends before, on %s",
                        "%2$s の第%1$u版は、初日 %3$s より前の %4$s に終わっています"),
                version->number, individual->id, version->from, version->to);
    else if (linting->start &&
            ((*version->from && strcmp(version->from, linting->end) > 0) ||
                    (*version->to && strcmp(version->to, linting->start) < 0)))
        STATEMENT_WARN(linting, version->place,
                TR("version %u of %s (%s..%s) lies outside the period %s..%s: nothing is tested for it",
                        "%2$s の第%1$u版（%3$s..%4$s）は監査対象期間 %5$s..%6$s の外にあり、手続の対象になりません"),
                version->number, individual->id, open_day(version->from),
                open_day(version->to), linting->start, linting->end);
}

static int compare_versions(const void *one, const void *other)
{
    const struct statement_version *a = one, *b = other;
    int order = strcmp(a->from, b->from);

    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static void judge_neighbours(struct statement_linting *linting,
        const struct statement_individual *individual)
{
    for (size_t i = 1; i < individual->version_count; i++) {
        const struct statement_version *before = &individual->versions[i - 1];
        const struct statement_version *version = &individual->versions[i];

        if (!*before->to || !*version->from || strcmp(before->to, version->from) >= 0)
            STATEMENT_FAIL(linting, version->place,
                    TR("versions %u (%s..%s) and %u (%s..%s) of %s overlap: which one a record belongs to cannot be said; ask the client on which day it changed",
                            "%7$s の第%1$u版（%2$s..%3$s）と第%4$u版（%5$s..%6$s）の期間が重なっており、記録がどちらに属するか決まりません。変更日を事業者に確かめてください"),
                    before->number, open_day(before->from), open_day(before->to),
                    version->number, open_day(version->from), open_day(version->to),
                    individual->id);
        for (size_t k = 0; k < i; k++) {
            if (individual->versions[k].number == version->number)
                STATEMENT_FAIL(linting, version->place,
                        TR("%s has two versions %u", "%s に第%u版が二つあります"),
                        individual->id, version->number);
        }
    }
}

static void judge_gaps(struct statement_linting *linting,
        const struct statement_individual *individual)
{
    struct statement_span *spans = calloc(individual->version_count + 1, sizeof(*spans));
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

    for (size_t i = 0; spans && i < individual->version_count; i++)
        spans[i] = (struct statement_span){individual->versions[i].from,
                individual->versions[i].to};
    if (spans && linting->start &&
            statement_lint_find_gap(spans, individual->version_count, linting->start,
                    linting->end, from, to))
        STATEMENT_WARN(linting, individual->place,
                TR("no version of %s stood from %s to %s: records of these days are of no instance; ask the client what was done then",
                        "%s には %s から %s まで版がありません。この間の記録はどの対象にも属しません。何をしていたか事業者に確かめてください"),
                individual->id, from, to);
    free(spans);
}

void statement_lint_individual_id(struct statement_linting *linting, const char *id,
        struct statement_place place)
{
    if (!*id || strpbrk(id, "/@# \t\r\n") || strlen(id) > 100)
        STATEMENT_FAIL(linting, place,
                TR("'%s' cannot be an id: 1 to 100 characters without /, @, # and blanks",
                        "「%s」は番号・名前に使えません（1～100文字。/、@、#、空白は使えません）"),
                complaint_quote(id).text);
}

static void judge_sites(struct statement_linting *linting,
        const struct statement_individual *individual)
{
    for (size_t i = 0; i < individual->site_count; i++) {
        const struct statement_site *site = &individual->sites[i];

        if (*site->name)
            statement_lint_individual_id(linting, site->name, site->place);
        if (*site->group && !statement_find_group(linting->statement, site->group))
            STATEMENT_FAIL(linting, site->place,
                    TR("there is no <population-group id=\"%s\">: declare it with its rationale",
                            "母集団のグループ「%s」が定められていません。理由とともに定めてください"),
                    complaint_quote(site->group).text);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(individual->sites[k].name, site->name) == 0)
                STATEMENT_FAIL(linting, site->place,
                        TR("site '%s' stands twice in %s",
                                "拠点「%s」が %s に二度あります"),
                        site->name, individual->id);
        }
    }
}

static const char *nearest_base(const struct statement *statement, const char *id)
{
    const char *names[32] = {NULL};

    for (size_t i = 0; i < statement->base_count && i + 1 < ARRAY_LENGTH(names); i++)
        names[i] = statement->bases[i].id;
    return text_find_nearest(id, names);
}

static void judge_individual(struct statement_linting *linting,
        struct statement_individual *individual)
{
    const char *nearest;

    statement_lint_individual_id(linting, individual->id, individual->place);
    for (size_t i = 0; i < individual->version_count; i++)
        judge_version(linting, individual, &individual->versions[i]);
    qsort(individual->versions, individual->version_count, sizeof(*individual->versions),
            compare_versions);
    judge_neighbours(linting, individual);
    judge_gaps(linting, individual);
    judge_sites(linting, individual);
    if (!*individual->base || statement_find_base(linting->statement, individual->base))
        return;
    nearest = nearest_base(linting->statement, individual->base);
    STATEMENT_FAIL(linting, individual->place,
            TR("%s inherits from '%s', and there is no such <base-service>%s%s%s",
                    "%s の引継ぎ元「%s」が、基盤サービスにありません%s%s%s"),
            individual->id, complaint_quote(individual->base).text,
            nearest ? TR("; did you mean '", "。「") : "", nearest ? nearest : "",
            nearest ? TR("'?", "」のことですか") : "");
}

/* Is the id that of an individual control before this one? */
static bool is_taken(const struct statement *statement, size_t control, size_t at)
{
    const char *id = statement->controls[control].individuals[at].id;

    for (size_t c = 0; c <= control; c++) {
        size_t count = c == control ? at : statement->controls[c].individual_count;

        for (size_t i = 0; i < count; i++) {
            if (strcmp(statement->controls[c].individuals[i].id, id) == 0)
                return true;
        }
    }
    return false;
}

void statement_lint_individual_all(struct statement_linting *linting)
{
    const struct statement *statement = linting->statement;

    for (size_t c = 0; c < statement->control_count; c++) {
        const struct statement_control *control = &statement->controls[c];

        for (size_t i = 0; i < control->individual_count; i++) {
            judge_individual(linting, &control->individuals[i]);
            if (is_taken(statement, c, i))
                STATEMENT_FAIL(linting, control->individuals[i].place,
                        TR("there is an individual control '%s' already: give each its own id",
                                "個別管理策「%s」はすでにあります。それぞれ別の番号にしてください"),
                        complaint_quote(control->individuals[i].id).text);
        }
    }
}
