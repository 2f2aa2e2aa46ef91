#include "engine/run/draw.h"

#include "engine/base/entropy.h"
#include "engine/base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/run/draw_follow.h"
#include "engine/run/draw_past.h"

#define SEED_HEX 65

/* ---- a new draw ---- */

static bool measure(const struct draw_source *source, struct draw_answer *ret_answer,
        struct error *err)
{
    const struct message_sample_request request = {.pick = MESSAGE_SAMPLE_NONE};

    return draw_ask(source, &request, ret_answer, err);
}

static bool record_population(const struct draw_source *source, const char *person,
        const struct draw_answer *answer, int64_t *ret_id, struct error *err)
{
    struct result_procedure procedure;
    struct result_instance instance;
    struct sample_population population = {.procedure = &procedure,
            .instance = &instance,
            .sample = source->sample->id,
            .population = source->sample->of->id,
            .delivered = answer->delivered,
            .filtered = answer->filtered,
            .unreadable = answer->unreadable,
            .count = answer->count,
            .sha256 = answer->sha256,
            .keys = answer->keys,
            .digest = source->instance->digest_hex,
            .strata = answer->strata,
            .stratum_count = answer->stratum_count};

    return conclude_describe(source->store, source->instance, source->arena, &procedure,
                   &instance, err) &&
            sample_record_population(source->store, person, &population, ret_id, err);
}

/* Only now that the population is recorded. */
static bool make_seed(struct arena *arena, const char **ret_seed, struct error *err)
{
    struct digest seed;
    char hex[SEED_HEX];

    if (!entropy_fill(seed.bytes, sizeof(seed.bytes), err))
        return false;
    digest_hex(&seed, hex);
    return arena_text(arena, hex, ret_seed, err);
}

static bool check_same(const struct draw_answer *before, const struct draw_answer *after,
        struct error *err)
{
    return (before->count == after->count &&
                   strcmp(before->sha256, after->sha256) == 0) ||
            error_set(err, ERROR_INTEGRITY, "%s",
                    TR("the population read twice is not the same: draw again",
                            "母集団を二度読み取った結果が一致しません。抽出をやり直してください"));
}

/* How the draw goes, once its size is known. */
static bool set_method(const struct draw_source *source, struct sample_draw *draw,
        struct error *err)
{
    enum procedure_sample_method method = source->sample->method;

    draw->method = procedure_sample_method_name(method);
    if (method == PROCEDURE_SAMPLE_LISTED)
        return true;
    if (method == PROCEDURE_SAMPLE_ALL) {
        draw->start = draw->interval = 1;
        return true;
    }
    if (!draw->seed && !make_seed(source->arena, &draw->seed, err))
        return false;
    return method != PROCEDURE_SAMPLE_SYSTEMATIC ||
            draw_follow_spacing(draw->seed, draw->population, draw->size, &draw->start,
                    &draw->interval, err);
}

/* Each key that was listed has to be there. */
static bool check_listed(const struct draw_options *options,
        const struct draw_list *picked, struct error *err)
{
    for (uint32_t i = 0; i < options->listed_count; i++) {
        bool found = false;

        for (size_t p = 0; !found && p < picked->count; p++)
            found = strcmp(picked->picks[p].key, options->listed[i]) == 0;
        if (!found)
            return error_set(err, ERROR_MISSING,
                    TR("no record of the population has the key '%s' (number %u of the list); nothing was drawn",
                            "母集団にキー「%s」（リストの%u番目）の記録はありません。抽出していません"),
                    options->listed[i], i + 1);
    }
    return true;
}

static bool decide_size(const struct draw_source *source,
        const struct draw_options *options, const struct draw_answer *answer,
        struct draw_size *ret_size, struct error *err)
{
    struct draw_size size = {options->listed_count, "listed"};

