#include "engine/run/draw_ask.h"

#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/message.h"
#include "engine/workpaper/bundle_file.h"
#include "procedures/compile_sample.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JOB_LIMIT ((size_t)256 << 20)
#define PROBLEM_LIMIT ((size_t)256 << 10)

/* ---- the job ---- */

/* The instance's program with the one population, and with one test whose values are the
 * sample's. */
static bool make_program(const struct draw_source *source,
        const struct compile_sample *made, struct program *ret_program, struct error *err)
{
    struct program program = source->instance->program;
    struct program_population *population = NULL;
    struct program_test *test;

    for (uint32_t i = 0; i < program.population_count; i++) {
        if (strcmp(program.populations[i].id, source->sample->of->id) == 0)
            population = &program.populations[i];
    }
    if (!population)
        return error_set(err, ERROR_MISSING, "the program has no population '%s'",
                source->sample->of->id);
    if (!arena_allocate(source->arena, sizeof(*test), &test, err))
        return false;
    *test = (struct program_test){.id = source->sample->id,
            .technique = "inspection",
            .population = source->sample->of->id,
            .sql = made->sql,
            .values_sql = made->sql,
            .items = made->items,
            .item_count = made->item_count};
    program.populations = population;
    program.population_count = 1;
    program.tests = test;
    program.test_count = 1;
    *ret_program = program;
    return true;
}

/* Nothing is drawn from a population whose evidence is not all there. */
static bool check_items(const struct draw_source *source,
        const struct compile_sample *made, struct error *err)
{
    const struct instance *instance = source->instance;

    for (uint32_t m = 0; m < made->item_count; m++) {
        for (uint32_t i = 0; i < instance->program.item_count; i++) {
            CLEANUP(buf_clear) struct buf problem = BUF_INIT(PROBLEM_LIMIT);

            if (strcmp(instance->program.items[i].id, made->items[m]) != 0 ||
                    !instance->items[i].problem)
                continue;
            if (!item_write_problem(&instance->items[i], &problem, err))
                return false;
            return error_set(err, ERROR_UNREADABLE,
                    TR("the population of %s/%s cannot be counted: %s",
                            "%s/%s の母集団を数えられません: %s"),
                    instance->key, source->sample->id, buf_text(&problem));
        }
    }
    return true;
}

/* ---- the answer ---- */

struct asking {
    const struct draw_source *source;
    struct draw_answer answer;
    size_t stratum_room, pick_room;
    bool is_measured;
    struct error failure; /* ours, not the worker's */
};

static bool lost(struct error *err)
{
    return error_set(err, ERROR_LOST, "the worker sent a damaged message (sample)");
}

/* Arrays grow in the arena: what is left behind is less than what is used. */
static bool grow(struct arena *arena, void *list_x, size_t used, size_t *room,
        size_t size, struct error *err)
{
    void **list = list_x, *grown;

    if (used < *room)
        return true;
    if (!arena_allocate(arena, (*room ? 2 * *room : 64) * size, &grown, err))
        return false;
    if (used)
        memcpy(grown, *list, used * size);
    *list = grown;
    *room = *room ? 2 * *room : 64;
    return true;
}

static bool receive_stratum(struct asking *asking, const struct message_sample *message,
        struct error *err)
{
    struct draw_answer *answer = &asking->answer;

    if (!asking->is_measured || answer->stratum_count == MESSAGE_SAMPLE_STRATA)
        return lost(err);
    if (!grow(asking->source->arena, &answer->strata, answer->stratum_count,
                &asking->stratum_room, sizeof(*answer->strata), err))
        return false;
    answer->strata[answer->stratum_count++] = (struct sample_stratum){message->name,
            (int64_t)message->count};
    return true;
}

static bool receive_item(struct asking *asking, const struct message_sample *message,
        struct error *err)
{
    struct draw_answer *answer = &asking->answer;

    if (message->stratum >= answer->stratum_count || message->rank == 0 ||
            (int64_t)message->rank > answer->strata[message->stratum].count ||
            answer->pick_count == (size_t)answer->count)
        return lost(err);
    if (!grow(asking->source->arena, &answer->picks, answer->pick_count,
                &asking->pick_room, sizeof(*answer->picks), err))
        return false;
    answer->picks[answer->pick_count++] = (struct sample_pick){.key = message->key,
            .rank = (int64_t)message->rank,
            .stratum = answer->strata[message->stratum].name,
            .record_id = message->record_id,
            .other_id = message->other_id};
    return true;
}

static bool receive_sample(struct asking *asking, struct unpack *content,
        struct error *err)
{
    struct message_sample message;

    if (!message_sample_unpack(content, asking->source->arena, &message, err))
        return false;
    switch (message.kind) {
    case MESSAGE_SAMPLE_MEASURE:
        if (asking->is_measured)
            return lost(err);
        asking->is_measured = true;
        asking->answer.count = (int64_t)message.count;
        digest_hex(&message.digest, asking->answer.sha256);
        return true;
    case MESSAGE_SAMPLE_STRATUM:
        return receive_stratum(asking, &message, err);
    case MESSAGE_SAMPLE_ITEM:
        return receive_item(asking, &message, err);
    }
    return lost(err);
}

