#include "engine/run/conclusion.h"

#include "engine/base/pointer.h"
#include "engine/base/text.h"
#include "engine/run/problem.h"
#include "engine/run/provenance.h"
#include "evidence/binding/binding_remark.h"

#include <stdio.h>
#include <string.h>

/* ---- places ---- */

const struct bundle *conclusion_bundle(const struct conclusion *c, uint32_t archive)
{
    return &c->list->evidence.bundles[c->instance->archives[archive]];
}

static const struct bundle_member *member_of(const struct conclusion *c, uint32_t archive,
        uint32_t member)
{
    return &c->list->evidence.members[c->instance->archives[archive]][member];
}

bool conclusion_write_event(struct conclusion *c, const struct message_event *event,
        const char **ret_text, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    const char *bundle = conclusion_bundle(c, event->archive)->short_id;
    const char *member = member_of(c, event->archive, event->member)->name;

    if (event->record && !pointer_write(&pointer, bundle, member, event->record, err))
        return false;
    if (event->record)
        return arena_printf(&c->arena, ret_text, err,
                TR("record %s %s", "レコード %s は%s"), buf_text(&pointer),
                problem_text(event->reason));
    /* Most of a worker's sentences name the bundle themselves. */
    if (text_starts_with(event->text, bundle))
        return arena_text(&c->arena, event->text, ret_text, err);
    return arena_printf(&c->arena, ret_text, err, "%s: %s", bundle, event->text);
}

/* As a report may say it; a worker's own words, in one language, stay with the event.
 */
static bool write_damage(struct conclusion *c, const struct message_event *event,
        const char **ret_text, struct error *err)
{
    if (event->record)
        return conclusion_write_event(c, event, ret_text, err);
    if (strcmp(event->reason, "control-total") == 0)
        return arena_printf(&c->arena, ret_text, err,
                TR("%s, member '%s': it states another number of records than it has",
                        "%s のファイル「%s」はファイル自体に記された件数とレコードの件数が異なる"),
                conclusion_bundle(c, event->archive)->short_id,
                member_of(c, event->archive, event->member)->name);
    if (strcmp(event->reason, "next-page") == 0)
        return arena_printf(&c->arena, ret_text, err,
                TR("%s, member '%s': it says itself that there is a next page, which is not in it",
                        "%s のファイル「%s」は続きのページがあると記されているが、それが含まれていない"),
                conclusion_bundle(c, event->archive)->short_id,
                member_of(c, event->archive, event->member)->name);
    if (strcmp(event->reason, "year-backwards") == 0)
        return arena_printf(&c->arena, ret_text, err,
                TR("%s, member '%s': its stamps name no year and run backwards: the years are not certain",
                        "%s のファイル「%s」は年のない日時が逆に並んでおり、年が確かでない"),
                conclusion_bundle(c, event->archive)->short_id,
                member_of(c, event->archive, event->member)->name);
    return arena_printf(&c->arena, ret_text, err,
            TR("%s, member '%s': not all of it can be read",
                    "%s のファイル「%s」に読み取れない箇所がある"),
            conclusion_bundle(c, event->archive)->short_id,
            member_of(c, event->archive, event->member)->name);
}

static bool write_pointer(struct conclusion *c, int64_t record_id, struct buf *buf,
        struct error *err)
{
    uint64_t number = PROGRAM_MEMBER_OF(record_id);

    for (uint32_t a = 0; a < c->instance->archive_count; a++) {
        const struct bundle *bundle = conclusion_bundle(c, a);
        uint64_t first = (uint64_t)bundle->first_member;

        if (number >= first && number - first < bundle->member_count)
            return pointer_write(buf, bundle->short_id,
                    member_of(c, a, (uint32_t)(number - first))->name,
                    PROGRAM_RECORD_OF(record_id), err);
    }
    return buf_append_text(buf, "?", err);
}

/* ---- facts ---- */

bool conclusion_uses(const struct program_test *test, const char *item)
{
    for (uint32_t i = 0; i < test->item_count; i++) {
        if (strcmp(test->items[i], item) == 0)
            return true;
    }
    return false;
}

