#include "engine/run/collect.h"

#include "engine/base/cell.h"
#include "engine/base/text.h"

#include <string.h>

static bool begin_test(struct collect *collect, uint32_t index, struct error *err)
{
    const struct exception_list empty = EXCEPTION_LIST_INIT;
    struct collect_test *test = &collect->tests[index];
    size_t guards = collect->instance->program.tests[index].guard_count;

    test->exceptions = test->undecidable = test->other_route = test->not_due = empty;
    return arena_allocate(&collect->arena, (guards + 1) * sizeof(*test->guards),
                   &test->guards, err) &&
            arena_allocate(&collect->arena, (guards + 1) * sizeof(*test->guard_is_told),
                    &test->guard_is_told, err);
}

bool collect_begin(const struct instance_list *list, const struct instance *instance,
        struct collect *ret_collect, struct error *err)
{
    const struct program *program = &instance->program;
    const struct exception_list empty = EXCEPTION_LIST_INIT;
    struct arena *arena = &ret_collect->arena;

    memset(ret_collect, 0, sizeof(*ret_collect));
    arena->limit = ARENA_MODEL_LIMIT;
    ret_collect->list = list;
    ret_collect->instance = instance;
    if (!arena_allocate(arena,
                (program->population_count + 1) * sizeof(*ret_collect->populations),
                &ret_collect->populations, err) ||
            !arena_allocate(arena,
                    (program->test_count + 1) * sizeof(*ret_collect->tests),
                    &ret_collect->tests, err) ||
            !arena_allocate(arena,
                    (program->item_count + 1) * sizeof(*ret_collect->items),
                    &ret_collect->items, err) ||
            !arena_allocate(arena,
                    (program->item_count + 1) * sizeof(*ret_collect->item_is_told),
                    &ret_collect->item_is_told, err))
        return false;
    for (uint32_t p = 0; p < program->population_count; p++)
        ret_collect->populations[p].unreadable = empty;
    for (uint32_t t = 0; t < program->test_count; t++) {
        if (!begin_test(ret_collect, t, err))
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
        exception_list_clear(&collect->tests[t].other_route);
        exception_list_clear(&collect->tests[t].not_due);
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

/* A cell of time, where the population has those. */
static bool is_known_cell(int64_t record_id)
{
    char name[CELL_NAME_SIZE];

    return cell_format(record_id, name);
}

static bool is_known(const struct collect *collect, const struct execute_row *row,
        enum program_cells cells)
{
    if (cells == PROGRAM_CELLS_ALONE && is_known_cell(row->record_id))
        return row->other_id == 0;
    return is_known_record(collect, row->record_id) &&
            (row->other_id == 0 || is_known_record(collect, row->other_id) ||
                    (cells == PROGRAM_CELLS_BESIDE && is_known_cell(row->other_id)));
}

/* What rows of one list must be like. */
struct expected {
    struct exception_list *list;
    struct execute_row *last;
    int32_t min, max; /* verdicts */
    enum program_cells cells;
};

static bool add_rows(const struct collect *collect, const struct message_rows *rows,
        const struct expected *expected, struct error *err)
{
    struct exception_entry entries[EXECUTE_ROWS_MAX];
    struct execute_row last = *expected->last;

    if (expected->list->count + rows->count > COLLECT_ROWS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %lld exceptions of one test",
                        "一つのテストの例外が %lld 件を超えました"),
                (long long)COLLECT_ROWS_MAX);
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct execute_row *row = &rows->rows[i];

        if (!is_known(collect, row, expected->cells))
            return is_lie(err, "a record of no member");
        if (row->record_id < last.record_id ||
                (row->record_id == last.record_id && row->other_id < last.other_id))
            return is_lie(err, "records out of order");
        if (row->verdict < expected->min || row->verdict > expected->max)
            return is_lie(err, "a verdict of no check");
        last = *row;
        entries[i] = (struct exception_entry){row->record_id, row->other_id,
                row->verdict};
    }
    *expected->last = last;
    return exception_list_add(expected->list, entries, rows->count, err);
}

static size_t find_population(const struct program *program, const char *id)
{
    size_t i = 0;

    while (i < program->population_count && strcmp(program->populations[i].id, id) != 0)
        i++;
    return i;
}

static enum program_cells cells_of(const struct program *program,
        const struct program_test *test)
{
    size_t p = find_population(program, test->population);

    return p < program->population_count ? program->populations[p].cells
                                         : PROGRAM_NO_CELLS;
}

static bool receive_unreadable(struct collect *collect, const struct message_rows *rows,
        struct error *err)
{
    struct collect_population *population;

