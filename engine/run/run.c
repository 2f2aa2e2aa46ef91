#include "engine/run/run.h"

#include "engine/base/text.h"
#include "engine/run/schedule.h"
#include "engine/run/steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run_task {
    struct running *running;
    const struct instance *instance;
    struct collect collect;
    int *fds;
    uint32_t fd_count;
};

struct running {
    struct store *store;
    const char *person;
    const struct instance_list *list;
    struct run_summary *summary;
    struct run_task *tasks;
    struct schedule_task *scheduled;
    size_t count;
    struct schedule_sandbox sandbox;
    bool *is_proved; /* per bundle of the evidence set */
    const struct run_options *options;
    enum text_language spoken; /* of messages; what is recorded has its own */
};

/* True where the newest result of the test gives this sentence as its reason. */
static bool says(struct store *store, const struct instance *instance, const char *test,
        const char *sentence, bool *ret_says, struct error *err)
{
    CLEANUP(db_finalizep) struct db_statement *query = NULL;

    if (!db_prepare(store_db(store),
                "SELECT 1 FROM report_result LEFT JOIN report_reason USING (result_id)"
                " WHERE instance_key = ?1 AND test = ?2"
                " AND (state = 'ran' OR ?3 IN (ja, en))",
                &query, err))
        return false;
    db_bind_text(query, 1, instance->key);
    db_bind_text(query, 2, test);
    db_bind_text(query, 3, sentence);
    return db_step(query, ret_says, err);
}

/* What could not be run is up to date while it says what is missing now. */
static bool is_said(struct store *store, const struct instance *instance, uint32_t test,
        bool *ret_said, struct error *err)
{
    bool has_problem = false;

    *ret_said = false;
    for (uint32_t i = 0; !*ret_said && i < instance->program.item_count; i++) {
        const struct item *item = &instance->items[i];

        has_problem = has_problem || item->problem;
        if (item->problem &&
                !says(store, instance, instance->program.tests[test].id,
                        item->problem_text, ret_said, err))
            return false;
    }
    *ret_said = *ret_said || !has_problem;
    return true;
}

bool run_is_up_to_date(struct store *store, const struct instance *instance,
        bool *ret_up_to_date, struct error *err)
{
    bool said = true;
    int64_t id = 1;

    for (uint32_t t = 0; id && said && t < instance->program.test_count; t++) {
        if (!result_find_current(store, instance->key, instance->program.tests[t].id,
                    instance->digest_hex, &id, err) ||
                !is_said(store, instance, t, &said, err))
            return false;
    }
    *ret_up_to_date = id != 0 && said;
    return true;
}

/* The sentences of a result are the engagement's, whoever runs it in whatever language.
 */
static bool conclude(struct running *running, const struct instance *instance,
        struct collect *collect, const struct error *failure, struct error *err)
{
    enum text_language before = text_language();
    bool ok;

    text_set_language(store_language(running->store));
    ok = conclude_instance(running->store, running->person, running->summary->run_id,
            running->list, instance, collect, failure, err);
    text_set_language(before);
    return ok;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct run_task *task = owner;

    return collect_receive(&task->collect, frame, err);
}

static bool finish(void *owner, const struct error *failure, struct error *err)
{
    struct run_task *task = owner;
    struct running *running = task->running;
    struct error reason = *failure;
    bool ok;

    if (reason.code == ERROR_INTERRUPTED)
        return true;
    if (reason.code == ERROR_NONE && !collect_finish(&task->collect, &reason) &&
            reason.code == ERROR_NONE)
        return error_set(err, ERROR_LOST, "a worker's results could not be collected");
    if (failure->code != ERROR_NONE) {
        struct error ignored = {0}; /* what is half there is still kept, where it packs */

        if (!collect_finish(&task->collect, &ignored))
            ignored.code = ERROR_NONE;
    }
    ok = conclude(running, task->instance, &task->collect, &reason, err);
    collect_clear(&task->collect);
    task->collect.instance = NULL;
    return ok;
}

/* ---- the bundles a job needs ---- */

/* Opens a bundle; its bytes are compared with the receipt's digest once a run. */
static bool open_bundle(struct running *running, size_t index, int *ret_fd,
        struct error *err)
{
    const struct bundle *bundle = &running->list->evidence.bundles[index];

    if (!bundle_file_open(running->store, bundle->short_id, bundle->bytes,
                running->is_proved[index] ? NULL : bundle->sha256, ret_fd, err))
        return false;
    running->is_proved[index] = true;
    return true;
}

/* Those that no task has opened. */
static bool prove_others(struct running *running, struct error *err)
{
    for (size_t i = 0; i < running->list->evidence.bundle_count; i++) {
        int fd;

        if (running->is_proved[i])
            continue;
        if (!open_bundle(running, i, &fd, err))
            return false;
        close(fd);
    }
    return true;
}