static bool receive_population(struct asking *asking, struct unpack *content,
        struct error *err)
{
    struct message_population message;

    if (!message_unpack_population(content, &message, err))
        return false;
    asking->answer.delivered = (int64_t)message.population.delivered;
    asking->answer.filtered = (int64_t)message.population.filtered;
    asking->answer.unreadable = (int64_t)message.population.unreadable;
    return true;
}

static bool receive_item_usage(struct asking *asking, struct unpack *content,
        struct error *err)
{
    struct message_item message;

    if (!message_unpack_item(content, asking->source->arena, &message, err))
        return false;
    asking->answer.damaged_members += (int64_t)message.members_damaged;
    return true;
}

static bool receive_one(struct asking *asking, const struct protocol_frame *frame,
        struct error *err)
{
    struct unpack content = frame->content;

    if (frame->type == PROTOCOL_SAMPLE)
        return receive_sample(asking, &content, err);
    if (frame->type == PROTOCOL_POPULATION)
        return receive_population(asking, &content, err);
    if (frame->type == PROTOCOL_ITEM)
        return receive_item_usage(asking, &content, err);
    return error_set(err, ERROR_LOST, "the worker sent a message of another job");
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct asking *asking = owner;

    if (receive_one(asking, frame, &asking->failure))
        return true;
    *err = asking->failure;
    return false;
}

/* ---- which of the records of one key ---- */

static int compare_ids(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_by_key(const void *one, const void *other)
{
    const struct sample_pick *a = *(struct sample_pick *const *)one;
    const struct sample_pick *b = *(struct sample_pick *const *)other;
    int order = strcmp(a->key, b->key);

    if (!order)
        order = strcmp(a->stratum, b->stratum);
    if (!order)
        order = compare_ids(a->record_id, b->record_id);
    return order ? order : compare_ids(a->other_id, b->other_id);
}

static bool number_occurrences(const struct draw_source *source,
        struct draw_answer *answer, struct error *err)
{
    struct sample_pick **sorted;

    if (!arena_allocate(source->arena,
                (answer->pick_count + 1) * sizeof(struct sample_pick *), &sorted, err))
        return false;
    for (size_t i = 0; i < answer->pick_count; i++)
        sorted[i] = &answer->picks[i];
    if (answer->pick_count > 1)
        qsort(sorted, answer->pick_count, sizeof(struct sample_pick *), compare_by_key);
    for (size_t i = 0; i < answer->pick_count; i++)
        sorted[i]->occurrence = i && strcmp(sorted[i]->key, sorted[i - 1]->key) == 0
                ? sorted[i - 1]->occurrence + 1
                : 1;
    return true;
}

/* ---- all ---- */

struct opened {
    int *fds;
    uint32_t count;
};

static void close_opened(struct opened *opened)
{
    for (uint32_t i = 0; i < opened->count; i++)
        close(opened->fds[i]);
    free(opened->fds);
}

static bool open_bundles(const struct draw_source *source, struct opened *opened,
        struct error *err)
{
    const struct instance *instance = source->instance;

    opened->fds = calloc(instance->archive_count + (size_t)1, sizeof(*opened->fds));
    if (!opened->fds)
        return error_memory(err);
    for (uint32_t i = 0; i < instance->archive_count; i++) {
        const struct bundle *bundle =
                &source->list->evidence.bundles[instance->archives[i]];

        if (!bundle_file_open(source->store, bundle->short_id, bundle->bytes,
                    bundle->sha256, &opened->fds[i], err))
            return false;
        opened->count++;
    }
    return true;
}

static bool is_whole(const struct asking *asking, struct error *err)
{
    int64_t sum = 0;

    for (size_t i = 0; i < asking->answer.stratum_count; i++)
        sum += asking->answer.strata[i].count;
    return (asking->is_measured && sum == asking->answer.count) || lost(err);
}

bool draw_ask(const struct draw_source *source,
        const struct message_sample_request *request, struct draw_answer *ret_answer,
        struct error *err)
{
    CLEANUP(close_opened) struct opened opened = {NULL, 0};
    CLEANUP(buf_clear) struct buf asked = BUF_INIT(JOB_LIMIT);
    CLEANUP(buf_clear) struct buf job = BUF_INIT(JOB_LIMIT);
    struct asking asking = {.source = source};
    struct compile_sample made;
    struct program program;

    if (!compile_sample_make(&source->instance->source->procedure, source->sample,
                source->arena, &made, err) ||
            !check_items(source, &made, err) ||
            !make_program(source, &made, &program, err) ||
            !message_sample_pack_request(request, &asked, err) ||
            !open_bundles(source, &opened, err) ||
            !instance_pack_sample(source->store, source->list, source->instance, &program,
                    (struct slice){asked.data, asked.size}, source->seconds, &job, err) ||
            !ask_worker_packed(&job, source->seconds, 2 * source->instance->bytes,
                    opened.fds, opened.count, &source->schedule, receive, &asking, err) ||
            !is_whole(&asking, err) || !number_occurrences(source, &asking.answer, err))
        return false;
    asking.answer.keys = made.keys;
    *ret_answer = asking.answer;
    return true;
}
