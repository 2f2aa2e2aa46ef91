#include "engine/commands/bind_propose.h"

#include "engine/base/asset.h"
#include "engine/run/layouts.h"
#include "evidence/binding/binding_match.h"
#include "evidence/binding/binding_remark.h"
#include "evidence/binding/binding_write.h"

#include <errno.h>
#include <string.h>

#define NAME_LIMIT ((size_t)1 << 20)
#define LOST_SAID 20u
#define DRAFT_LIMIT ((size_t)16 << 20)

bool bind_propose_is_unbound(const struct instance *instance, uint32_t index)
{
    const struct item *item = &instance->items[index];

    if (item->problem)
        return strcmp(item->problem, "binding-missing") == 0;
    return instance->program.items[index].optional && item->source_count == 0;
}

static bool is_wanted_already(const struct binding_wanted *wanted, size_t count,
        const char *source, const char *procedure)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(wanted[i].item->source, source) == 0 &&
                text_is_equal(wanted[i].procedure, procedure))
            return true;
    }
    return false;
}

/* Items without a binding; a shared one once for all procedures. */
static bool list_wanted(struct command_call *call, const struct bind_work *work,
        struct binding_wanted **ret_wanted, size_t *ret_count, struct error *err)
{
    struct binding_wanted *wanted;
    size_t most = 1, count = 0;

    for (size_t i = 0; i < work->list.count; i++)
        most += work->list.items[i].program.item_count;
    if (!arena_allocate(&call->arena, most * sizeof(*wanted), &wanted, err))
        return false;
    for (size_t i = 0; i < work->list.count; i++) {
        const struct instance *instance = &work->list.items[i];

        for (uint32_t c = 0; c < instance->program.item_count; c++) {
            const struct program_item *item = &instance->program.items[c];
            const char *procedure = text_starts_with(item->source, "shared:")
                    ? NULL
                    : instance->program.id;
            if ((bind_propose_is_unbound(instance, c) || command_has(call, "all")) &&
                    !is_wanted_already(wanted, count, item->source, procedure))
                wanted[count++] = (struct binding_wanted){item, procedure, NULL};
        }
    }
    *ret_wanted = wanted;
    *ret_count = count;
    return true;
}

static bool load_synonyms(struct command_call *call, struct synonyms *ret_synonyms,
        struct error *err)
{
    struct complaint_list complaints;
    struct slice bytes;
    bool ok;

    complaint_list_init(&complaints);
    ok = asset_find("evidence/synonyms.xml", &bytes) &&
            synonyms_parse("evidence/synonyms.xml", bytes.text, bytes.size, &call->arena,
                    ret_synonyms, &complaints);
    complaint_list_clear(&complaints);
    return ok ||
            error_set(err, ERROR_SCRIPT, "%s",
                    TR("the list of synonyms in this program is wrong",
                            "プログラム内蔵の同義語一覧に誤りがあります"));
}

/* The draft's sources, and what is left out of it. */
static void say_proposal(const struct binding_proposal *proposal)
{
    if (proposal->doubt)
        command_say(TR("%s: left out of the draft: %s (%s): %s",
                            "%s: 案に含めません: %s（%s）: %s"),
                proposal->wanted->item->source, proposal->member_glob, proposal->bundle,
                proposal->doubt);
    else
        command_say("%s: %s: %s", proposal->wanted->item->source, proposal->member_glob,
                proposal->reason);
    if (proposal->damage)
        command_say("%s: %s", proposal->wanted->item->source, proposal->damage);
}

/* One file that plays an item twice is said once. */
static bool is_same_file(const struct binding_proposal *a,
        const struct binding_proposal *b)
{
    return a->wanted == b->wanted && strcmp(a->member_glob, b->member_glob) == 0;
}

static void say_proposals(const struct binding_wanted *wanted, size_t wanted_count,
        const struct binding_proposal *proposals, size_t count)
{
    for (size_t w = 0; w < wanted_count; w++) {
        bool found = false;

        for (size_t p = 0; p < count; p++) {
            if (proposals[p].wanted != &wanted[w])
                continue;
            if (!found || !is_same_file(&proposals[p - 1], &proposals[p]))
                say_proposal(&proposals[p]);
            found = true;
        }
        if (!found)
            command_say(
                    TR("%s: nothing received fits; bind it by hand, or ask for it",
                            "%s: 受領した証拠に合うものがありません。手で対応付けるか、提出を依頼してください"),
                    wanted[w].item->source);
    }
}

static bool is_proposed(const struct binding_member *member,
        const struct binding_proposal *proposals, size_t count)
{
    for (size_t p = 0; p < count; p++) {
        if (!proposals[p].doubt && strcmp(proposals[p].bundle, member->bundle) == 0 &&
                binding_match(proposals[p].member_glob, member))
            return true;
    }
    return false;
}

/* Whether an earlier one, of another delivery, has the same name. */
static bool is_named_before(const struct binding_member *members, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (members[i].has_total && members[i].is_current &&
                strcmp(members[i].name, members[at].name) == 0)
            return true;
    }
    return false;
}