/* Whether it is said where the item comes from; the first that lacks something counts. */
static bool find_lack(struct conclusion *c, uint32_t index, struct outcome_facts *facts,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1 << 17);
    const struct binding_item *bound = instance_binding(c->list, c->instance, index);
    const struct binding_source *lacking = provenance_find_lacking(bound);

    return c->list->is_provenance_exempt || facts->provenance_text || !lacking ||
            (provenance_write_lack(program_item_title(&c->instance->program.items[index]),
                     bound, lacking, &text, err) &&
                    arena_text(&c->arena, buf_text(&text), &facts->provenance_text, err));
}

static bool find_item_facts(struct conclusion *c, const struct program_test *test,
        struct outcome_facts *facts, struct error *err)
{
    const struct program *program = &c->instance->program;

    for (uint32_t i = 0; i < program->item_count; i++) {
        const struct item *item = &c->instance->items[i];
        const struct message_item *told = c->collect ? &c->collect->items[i] : NULL;

        if (!conclusion_uses(test, program->items[i].id))
            continue;
        if (item->problem && !facts->item_problem) {
            facts->item_problem = item->problem;
            facts->item_problem_text = text_language() == c->list->language
                    ? item->problem_text
                    : item->problem_other;
        }
        if (!told || item->problem)
            continue;
        if (!find_lack(c, i, facts, err))
            return false;
        if (!facts->year_text)
            facts->year_text = binding_remark_year(item);
        facts->unreadable_records += told->unreadable;
        facts->damaged_members += told->members_damaged;
        if (told->event_count && !facts->damage_text &&
                !write_damage(c, &told->events[0], &facts->damage_text, err))
            return false;
        if (told->selected < program->items[i].min_records && !facts->too_few_records) {
            facts->too_few_records = true;
            if (!arena_printf(&c->arena, &facts->few_text, err,
                        TR("evidence '%s': records %llu (received %llu, kept out by the binding %llu), where the procedure expects at least %llu",
                                "証拠「%s」は %llu件（受領 %llu件、対応付けの条件で除いたもの %llu件）で、手続の想定（%llu件以上）に足りない"),
                        program->items[i].source, (unsigned long long)told->selected,
                        (unsigned long long)told->delivered,
                        (unsigned long long)told->filtered,
                        (unsigned long long)program->items[i].min_records))
                return false;
        }
    }
    return true;
}

/* Records delivered for the item that a guard's side names first ("leavers.id"). */
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
bool conclusion_is_met(const struct conclusion *c, const struct program_guard *guard,
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
        if (facts->guard_text || conclusion_is_met(c, guard, counted))
            continue;
        snprintf(least, sizeof(least), guard->floor_percent ? "%u%%" : TR("one", "1件"),
                guard->floor_percent);
        if (!arena_printf(&c->arena, &facts->guard_text, err,
                    TR("the keys do not meet: distinct values of %2$s: %1$llu, found in %4$s: %3$llu (distinct values there: %5$llu); at least %6$s expected",
                            "キーが突合しない: %2$s の異なる値 %1$llu件のうち、%4$s で見つかったのは %3$llu件である（%4$s の異なる値は %5$llu件、必要なのは %6$s以上）"),
                    (unsigned long long)counted->left, guard->left,
                    (unsigned long long)counted->left_met, guard->right,
                    (unsigned long long)counted->right, least))
            return false;
    }
    return true;
}

static bool write_failed(struct conclusion *c, const struct execute_failed *failed,
        const char **ret_text, struct error *err)
{
    CLEANUP(buf_clear) struct buf pointer = BUF_INIT(1 << 16);
    const struct program_item *item;

    if (!failed->records)
        return true;
    item = &c->instance->program.items[failed->item];
    if (failed->column >= item->column_count)
        return error_set(err, ERROR_LOST, "the worker named a column that is none");
    return write_pointer(c, failed->record_id, &pointer, err) &&
            arena_printf(&c->arena, ret_text, err,
                    TR("%s.%s of record %s does not read as %s (values in all: %llu)",
                            "%1$s.%2$s がレコード %3$s で %4$s として読み取れない（全部で%5$llu個）"),
                    item->id, item->columns[failed->column].name, buf_text(&pointer),
                    program_type_name(item->columns[failed->column].type),
                    (unsigned long long)failed->records);
}

