#include "engine/run/draw_past.h"

#include "engine/base/text.h"

#include <string.h>

static bool is_whole(const struct sample_draw *draw)
{
    return strcmp(draw->kind, "draw") == 0 || strcmp(draw->kind, "redraw") == 0;
}

static bool copy_list(struct arena *arena, const struct draw_list *list,
        struct draw_list *ret_copy, struct error *err)
{
    ret_copy->count = list->count;
    if (!arena_allocate(arena, (list->count + 1) * sizeof(*ret_copy->picks),
                &ret_copy->picks, err))
        return false;
    if (list->count)
        memcpy(ret_copy->picks, list->picks, list->count * sizeof(*list->picks));
    return true;
}

static void remove_pick(struct draw_list *list, const struct sample_pick *pick)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->picks[i].key, pick->key) != 0 ||
                list->picks[i].occurrence != pick->occurrence)
            list->picks[kept++] = list->picks[i];
    }
    list->count = kept;
}

static const struct sample_item *find_item(const struct draw_past *past, size_t acts,
        int64_t item_id)
{
    for (size_t a = 0; a < acts; a++) {
        for (size_t i = 0; i < past->acts[a].item_count; i++) {
            if (past->acts[a].items[i].item_id == item_id)
                return &past->acts[a].items[i];
        }
    }
    return NULL;
}

static bool take_keys(const struct draw_source *source, struct draw_act *act,
        struct error *err)
{
    if (strcmp(act->draw->method, "listed") != 0)
        return true;
    if (!arena_allocate(source->arena, (act->item_count + 1) * sizeof(*act->listed),
                &act->listed, err))
        return false;
    for (size_t i = 0; i < act->item_count; i++)
        act->listed[i] = act->items[i].pick.key;
    return true;
}

static void append(struct draw_list *list, const struct sample_pick *pick)
{
    list->picks[list->count++] = *pick;
}

/* What the act went by, and what came of it. */
static bool follow(const struct draw_source *source, struct draw_past *past, size_t index,
        struct error *err)
{
    struct draw_act *act = &past->acts[index];
    const struct sample_item *replaced = NULL;

    if (act->draw->replaced_item_id) {
        replaced = find_item(past, index, act->draw->replaced_item_id);
        if (!replaced)
            return error_set(err, ERROR_INTEGRITY,
                    "draw %lld replaces an item that was never picked",
                    (long long)act->draw->draw_id);
        act->stratum = replaced->pick.stratum;
    }
    if (is_whole(act->draw)) {
        past->active.count = 0;
        past->taken.count = 0;
        for (size_t i = 0; i < past->replaced.count; i++)
            append(&past->taken, &past->replaced.picks[i]);
    }
    if (!copy_list(source->arena, &past->taken, &act->excluded, err) ||
            !take_keys(source, act, err))
        return false;
    for (size_t i = 0; i < act->item_count; i++) {
        append(&past->active, &act->items[i].pick);
        append(&past->taken, &act->items[i].pick);
    }
    if (replaced) {
        remove_pick(&past->active, &replaced->pick);
        append(&past->replaced, &replaced->pick);
    }
    return true;
}

bool draw_past_load(const struct draw_source *source, struct draw_past *ret_past,
        struct error *err)
{
    struct draw_past past = {.act_count = 0};
    struct sample_draw *draws;
    size_t count, room = 1;