/* The draft has no <where>: a row of totals would be a record. */
static bool say_totals(const struct binding_member *members, size_t member_count,
        const struct binding_proposal *proposals, size_t count, struct error *err)
{
    for (size_t i = 0; i < member_count; i++) {
        const struct binding_member *member = &members[i];
        CLEANUP(buf_clear) struct buf text = BUF_INIT(NAME_LIMIT);

        if (!member->has_total || !member->is_current ||
                !is_proposed(member, proposals, count) || is_named_before(members, i))
            continue;
        if (!binding_remark_write_total(member->name,
                    member->column_count ? member->columns[0] : "_1", 0, &text, err))
            return false;
        command_say(TR("warning: %s", "警告: %s"), buf_text(&text));
    }
    return true;
}

/* Damage hides what a member would have fitted. */
static bool say_lost(const struct binding_member *members, size_t member_count,
        const struct binding_proposal *proposals, size_t count, struct error *err)
{
    unsigned said = 0;

    for (size_t i = 0; i < member_count && said <= LOST_SAID; i++) {
        const struct binding_member *member = &members[i];
        CLEANUP(buf_clear) struct buf name = BUF_INIT(NAME_LIMIT);

        if (!member->is_current || !member->is_received || member->is_readable ||
                member->format.encoding == ENCODING_UNCERTAIN ||
                is_proposed(member, proposals, count))
            continue;
        if (!text_append_visible(&name, member->name, strlen(member->name), err))
            return false;
        if (++said > LOST_SAID)
            command_say("%s", TR("… and more of them", "ほかにもあります"));
        else
            command_say(
                    TR("damaged, and part of no proposal: %s (%s); ask for it again",
                            "破損しており、どの案にも入っていません: %s（%s）。再提出を依頼してください"),
                    buf_text(&name), member->bundle);
    }
    return true;
}

static size_t count_sure(const struct binding_proposal *proposals, size_t count)
{
    size_t sure = 0;

    for (size_t p = 0; p < count; p++)
        sure += !proposals[p].doubt;
    return sure;
}

static void say_next(const struct command_call *call)
{
    if (call->output)
        command_say(TR("next: look at %s and edit it, then: chosho bind --add %s",
                            "次は %s の内容を確かめて編集し、chosho bind --add %s"),
                call->output, call->output);
    else
        command_say("%s",
                TR("this is a draft: save it with -o FILE, look at it and edit it, then: chosho bind --add FILE",
                        "これは案です。-o ファイル で保存し、内容を確かめて編集してから chosho bind --add ファイル"));
}

/* Why there is no draft. weak: proposals that are left out. */
static void say_nothing(const struct bind_work *work, size_t wanted, size_t weak)
{
    if (weak > 0)
        command_say("%s",
                TR("nothing fits well enough for a draft: look at what is left out, and bind it by hand where it is right",
                        "案にできるほど確かなものはありません。含めなかったものを確かめ、正しければ手で対応付けてください"));
    else if (wanted == 0)
        command_say("%s",
                TR("every evidence item is bound", "すべての証拠項目が対応付け済みです"));
    else if (work->list.evidence.bundle_count == 0)
        command_say("%s",
                TR("nothing has been received yet; next: chosho take BUNDLE.zip",
                        "まだ何も受領していません。次は chosho take 提供物.zip"));
    else
        command_say("%s",
                TR("there is nothing to propose", "提案できるものはありません"));
}

bool bind_propose(struct command_call *call, const struct bind_work *work,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf draft = BUF_INIT(DRAFT_LIMIT);
    struct synonyms synonyms;
    struct binding_wanted *wanted;
    struct binding_proposal *proposals;
    const struct layout *layouts;
    size_t wanted_count, layout_count, count;

    if (!list_wanted(call, work, &wanted, &wanted_count, err) ||
            !load_synonyms(call, &synonyms, err) ||
            !layouts_load(&layouts, &layout_count, err) ||
            !binding_propose(wanted, wanted_count, layouts, layout_count, &synonyms,
                    work->list.evidence.choices, work->list.evidence.choice_count,
                    &call->arena, &proposals, &count, err) ||
            !binding_write(proposals, count, store_engagement(work->store)->zone, &draft,
                    err))
        return false;
    say_proposals(wanted, wanted_count, proposals, count);
    if (!say_totals(work->list.evidence.choices, work->list.evidence.choice_count,
                proposals, count, err))
        return false;
    if (wanted_count &&
            !say_lost(work->list.evidence.choices, work->list.evidence.choice_count,
                    proposals, count, err))
        return false;
    if (count_sure(proposals, count) == 0) {
        call->drops_output = true;
        say_nothing(work, wanted_count, count);
        return true;
    }
    if (fwrite(buf_text(&draft), 1, draft.size, call->out) != draft.size)
        return error_set(err, ERROR_IO,
                TR("the draft cannot be written: %s", "案を書き込めません: %s"),
                error_reason(errno));
    say_next(call);
    return true;
}
