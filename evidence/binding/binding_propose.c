#include "evidence/binding/binding_propose.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/binding_globs.h"
#include "evidence/binding/binding_series.h"

#define REASON_MAX ((size_t)16 * 1024)
#define OTHERS_LISTED 5u
#define DAMAGE_MAX ((size_t)1024 * 1024)
#define UNREADABLE_LISTED 20u

/* A candidate tried for the item at hand. */
struct attempt {
    struct binding_fit fit;
    struct binding_series series; /* prefix_size 0: the candidate fits as it is */
};

struct proposing {
    const struct synonyms *synonyms;
    const struct binding_member *members;
    size_t member_count;
    struct binding_fit_candidate *candidates;
    struct attempt *attempts; /* for the item at hand, one a candidate */
    size_t candidate_count;
    struct arena *arena;
    struct error *err;
    struct binding_proposal *proposals;
    size_t count, capacity;
};

static bool find_candidates(struct proposing *proposing, const struct layout *layouts,
        size_t layout_count)
{
    struct arena *arena = proposing->arena;
    struct binding_group *groups;
    size_t count;

    if (!binding_group_find(proposing->members, proposing->member_count, layouts,
                layout_count, arena, &groups, &count, proposing->err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*proposing->candidates),
                    &proposing->candidates, proposing->err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*proposing->attempts),
                    &proposing->attempts, proposing->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!binding_fit_read_candidate(proposing->synonyms, &groups[i], arena,
                    &proposing->candidates[i], proposing->err))
            return false;
    }
    proposing->candidate_count = count;
    return true;
}

/* The members that would do as well, for a person to judge. */
static bool append_others(struct proposing *proposing, size_t best, struct buf *reason)
{
    unsigned others = 0;

    for (size_t i = 0; i < proposing->candidate_count; i++) {
        const char *name = proposing->candidates[i].group->members[0]->name;

        if (i == best ||
                binding_fit_compare(&proposing->attempts[i].fit,
                        &proposing->attempts[best].fit) != 0)
            continue;
        if (++others > OTHERS_LISTED)
            return buf_append_text(reason, ", …", proposing->err);
        if (!buf_append_text(reason,
                    others > 1 ? ", " : TR("; fits as well: ", "。ほかの候補: "),
                    proposing->err) ||
                !text_append_visible(reason, name, strlen(name), proposing->err))
            return false;
    }
    return true;
}

static bool write_reason(struct proposing *proposing, const struct binding_wanted *wanted,
        size_t best, const char **ret_reason)
{
    CLEANUP(buf_clear) struct buf reason = BUF_INIT(REASON_MAX);
    const struct layout *layout = proposing->candidates[best].group->layout;
    unsigned placed = proposing->attempts[best].fit.placed,
             all = wanted->item->column_count;
    bool ok;

    if (layout)
        ok = buf_printf(&reason, proposing->err,
                TR("recognised as '%s'; columns placed: %u of %u",
                        "内容から「%s」と判別。決まった列: %u/%u"),
                TR(layout->title_en, layout->title_ja), placed, all);
    else
        ok = buf_printf(&reason, proposing->err,
                TR("by its headers; columns placed: %u of %u",
                        "見出しから判別。決まった列: %u/%u"),
                placed, all);
    return ok && append_others(proposing, best, &reason) &&
            arena_text(proposing->arena, buf_text(&reason), ret_reason, proposing->err);
}

static bool is_used(const struct binding_fit_columns *columns, size_t field)
{
    for (uint32_t i = 0; i < columns->item->column_count; i++) {
        if (columns->fields[i] == field)
            return true;
    }
    return false;
}

static bool list_left_over(struct proposing *proposing,
        const struct binding_fit_candidate *candidate,
        const struct binding_fit_columns *columns, const char *const **ret_list)
{
    const char **list;
    size_t at = 0;

    if (!arena_allocate(proposing->arena, (candidate->field_count + 1) * sizeof(*list),
                &list, proposing->err))
        return false;
    for (size_t i = 0; i < candidate->field_count; i++) {
        if (!is_used(columns, i))
            list[at++] = candidate->fields[i].delivered;
    }
    *ret_list = list;
    return true;
}

