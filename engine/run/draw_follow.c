#include "engine/run/draw_follow.h"

#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

static int compare_items(const void *one, const void *other)
{
    const struct sample_pick *a = one, *b = other;
    int order = strcmp(a->key, b->key);

    return order ? order
                 : (a->occurrence > b->occurrence) - (a->occurrence < b->occurrence);
}

/* Looked up often: a sorted copy. */
static bool sort_list(const struct draw_source *source, const struct draw_list *list,
        struct draw_list *ret_sorted, struct error *err)
{
    ret_sorted->count = list->count;
    if (!arena_allocate(source->arena, (list->count + 1) * sizeof(*ret_sorted->picks),
                &ret_sorted->picks, err))
        return false;
    if (list->count)
        memcpy(ret_sorted->picks, list->picks, list->count * sizeof(*list->picks));
    if (list->count > 1)
        qsort(ret_sorted->picks, list->count, sizeof(*list->picks), compare_items);
    return true;
}

bool draw_follow_has(const struct draw_list *list, const struct sample_pick *pick)
{
    for (size_t i = 0; i < list->count; i++) {
        if (compare_items(&list->picks[i], pick) == 0)
            return true;
    }
    return false;
}

static bool parse_seed(const char *seed, struct digest *ret_seed, struct error *err)
{
    return (seed && digest_parse(seed, ret_seed)) ||
            error_set(err, ERROR_INTEGRITY, "%s",
                    TR("the recorded seed is no seed",
                            "記録された乱数の種が正しくありません"));
}

bool draw_follow_spacing(const char *seed, int64_t population, int64_t size,
        int64_t *ret_start, int64_t *ret_interval, struct error *err)
{
    static const char start[] = "start";
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    struct digest key, made;
    uint64_t number = 0;

    if (!parse_seed(seed, &key, err) || !digest_stream_new(&stream, err) ||
            !digest_stream_hmac(stream, key.bytes, sizeof(key.bytes), start,
                    strlen(start), &made, err))
        return false;
    for (size_t i = 0; i < 8; i++)
        number = number << 8 | made.bytes[i];
    *ret_start = (int64_t)(number % (uint64_t)population) + 1;
    *ret_interval = size < population ? population / size : 1;
    return true;
}

/* ---- shares ---- */

struct share {
    size_t index;
    uint64_t remainder;
};

static int compare_shares(const void *one, const void *other)
{
    const struct share *a = one, *b = other;

    if (a->remainder != b->remainder)
        return a->remainder < b->remainder ? 1 : -1;
    return (a->index > b->index) - (a->index < b->index);
}

/* The stratum that has most beyond one: what another's one item is taken from. */
static size_t find_richest(const int64_t *quotas, size_t count)
{
    size_t richest = 0;

    for (size_t i = 1; i < count; i++) {
        if (quotas[i] > quotas[richest])
            richest = i;
    }
    return richest;
}

static void give_one(const struct sample_stratum *strata, size_t count, int64_t *quotas)
{
    for (size_t i = 0; i < count; i++) {
        size_t richest = find_richest(quotas, count);

        if (quotas[i] == 0 && strata[i].count > 0 && quotas[richest] > 1) {
            quotas[richest]--;
            quotas[i] = 1;
        }
    }
}

bool draw_follow_allocate(const struct sample_stratum *strata, size_t count,
        int64_t total, bool at_least_one, struct arena *arena, int64_t *quotas,
        struct error *err)
{
    struct share *shares;
    int64_t population = 0, given = 0;

    if (!arena_allocate(arena, (count + 1) * sizeof(*shares), &shares, err))
        return false;
    for (size_t i = 0; i < count; i++)
        population += strata[i].count;
    if (total > population)
        total = population;
    for (size_t i = 0; i < count; i++) {
        /* no overflow: a sample has at most 100,000 items, a population 2^40 records */
        uint64_t product = (uint64_t)strata[i].count * (uint64_t)total;

        quotas[i] = (int64_t)(product / (uint64_t)population);
        given += quotas[i];
        shares[i] = (struct share){i, product % (uint64_t)population};
    }
    if (count > 1)
        qsort(shares, count, sizeof(*shares), compare_shares);
    for (size_t i = 0; i < count && given < total; i++, given++)
        quotas[shares[i].index]++;
    if (at_least_one)
        give_one(strata, count, quotas);
    return true;
}