static bool open_bundles(struct running *running, const struct instance *instance,
        struct run_task *task, struct error *err)
{
    task->fds = calloc(instance->archive_count + 1, sizeof(*task->fds));
    if (!task->fds)
        return error_memory(err);
    for (uint32_t i = 0; i < instance->archive_count; i++) {
        if (!open_bundle(running, instance->archives[i], &task->fds[i], err))
            return false;
        task->fd_count++;
    }
    return true;
}

static bool add_task(struct running *running, const struct instance *instance,
        struct error *err)
{
    struct run_task *task = &running->tasks[running->count];

    task->running = running;
    task->instance = instance;
    running->count++;
    if (!collect_begin(running->list, instance, &task->collect, err) ||
            !open_bundles(running, instance, task, err))
        return false;
    running->scheduled[running->count - 1] = (struct schedule_task){
            .job = &instance->job,
            .bundles = task->fds,
            .bundle_count = task->fd_count,
            .bytes = instance->bytes * /* each population and test reads its items once */
                    (instance->program.population_count + instance->program.test_count),
            .owner = task,
            .receive = receive,
            .finish = finish,
    };
    return true;
}

static void end(struct running *running)
{
    for (size_t i = 0; i < running->count; i++) {
        for (uint32_t f = 0; f < running->tasks[i].fd_count; f++)
            close(running->tasks[i].fds[f]);
        free(running->tasks[i].fds);
        if (running->tasks[i].collect.instance)
            collect_clear(&running->tasks[i].collect);
    }
    free(running->tasks);
    free(running->scheduled);
    free(running->is_proved);
}

/* Instances whose evidence is missing altogether have their results at once; the others
 * become tasks. */
static bool choose(struct running *running, const struct run_options *options,
        struct error *err)
{
    struct run_summary *summary = running->summary;
    const struct error none = {0};

    for (size_t i = 0; i < running->list->count; i++) {
        const struct instance *instance = &running->list->items[i];
        bool up_to_date = false;

        if (!steps_record(running->store, running->person, running->list, instance, err))
            return false;
        if (!options->all &&
                !run_is_up_to_date(running->store, instance, &up_to_date, err))
            return false;
        if (up_to_date || instance->program.test_count == 0) {
            summary->up_to_date++;
            continue;
        }
        if (!summary->run_id &&
                !result_begin_run(running->store, running->person, CHOSHO_VERSION,
                        options->arguments, &summary->run_id, err))
            return false;
        summary->ran++;
        if (instance->is_runnable) {
            if (!add_task(running, instance, err))
                return false;
        } else if (!conclude(running, instance, NULL, &none, err)) {
            return false;
        }
    }
    return !options->prove || prove_others(running, err);
}

static void tell_progress(void *owner, uint64_t bytes, uint64_t total, size_t done,
        size_t tasks)
{
    const struct running *running = owner;
    enum text_language recorded = text_language();

    text_set_language(running->spoken);
    running->options->progress(running->options->owner, bytes, total, done, tasks);
    text_set_language(recorded);
}

/* What becomes of a worker is recorded too. */
static bool schedule(struct running *running, const struct run_options *options,
        struct error *err)
{
    const struct schedule_options how = {
            .workers = options->workers,
            .spill_folder = store_folder(running->store),
            .progress = options->progress ? tell_progress : NULL,
            .owner = running,
            .ret_sandbox = &running->sandbox,
    };
    bool ok;

    text_set_language(store_language(running->store));
    ok = schedule_run(running->scheduled, running->count, &how, err);
    text_set_language(running->spoken);
    return ok;
}

bool run_instances(struct store *store, const char *person,
        const struct instance_list *list, const struct run_options *options,
        struct run_summary *ret_summary, struct error *err)
{
    CLEANUP(end)
    struct running running = {.store = store,
            .person = person,
            .list = list,
            .summary = ret_summary,
            .options = options,
            .spoken = text_language()};
    enum result_ending ending;
    struct error failure = {0};
    char sandbox[64] = "none";
    bool ok;

    memset(ret_summary, 0, sizeof(*ret_summary));
    running.tasks = calloc(list->count + 1, sizeof(*running.tasks));
    running.scheduled = calloc(list->count + 1, sizeof(*running.scheduled));
    running.is_proved = calloc(list->evidence.bundle_count + 1,
            sizeof(*running.is_proved));
    if (!running.tasks || !running.scheduled || !running.is_proved)
        return error_memory(err);
    ok = choose(&running, options, &failure) && schedule(&running, options, &failure);
    ending = ok                                 ? RESULT_RUN_DONE
            : failure.code == ERROR_INTERRUPTED ? RESULT_RUN_INTERRUPTED
                                                : RESULT_RUN_FAILED;
    if (!ok)
        *err = failure;
    if (running.sandbox.workers)
        snprintf(sandbox, sizeof(sandbox), "seccomp, Landlock ABI %u",
                running.sandbox.landlock_abi);
    if (ret_summary->run_id &&
            !result_end_run(store, person, ret_summary->run_id, ending, sandbox,
                    ok ? err : &failure))
        return false;
    return ok;
}
