#include "engine/commands/sample_find.h"

#include "engine/workpaper/verify.h"

#include <string.h>

#define SECONDS 3600
#define SECONDS_MAX 1000000
#define NAMES_LIMIT ((size_t)64 << 10)

void sample_find_end(struct sample_work *work)
{
    command_complain(&work->complaints);
    complaint_list_clear(&work->complaints);
    instance_list_clear(&work->list);
    library_clear(&work->library);
    store_close(work->store);
}

bool sample_find_begin(struct command_call *call, enum store_mode mode,
        struct sample_work *ret_work, struct error *err)
{
    struct instance_options which = {.procedures = NULL};

    memset(ret_work, 0, sizeof(*ret_work));
    ret_work->call = call;
    complaint_list_init(&ret_work->complaints);
    if (!command_number(call, "timeout", 1, SECONDS_MAX, SECONDS, &ret_work->seconds,
                err) ||
            !command_open(call, mode, &ret_work->store, err) ||
            !verify_workpaper(ret_work->store, err) ||
            !library_load(store_engagement(ret_work->store)->library, &ret_work->library,
                    err))
        return false;
    if (ret_work->library.complaints.errors)
        command_complain(&ret_work->library.complaints);
    which.seconds = ret_work->seconds;
    return instance_list_make(ret_work->store, &ret_work->library, &which,
            &ret_work->list, &ret_work->complaints, err);
}

static struct draw_source make_source(struct sample_work *work,
        const struct instance *instance, const struct procedure_sample *sample)
{
    return (struct draw_source){.store = work->store,
            .list = &work->list,
            .instance = instance,
            .sample = sample,
            .seconds = work->seconds,
            .schedule = {.workers = 1,
                    .spill_folder = command_spill_folder(work->store),
                    .progress = progress_tell,
                    .owner = &work->progress},
            .arena = &work->call->arena};
}

bool sample_find_each(struct sample_work *work,
        bool (*take)(void *owner, const struct draw_source *source, struct error *err),
        void *owner, struct error *err)
{
    for (size_t i = 0; i < work->list.count; i++) {
        const struct instance *instance = &work->list.items[i];
        const struct procedure *procedure = &instance->source->procedure;

        for (size_t s = 0; s < procedure->sample_count; s++) {
            const struct draw_source source = make_source(work, instance,
                    &procedure->samples[s]);

            if (!take(owner, &source, err))
                return false;
        }
    }
    return true;
}

struct finding_one {
    const char *name;
    struct draw_source *ret_source;
    size_t found;
    struct buf matches, all;
    const char *candidates[256];
    size_t candidate_count;
};

static void end_finding(struct finding_one *finding)
{
    buf_clear(&finding->matches);
    buf_clear(&finding->all);
}

/* "PROCEDURE/SAMPLE" or "INSTANCE/SAMPLE". */
static bool is_meant(const char *name, const struct draw_source *source)
{
    const char *slash = strrchr(name, '/');
    size_t size = slash ? (size_t)(slash - name) : 0;
    const char *procedure = source->instance->source->procedure.id;

    return slash && strcmp(slash + 1, source->sample->id) == 0 &&
            ((strlen(procedure) == size && strncmp(procedure, name, size) == 0) ||
                    (strlen(source->instance->key) == size &&
                            strncmp(source->instance->key, name, size) == 0));
}

static bool look_at(void *owner, const struct draw_source *source, struct error *err)
{
    struct finding_one *finding = owner;
    const char *name;

    if (!arena_printf(source->arena, &name, err, "%s/%s",
                source->instance->source->procedure.id, source->sample->id))
        return false;
    if (finding->candidate_count < ARRAY_LENGTH(finding->candidates) - 1)
        finding->candidates[finding->candidate_count++] = name;
    if (!buf_printf(&finding->all, err, "%s%s/%s", finding->all.size ? ", " : "",
                source->instance->key, source->sample->id))
        return false;
    if (!is_meant(finding->name, source))
        return true;
    finding->found++;
    *finding->ret_source = *source;
    return buf_printf(&finding->matches, err, "%s%s/%s",
            finding->matches.size ? ", " : "", source->instance->key, source->sample->id);
}

bool sample_find(struct sample_work *work, const char *name,
        struct draw_source *ret_source, struct error *err)
{
    CLEANUP(end_finding)
    struct finding_one finding = {.name = name,
            .ret_source = ret_source,
            .matches = BUF_INIT(NAMES_LIMIT),
            .all = BUF_INIT(NAMES_LIMIT)};
    const char *nearest;

    if (!sample_find_each(work, look_at, &finding, err))
        return false;
    if (finding.found == 1)
        return true;
    if (finding.found > 1)
        return error_set(err, ERROR_USAGE,
                TR("'%s' means several samples: %s; name one",
                        "「%s」に当たる試査が複数あります: %s。一つを指定してください"),
                name, buf_text(&finding.matches));
    nearest = text_find_nearest(name, finding.candidates);
    if (nearest)
        return error_set(err, ERROR_MISSING,
                TR("there is no sample '%s'; did you mean '%s'?",
                        "試査「%s」はありません。「%s」のことですか。"),
                name, nearest);
    return error_set(err, ERROR_MISSING,
            TR("there is no sample '%s'; there are: %s",
                    "試査「%s」はありません。ある試査: %s"),
            name, finding.all.size ? buf_text(&finding.all) : TR("none", "なし"));
}