    if (rows->index >= collect->instance->program.population_count)
        return is_lie(err, "a population that is none");
    population = &collect->populations[rows->index];
    if (population->is_told)
        return is_lie(err, "records of a population that was told of");
    if (rows->count && !population->first_unreadable)
        population->first_unreadable = rows->rows[0].record_id;
    return add_rows(collect, rows,
            &(struct expected){&population->unreadable, &population->last, 0, 0,
                    collect->instance->program.populations[rows->index].cells},
            err);
}

static bool receive_verdicts(struct collect *collect, const struct message_rows *rows,
        struct error *err)
{
    const struct program *program = &collect->instance->program;
    struct collect_test *test;
    enum program_cells cells;
    uint32_t checks;

    if (rows->index >= program->test_count)
        return is_lie(err, "a test that is none");
    cells = cells_of(program, &program->tests[rows->index]);
    test = &collect->tests[rows->index];
    checks = program->tests[rows->index].check_count;
    if (test->is_told)
        return is_lie(err, "records of a test that was told of");
    if (rows->kind == EXECUTE_UNDECIDABLE && rows->count && !test->first_undecidable)
        test->first_undecidable = rows->rows[0].record_id;
    if (rows->kind == EXECUTE_UNDECIDABLE)
        return add_rows(collect, rows,
                &(struct expected){&test->undecidable, &test->last_undecidable, -1, -1,
                        cells},
                err);
    if (rows->kind == EXECUTE_OTHER_ROUTE)
        return add_rows(collect, rows,
                &(struct expected){&test->other_route, &test->last_other_route,
                        PROGRAM_OTHER_ROUTE(
                                program->tests[rows->index].alternative_count),
                        PROGRAM_OTHER_ROUTE(1), cells},
                err);
    if (rows->kind == EXECUTE_NOT_DUE)
        return add_rows(collect, rows,
                &(struct expected){&test->not_due, &test->last_not_due, PROGRAM_NOT_DUE,
                        PROGRAM_NOT_DUE, cells},
                err);
    return add_rows(collect, rows,
            &(struct expected){&test->exceptions, &test->last_exception, 1,
                    checks ? (int32_t)checks : 1, cells},
            err);
}

static bool receive_rows(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_rows rows;

    if (!message_unpack_rows(content, &rows, err))
        return false;
    return rows.kind == EXECUTE_UNREADABLE ? receive_unreadable(collect, &rows, err)
                                           : receive_verdicts(collect, &rows, err);
}

/* A value that did not convert is of a column of an item, and of a record. */
static bool is_known_value(const struct collect *collect,
        const struct execute_failed *failed)
{
    const struct program *program = &collect->instance->program;

    return failed->records == 0 ||
            (failed->records <= INT64_MAX && failed->item < program->item_count &&
                    failed->column < program->items[failed->item].column_count &&
                    is_known_record(collect, failed->record_id));
}

static bool receive_population(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_population message;
    const struct execute_population *p = &message.population;
    struct collect_population *told;

    if (!message_unpack_population(content, &message, err))
        return false;
    if (message.index >= collect->instance->program.population_count)
        return is_lie(err, "a population that is none");
    told = &collect->populations[message.index];
    if (told->is_told)
        return is_lie(err, "a population twice");
    if (p->error.code == ERROR_NONE &&
            (p->selected > p->delivered || p->filtered > p->delivered ||
                    p->delivered > INT64_MAX ||
                    p->delivered != p->selected + p->filtered + p->unreadable))
        return is_lie(err, "a population whose sums do not reconcile");
    if (p->before > p->filtered || p->after > p->filtered - p->before)
        return is_lie(err, "more records outside the period than it kept out");
    if (p->error.code == ERROR_NONE && p->unreadable != (uint64_t)told->unreadable.count)
        return is_lie(err, "more or fewer unreadable records than it counted");
    if (!is_known_value(collect, &p->failed))
        return is_lie(err, "a value of no column, or of no record");
    told->population = *p;
    told->is_told = true;
    return true;
}

static bool receive_guard(struct collect *collect, struct unpack *content,
        struct error *err)
{
    const struct program *program = &collect->instance->program;
    struct message_guard message;
    struct collect_test *test;

    if (!message_unpack_guard(content, &message, err))
        return false;
    if (message.test >= program->test_count ||
            message.index >= program->tests[message.test].guard_count)
        return is_lie(err, "a key guard that is none");
    test = &collect->tests[message.test];
    if (test->guard_is_told[message.index] || test->is_told)
        return is_lie(err, "a key guard twice or too late");
    if (message.guard.left_met > message.guard.left ||
            message.guard.right_met > message.guard.right ||
            message.guard.left > INT64_MAX || message.guard.right > INT64_MAX)
        return is_lie(err, "more keys met than there are");
    test->guards[message.index] = message.guard;
    test->guard_is_told[message.index] = true;
    return true;
}

