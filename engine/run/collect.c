#include "engine/run/collect.h"

#include <string.h>

bool collect_begin(const struct instance_list *list, const struct instance *instance,
        struct collect *ret_collect, struct error *err)
{
    const struct program *program = &instance->program;
    const struct exception_list empty = EXCEPTION_LIST_INIT;

    memset(ret_collect, 0, sizeof(*ret_collect));
    ret_collect->arena.limit = ARENA_MODEL_LIMIT;
    ret_collect->list = list;
    ret_collect->instance = instance;
    if (!arena_allocate(&ret_collect->arena,
                (program->population_count + 1) * sizeof(*ret_collect->populations),
                &ret_collect->populations, err) ||
            !arena_allocate(&ret_collect->arena,
                    (program->test_count + 1) * sizeof(*ret_collect->tests),
                    &ret_collect->tests, err) ||
            !arena_allocate(&ret_collect->arena,
                    (program->item_count + 1) * sizeof(*ret_collect->items),
                    &ret_collect->items, err) ||
            !arena_allocate(&ret_collect->arena,
                    (program->item_count + 1) * sizeof(*ret_collect->item_is_told),
                    &ret_collect->item_is_told, err))
        return false;
    for (uint32_t p = 0; p < program->population_count; p++)
        ret_collect->populations[p].unreadable = empty;
    for (uint32_t t = 0; t < program->test_count; t++) {
        struct collect_test *test = &ret_collect->tests[t];

        test->exceptions = test->undecidable = empty;
        test->last_record[0] = test->last_record[1] = -1;
        if (!arena_allocate(&ret_collect->arena,
                    (program->tests[t].guard_count + 1) * sizeof(*test->guards),
                    &test->guards, err) ||
                !arena_allocate(&ret_collect->arena,
                        (program->tests[t].guard_count + 1) *
                                sizeof(*test->guard_is_told),
                        &test->guard_is_told, err))
            return false;
    }
    return true;
}

void collect_clear(struct collect *collect)
{
    const struct program *program = collect->instance ? &collect->instance->program
                                                      : NULL;

    for (uint32_t p = 0; program && collect->populations && p < program->population_count;
            p++)
        exception_list_clear(&collect->populations[p].unreadable);
    for (uint32_t t = 0; program && collect->tests && t < program->test_count; t++) {
        exception_list_clear(&collect->tests[t].exceptions);
        exception_list_clear(&collect->tests[t].undecidable);
    }
    arena_clear(&collect->arena);
}

static bool is_lie(struct error *err, const char *what)
{
    return error_set(err, ERROR_LOST, "the worker said what cannot be: %s", what);
}

/* A record of a member that the receipt knows and the job has. */
static bool is_known_record(const struct collect *collect, int64_t record_id)
{
    uint64_t member = PROGRAM_MEMBER_OF(record_id);
    uint64_t record = PROGRAM_RECORD_OF(record_id);

    for (uint32_t i = 0;
            record_id > 0 && record > 0 && i < collect->instance->archive_count; i++) {
        size_t place = collect->instance->archives[i];
        const struct bundle *bundle = &collect->list->evidence.bundles[place];
        uint64_t first = (uint64_t)bundle->first_member;

        if (member >= first && member - first < bundle->member_count)
            return collect->list->evidence.members[place][member - first].status ==
                    BUNDLE_READ;
    }
    return false;
}

static bool add_rows(const struct collect *collect, const struct message_rows *rows,
        struct exception_list *list, int64_t last[2], int32_t min, int32_t max,
        struct error *err)
{
    struct exception_entry entries[EXECUTE_ROWS_MAX];