    if (source->sample->method == PROCEDURE_SAMPLE_ALL)
        size = (struct draw_size){answer->count, "all"};
    else if (!options->listed &&
            !options->decide(options->owner, answer->count, &size, err))
        return false;
    if (size.size > answer->count && !options->listed)
        size.size = answer->count;
    if (source->sample->method == PROCEDURE_SAMPLE_STRATIFIED &&
            size.size < (int64_t)answer->stratum_count) {
        size.size = (int64_t)answer->stratum_count;
        if (!arena_printf(source->arena, &size.rule, err, "%s strata=%zu", size.rule,
                    answer->stratum_count))
            return false;
    }
    *ret_size = size;
    return true;
}

/* The rest of a draw whose kind, seed and size are known; the population is recorded
 * first where it has not been. */
static bool finish(const struct draw_source *source, const char *person,
        struct sample_draw *draw, const struct draw_task *task, struct draw_done *done,
        struct draw_list *ret_picked, struct error *err)
{
    struct draw_answer again;

    if (!draw_follow(source, task, &again, ret_picked, err) ||
            !check_same(&done->answer, &again, err))
        return false;
    done->picked = ret_picked->count;
    done->size = draw->size;
    done->size_rule = draw->size_rule;
    return ret_picked->count == 0 ||
            sample_record_draw(source->store, person, draw, ret_picked->picks,
                    ret_picked->count, &done->draw_id, err);
}

static bool draw_anew(const struct draw_source *source,
        const struct draw_options *options, struct draw_done *done, struct error *err)
{
    struct sample_draw draw = {.kind = "draw",
            .reason = options->reason,
            .population = done->answer.count};
    const struct draw_task task = {.draw = &draw,
            .listed = options->listed,
            .listed_count = options->listed_count};
    struct draw_answer again;
    struct draw_list picked;
    struct draw_size size;

    if (!decide_size(source, options, &done->answer, &size, err))
        return false;
    draw.size = size.size;
    draw.size_rule = size.rule;
    if (options->listed &&
            (!draw_follow(source, &task, &again, &picked, err) ||
                    !check_listed(options, &picked, err)))
        return false;
    done->did = DRAW_DRAWN;
    return record_population(source, options->person, &done->answer, &draw.population_id,
                   err) &&
            set_method(source, &draw, err) &&
            finish(source, options->person, &draw, &task, done, &picked, err);
}

/* ---- over evidence that was delivered anew ---- */

static bool count_kept(struct draw_done *done, const struct draw_list *before,
        const struct draw_list *picked)
{
    for (size_t i = 0; i < picked->count; i++)
        done->kept += draw_follow_has(before, &picked->picks[i]);
    done->added = picked->count - done->kept;
    done->gone = before->count - done->kept;
    return true;
}

static bool redraw(const struct draw_source *source, const struct draw_options *options,
        const struct draw_past *past, struct draw_done *done, struct error *err)
{
    struct sample_draw draw;
    struct draw_task task;
    struct draw_list picked;

    if (!draw_past_task(source, past, &done->answer, &draw, &task, err))
        return false;
    if (draw.size == 0) {
        done->did = DRAW_EMPTY;
        return true;
    }
    done->did = DRAW_REDRAWN;
    return record_population(source, options->person, &done->answer, &draw.population_id,
                   err) &&
            finish(source, options->person, &draw, &task, done, &picked, err) &&
            count_kept(done, &past->active, &picked);
}

static bool refuse_reason(const struct draw_options *options, struct error *err)
{
    if (options->listed && !options->reason)
        return error_set(err, ERROR_USAGE, "%s",
                TR("a list needs --reason: why these items",
                        "指定による抽出には --reason（なぜこれらの項目か）が必要です"));
    if (options->is_anew && !options->reason)
        return error_set(err, ERROR_USAGE, "%s",
                TR("drawing anew needs --reason: the draws before stay listed with it",
                        "新たな種で抽出し直すには --reason が必要です。以前の抽出は理由とともに残ります"));
    return true;
}

bool draw_sample(const struct draw_source *source, const struct draw_options *options,
        struct draw_done *ret_done, struct error *err)
{
    struct draw_past past;
    int64_t ignored;

