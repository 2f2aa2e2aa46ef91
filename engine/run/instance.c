#include "engine/run/instance.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/run/layouts.h"
#include "engine/run/library_choice.h"
#include "engine/run/provenance.h"
#include "procedures/compile_calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTANCES_MAX 100000
#define BINDING_LIMIT ((size_t)8 << 20)
#define JOB_LIMIT ((size_t)256 << 20)

/* ---- bindings ---- */

static bool load_binding(struct instance_list *list, const char *path,
        struct complaint_list *complaints, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(BINDING_LIMIT);

    if (!file_read(path, &bytes, err))
        return false;
    if (binding_parse(path, buf_text(&bytes), bytes.size, &list->arena,
                &list->bindings[list->binding_count], complaints))
        list->binding_count++;
    return true;
}

/* From here on they are named as in the engagement's folder: what is said of them is kept
 * in results, and those are the same wherever the engagement lies. */
static void shorten_names(struct instance_list *list, size_t count, size_t folder_size)
{
    for (size_t b = 0; b < count; b++) {
        struct binding *binding = &list->bindings[b];

        for (uint32_t i = 0; i < binding->item_count; i++)
            binding->items[i].file = binding->file + folder_size + 1;
        binding->file += folder_size + 1;
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_namesake(const char *path, const char *other)
{
    return strcmp(base_name(path), base_name(other)) == 0;
}

static bool load_bindings(struct store *store, struct instance_list *list,
        const struct binding *added, struct complaint_list *complaints, struct error *err)
{
    const char *folder;
    const char **paths;
    size_t count;

    if (!arena_printf(&list->arena, &folder, err, "%s/%s", store_folder(store),
                STORE_BINDINGS) ||
            !file_list(folder, "*.xml", 0, &list->arena, &paths, &count, err) ||
            !arena_allocate(&list->arena, (count + 2) * sizeof(*list->bindings),
                    &list->bindings, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!(added && is_namesake(paths[i], added->file)) &&
                !load_binding(list, paths[i], complaints, err))
            return false;
    }
    if (added)
        list->bindings[list->binding_count++] = *added;
    binding_check(list->bindings, list->binding_count, complaints);
    shorten_names(list, list->binding_count - (added != NULL),
            strlen(store_folder(store)));
    return true;
}

/* ---- items ---- */

/* The year of stamps without one, where the whole period lies in it. */
static int32_t year_of_period(const struct store_engagement *engagement)
{
    return strncmp(engagement->period_start, engagement->period_end, 4) == 0
            ? (int32_t)strtol(engagement->period_start, NULL, 10)
            : 0;
}

static uint32_t place_archive(struct instance *instance, size_t archive)
{
    for (uint32_t i = 0; i < instance->archive_count; i++) {
        if (instance->archives[i] == archive)
            return i;
    }
    instance->archives[instance->archive_count] = archive;
    return instance->archive_count++;
}

/* Numbers the archives as the job has them, and adds up what will be read. */
static void take_sources(const struct evidence_set *evidence, int32_t year,
        struct instance *instance, struct item *item)
{
    for (uint32_t s = 0; s < item->source_count; s++) {
        struct item_source *source = &item->sources[s];
        const struct bundle_member *members = evidence->members[source->archive];

        for (uint32_t m = 0; m < source->member_count; m++)
            instance->bytes += members[source->members[m]].size;
        /* Logs leave the year out; elsewhere a stamp without one is not to be guessed at.
         */
        if (source->year == 0 && record_kind_is_log(source->format.kind)) {
            source->year = year;
            source->is_year_assumed = year != 0;
        }
        source->archive = place_archive(instance, source->archive);
    }
}

/* Records that would be counted twice are a problem of the binding, not a larger
 * population. */
static bool refuse_doubled(struct instance_list *list, struct item *item,
        struct error *err)
{
    uint32_t archive, member;

    if (item->problem || !item_is_doubled(item, &archive, &member))
        return true;
    item->problem = "record-twice";
    item->problem_hint = TR("narrow one of the globs", "どちらかの指定を狭めてください");
    return arena_printf(&list->arena, &item->problem_text, err,
            TR("two sources of the binding for '%s' read member '%s' in the same way: its records would count twice",
                    "「%s」の対応付けの二つの指定が同じファイル '%s' を同じ読み方で選んでおり、レコードが二重に数えられる"),
            item->name, list->evidence.members[archive][member].name);
}

const struct binding_item *instance_binding(const struct instance_list *list,
        const struct instance *instance, uint32_t index)
{
    const struct program *program = &instance->program;

    return binding_find(list->bindings, list->binding_count, program->id,
            instance->key + strlen(program->id) + (instance->control != NULL),
            program->items[index].source);
}

static bool resolve_item(struct store *store, struct instance_list *list,
        const struct instance *instance, uint32_t index, struct item *ret_item,
        struct error *err)
{
    const struct layout *layouts;
    size_t layout_count;

    return layouts_load(&layouts, &layout_count, err) &&
            binding_resolve(&instance->program.items[index],
                    instance_binding(list, instance, index),
                    store_engagement(store)->zone, layouts, layout_count,
                    list->evidence.choices, list->evidence.choice_count, &list->arena,
                    ret_item, err) &&
            refuse_doubled(list, ret_item, err);
}

/* What is said of a problem is kept, and a report of it may be in either language. */
static bool translate_problem(struct store *store, struct instance_list *list,
        const struct instance *instance, uint32_t index, struct item *item,
        struct error *err)
{
    enum text_language language = text_language();
    struct item again = {0};
    bool ok;

    if (!item->problem)
        return true;
    text_set_language(language == TEXT_JA ? TEXT_EN : TEXT_JA);
    ok = resolve_item(store, list, instance, index, &again, err);
    text_set_language(language);
    item->problem_other = again.problem_text;
    return ok;
}

static bool resolve_items(struct store *store, struct instance_list *list,
        struct instance *instance, struct error *err)
{
    const struct program *program = &instance->program;

    if (!arena_allocate(&list->arena,
                (program->item_count + 1) * sizeof(*instance->items), &instance->items,
                err) ||
            !arena_allocate(&list->arena,
                    (list->evidence.bundle_count + 1) * sizeof(*instance->archives),
                    &instance->archives, err))
        return false;
    for (uint32_t i = 0; i < program->item_count; i++) {
        struct item *item = &instance->items[i];

        if (!resolve_item(store, list, instance, i, item, err) ||
                !translate_problem(store, list, instance, i, item, err))
            return false;
        take_sources(&list->evidence, year_of_period(store_engagement(store)), instance,
                item);
    }
    return true;
}

static bool is_resolved(const struct instance *instance, const struct program_test *test)
{
    for (uint32_t t = 0; t < test->item_count; t++) {
        for (uint32_t i = 0; i < instance->program.item_count; i++) {
            if (strcmp(instance->program.items[i].id, test->items[t]) == 0 &&
                    instance->items[i].problem)
                return false;
        }
    }
    return true;
}

/* ---- jobs ---- */

const char *instance_first_day(const struct store *store, const struct instance *instance)
{
    return instance->unit ? instance->unit->first_day
                          : store_engagement(store)->period_start;
}

const char *instance_last_day(const struct store *store, const struct instance *instance)
{
    return instance->unit ? instance->unit->last_day
                          : store_engagement(store)->period_end;
}

static bool pack_job(struct store *store, const struct instance_list *list,
        const struct instance *instance, struct job *job, struct buf *ret_job,
        struct error *err)
{
    const struct store_engagement *engagement = store_engagement(store);
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(JOB_LIMIT);
    struct job_archive *archives;

    if (!arena_allocate(&arena, (instance->archive_count + 1) * sizeof(*archives),
                &archives, err))
        return false;
    for (uint32_t i = 0; i < instance->archive_count; i++) {
        size_t place = instance->archives[i];

        if (!evidence_set_archive(&list->evidence.bundles[place],
                    list->evidence.members[place], i, instance->items,
                    instance->program.item_count, &arena, &archives[i], err))
            return false;
    }
    job->zone = engagement->zone;
    job->period_start = instance_first_day(store, instance);
    job->period_end = instance_last_day(store, instance);
    job->as_of = engagement->as_of;
    job->archives = archives;
    job->archive_count = instance->archive_count;
    job->items = instance->items;
    job->item_count = instance->program.item_count;
    job->program = instance->program;
    return job_pack(job, ret_job, err);
}

bool instance_pack_job(struct store *store, const struct instance_list *list,
        const struct instance *instance, enum job_kind kind, uint32_t test,
        uint64_t seconds, struct buf *ret_job, struct error *err)
{
    struct job job = {.kind = kind,
            .language = kind == JOB_RUN ? store_language(store) : text_language(),
            .seconds = seconds,
            .test = test};

    return pack_job(store, list, instance, &job, ret_job, err);
}

bool instance_pack_sample(struct store *store, const struct instance_list *list,
        const struct instance *instance, const struct program *program,
        struct slice request, uint64_t seconds, struct buf *ret_job, struct error *err)
{
    struct instance sampled = *instance;
    struct job job = {.kind = JOB_SAMPLE,
            .language = text_language(),
            .seconds = seconds,
            .blocks = request};

    sampled.program = *program;
    return pack_job(store, list, &sampled, &job, ret_job, err);
}

/* A problem's sentence is in the language of the run; its code is not. */
static void hide_sentences(struct instance *instance, const char **sentences)
{
    for (uint32_t i = 0; i < instance->program.item_count; i++) {
        sentences[i] = instance->items[i].problem_text;
        instance->items[i].problem_text = instance->items[i].problem;
    }
}

static void restore_sentences(struct instance *instance, const char *const *sentences)
{
    for (uint32_t i = 0; i < instance->program.item_count; i++)
        instance->items[i].problem_text = sentences[i];
}

/* Of the job without what does not change an answer (language, time allowed), of what is
 * said of the evidence's provenance, and of the members' bytes. */
static bool take_digest(struct store *store, struct instance_list *list,
        struct instance *instance, struct error *err)
{
    CLEANUP(buf_clear) struct buf bytes = BUF_INIT(JOB_LIMIT);
    struct job job = {.kind = JOB_RUN, .language = TEXT_EN};
    const char **sentences;
    bool ok;

    if (!arena_allocate(&list->arena,
                (instance->program.item_count + 1) * sizeof(*sentences), &sentences, err))
        return false;
    hide_sentences(instance, sentences);
    ok = buf_append_text(&bytes, "chosho-result-v1\n", err) &&
            pack_job(store, list, instance, &job, &bytes, err);
    restore_sentences(instance, sentences);
    if (!ok)
        return false;
    for (uint32_t i = 0; i < instance->program.item_count; i++) {
        if (!provenance_pack(instance_binding(list, instance, i), &bytes, err))
            return false;
    }
    for (uint32_t i = 0; i < instance->archive_count; i++) {
        if (!buf_printf(&bytes, err, "%s\n",
                    list->evidence.bundles[instance->archives[i]].sha256))
            return false;
    }
    if (!digest_of(bytes.data, bytes.size, &instance->digest, err))
        return false;
    digest_hex(&instance->digest, instance->digest_hex);
    return true;
}

/* ---- instances ---- */

/* Parameters as the plan sets them, but for a trial's own. */
static bool compile(struct instance_list *list, struct instance *instance,
        const struct instance_options *options, struct complaint_list *complaints,
        struct error *err)
{
    const struct procedure *procedure = &instance->source->procedure;
    const struct compile_override *overrides = options->parameters;
    size_t count = options->parameter_count, errors = complaints->errors;

    if (!count &&
            !scope_overrides(&list->scope, procedure->id, &list->arena, &overrides,
                    &count, err))
        return false;
    if (compile_procedure(procedure, overrides, count, &list->arena, &instance->program,
                complaints)) {
        compile_calendar_give(procedure, &instance->program, list->calendars.items,
                list->calendars.count, true, complaints);
        if (complaints->errors == errors)
            return true;
    }
    return error_set(err, ERROR_SCRIPT,
            TR("procedure '%s' does not compile: see above",
                    "手続「%s」をコンパイルできません（上記参照）"),
            procedure->id);
}

static bool make_instance(struct store *store, struct instance_list *list,
        const struct library_procedure *source, const struct procedure_control *control,
        const struct scope_unit *unit, const struct instance_options *options,
        struct complaint_list *complaints, struct error *err)
{
    struct instance *instance = &list->items[list->count];

    if (list->count == list->room)
        return error_set(err, ERROR_LIMIT,
                TR("more than %zu instances of procedures and individual controls",
                        "手続と個別管理策の組合せが %zu件を超えています"),
                list->room);
    memset(instance, 0, sizeof(*instance));
    instance->source = source;
    instance->control = control;
    instance->unit = unit;
    instance->job.limit = JOB_LIMIT;
    if (!compile(list, instance, options, complaints, err) ||
            !scope_write_key(unit, source->procedure.id, &list->arena, &instance->key,
                    err))
        return false;
    list->count++;
    if (!resolve_items(store, list, instance, err) ||
            !take_digest(store, list, instance, err) ||
            !instance_pack_job(store, list, instance, JOB_RUN, 0, options->seconds,
                    &instance->job, err))
        return false;
    for (uint32_t t = 0; t < instance->program.test_count; t++)
        instance->is_runnable = instance->is_runnable ||
                is_resolved(instance, &instance->program.tests[t]);
    return true;
}

/* One a unit of the control. */
static bool make_of_control(struct store *store, struct instance_list *list,
        const struct library_procedure *source, const struct procedure_control *control,
        const struct instance_options *options, struct complaint_list *complaints,
        struct error *err)
{
    struct scope_unit *room;
    const struct scope_unit *units;
    size_t count;

    if (!arena_allocate(&list->arena, sizeof(*room), &room, err))
        return false;
    units = scope_find_units(&list->scope, store_engagement(store), control->ref,
            source->procedure.phase, room, &count);
    for (size_t i = 0; i < count; i++) {
        if (!make_instance(store, list, source, control, &units[i], options, complaints,
                    err))
            return false;
    }
    return true;
}

static bool make_instances(struct store *store, struct instance_list *list,
        const struct library_procedure *source, const struct instance_options *options,
        struct complaint_list *complaints, struct error *err)
{
    const struct procedure *procedure = &source->procedure;
    const char *catalogue = store_engagement(store)->catalogue;
    bool ok = true;

    if (procedure->is_engagement)
        return make_instance(store, list, source, NULL, NULL, options, complaints, err);
    for (size_t c = 0; ok && c < procedure->control_count; c++) {
        if (strcmp(procedure->controls[c].catalogue, catalogue) == 0)
            ok = make_of_control(store, list, source, &procedure->controls[c], options,
                    complaints, err);
    }
    return ok;
}

bool instance_list_make(struct store *store, const struct library *library,
        const struct instance_options *options, struct instance_list *ret_list,
        struct complaint_list *complaints, struct error *err)
{
    memset(ret_list, 0, sizeof(*ret_list));
    ret_list->language = text_language();
    ret_list->is_provenance_exempt = options->is_provenance_exempt;
    ret_list->arena.limit = (size_t)2 << 30;
    if (!library_choice_check(library, options->procedures, options->procedure_count,
                err) ||
            !layouts_use(store, err) ||
            !calendars_load(store_engagement(store)->library, store_folder(store),
                    &ret_list->arena, &ret_list->calendars, complaints, err) ||
            !evidence_set_load(store, &ret_list->arena, &ret_list->evidence, err) ||
            !scope_load(store, &ret_list->arena, &ret_list->scope, err) ||
            !load_bindings(store, ret_list, options->added, complaints, err))
        return false;
    if (complaints->errors)
        return error_set(err, ERROR_SCRIPT, "%s",
                TR("a binding is wrong: see above; correct it, then chosho bind --add FILE --replace",
                        "対応付けに誤りがあります（上記参照）。修正し、chosho bind --add ファイル --replace で置き換えてください"));
    ret_list->room = scope_count(&ret_list->scope, library, store_engagement(store));
    if (!arena_allocate(&ret_list->arena, ret_list->room * sizeof(*ret_list->items),
                &ret_list->items, err))
        return false;
    for (size_t i = 0; i < library->count; i++) {
        const struct library_procedure *source = &library->procedures[i];

        if (source->is_usable &&
                library_choice_has(options->procedures, options->procedure_count,
                        source->procedure.id) &&
                !make_instances(store, ret_list, source, options, complaints, err))
            return false;
    }
    return true;
}

void instance_list_clear(struct instance_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        buf_clear(&list->items[i].job);
    arena_clear(&list->arena);
}

const struct instance *instance_find(const struct instance_list *list, const char *key)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i].key, key) == 0)
            return &list->items[i];
    }
    return NULL;
}
