#include "engine/run/mutate.h"

#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/conclusion.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JOB_LIMIT ((size_t)256 << 20)
#define SECONDS 600
#define HASH_SEED UINT64_C(0xCBF29CE484222325)

/* What a reader of the result of one test is told. */
struct told {
    enum result_state state;
    enum result_outcome outcome;
    const char *reason_code; /* static; NULL */
    uint64_t rows;           /* hash of exceptions and what could not be decided */
    uint64_t items;          /* hash of what is told of the evidence it reads */
    uint64_t population;     /* hash of the records in its population */
};

struct mutating {
    struct store *store;
    const struct instance_list *list;
    const struct instance *instance;
    struct mutate_result *result;
    struct message_disturbed now; /* what is disturbed in this run */
    struct collect collect;
    bool is_running;
    uint64_t *rows;        /* per test, hashed as they come */
    struct told *original; /* per test */
    bool has_original;
};

static uint64_t hash(uint64_t before, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        before = (before ^ at[i]) * UINT64_C(0x100000001B3);
    return before;
}

static uint64_t hash_number(uint64_t before, uint64_t number)
{
    return hash(before, &number, sizeof(number));
}

/* ---- one run ---- */

static bool begin_run(struct mutating *mutating, const struct message_disturbed *now,
        struct error *err)
{
    for (uint32_t t = 0; t < mutating->instance->program.test_count; t++)
        mutating->rows[t] = HASH_SEED;
    mutating->now = *now;
    mutating->is_running = true;
    return collect_begin(mutating->list, mutating->instance, &mutating->collect, err);
}

static uint64_t hash_items(const struct mutating *mutating,
        const struct program_test *test)
{
    const struct program *program = &mutating->instance->program;
    uint64_t sum = HASH_SEED;

    for (uint32_t i = 0; i < program->item_count; i++) {
        const struct message_item *told = &mutating->collect.items[i];

        if (!conclusion_uses(test, program->items[i].id))
            continue;
        sum = hash_number(sum, told->repeated_keys);
        sum = hash_number(sum, (uint64_t)told->first_repeated);
        sum = hash_number(sum, told->event_count);
        sum = hash_number(sum, told->keys_unchecked);
    }
    return sum;
}

static uint64_t hash_population(const struct conclusion *c, const char *id)
{
    const struct collect_population *told = conclusion_population(c, id);
    uint64_t sum = HASH_SEED;

    if (!told)
        return sum;
    sum = hash(sum, told->population.digest.bytes, sizeof(told->population.digest.bytes));
    return hash_number(sum, told->population.selected);
}

static bool tell(struct mutating *mutating, struct conclusion *c, uint32_t test,
        struct told *ret_told, struct error *err)
{
    const struct program_test *program = &mutating->instance->program.tests[test];
    struct outcome_facts facts;
    struct outcome outcome;

    if (!conclusion_find_facts(c, test, &facts, err))
        return false;
    outcome_of(&facts, &outcome);
    *ret_told = (struct told){.state = outcome.state,
            .outcome = outcome.outcome,
            .reason_code = outcome.reason_code,
            .rows = mutating->rows[test],
            .items = hash_items(mutating, program),
            .population = hash_population(c, program->population)};
    return true;
}

static enum mutate_class compare(const struct told *a, const struct told *b)
{
    if (a->state != b->state || a->outcome != b->outcome || a->rows != b->rows ||
            a->items != b->items || !text_is_equal(a->reason_code, b->reason_code))
        return MUTATE_NOTICED;
    return a->population != b->population ? MUTATE_COUNTED : MUTATE_UNNOTICED;
}

static bool is_same_unit(const struct message_disturbed *a,
        const struct message_disturbed *b)
{
    return a->way == b->way && a->item == b->item && a->record_id == b->record_id &&
            a->column == b->column;
}

static bool add_unit(struct mutating *mutating, enum mutate_class class,
        struct error *err)
{
    struct mutate_result *result = mutating->result;
    struct mutate_unit *last = result->count ? &result->units[result->count - 1] : NULL;

    result->steps++;
    if (last && is_same_unit(&last->first, &mutating->now)) {
        last->steps++;
        if (class > last->class)
            last->class = class;
        return true;
    }
    if (result->count == result->capacity) {
        size_t capacity = result->capacity ? 2 * result->capacity : 1024;
        struct mutate_unit *units = realloc(result->units, capacity * sizeof(*units));

        if (!units)
            return error_memory(err);
        result->units = units;
        result->capacity = capacity;
    }
    result->units[result->count++] = (struct mutate_unit){mutating->now, class, 1};
    return true;
}

static void end_conclusion(struct conclusion *c)
{
    arena_clear(&c->arena);
}

