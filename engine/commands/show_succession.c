#include "engine/commands/show_succession.h"

#include "engine/base/text.h"
#include "engine/workpaper/succession.h"
#include "reports/local_time.h"
#include "reports/model.h"

#include <string.h>

#define TEXT_LIMIT ((size_t)4 << 20)

/* "all-1a2b3c4d:users.csv (all.zip, received 2026-04-03 10:00:00 +09:00)" */
static bool write_step(const struct zone *zone, const struct succession_step *step,
        bool with_member, struct buf *text, struct error *err)
{
    char local[LOCAL_TIME_SIZE];
    const char *at = step->received_at;

    if (local_time_format(zone, at, local))
        at = local;
    if (!(with_member && step->member
                        ? model_write_pointer(text, step->bundle, step->member, 0, err)
                        : buf_append_text(text, step->bundle, err)) ||
            !buf_append_text(text, TR(" (", "（"), err) ||
            !text_append_visible(text, step->file, strlen(step->file), err))
        return false;
    return buf_printf(text, err, TR(", received %s)", "、受領 %s）"), at);
}

static bool print_step(struct command_call *call, const struct zone *zone,
        const struct succession_step *step, bool is_later, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf reason = BUF_INIT(TEXT_LIMIT);
    const char *told = step->reason ? step->reason : TR("none told", "聞いていない");

    if (!write_step(zone, step, true, &text, err) ||
            !text_append_visible(&reason, told, strlen(told), err))
        return false;
    if (!step->member)
        fprintf(call->out,
                is_later
                        ? TR("later    %s took the place of what it was in, and has no file of this name; the client's reason: %s\n",
                                  "差替え後 %sがこれを含むものごと差し替えました。同じ名前のファイルはありません。被監査会社による理由: %s\n")
                        : TR("earlier  %s, whose place that delivery took, has no file of this name; the client's reason: %s\n",
                                  "差替え前 %sを提供物ごと差し替えました。そこに同じ名前のファイルはありません。被監査会社による理由: %s\n"),
                buf_text(&text), buf_text(&reason));
    else
        fprintf(call->out,
                is_later
                        ? TR("later    %s took its place; the client's reason: %s\n",
                                  "差替え後 %sに差し替えられました。被監査会社による理由: %s\n")
                        : TR("earlier  %s, whose place it took; the client's reason: %s\n",
                                  "差替え前 %sを差し替えたものです。被監査会社による理由: %s\n"),
                buf_text(&text), buf_text(&reason));
    return true;
}

bool show_succession_print(struct command_call *call, struct store *store,
        const struct place *place, struct error *err)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;
    struct succession_step *steps;
    size_t count;

    if (!zone_load(store_engagement(store)->zone, &zone, err) ||
            !succession_of_member(store, place->member.member_id, false, &call->arena,
                    &steps, &count, err))
        return false;
    for (size_t i = count; i > 0; i--) {
        if (!print_step(call, zone, &steps[i - 1], false, err))
            return false;
    }
    if (!succession_of_member(store, place->member.member_id, true, &call->arena, &steps,
                &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!print_step(call, zone, &steps[i], true, err))
            return false;
    }
    return true;
}

bool show_succession_find(struct store *store, const struct place *place, bool is_later,
        struct arena *arena, const char **ret_pointer, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    struct succession_step *steps;
    size_t count;

    *ret_pointer = NULL;
    if (!succession_of_member(store, place->member.member_id, is_later, arena, &steps,
                &count, err))
        return false;
    if (count == 0)
        return true;
    if (!steps->member)
        return arena_text(arena, steps->bundle, ret_pointer, err);
    return model_write_pointer(&text, steps->bundle, steps->member, 0, err) &&
            arena_text(arena, buf_text(&text), ret_pointer, err);
}

bool show_succession_say(struct command_call *call, struct store *store,
        const struct bundle *bundle, struct error *err)
{
    CLEANUP(zone_freep) struct zone *zone = NULL;
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    const struct succession_step *next = NULL;
    struct succession_step *steps;
    size_t count;

    if (!zone_load(store_engagement(store)->zone, &zone, err) ||
            !succession_of_bundle(store, bundle->bundle_id, &call->arena, &steps, &count,
                    err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!buf_append_text(&text, i ? " → " : "", err) ||
                !write_step(zone, &steps[i], false, &text, err))
            return false;
        if (!next && steps[i].bundle_id > bundle->bundle_id)
            next = &steps[i];
    }
    if (count > 2 || next)
        command_say(TR("the deliveries in their order: %s", "提供の順: %s"),
                buf_text(&text));
    if (next)
        command_say(
                TR("%s was itself replaced, in whole or in part; what came next: chosho take --difference %s",
                        "%s も全部又は一部が差し替えられています。次の差は chosho take --difference %s"),
                bundle->short_id, next->bundle);
    return true;
}
