#include "engine/run/conclude.h"

#include "engine/base/pointer.h"
#include "engine/base/text.h"
#include "engine/run/outcome.h"
#include "engine/run/problem.h"
#include "engine/run/repeat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct conclusion {
    struct store *store;
    const char *person;
    int64_t run_id;
    const struct instance_list *list;
    const struct instance *instance;
    struct collect *collect; /* NULL: nothing was run */
    const struct error *failure;
    struct arena arena;
};

/* ---- places ---- */

static const struct bundle *bundle_of(const struct conclusion *c, uint32_t archive)
{
    return &c->list->evidence.bundles[c->instance->archives[archive]];
}

static const struct bundle_member *member_of(const struct conclusion *c, uint32_t archive,
        uint32_t member)
{
    return &c->list->evidence.members[c->instance->archives[archive]][member];
}

static bool write_event(struct conclusion *c, const struct message_event *event,
        const char **ret_text, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    const char *bundle = bundle_of(c, event->archive)->short_id;
    const char *member = member_of(c, event->archive, event->member)->name;

    if (event->record && !pointer_write(&pointer, bundle, member, event->record, err))
        return false;
    if (event->record)
        return arena_printf(&c->arena, ret_text, err,
                TR("record %s %s", "レコード %s は%s"), buf_text(&pointer),
                problem_text(event->reason));
    return arena_printf(&c->arena, ret_text, err, "%s: %s", bundle, event->text);
}

static bool write_pointer(struct conclusion *c, int64_t record_id, struct buf *buf,
        struct error *err)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);

    for (uint32_t a = 0; a < c->instance->archive_count; a++) {
        const struct bundle *bundle = bundle_of(c, a);
        uint64_t first = (uint64_t)bundle->first_member;

        if (number >= first && number - first < bundle->member_count)
            return pointer_write(buf, bundle->short_id,
                    member_of(c, a, (uint32_t)(number - first))->name,
                    PROGRAM_RECORD_OF(record_id), err);
    }
    return buf_append_text(buf, "?", err);
}

/* ---- facts ---- */

static bool uses(const struct program_test *test, const char *item)
{
    for (uint32_t i = 0; i < test->item_count; i++) {
        if (strcmp(test->items[i], item) == 0)
            return true;
    }
    return false;
}

static bool find_item_facts(struct conclusion *c, const struct program_test *test,
        struct outcome_facts *facts, struct error *err)
{
    const struct program *program = &c->instance->program;

    for (uint32_t i = 0; i < program->item_count; i++) {
        const struct item *item = &c->instance->items[i];
        const struct message_item *told = c->collect ? &c->collect->items[i] : NULL;

        if (!uses(test, program->items[i].id))
            continue;
        if (item->problem && !facts->item_problem) {
            facts->item_problem = item->problem;
            facts->item_problem_text = item->problem_text;
        }
        if (!told || item->problem)
            continue;
        facts->unreadable_records += told->unreadable;
        facts->damaged_members += told->members_damaged;
        if (told->event_count && !facts->damage_text &&
                !write_event(c, &told->events[0], &facts->damage_text, err))
            return false;
        if (told->selected < program->items[i].min_records && !facts->too_few_records) {
            facts->too_few_records = true;
            if (!arena_printf(&c->arena, &facts->few_text, err,
                        TR("evidence '%s' has %llu records, the procedure expects at least %llu: ask for what is missing",
                                "証拠「%s」は %llu件で、手続の想定（%llu件以上）に足りません。不足分を依頼してください"),
                        program->items[i].source, (unsigned long long)told->selected,
                        (unsigned long long)program->items[i].min_records))
                return false;
        }
    }
    return true;
}

/* Records delivered for the item that a guard's side names first ("leavers.employee_id").
 */
static uint64_t delivered_for(const struct conclusion *c, const char *side)
{
    const struct program *program = &c->instance->program;
    size_t size = strcspn(side, ".");

    for (uint32_t i = 0; c->collect && i < program->item_count; i++) {
        if (strlen(program->items[i].id) == size &&
                strncmp(program->items[i].id, side, size) == 0)
            return c->collect->items[i].delivered;
    }
    return 0;
}

