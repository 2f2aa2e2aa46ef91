#include "engine/run/conclude.h"

#include "engine/base/text.h"
#include "engine/run/conclusion.h"
#include "engine/run/provenance.h"
#include "engine/run/reading.h"
#include "engine/run/repeat.h"

#include <string.h>

/* ---- rows of the result ---- */

/* Several sources may read one member, each its own columns of it. */
static bool is_read_before(const struct item *item, const char *const *readings,
        uint32_t source, uint32_t member)
{
    for (uint32_t s = 0; s < source; s++) {
        if (strcmp(readings[s], readings[source]) == 0 &&
                item_source_has(&item->sources[s], item->sources[source].archive, member))
            return true;
    }
    return false;
}

/* How each source reads its members. */
static bool write_readings(struct conclusion *c, const struct item *item,
        const char ***ret_readings, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 16);

    if (!arena_allocate(&c->arena, (item->source_count + 1) * sizeof(**ret_readings),
                ret_readings, err))
        return false;
    for (uint32_t s = 0; s < item->source_count; s++) {
        buf_reset(&text);
        if (!reading_write(&item->sources[s].format, &text, err) ||
                !arena_text(&c->arena, buf_text(&text), &(*ret_readings)[s], err))
            return false;
    }
    return true;
}

static bool list_members(struct conclusion *c, const struct item *item,
        struct result_source *source, struct error *err)
{
    const char **readings, **by_source;
    int64_t *members;
    size_t count = 0;

    for (uint32_t s = 0; s < item->source_count; s++)
        count += item->sources[s].member_count;
    if (!write_readings(c, item, &by_source, err) ||
            !arena_allocate(&c->arena, (count + 1) * sizeof(*members), &members, err) ||
            !arena_allocate(&c->arena, (count + 1) * sizeof(*readings), &readings, err))
        return false;
    for (uint32_t s = 0; s < item->source_count; s++) {
        for (uint32_t m = 0; m < item->sources[s].member_count; m++) {
            if (is_read_before(item, by_source, s, item->sources[s].members[m]))
                continue;
            readings[source->member_count] = by_source[s];
            members[source->member_count++] =
                    conclusion_bundle(c, item->sources[s].archive)->first_member +
                    item->sources[s].members[m];
        }
    }
    source->members = members;
    source->readings = readings;
    return true;
}

static bool is_of(const struct procedure_item *item, const char *id)
{
    return item && strcmp(item->id, id) == 0;
}

/* reconciles and total show records of both sides. */
static bool is_second_side(const struct procedure_test *test, const char *item)
{
    const struct procedure_check *check = test->check_count ? &test->checks[0] : NULL;

    return check && is_of(check->evidence, item) &&
            (check->kind == PROCEDURE_RECONCILES || check->kind == PROCEDURE_TOTAL);
}

/* Whose records the ids of the test's result name. */
static bool write_roles(struct conclusion *c, const struct procedure_test *test,
        const char *item, const char **ret_roles, struct error *err)
{
    const struct procedure_population *over = test->over;
    const struct procedure_population *rows = over->each[0] ? over->each[0] : over;
    bool is_other = over->each[1] && is_of(over->each[1]->from, item);
    bool is_first = is_of(rows->from, item);

    return arena_printf(&c->arena, ret_roles, err, "%s%s%s",
            is_of(test->subject ? test->subject : rows->from, item) ||
                            is_second_side(test, item)
                    ? "record "
                    : "",
            is_other ? "other " : "", is_first || is_other ? "population" : "");
}