/* What was not at hand while a test was decided, behind what did not convert. */
static bool write_note(struct conclusion *c, const struct function_note *note,
        const char **text, struct error *err)
{
    const struct complaint_quote what = complaint_quote(note->what);
    const struct complaint_quote value = complaint_quote(note->value);
    const char *before = *text;
    const char *said = NULL;
    bool ok = true;

    switch (note->kind) {
    case FUNCTION_NOTE_NONE:
        return true;
    case FUNCTION_NOTE_CALENDAR:
        ok = arena_printf(&c->arena, &said, err,
                TR("the calendar '%s' does not have the year %s",
                        "カレンダー「%s」に%s年がない"),
                what.text, value.text);
        break;
    case FUNCTION_NOTE_MAP:
        ok = arena_printf(&c->arena, &said, err,
                TR("the parameter '%s' has no entry for '%s', and no otherwise",
                        "パラメーター「%s」に「%s」の値がなく、otherwiseもない"),
                what.text, value.text);
        break;
    case FUNCTION_NOTE_END:
        ok = arena_printf(&c->arena, &said, err,
                TR("in the evidence '%s' a span has no end: no value in '%s'",
                        "証拠「%s」に終わりのない期間がある（列「%s」に値がない）"),
                what.text, value.text);
        break;
    }
    if (!ok)
        return false;
    *text = said;
    return !before ||
            arena_printf(&c->arena, text, err, TR("%s; %s", "%s。%s"), before, said);
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

const struct collect_population *conclusion_population(const struct conclusion *c,
        const char *id)
{
    for (uint32_t p = 0; c->collect && p < c->instance->program.population_count; p++) {
        if (strcmp(c->instance->program.populations[p].id, id) == 0)
            return &c->collect->populations[p];
    }
    return NULL;
}

/* Records that the binding's own `where` kept from the population. */
static uint64_t kept_out(const struct conclusion *c, const char *id)
{
    const struct program *program = &c->instance->program;
    uint64_t records = 0;

    for (uint32_t p = 0; c->collect && p < program->population_count; p++) {
        const struct program_population *population = &program->populations[p];

        if (strcmp(population->id, id) != 0)
            continue;
        for (uint32_t i = 0; i < program->item_count; i++) {
            for (uint32_t u = 0; u < population->item_count; u++)
                if (strcmp(population->items[u], program->items[i].id) == 0)
                    records += c->collect->items[i].filtered;
        }
    }
    return records;
}

bool conclusion_find_facts(struct conclusion *c, uint32_t index,
        struct outcome_facts *facts, struct error *err)
{
    const struct program_test *test = &c->instance->program.tests[index];
    const struct collect_population *population = conclusion_population(c,
            test->population);
    const struct collect_test *told = c->collect ? &c->collect->tests[index] : NULL;

    memset(facts, 0, sizeof(*facts));
    facts->job = c->failure;
    facts->each_record = test->each_record;
    facts->has_population = population && population->is_told;
    facts->population = population ? &population->population : NULL;
    facts->kept_out = kept_out(c, test->population);
    facts->period_start = instance_first_day(c->store, c->instance);
    facts->period_end = instance_last_day(c->store, c->instance);
    facts->has_test = told && told->is_told;
    facts->test = told ? &told->test : NULL;
    return name_record(c, population ? population->first_unreadable : 0,
                   &facts->unreadable_pointer, err) &&
            name_record(c, told ? told->first_undecidable : 0,
                    &facts->undecidable_pointer, err) &&
            find_item_facts(c, test, facts, err) &&
            find_guard_facts(c, index, facts, err) &&
            (!facts->has_population ||
                    population->first_unreadable !=
                            population->population.failed.record_id ||
                    write_failed(c, &population->population.failed, &facts->place_text,
                            err)) &&
            (!facts->has_test ||
                    (write_failed(c, &facts->test->failed, &facts->values_text, err) &&
                            write_note(c, &facts->test->note, &facts->values_text, err)));
}