/* Without any key on the left there is nothing to meet only where nothing was delivered:
 * records whose keys are all blank, absent or filtered away have met nothing. */
static bool is_guard_met(const struct conclusion *c, const struct program_guard *guard,
        const struct execute_guard *counted)
{
    if (counted->left == 0)
        return delivered_for(c, guard->left) == 0;
    if (guard->floor_percent == 0)
        return counted->left_met > 0;
    return counted->left_met * 100 >= counted->left * guard->floor_percent;
}

static bool find_guard_facts(struct conclusion *c, uint32_t index,
        struct outcome_facts *facts, struct error *err)
{
    const struct program_test *test = &c->instance->program.tests[index];

    for (uint32_t g = 0; c->collect && g < test->guard_count; g++) {
        const struct execute_guard *counted = &c->collect->tests[index].guards[g];
        const struct program_guard *guard = &test->guards[g];
        char least[16];

        if (counted->error.code != ERROR_NONE && facts->guard_error.code == ERROR_NONE)
            facts->guard_error = counted->error;
        if (facts->guard_text || is_guard_met(c, guard, counted))
            continue;
        snprintf(least, sizeof(least), guard->floor_percent ? "%u%%" : TR("one", "1件"),
                guard->floor_percent);
        if (!arena_printf(&c->arena, &facts->guard_text, err,
                    TR("the keys do not meet: of %llu distinct %s, %llu are found in %s (which has %llu); at least %s expected. Look at the binding's normalisation, or ask for the missing part",
                            "キーが突合しません: %2$s の異なる値 %1$llu件のうち、%4$s で見つかったのは %3$llu件です（%4$s の異なる値は %5$llu件、必要なのは %6$s以上）。対応付けのキー正規化を確かめるか、不足する証拠を依頼してください"),
                    (unsigned long long)counted->left, guard->left,
                    (unsigned long long)counted->left_met, guard->right,
                    (unsigned long long)counted->right, least))
            return false;
    }
    return true;
}

static bool find_value_facts(struct conclusion *c, const struct execute_test *test,
        struct outcome_facts *facts, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    const struct program_item *item;

    if (!test->failed_values)
        return true;
    item = &c->instance->program.items[test->failed_item];
    if (test->failed_column >= item->column_count)
        return error_set(err, ERROR_LOST, "the worker named a column that is none");
    return write_pointer(c, test->failed_record_id, &pointer, err) &&
            arena_printf(&c->arena, &facts->values_text, err,
                    TR("%s.%s of record %s does not read as %s (values in all: %llu)",
                            "%1$s.%2$s がレコード %3$s で %4$s として読み取れません（全部で%5$llu個）"),
                    item->id, item->columns[test->failed_column].name, buf_text(&pointer),
                    program_type_name(item->columns[test->failed_column].type),
                    (unsigned long long)test->failed_values);
}

/* NULL where there is no record to name. */
static bool name_record(struct conclusion *c, int64_t record_id, const char **ret_name,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);

    return !record_id ||
            (write_pointer(c, record_id, &pointer, err) &&
                    arena_text(&c->arena, buf_text(&pointer), ret_name, err));
}

static const struct collect_population *population_of(const struct conclusion *c,
        const char *id)
{
    for (uint32_t p = 0; c->collect && p < c->instance->program.population_count; p++) {
        if (strcmp(c->instance->program.populations[p].id, id) == 0)
            return &c->collect->populations[p];
    }
    return NULL;
}

static bool find_facts(struct conclusion *c, uint32_t index, struct outcome_facts *facts,
        struct error *err)
{
    const struct program_test *test = &c->instance->program.tests[index];
    const struct collect_population *population = population_of(c, test->population);
    const struct collect_test *told = c->collect ? &c->collect->tests[index] : NULL;

    memset(facts, 0, sizeof(*facts));
    facts->job = c->failure;
    facts->each_record = test->each_record;
    facts->has_population = population && population->is_told;
    facts->population = population ? &population->population : NULL;
    facts->has_test = told && told->is_told;
    facts->test = told ? &told->test : NULL;
    return name_record(c, population ? population->first_unreadable : 0,
                   &facts->unreadable_pointer, err) &&
            name_record(c, told ? told->first_undecidable : 0,
                    &facts->undecidable_pointer, err) &&
            find_item_facts(c, test, facts, err) &&
            find_guard_facts(c, index, facts, err) &&
            (!facts->has_test || find_value_facts(c, facts->test, facts, err));
}