/* ---- picking ---- */

static bool make_request(const struct draw_task *task,
        struct message_sample_request *ret_request, struct error *err)
{
    const struct sample_draw *draw = task->draw;
    uint64_t limit = (uint64_t)draw->size + task->excluded.count;
    struct digest seed = {{0}};

    memset(ret_request, 0, sizeof(*ret_request));
    if (limit > MESSAGE_SAMPLE_ITEMS)
        return error_set(err, ERROR_LIMIT,
                TR("a sample has at most %u items", "試査の件数は%u件までです"),
                MESSAGE_SAMPLE_ITEMS);
    ret_request->limit = limit;
    if (task->listed) {
        ret_request->pick = MESSAGE_SAMPLE_LISTED;
        ret_request->limit = MESSAGE_SAMPLE_ITEMS;
        ret_request->keys = task->listed;
        ret_request->key_count = task->listed_count;
        return true;
    }
    if (draw->start) {
        ret_request->pick = MESSAGE_SAMPLE_SPACED;
        ret_request->limit = (uint64_t)draw->size;
        ret_request->population = (uint64_t)draw->population;
        ret_request->start = (uint64_t)draw->start;
        ret_request->interval = (uint64_t)draw->interval;
        return true;
    }
    ret_request->pick = MESSAGE_SAMPLE_RANKED;
    if (!parse_seed(draw->seed, &seed, err))
        return false;
    memcpy(ret_request->seed, seed.bytes, sizeof(ret_request->seed));
    return true;
}

static size_t find_stratum(const struct draw_answer *answer, const char *name)
{
    size_t i = 0;

    while (i < answer->stratum_count && strcmp(answer->strata[i].name, name) != 0)
        i++;
    return i;
}

static bool make_quotas(const struct draw_source *source, const struct draw_task *task,
        const struct draw_answer *answer, int64_t *quotas, struct error *err)
{
    const struct sample_draw *draw = task->draw;
    bool is_first = strcmp(draw->kind, "draw") == 0 || strcmp(draw->kind, "redraw") == 0;
    size_t only;

    if (task->stratum) {
        only = find_stratum(answer, task->stratum);
        if (only < answer->stratum_count)
            quotas[only] = draw->size;
        return true;
    }
    return draw_follow_allocate(answer->strata, answer->stratum_count, draw->size,
            is_first, source->arena, quotas, err);
}

static bool choose(const struct draw_source *source, const struct draw_task *task,
        const struct draw_answer *answer, struct draw_list *ret_picked, struct error *err)
{
    bool is_ranked = !task->listed && !task->draw->start;
    struct draw_list sorted, picked = {NULL, 0};
    int64_t *quotas;
    size_t at = 0;

    if (!arena_allocate(source->arena, (answer->stratum_count + 1) * sizeof(*quotas),
                &quotas, err) ||
            !arena_allocate(source->arena,
                    (answer->pick_count + 1) * sizeof(*picked.picks), &picked.picks,
                    err) ||
            !sort_list(source, &task->excluded, &sorted, err) ||
            !make_quotas(source, task, answer, quotas, err))
        return false;
    for (size_t i = 0; i < answer->pick_count; i++) {
        const struct sample_pick *pick = &answer->picks[i];
        int64_t *quota;

        while (at < answer->stratum_count && /* they come by stratum */
                strcmp(answer->strata[at].name, pick->stratum) != 0)
            at++;
        quota = &quotas[at];
        if ((is_ranked && *quota == 0) ||
                (sorted.count &&
                        bsearch(pick, sorted.picks, sorted.count, sizeof(*sorted.picks),
                                compare_items)))
            continue;
        picked.picks[picked.count++] = *pick;
        *quota -= is_ranked;
    }
    *ret_picked = picked;
    return true;
}

bool draw_follow(const struct draw_source *source, const struct draw_task *task,
        struct draw_answer *ret_answer, struct draw_list *ret_picked, struct error *err)
{
    struct message_sample_request request;

    return make_request(task, &request, err) &&
            draw_ask(source, &request, ret_answer, err) &&
            choose(source, task, ret_answer, ret_picked, err);
}