static bool list_from(struct proposing *proposing,
        const struct binding_fit_candidate *candidate,
        const struct binding_fit_columns *columns, const char ***ret_from)
{
    size_t count = columns->item->column_count;
    const char **from;

    if (!arena_allocate(proposing->arena, (count + 1) * sizeof(*from), &from,
                proposing->err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (columns->fields[i] < candidate->field_count)
            from[i] = candidate->fields[columns->fields[i]].from;
    }
    *ret_from = from;
    return true;
}

static bool add_proposal(struct proposing *proposing,
        const struct binding_proposal *proposal)
{
    struct binding_proposal *more;

    if (proposing->count == proposing->capacity) {
        proposing->capacity = proposing->capacity ? proposing->capacity * 2 : 16;
        if (!arena_allocate(proposing->arena, proposing->capacity * sizeof(*more), &more,
                    proposing->err))
            return false;
        if (proposing->count)
            memcpy(more, proposing->proposals, proposing->count * sizeof(*more));
        proposing->proposals = more;
    }
    proposing->proposals[proposing->count++] = *proposal;
    return true;
}

/* Appends the unreadable members whose encoding is uncertain, or those that are not. */
static bool append_unreadable(struct proposing *proposing,
        const struct binding_globs *globs, bool uncertain, struct buf *text)
{
    unsigned listed = 0;

    for (size_t i = 0; i < globs->unreadable_count; i++) {
        const struct binding_member *member = globs->unreadable[i];
        const char *lead = uncertain
                ? TR("of uncertain encoding, ask which it is: ",
                          "文字コードを判別できません。被監査会社に確認してください: ")
                : TR("damaged, ask for it again: ",
                          "破損しています。再提出を依頼してください: ");

        if ((member->format.encoding == ENCODING_UNCERTAIN) != uncertain)
            continue;
        if (++listed > UNREADABLE_LISTED)
            return buf_append_text(text, ", …", proposing->err);
        if ((listed == 1 && text->size &&
                    !buf_append_text(text, TR("; ", "。"), proposing->err)) ||
                !buf_append_text(text, listed > 1 ? ", " : lead, proposing->err) ||
                !text_append_visible(text, member->name, strlen(member->name),
                        proposing->err))
            return false;
    }
    return true;
}

static bool write_damage(struct proposing *proposing, const struct binding_globs *globs,
        const char **ret_damage)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(DAMAGE_MAX);

    *ret_damage = NULL;
    return append_unreadable(proposing, globs, false, &text) &&
            append_unreadable(proposing, globs, true, &text) &&
            (text.size == 0 ||
                    arena_text(proposing->arena, buf_text(&text), ret_damage,
                            proposing->err));
}

/* One proposal for each glob that the candidate's members take. */
static bool add_globs(struct proposing *proposing, const struct binding_group *group,
        struct binding_proposal *proposal)
{
    struct binding_globs globs;

    if (!binding_globs_find(group, proposing->members, proposing->member_count,
                proposing->arena, &globs, proposing->err) ||
            !write_damage(proposing, &globs, &proposal->damage))
        return false;
    for (size_t i = 0; i < globs.count; i++) {
        if (i > 0 && proposal->doubt) /* is told of once */
            return true;
        proposal->member_glob = globs.list[i];
        if (!add_proposal(proposing, proposal))
            return false;
        proposal->damage = NULL; /* likewise */
    }
    return true;
}

/* Why a weak fit is left out, and what to do about it. */
static bool write_doubt(struct proposing *proposing,
        const struct binding_fit_columns *columns, const struct binding_fit *fit,
        const char **ret_doubt)
{
    const struct program_item *item = columns->item;
    uint32_t key = 0;

    *ret_doubt = NULL;
    if (fit->doubt == BINDING_FIT_SURE)
        return true;
    if (fit->doubt == BINDING_FIT_UNSPOKEN)
        return arena_printf(proposing->arena, ret_doubt, proposing->err,
                TR("only names of columns fit (%u of %u), and the file's name does not speak for it; check that it is the record asked for",
                        "合うのは列名だけで（%u/%u）、ファイル名にも手掛かりがありません。求める記録かどうかを確かめてください"),
                fit->placed, item->column_count);
    if (fit->doubt == BINDING_FIT_LOG)
        return arena_text(proposing->arena,
                TR("the one column that fits is of a log of events, and a log is no list: check that it is the record asked for",
                        "合うのはイベントログの列一つだけです。ログは一覧ではありません。求める記録かどうかを確かめてください"),
                ret_doubt, proposing->err);
    while (!program_column_is_vital(&item->columns[key]) ||
            columns->fields[key] != BINDING_FIT_NONE)
        key++;
    return arena_printf(proposing->arena, ret_doubt, proposing->err,
            TR("nothing in it plays the column '%s', by which its records are known; check whether it is the record asked for, and which field or <constant> the column is",
                    "どのレコードかを示す列「%s」に当たるものがありません。求める記録か、この列がどのフィールドまたは <constant> かを確かめてください"),
            item->columns[key].name);
}