/* ---- rows of the result ---- */

static int compare_indexes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* Several sources may read one member, each its own columns of it. */
static bool is_read_before(const struct item *item, uint32_t source, uint32_t member)
{
    for (uint32_t s = 0; s < source; s++) {
        if (item->sources[s].archive == item->sources[source].archive &&
                bsearch(&member, item->sources[s].members, item->sources[s].member_count,
                        sizeof(member), compare_indexes))
            return true;
    }
    return false;
}

static bool list_sources(struct conclusion *c, const struct program_test *test,
        struct result *result, struct error *err)
{
    const struct program *program = &c->instance->program;
    struct result_source *sources;

    if (!arena_allocate(&c->arena, (program->item_count + 1) * sizeof(*sources), &sources,
                err))
        return false;
    for (uint32_t i = 0; c->collect && i < program->item_count; i++) {
        const struct item *item = &c->instance->items[i];
        const struct message_item *told = &c->collect->items[i];
        struct result_source *source = &sources[result->source_count];
        int64_t *members;
        size_t count = 0;

        if (!uses(test, program->items[i].id) || item->problem)
            continue;
        for (uint32_t s = 0; s < item->source_count; s++)
            count += item->sources[s].member_count;
        if (!arena_allocate(&c->arena, (count + 1) * sizeof(*members), &members, err))
            return false;
        for (uint32_t s = 0; s < item->source_count; s++) {
            for (uint32_t m = 0; m < item->sources[s].member_count; m++) {
                if (!is_read_before(item, s, item->sources[s].members[m]))
                    members[source->member_count++] =
                            bundle_of(c, item->sources[s].archive)->first_member +
                            item->sources[s].members[m];
            }
        }
        source->members = members;
        source->item = program->items[i].id;
        source->source = program->items[i].source;
        source->delivered = (int64_t)told->delivered;
        source->selected = (int64_t)told->selected;
        source->filtered = (int64_t)told->filtered;
        source->unreadable = (int64_t)told->unreadable;
        result->source_count++;
    }
    result->sources = sources;
    return true;
}

static bool list_guards(struct conclusion *c, uint32_t index, struct result *result,
        struct error *err)
{
    const struct program_test *test = &c->instance->program.tests[index];
    struct result_guard *guards;

    if (!arena_allocate(&c->arena, (test->guard_count + 1) * sizeof(*guards), &guards,
                err))
        return false;
    for (uint32_t g = 0; c->collect && g < test->guard_count; g++) {
        const struct execute_guard *counted = &c->collect->tests[index].guards[g];

        guards[g] = (struct result_guard){test->guards[g].left, test->guards[g].right,
                (int64_t)counted->left, (int64_t)counted->left_met,
                (int64_t)counted->right, (int64_t)counted->right_met,
                test->guards[g].floor_percent,
                is_guard_met(c, &test->guards[g], counted)};
        result->guard_count++;
    }
    result->guards = guards;
    return true;
}

static bool list_events(struct conclusion *c, const struct program_test *test,
        struct result *result, struct error *err)
{
    const struct program *program = &c->instance->program;
    struct result_event *events;
    size_t most = 1;

    for (uint32_t i = 0; c->collect && i < program->item_count; i++)
        most += c->collect->items[i].event_count + REPEAT_EVENTS_MAX;
    if (!arena_allocate(&c->arena, most * sizeof(*events), &events, err))
        return false;
    for (uint32_t i = 0; c->collect && i < program->item_count; i++) {
        const struct message_item *told = &c->collect->items[i];

        for (uint32_t e = 0; uses(test, program->items[i].id) && e < told->event_count;
                e++) {
            struct result_event *event = &events[result->event_count++];

            event->reason_code = told->events[e].reason;
            event->member_id = bundle_of(c, told->events[e].archive)->first_member +
                    told->events[e].member;
            event->record = (int64_t)told->events[e].record;
            if (!write_event(c, &told->events[e], &event->sentence, err))
                return false;
        }
        if (uses(test, program->items[i].id) &&
                !repeat_list(c->list, c->instance, i, told, &c->arena,
                        &events[result->event_count], &result->event_count, err))
            return false;
    }
    result->events = events;
    return true;
}