    for (uint32_t i = 0; i < rows->count; i++) {
        const struct execute_row *row = &rows->rows[i];

        if (!is_known_record(collect, row->record_id) ||
                (row->other_id && !is_known_record(collect, row->other_id)))
            return is_lie(err, "a record of no member");
        if (row->record_id < last[0] ||
                (row->record_id == last[0] && row->other_id < last[1]))
            return is_lie(err, "records out of order");
        if (row->verdict < min || row->verdict > max)
            return is_lie(err, "a verdict of no check");
        last[0] = row->record_id;
        last[1] = row->other_id;
        entries[i] = (struct exception_entry){row->record_id, row->other_id,
                row->verdict};
    }
    return exception_list_add(list, entries, rows->count, err);
}

static bool receive_rows(struct collect *collect, struct unpack *content,
        struct error *err)
{
    const struct program *program = &collect->instance->program;
    struct message_rows rows;
    struct collect_test *test;
    int64_t last[2];
    size_t which;
    bool ok;

    if (!message_unpack_rows(content, &rows, err))
        return false;
    if (rows.kind == EXECUTE_UNREADABLE) {
        int64_t before[2] = {-1, -1};

        if (rows.index >= program->population_count)
            return is_lie(err, "a population that is none");
        return add_rows(collect, &rows, &collect->populations[rows.index].unreadable,
                before, 0, 0, err);
    }
    if (rows.index >= program->test_count)
        return is_lie(err, "a test that is none");
    test = &collect->tests[rows.index];
    which = rows.kind == EXECUTE_UNDECIDABLE;
    last[0] = test->last_record[which];
    last[1] = test->last_other[which];
    if (which)
        ok = add_rows(collect, &rows, &test->undecidable, last, -1, -1, err);
    else
        ok = add_rows(collect, &rows, &test->exceptions, last, 1,
                (int32_t)(program->tests[rows.index].check_count
                                ? program->tests[rows.index].check_count
                                : 1),
                err);
    test->last_record[which] = last[0];
    test->last_other[which] = last[1];
    return ok;
}

static bool receive_population(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_population message;
    const struct execute_population *p = &message.population;

    if (!message_unpack_population(content, &message, err))
        return false;
    if (message.index >= collect->instance->program.population_count)
        return is_lie(err, "a population that is none");
    if (collect->populations[message.index].is_told)
        return is_lie(err, "a population twice");
    if (p->error.code == ERROR_NONE &&
            (p->selected > p->delivered || p->filtered > p->delivered ||
                    p->delivered > INT64_MAX ||
                    p->delivered != p->selected + p->filtered + p->unreadable))
        return is_lie(err, "a population whose sums do not reconcile");
    collect->populations[message.index].population = *p;
    collect->populations[message.index].is_told = true;
    return true;
}

static bool receive_guard(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_guard message;

    if (!message_unpack_guard(content, &message, err))
        return false;
    if (message.test >= collect->instance->program.test_count ||
            message.index >= collect->instance->program.tests[message.test].guard_count)
        return is_lie(err, "a key guard that is none");
    if (message.guard.left_met > message.guard.left ||
            message.guard.right_met > message.guard.right ||
            message.guard.left > INT64_MAX || message.guard.right > INT64_MAX)
        return is_lie(err, "more keys met than there are");
    if (collect->tests[message.test].guard_is_told[message.index])
        return is_lie(err, "a key guard twice");
    collect->tests[message.test].guards[message.index] = message.guard;
    collect->tests[message.test].guard_is_told[message.index] = true;
    return true;
}

static bool receive_test(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_test message;

    if (!message_unpack_test(content, &message, err))
        return false;
    if (message.index >= collect->instance->program.test_count)
        return is_lie(err, "a test that is none");
    if (message.test.rows > INT64_MAX ||
            (message.test.failed_values &&
                    message.test.failed_item >= collect->instance->program.item_count))
        return is_lie(err, "counts that cannot be");
    if (collect->tests[message.index].is_told)
        return is_lie(err, "a test twice");
    collect->tests[message.index].test = message.test;
    collect->tests[message.index].is_told = true;
    return true;
}