static bool list_sources(struct conclusion *c, uint32_t index, struct result *result,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf assumed = BUF_INIT(1 << 10);
    const struct program *program = &c->instance->program;
    const struct program_test *test = &program->tests[index];
    const struct procedure_test *asked = &c->instance->source->procedure.tests[index];
    struct result_provenance *provenance;
    struct result_source *sources;

    if (!arena_allocate(&c->arena, (program->item_count + 1) * sizeof(*sources), &sources,
                err))
        return false;
    for (uint32_t i = 0; c->collect && i < program->item_count; i++) {
        const struct item *item = &c->instance->items[i];
        const struct message_item *told = &c->collect->items[i];
        struct result_source *source = &sources[result->source_count];

        if (!conclusion_uses(test, program->items[i].id) || item->problem)
            continue;
        source->item = program->items[i].id;
        source->source = program->items[i].source;
        source->delivered = (int64_t)told->delivered;
        source->selected = (int64_t)told->selected;
        source->filtered = (int64_t)told->filtered;
        source->unreadable = (int64_t)told->unreadable;
        result->source_count++;
        buf_reset(&assumed);
        if (!list_members(c, item, source, err) ||
                !write_roles(c, asked, source->item, &source->roles, err) ||
                !item_write_assumed(item, &assumed, err) ||
                !arena_text(&c->arena, buf_text(&assumed), &source->assumed, err))
            return false;
        if (!provenance_list(instance_binding(c->list, c->instance, i), &c->arena,
                    &provenance, &source->provenance_count, err))
            return false;
        source->provenance = provenance;
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
                conclusion_is_met(c, &test->guards[g], counted)};
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

        for (uint32_t e = 0;
                conclusion_uses(test, program->items[i].id) && e < told->event_count;
                e++) {
            struct result_event *event = &events[result->event_count++];

            event->reason_code = told->events[e].reason;
            event->member_id =
                    conclusion_bundle(c, told->events[e].archive)->first_member +
                    told->events[e].member;
            event->record = (int64_t)told->events[e].record;
            if (!conclusion_write_event(c, &told->events[e], &event->sentence, err))
                return false;
        }
        if (conclusion_uses(test, program->items[i].id) &&
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
    const struct collect_population *population = conclusion_population(c,
            c->instance->program.tests[index].population);

    result->exceptions[EXCEPTION_DEVIATING] = &told->exceptions;
    result->exceptions[EXCEPTION_UNDECIDABLE] = &told->undecidable;
    result->exceptions[EXCEPTION_OTHER_ROUTE] = &told->other_route;
    result->exceptions[EXCEPTION_NOT_DUE] = &told->not_due;
    if (facts->has_population)
        result->exceptions[EXCEPTION_UNREADABLE] = &population->unreadable;
}

/* The same reason in the other language: a report may be in either. What a worker said it
 * said in one. */
static bool translate_reason(struct conclusion *c, uint32_t index,
        const struct outcome *outcome, struct result *result, struct error *err)
{
    enum text_language language = text_language();
    enum text_language other = language == TEXT_JA ? TEXT_EN : TEXT_JA;
    struct outcome_facts facts;
    struct outcome again;
    bool ok;

    if (!outcome->reason_code || outcome->state == RESULT_ERROR)
        return true;
    text_set_language(other);
    ok = conclusion_find_facts(c, index, &facts, err);
    if (ok)
        outcome_of(&facts, &again);
    text_set_language(language);
    if (!ok || strcmp(again.reason, outcome->reason) == 0)
        return ok;
    result->translation_language = text_language_name(other);
    return arena_text(&c->arena, again.reason, &result->translation, err);
}

static bool conclude_test(struct conclusion *c, const struct result_procedure *procedure,
        const struct result_instance *instance, uint32_t index, struct error *err)
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

    if (!conclusion_find_facts(c, index, &facts, err))
        return false;
    outcome_of(&facts, &outcome);
    result.state = outcome.state;
    result.outcome = outcome.outcome;
    result.reason_code = outcome.reason_code;
    result.reason = outcome.reason_code ? outcome.reason : NULL;
    if (!translate_reason(c, index, &outcome, &result, err))
        return false;
    result.tested = (int64_t)outcome.tested;
    if (facts.has_population && outcome.state == RESULT_RAN) {
        digest_hex(&facts.population->digest, hex);
        population.delivered = (int64_t)facts.population->delivered;
        population.selected = population.count = (int64_t)facts.population->selected;
        population.filtered = (int64_t)facts.population->filtered;
        population.unreadable = (int64_t)facts.population->unreadable;
        population.before_period = (int64_t)facts.population->before;
        population.after_period = (int64_t)facts.population->after;
        population.sha256 = hex;
        result.population = &population;
    }
    if (c->collect && outcome.state != RESULT_NOT_RUN)
        add_lists(c, index, &facts, &result);
    if (!list_sources(c, index, &result, err) || !list_guards(c, index, &result, err) ||
            !list_events(c, test, &result, err) || !list_parameters(c, &result, err) ||
            !result_record(c->store, c->person, c->run_id, &result, &id, err))
        return false;
    return true;
}

static void end(struct conclusion *conclusion)
{
    arena_clear(&conclusion->arena);
}

bool conclude_instance(struct store *store, const char *person, int64_t run_id,
        const struct instance_list *list, const struct instance *instance,
        struct collect *collect, const struct error *failure, struct error *err)
{
    CLEANUP(end)
    struct conclusion c = {store, person, run_id, list, instance, collect, failure,
            ARENA_INIT(ARENA_MODEL_LIMIT)};
    struct result_procedure procedure;
    struct result_instance described;

    if (!conclude_describe(store, instance, &c.arena, &procedure, &described, err))
        return false;
    for (uint32_t t = 0; t < instance->program.test_count; t++) {
        if (!conclude_test(&c, &procedure, &described, t, err))
            return false;
    }
    return true;
}