static bool propose_candidate(struct proposing *proposing,
        const struct binding_wanted *wanted,
        const struct binding_fit_candidate *candidate,
        struct binding_fit_columns *columns, size_t best)
{
    const struct binding_group *group = candidate->group;
    const struct record_format *format = group->layout ? &group->layout->format
                                                       : &group->members[0]->format;
    struct binding_proposal proposal = {.wanted = wanted,
            .layout = group->layout,
            .bundle = group->members[0]->bundle,
            .kind = format->kind,
            .counted = candidate->counted,
            .number = candidate->number};
    struct binding_fit again;

    /* Once more, for which fields they were. */
    if (!binding_fit_try(proposing->synonyms, candidate, columns, &again, proposing->err))
        return false;
    proposal.placed = again.placed;
    return write_doubt(proposing, columns, &again, &proposal.doubt) &&
            list_from(proposing, candidate, columns, &proposal.from) &&
            list_left_over(proposing, candidate, columns, &proposal.left_over) &&
            write_reason(proposing, wanted, best, &proposal.reason) &&
            add_globs(proposing, group, &proposal);
}

/* The best candidate as it is, or once for each number of its series. */
static bool propose_best(struct proposing *proposing, const struct binding_wanted *wanted,
        struct binding_fit_columns *columns, size_t best)
{
    const struct binding_fit_candidate *candidate = &proposing->candidates[best];
    const struct binding_series *series = &proposing->attempts[best].series;
    struct binding_fit_candidate picked;

    if (!series->prefix_size)
        return propose_candidate(proposing, wanted, candidate, columns, best);
    for (const char **number = series->numbers; *number; number++) {
        if (!binding_series_pick(series, *number, proposing->synonyms, candidate,
                    proposing->arena, &picked, proposing->err) ||
                !propose_candidate(proposing, wanted, &picked, columns, best))
            return false;
    }
    return true;
}

/* As it is, and where it holds a series, as the first of that: whichever is better. */
static bool attempt(struct proposing *proposing, struct binding_fit_columns *columns,
        const struct binding_fit_candidate *candidate, struct attempt *attempt)
{
    struct binding_fit_candidate picked;
    struct binding_fit fit;

    if (!binding_fit_try(proposing->synonyms, candidate, columns, &attempt->fit,
                proposing->err) ||
            !binding_series_find(candidate, columns, proposing->arena, &attempt->series,
                    proposing->err))
        return false;
    if (!attempt->series.prefix_size)
        return true;
    if (!binding_series_pick(&attempt->series, attempt->series.numbers[0],
                proposing->synonyms, candidate, proposing->arena, &picked,
                proposing->err) ||
            !binding_fit_try(proposing->synonyms, &picked, columns, &fit, proposing->err))
        return false;
    if (binding_fit_compare(&fit, &attempt->fit) > 0)
        attempt->fit = fit;
    else
        attempt->series.prefix_size = 0;
    return true;
}

static bool propose(struct proposing *proposing, const struct binding_wanted *wanted)
{
    struct binding_fit_columns columns;
    size_t best = 0;

    if (!binding_fit_read_columns(proposing->synonyms, wanted->item, proposing->arena,
                &columns, proposing->err))
        return false;
    for (size_t i = 0; i < proposing->candidate_count; i++) {
        if (!attempt(proposing, &columns, &proposing->candidates[i],
                    &proposing->attempts[i]))
            return false;
        if (binding_fit_compare(&proposing->attempts[i].fit,
                    &proposing->attempts[best].fit) > 0)
            best = i;
    }
    if (proposing->candidate_count == 0 || !proposing->attempts[best].fit.is_fit)
        return true;
    return propose_best(proposing, wanted, &columns, best);
}

/* A shared item is bound once, however many procedures use it. */
static bool is_asked_before(const struct binding_wanted *wanted, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(wanted[i].item->source, wanted[at].item->source) == 0 &&
                text_is_equal(wanted[i].procedure, wanted[at].procedure) &&
                text_is_equal(wanted[i].instance, wanted[at].instance))
            return true;
    }
    return false;
}

bool binding_propose(const struct binding_wanted *wanted, size_t wanted_count,
        const struct layout *layouts, size_t layout_count,
        const struct synonyms *synonyms, const struct binding_member *members,
        size_t member_count, struct arena *arena, struct binding_proposal **ret_proposals,
        size_t *ret_count, struct error *err)
{
    struct proposing proposing = {.synonyms = synonyms,
            .members = members,
            .member_count = member_count,
            .arena = arena,
            .err = err};

    if (!find_candidates(&proposing, layouts, layout_count))
        return false;
    for (size_t i = 0; i < wanted_count; i++) {
        if (!is_asked_before(wanted, i) && !propose(&proposing, &wanted[i]))
            return false;
    }
    *ret_proposals = proposing.proposals;
    *ret_count = proposing.count;
    return true;
}