    if (!sample_draws(source->store, source->instance->key, source->sample->id, false,
                source->arena, &draws, &count, err) ||
            !arena_allocate(source->arena, (count + 1) * sizeof(*past.acts), &past.acts,
                    err))
        return false;
    for (size_t i = 0; i < count; i++) {
        past.acts[i].draw = &draws[i];
        if (!sample_picks(source->store, draws[i].draw_id, source->arena,
                    &past.acts[i].items, &past.acts[i].item_count, err))
            return false;
        room += past.acts[i].item_count;
    }
    if (!arena_allocate(source->arena, room * sizeof(struct sample_pick),
                &past.active.picks, err) ||
            !arena_allocate(source->arena, 2 * room * sizeof(struct sample_pick),
                    &past.taken.picks, err) ||
            !arena_allocate(source->arena, room * sizeof(struct sample_pick),
                    &past.replaced.picks, err))
        return false;
    past.act_count = count;
    past.first = count ? &draws[0] : NULL;
    past.latest = count ? &draws[count - 1] : NULL;
    for (size_t i = 0; i < count; i++) {
        if (!follow(source, &past, i, err))
            return false;
    }
    *ret_past = past;
    return true;
}

const struct sample_item *draw_past_find(const struct draw_past *past, int64_t number)
{
    for (size_t a = past->act_count; a-- > 0;) {
        for (size_t i = 0; i < past->acts[a].item_count; i++) {
            const struct sample_item *item = &past->acts[a].items[i];

            if (item->number == number)
                return draw_follow_has(&past->active, &item->pick) ? item : NULL;
        }
    }
    return NULL;
}

bool draw_past_replay(const struct draw_past *past, size_t index,
        struct draw_task *ret_task, struct error *err)
{
    const struct draw_act *act = &past->acts[index];
    const struct sample_draw *draw = act->draw;
    int64_t start = 1, interval = 1;

    if (!text_is_equal(draw->seed, past->first->seed))
        return error_set(err, ERROR_INTEGRITY,
                "draw %lld has another seed than its first", (long long)draw->draw_id);
    if (draw->start && draw->seed &&
            !draw_follow_spacing(draw->seed, draw->population, draw->size, &start,
                    &interval, err))
        return false;
    if (draw->start && (draw->start != start || draw->interval != interval))
        return error_set(err, ERROR_INTEGRITY,
                "the start of draw %lld does not follow from its seed",
                (long long)draw->draw_id);
    *ret_task = (struct draw_task){.draw = draw,
            .excluded = act->excluded,
            .stratum = act->stratum,
            .listed = act->listed,
            .listed_count = (uint32_t)act->item_count};
    return true;
}

/* Those replaced that the population still has cannot be picked: they are few, and it is
 * enough that there are as many records besides. */
static int64_t size_now(const struct draw_past *past, const struct draw_answer *now,
        bool is_stratified)
{
    int64_t size = (int64_t)past->active.count;

    if (is_stratified && size < (int64_t)now->stratum_count)
        size = (int64_t)now->stratum_count;
    return size < now->count ? size : now->count;
}

bool draw_past_task(const struct draw_source *source, const struct draw_past *past,
        const struct draw_answer *now, struct sample_draw *ret_draw,
        struct draw_task *ret_task, struct error *err)
{
    const char *method = past->first->method;
    bool is_all = strcmp(method, "all") == 0, is_listed = strcmp(method, "listed") == 0;
    struct sample_draw draw = {.kind = "redraw",
            .first_draw_id = past->first->draw_id,
            .method = method,
            .seed = past->first->seed,
            .size_rule = "as-before",
            .population = now->count};
    const char **keys;

    draw.size = is_all ? now->count
                       : size_now(past, now, strcmp(method, "stratified") == 0);
    if (is_all)
        draw.start = draw.interval = 1;
    else if (strcmp(method, "systematic") == 0 && draw.size &&
            !draw_follow_spacing(draw.seed, draw.population, draw.size, &draw.start,
                    &draw.interval, err))
        return false;
    if (!arena_allocate(source->arena, (past->active.count + 1) * sizeof(*keys), &keys,
                err))
        return false;
    for (size_t i = 0; i < past->active.count; i++)
        keys[i] = past->active.picks[i].key;
    *ret_draw = draw;
    *ret_task = (struct draw_task){.draw = ret_draw,
            .excluded = past->replaced,
            .listed = is_listed ? keys : NULL,
            .listed_count = (uint32_t)past->active.count};
    return true;
}