    memset(ret_done, 0, sizeof(*ret_done));
    if (!refuse_reason(options, err) || !draw_past_load(source, &past, err) ||
            !measure(source, &ret_done->answer, err))
        return false;
    if (ret_done->answer.count == 0) {
        ret_done->did = DRAW_EMPTY;
        return record_population(source, options->person, &ret_done->answer, &ignored,
                err);
    }
    if (!past.latest || options->is_anew)
        return draw_anew(source, options, ret_done, err);
    if (options->listed)
        return error_set(err, ERROR_REFUSED, "%s",
                TR("there is a list already: --anew draws by another one, and needs --reason",
                        "すでに指定による抽出があります。別のリストで抽出し直すには --anew と --reason が必要です"));
    if (strcmp(past.latest->sha256, ret_done->answer.sha256) != 0)
        return redraw(source, options, &past, ret_done, err);
    ret_done->did = DRAW_STANDS;
    ret_done->draw_id = past.latest->draw_id;
    ret_done->picked = past.active.count;
    return true;
}

/* ---- extending and replacing ---- */

static bool begin_more(const struct draw_source *source, struct draw_past *past,
        struct draw_done *done, struct error *err)
{
    memset(done, 0, sizeof(*done));
    if (!draw_past_load(source, past, err))
        return false;
    if (!past->latest)
        return error_set(err, ERROR_REFUSED,
                TR("nothing was drawn yet: chosho sample draw %s/%s",
                        "まだ抽出していません: chosho sample draw %s/%s"),
                source->instance->key, source->sample->id);
    if (!past->latest->seed)
        return error_set(err, ERROR_REFUSED,
                TR("a sample drawn by '%s' has no next rank",
                        "方法「%s」の試査に、次の順位はありません"),
                past->latest->method);
    if (!measure(source, &done->answer, err))
        return false;
    return strcmp(past->latest->sha256, done->answer.sha256) == 0 ||
            error_set(err, ERROR_REFUSED,
                    TR("the population is another one than when it was drawn from; draw by the same seed from this one first: chosho sample draw %s/%s",
                            "母集団が抽出のときと異なります。先に、同じ種で今の母集団から抽出してください: chosho sample draw %s/%s"),
                    source->instance->key, source->sample->id);
}

/* By rank, whatever way the first ones were picked. */
static bool draw_more(const struct draw_source *source, const char *person,
        const struct draw_past *past, struct sample_draw *draw, const char *stratum,
        struct draw_done *done, struct error *err)
{
    const struct draw_task task = {.draw = draw,
            .excluded = past->taken,
            .stratum = stratum};
    struct draw_list picked;

    draw->population_id = past->latest->population_id;
    draw->first_draw_id = past->first->draw_id;
    draw->method = "rank";
    draw->seed = past->first->seed;
    draw->population = past->latest->population;
    if (!finish(source, person, draw, &task, done, &picked, err))
        return false;
    done->did = DRAW_DRAWN;
    return picked.count ||
            error_set(err, ERROR_REFUSED, "%s",
                    TR("the population has no further record that was not picked",
                            "母集団に、まだ抽出していない記録は残っていません"));
}

bool draw_extend(const struct draw_source *source, const char *person, int64_t more,
        struct draw_done *ret_done, struct error *err)
{
    struct sample_draw draw = {.kind = "extension", .size = more};
    struct draw_past past;

    return begin_more(source, &past, ret_done, err) &&
            arena_printf(source->arena, &draw.size_rule, err, "extend=%" PRId64, more) &&
            draw_more(source, person, &past, &draw, NULL, ret_done, err);
}

bool draw_replace(const struct draw_source *source, const char *person, int64_t number,
        const char *reason, struct draw_done *ret_done, struct error *err)
{
    struct sample_draw draw = {.kind = "replacement",
            .size = 1,
            .size_rule = "replace",
            .reason = reason};
    struct draw_past past;
    const struct sample_item *item;

    if (!begin_more(source, &past, ret_done, err))
        return false;
    item = draw_past_find(&past, number);
    if (!item)
        return error_set(err, ERROR_REFUSED,
                TR("S%" PRId64 " is not in the sample; chosho sample %s/%s lists what is",
                        "S%" PRId64
                        " は試査の項目ではありません。項目は chosho sample %s/%s で一覧できます"),
                number, source->instance->key, source->sample->id);
    draw.replaced_item_id = item->item_id;
    return draw_more(source, person, &past, &draw, item->pick.stratum, ret_done, err);
}