static bool receive_item(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_item message;

    if (!message_unpack_item(content, &collect->arena, &message, err))
        return false;
    if (message.index >= collect->instance->program.item_count ||
            message.delivered > INT64_MAX ||
            message.delivered != message.selected + message.filtered + message.unreadable)
        return is_lie(err, "an item whose sums do not reconcile");
    for (uint32_t e = 0; e < message.event_count; e++) {
        const struct instance *instance = collect->instance;

        if (message.events[e].archive >= instance->archive_count ||
                message.events[e].member >=
                        collect->list->evidence
                                .bundles[instance->archives[message.events[e].archive]]
                                .member_count)
            return is_lie(err, "an event in no member");
    }
    if (collect->item_is_told[message.index])
        return is_lie(err, "an item twice");
    collect->items[message.index] = message;
    collect->item_is_told[message.index] = true;
    return true;
}

bool collect_receive(struct collect *collect, const struct protocol_frame *frame,
        struct error *err)
{
    struct unpack content = frame->content;

    switch (frame->type) {
    case PROTOCOL_POPULATION:
        return receive_population(collect, &content, err);
    case PROTOCOL_GUARD:
        return receive_guard(collect, &content, err);
    case PROTOCOL_ROWS:
        return receive_rows(collect, &content, err);
    case PROTOCOL_TEST:
        return receive_test(collect, &content, err);
    case PROTOCOL_ITEM:
        return receive_item(collect, &content, err);
    default:
        return is_lie(err, "a message of another job");
    }
}

static size_t find_population(const struct program *program, const char *id)
{
    size_t i = 0;

    while (i < program->population_count && strcmp(program->populations[i].id, id) != 0)
        i++;
    return i;
}

static bool check_test(struct collect *collect, uint32_t index, struct error *err)
{
    const struct program_test *program = &collect->instance->program.tests[index];
    struct collect_test *told = &collect->tests[index];
    size_t p = find_population(&collect->instance->program, program->population);
    const struct collect_population *population;

    if (!told->is_told || told->test.error.code != ERROR_NONE ||
            p == collect->instance->program.population_count)
        return true;
    population = &collect->populations[p];
    if (told->test.exceptions != (uint64_t)told->exceptions.count ||
            told->test.undecidable != (uint64_t)told->undecidable.count)
        return is_lie(err, "more or fewer exceptions than it counted");
    if (program->each_record && population->is_told &&
            population->population.error.code == ERROR_NONE &&
            told->test.rows != population->population.selected)
        return error_set(err, ERROR_LOST,
                "test '%s' looked at %llu records, its population has %llu: the sums do not reconcile",
                program->id, (unsigned long long)told->test.rows,
                (unsigned long long)population->population.selected);
    return true;
}

/* A worker that ends properly has told of everything the program has. */
static bool check_complete(const struct collect *collect, struct error *err)
{
    const struct program *program = &collect->instance->program;

    for (uint32_t p = 0; p < program->population_count; p++) {
        if (!collect->populations[p].is_told)
            return is_lie(err, "nothing of a population");
    }
    for (uint32_t i = 0; i < program->item_count; i++) {
        if (!collect->item_is_told[i])
            return is_lie(err, "nothing of an item");
    }
    for (uint32_t t = 0; t < program->test_count; t++) {
        for (uint32_t g = 0; g < program->tests[t].guard_count; g++) {
            if (!collect->tests[t].guard_is_told[g])
                return is_lie(err, "nothing of a key guard");
        }
    }
    return true;
}

bool collect_finish(struct collect *collect, struct error *err)
{
    const struct program *program = &collect->instance->program;

    for (uint32_t p = 0; p < program->population_count; p++) {
        if (!exception_list_finish(&collect->populations[p].unreadable, err))
            return false;
    }
    for (uint32_t t = 0; t < program->test_count; t++) {
        if (!exception_list_finish(&collect->tests[t].exceptions, err) ||
                !exception_list_finish(&collect->tests[t].undecidable, err))
            return false;
    }
    for (uint32_t t = 0; t < program->test_count; t++) {
        if (!check_test(collect, t, err))
            return false;
    }
    return check_complete(collect, err);
}