static bool judge(struct mutating *mutating, struct error *err)
{
    const struct error none = {0};
    CLEANUP(end_conclusion)
    struct conclusion c = {.store = mutating->store,
            .list = mutating->list,
            .instance = mutating->instance,
            .collect = &mutating->collect,
            .failure = &none,
            .arena = ARENA_INIT(ARENA_MODEL_LIMIT)};
    enum mutate_class class = MUTATE_UNNOTICED;

    for (uint32_t t = 0; t < mutating->instance->program.test_count; t++) {
        enum mutate_class of_test;
        struct told told;

        if (!tell(mutating, &c, t, &told, err))
            return false;
        if (!mutating->has_original)
            mutating->original[t] = told;
        of_test = compare(&mutating->original[t], &told);
        mutating->result->of_tests[t] += of_test == MUTATE_NOTICED;
        if (of_test > class)
            class = of_test;
    }
    if (mutating->has_original)
        return add_unit(mutating, class, err);
    mutating->has_original = true;
    return true;
}

static bool end_run(struct mutating *mutating, struct error *err)
{
    bool ok;

    if (!mutating->is_running)
        return true;
    ok = collect_finish(&mutating->collect, err) && judge(mutating, err);
    collect_clear(&mutating->collect);
    mutating->is_running = false;
    return ok;
}

/* ---- the worker ---- */

static bool note_rows(struct mutating *mutating, const struct protocol_frame *frame,
        struct error *err)
{
    struct unpack content = frame->content;
    struct message_rows rows;

    if (!message_unpack_rows(&content, &rows, err))
        return false;
    if (rows.kind == EXECUTE_UNREADABLE ||
            rows.index >= mutating->instance->program.test_count)
        return true;
    for (uint32_t i = 0; i < rows.count; i++) {
        uint64_t *sum = &mutating->rows[rows.index];

        *sum = hash_number(*sum, (uint64_t)rows.rows[i].record_id);
        *sum = hash_number(*sum, (uint64_t)rows.rows[i].other_id);
        *sum = hash_number(*sum, (uint64_t)rows.rows[i].verdict);
    }
    return true;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct mutating *mutating = owner;
    struct unpack content = frame->content;
    struct message_disturbed now;

    if (frame->type == PROTOCOL_DISTURBED)
        return message_disturbed_unpack(&content, &now, err) && end_run(mutating, err) &&
                begin_run(mutating, &now, err);
    if (!mutating->is_running)
        return error_set(err, ERROR_LOST, "the worker did not say what it disturbed");
    return (frame->type != PROTOCOL_ROWS || note_rows(mutating, frame, err)) &&
            collect_receive(&mutating->collect, frame, err);
}

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

/* They were hashed when the instance was run, in this process. */
static bool open_bundles(const struct mutating *mutating, struct opened *opened,
        struct error *err)
{
    const struct instance *instance = mutating->instance;

    opened->fds = calloc(instance->archive_count + 1, sizeof(*opened->fds));
    if (!opened->fds)
        return error_memory(err);
    for (; opened->count < instance->archive_count; opened->count++) {
        size_t place = instance->archives[opened->count];
        const struct bundle *bundle = &mutating->list->evidence.bundles[place];

        if (!bundle_file_open(mutating->store, bundle->short_id, bundle->bytes, NULL,
                    &opened->fds[opened->count], err))
            return false;
    }
    return true;
}

static bool ask(struct mutating *mutating, struct error *err)
{
    const struct schedule_options how = {.workers = 1,
            .spill_folder = store_folder(mutating->store)};
    CLEANUP(close_opened) struct opened opened = {NULL, 0};
    CLEANUP(buf_clear) struct buf job = BUF_INIT(JOB_LIMIT);

    return open_bundles(mutating, &opened, err) &&
            instance_pack_job(mutating->store, mutating->list, mutating->instance,
                    JOB_MUTATE, 0, SECONDS, &job, err) &&
            ask_worker_packed(&job, SECONDS, mutating->instance->bytes, opened.fds,
                    opened.count, &how, receive, mutating, err) &&
            end_run(mutating, err);
}

bool mutate_instance(struct store *store, const struct instance_list *list,
        const struct instance *instance, struct mutate_result *ret_result,
        struct error *err)
{
    struct mutating mutating = {.store = store,
            .list = list,
            .instance = instance,
            .result = ret_result};
    size_t tests = instance->program.test_count + 1;
    bool ok;

    memset(ret_result, 0, sizeof(*ret_result));
    ret_result->of_tests = calloc(tests, sizeof(*ret_result->of_tests));
    mutating.rows = calloc(tests, sizeof(*mutating.rows));
    mutating.original = calloc(tests, sizeof(*mutating.original));
    ok = ret_result->of_tests && mutating.rows && mutating.original ? ask(&mutating, err)
                                                                    : error_memory(err);
    if (mutating.is_running)
        collect_clear(&mutating.collect);
    free(mutating.rows);
    free(mutating.original);
    return ok;
}

void mutate_clear(struct mutate_result *result)
{
    free(result->units);
    free(result->of_tests);
    memset(result, 0, sizeof(*result));
}