/* ---- verifying ---- */

static bool is_same(const struct draw_list *expected, const struct sample_item *items,
        size_t count)
{
    if (expected->count != count)
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct sample_pick *one = &expected->picks[i], *other = &items[i].pick;

        if (strcmp(one->key, other->key) != 0 || one->occurrence != other->occurrence ||
                one->rank != other->rank || strcmp(one->stratum, other->stratum) != 0 ||
                one->record_id != other->record_id || one->other_id != other->other_id)
            return false;
    }
    return true;
}

static bool verify_draw(const struct draw_source *source, const struct draw_past *past,
        size_t index, const struct draw_answer *now, struct draw_verdict *verdict,
        struct error *err)
{
    const struct draw_act *act = &past->acts[index];
    struct draw_answer again;
    struct draw_list expected;
    struct draw_task task;

    if (strcmp(act->draw->sha256, now->sha256) != 0 || verdict->broken_draw_id)
        return true;
    verdict->draws++;
    if (!draw_past_replay(past, index, &task, err)) {
        if (err->code != ERROR_INTEGRITY)
            return false;
        err->code = ERROR_NONE;
        verdict->broken_draw_id = act->draw->draw_id;
        return true;
    }
    if (!draw_follow(source, &task, &again, &expected, err))
        return false;
    if (!is_same(&expected, act->items, act->item_count))
        verdict->broken_draw_id = act->draw->draw_id;
    return true;
}

static bool list_keys(const struct draw_source *source, const struct draw_list *list,
        const struct draw_list *other, const char ***ret_keys, size_t *ret_count,
        struct error *err)
{
    if (!arena_allocate(source->arena, (list->count + 1) * sizeof(**ret_keys), ret_keys,
                err))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        if (!draw_follow_has(other, &list->picks[i]))
            (*ret_keys)[(*ret_count)++] = list->picks[i].key;
    }
    return true;
}

/* What a redraw would come to. */
static bool compare_now(const struct draw_source *source, const struct draw_past *past,
        const struct draw_answer *now, struct draw_verdict *verdict, struct error *err)
{
    struct sample_draw draw;
    struct draw_task task;
    struct draw_answer again;
    struct draw_list picked = {NULL, 0};

    if (!draw_past_task(source, past, now, &draw, &task, err) ||
            (draw.size && !draw_follow(source, &task, &again, &picked, err)) ||
            !list_keys(source, &past->active, &picked, &verdict->gone_keys,
                    &verdict->gone, err) ||
            !list_keys(source, &picked, &past->active, &verdict->added_keys,
                    &verdict->added, err))
        return false;
    verdict->kept = past->active.count - verdict->gone;
    return true;
}

bool draw_verify(const struct draw_source *source, struct draw_verdict *ret_verdict,
        struct error *err)
{
    struct draw_past past;
    struct draw_answer now;

    memset(ret_verdict, 0, sizeof(*ret_verdict));
    if (!draw_past_load(source, &past, err))
        return false;
    if (!past.latest)
        return error_set(err, ERROR_MISSING,
                TR("nothing was drawn for %s/%s yet", "%s/%s はまだ抽出していません"),
                source->instance->key, source->sample->id);
    if (!measure(source, &now, err))
        return false;
    for (size_t i = 0; i < past.act_count; i++) {
        if (!verify_draw(source, &past, i, &now, ret_verdict, err))
            return false;
    }
    ret_verdict->is_changed = strcmp(past.latest->sha256, now.sha256) != 0;
    ret_verdict->then = past.latest->population;
    ret_verdict->now = now.count;
    return !ret_verdict->is_changed || compare_now(source, &past, &now, ret_verdict, err);
}