static bool list_parameters(struct conclusion *c, struct result *result,
        struct error *err)
{
    const struct program *program = &c->instance->program;
    struct result_parameter *parameters;

    if (!arena_allocate(&c->arena, (program->parameter_count + 1) * sizeof(*parameters),
                &parameters, err))
        return false;
    for (uint32_t i = 0; i < program->parameter_count; i++)
        parameters[i] = (struct result_parameter){program->parameters[i].name,
                program->parameters[i].value};
    result->parameters = parameters;
    result->parameter_count = program->parameter_count;
    return true;
}

/* ---- one result ---- */

static void add_lists(struct conclusion *c, uint32_t index,
        const struct outcome_facts *facts, struct result *result)
{
    struct collect_test *told = &c->collect->tests[index];
    const struct collect_population *population = population_of(c,
            c->instance->program.tests[index].population);

    result->exceptions[EXCEPTION_DEVIATING] = &told->exceptions;
    result->exceptions[EXCEPTION_UNDECIDABLE] = &told->undecidable;
    if (facts->has_population)
        result->exceptions[EXCEPTION_UNREADABLE] = &population->unreadable;
}

static bool conclude_test(struct conclusion *c, const struct result_procedure *procedure,
        const struct result_instance *instance, uint32_t index,
        struct conclude_counts *counts, struct error *err)
{
    const struct program_test *test = &c->instance->program.tests[index];
    struct result result = {.procedure = procedure,
            .instance = instance,
            .test = test->id,
            .digest = c->instance->digest_hex};
    struct result_population population = {.id = test->population};
    char hex[DIGEST_HEX_SIZE];
    struct outcome_facts facts;
    struct outcome outcome;
    int64_t id;

    if (!find_facts(c, index, &facts, err))
        return false;
    outcome_of(&facts, &outcome);
    result.state = outcome.state;
    result.outcome = outcome.outcome;
    result.reason_code = outcome.reason_code;
    result.reason = outcome.reason_code ? outcome.reason : NULL;
    result.tested = (int64_t)outcome.tested;
    if (facts.has_population && outcome.state == RESULT_RAN) {
        digest_hex(&facts.population->digest, hex);
        population.delivered = (int64_t)facts.population->delivered;
        population.selected = population.count = (int64_t)facts.population->selected;
        population.filtered = (int64_t)facts.population->filtered;
        population.unreadable = (int64_t)facts.population->unreadable;
        population.sha256 = hex;
        result.population = &population;
    }
    if (c->collect && outcome.state != RESULT_NOT_RUN)
        add_lists(c, index, &facts, &result);
    if (!list_sources(c, test, &result, err) || !list_guards(c, index, &result, err) ||
            !list_events(c, test, &result, err) || !list_parameters(c, &result, err) ||
            !result_record(c->store, c->person, c->run_id, &result, &id, err))
        return false;
    counts->tests++;
    counts->with_exceptions += outcome.outcome == RESULT_EXCEPTION ||
            (facts.has_test && facts.test->exceptions > 0);
    counts->indeterminate += outcome.outcome == RESULT_INDETERMINATE;
    counts->errors += outcome.state == RESULT_ERROR;
    counts->exceptions += facts.has_test ? facts.test->exceptions : 0;
    return true;
}

static void end(struct conclusion *conclusion)
{
    arena_clear(&conclusion->arena);
}

bool conclude_instance(struct store *store, const char *person, int64_t run_id,
        const struct instance_list *list, const struct instance *instance,
        struct collect *collect, const struct error *failure,
        struct conclude_counts *counts, struct error *err)
{
    CLEANUP(end)
    struct conclusion c = {store, person, run_id, list, instance, collect, failure,
            ARENA_INIT(ARENA_MODEL_LIMIT)};
    struct result_procedure procedure;
    struct result_instance described;

    if (!conclude_describe(instance, &c.arena, &procedure, &described, err))
        return false;
    for (uint32_t t = 0; t < instance->program.test_count; t++) {
        if (!conclude_test(&c, &procedure, &described, t, counts, err))
            return false;
    }
    return true;
}