static bool receive_test(struct collect *collect, struct unpack *content,
        struct error *err)
{
    const struct program *program = &collect->instance->program;
    struct message_test message;
    const struct execute_test *t = &message.test;
    struct collect_test *told;

    if (!message_unpack_test(content, &message, err))
        return false;
    if (message.index >= program->test_count)
        return is_lie(err, "a test that is none");
    told = &collect->tests[message.index];
    if (told->is_told)
        return is_lie(err, "a test twice");
    if (t->rows > INT64_MAX || !is_known_value(collect, &t->failed))
        return is_lie(err, "counts that cannot be");
    if (t->exceptions != (uint64_t)told->exceptions.count ||
            t->undecidable != (uint64_t)told->undecidable.count ||
            t->other_route != (uint64_t)told->other_route.count ||
            t->not_due != (uint64_t)told->not_due.count)
        return is_lie(err, "more or fewer exceptions than it counted");
    if (t->error.code == ERROR_NONE &&
            t->exceptions + t->undecidable + t->other_route + t->not_due > t->rows)
        return is_lie(err, "more exceptions than it looked at");
    told->test = *t;
    told->is_told = true;
    return true;
}

static bool is_known_event(const struct collect *collect,
        const struct message_event *event)
{
    const struct instance *instance = collect->instance;
    const struct evidence_set *evidence = &collect->list->evidence;

    return event->archive < instance->archive_count &&
            event->member <
            evidence->bundles[instance->archives[event->archive]].member_count &&
            event->record < UINT64_C(1) << PROGRAM_RECORD_BITS;
}

static bool receive_item(struct collect *collect, struct unpack *content,
        struct error *err)
{
    struct message_item message;

    if (!message_unpack_item(content, &collect->arena, &message, err))
        return false;
    if (message.index >= collect->instance->program.item_count)
        return is_lie(err, "an item that is none");
    if (collect->item_is_told[message.index])
        return is_lie(err, "an item twice");
    if (message.delivered > INT64_MAX || message.selected > message.delivered ||
            message.filtered > message.delivered ||
            message.delivered != message.selected + message.filtered + message.unreadable)
        return is_lie(err, "an item whose sums do not reconcile");
    if (message.members_read > INT64_MAX || message.members_damaged > INT64_MAX ||
            message.event_count > message.unreadable + message.members_damaged)
        return is_lie(err, "more events than there is damage");
    if (message.repeated_keys &&
            (message.repeated_keys >= message.selected ||
                    !is_known_record(collect, message.first_repeated)))
        return is_lie(err, "more repeated keys than there are, or in no record");
    for (uint32_t e = 0; e < message.event_count; e++) {
        if (!is_known_event(collect, &message.events[e]))
            return is_lie(err, "an event in no member");
    }
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

static bool check_test(const struct collect *collect, uint32_t index, struct error *err)
{
    const struct program_test *program = &collect->instance->program.tests[index];
    const struct collect_test *told = &collect->tests[index];
    size_t p = find_population(&collect->instance->program, program->population);
    const struct collect_population *population = &collect->populations[p];

    if (!told->is_told || told->test.error.code != ERROR_NONE || !program->each_record ||
            p == collect->instance->program.population_count || !population->is_told ||
            population->population.error.code != ERROR_NONE ||
            told->test.rows == population->population.selected)
        return true;
    return error_set(err, ERROR_LOST,
            TR("test '%s' looked at %llu records, its population has %llu: the sums do not reconcile",
                    "テスト「%s」が調べたのは %llu 件、母集団は %llu 件で、件数が一致しません"),
            program->id, (unsigned long long)told->test.rows,
            (unsigned long long)population->population.selected);
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

static bool finish_lists(struct collect *collect, struct error *err)
{
    const struct program *program = &collect->instance->program;

    for (uint32_t p = 0; p < program->population_count; p++) {
        if (!exception_list_finish(&collect->populations[p].unreadable, err))
            return false;
    }
    for (uint32_t t = 0; t < program->test_count; t++) {
        if (!exception_list_finish(&collect->tests[t].exceptions, err) ||
                !exception_list_finish(&collect->tests[t].undecidable, err) ||
                !exception_list_finish(&collect->tests[t].other_route, err) ||
                !exception_list_finish(&collect->tests[t].not_due, err))
            return false;
    }
    return true;
}

bool collect_finish(struct collect *collect, struct error *err)
{
    if (!finish_lists(collect, err) || !check_complete(collect, err))
        return false;
    for (uint32_t t = 0; t < collect->instance->program.test_count; t++) {
        if (!check_test(collect, t, err))
            return false;
    }
    return true;
}
