#include "engine/run/worker.h"

#include "engine/base/clock.h"
#include "engine/base/spill.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "evidence/format/no_zip.h"
#include "evidence/table/function.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOB_MAX ((size_t)256 << 20)
#define PROGRESS_MS 200
#define FDS_MAX 1024

/* ---- preparing: everything that needs a file or executable memory ---- */

static bool load_zone(struct worker *worker, const char *name, struct error *err)
{
    for (size_t i = 0; i < worker->scan.zone_count; i++) {
        if (strcmp(zone_name(worker->zones[i]), name) == 0)
            return true;
    }
    if (worker->scan.zone_count == ARRAY_LENGTH(worker->zones))
        return error_set(err, ERROR_LIMIT, "more than %zu time zones in one job",
                ARRAY_LENGTH(worker->zones));
    if (!zone_load(name, &worker->zones[worker->scan.zone_count], err))
        return false;
    worker->scan.zone_count++;
    return true;
}

static bool prepare_item(struct worker *worker, const struct item *item,
        struct error *err)
{
    for (uint32_t s = 0; s < item->source_count; s++) {
        const struct item_source *source = &item->sources[s];

        if (source->zone && !load_zone(worker, source->zone, err))
            return false;
        if (source->format.pattern &&
                !record_prepare_pattern(source->format.pattern, err))
            return false;
    }
    return true;
}

/* A member is read by the layout that recognised it, which nobody knows before. */
static bool prepare_layouts(struct worker *worker, struct error *err)
{
    const struct layout *layouts;
    size_t count;

    if (!layouts_load(&layouts, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (layouts[i].format.pattern &&
                !record_prepare_pattern(layouts[i].format.pattern, err))
            return false;
        if (layouts[i].stamp_zone && !load_zone(worker, layouts[i].stamp_zone, err))
            return false;
    }
    return true;
}

static bool prepare(struct worker *worker, struct error *err)
{
    const struct job *job = &worker->job;
    enum encoding encoding = job->kind == JOB_SHOW ? job->format.encoding : ENCODING_AUTO;

    text_set_language(job->language);
    if (!sandbox_prepare(encoding, err) || !load_zone(worker, job->zone, err))
        return false;
    worker->zone = worker->zones[0];
    for (uint32_t i = 0; i < job->item_count; i++) {
        if (!prepare_item(worker, &job->items[i], err))
            return false;
    }
    if (job->kind == JOB_TAKE && !prepare_layouts(worker, err))
        return false;
    for (uint32_t i = 0; i < job->program.pattern_count; i++) {
        if (!function_prepare_pattern(job->program.patterns[i], err))
            return false;
    }
    return true;
}

/* ---- running ---- */

static void tell_progress(void *owner, uint64_t bytes_read)
{
    struct worker *worker = owner;
    struct error ignored = {0}; /* a broken pipe shows at the next message that counts */
    int64_t now = clock_steady_ms();
    struct buf *buf;

    if (now - worker->told_at < PROGRESS_MS)
        return;
    worker->told_at = now;
    buf = protocol_begin(worker->writer, PROTOCOL_PROGRESS, &ignored);
    if (buf && pack_u64(buf, bytes_read, &ignored) &&
            !protocol_send(worker->writer, &ignored))
        worker->told_at = INT64_MAX - PROGRESS_MS;
}

static bool open_archives(struct worker *worker, const int *bundles, uint32_t count,
        struct error *err)
{
    const struct job *job = &worker->job;

    if (job->archive_count != count)
        return error_set(err, ERROR_LOST, "the job names %u bundles, %u were given",
                job->archive_count, count);
    if (!arena_allocate(&worker->arena, (count + 1) * sizeof(*worker->archives),
                &worker->archives, err))
        return false;
    for (; worker->archive_count < count; worker->archive_count++) {
        uint32_t i = worker->archive_count;

        if (!archive_open(bundles[i], job->archives[i].label,
                    job->archives[i].first_member, &worker->archives[i], err))
            return no_zip_refuse(bundles[i], job->archives[i].label, err);
        if (!archive_hand_in(&worker->archives[i], job->archives[i].containers,
                    job->archives[i].container_count, err)) {
            archive_close(&worker->archives[i]);
            return false;
        }
    }
    worker->scan.archives = worker->archives;
    worker->scan.archive_count = count;
    worker->scan.zone = worker->zone;
    worker->scan.zones = worker->zones;
    worker->scan.deadline = job->seconds
            ? clock_steady_ms() + (int64_t)job->seconds * 1000
            : 0;
    worker->scan.on_progress = tell_progress;
    worker->scan.owner = worker;
    return true;
}

static bool run_kind(struct worker *worker, struct error *err)
{
    switch (worker->job.kind) {
    case JOB_TAKE:
    case JOB_LOOK:
        return worker_take(worker, err);
    case JOB_RUN:
    case JOB_VALUES:
        return worker_execute(worker, err);
    case JOB_MUTATE:
        return worker_mutate(worker, err);
    case JOB_QUERY:
        return worker_query(worker, err);
    case JOB_SHOW:
        return worker_show(worker, err);
    case JOB_DIFFER:
        return worker_differ(worker, err);
    case JOB_SAMPLE:
        return worker_sample(worker, err);
    case JOB_PROBE:
        sandbox_probe(worker->job.text ? worker->job.text : "");
        return error_set(err, ERROR_REFUSED, "the sandbox let '%s' through",
                worker->job.text ? worker->job.text : "");
    }
    return error_set(err, ERROR_LOST, "an unknown kind of job");
}

static bool say_hello(struct worker *worker, const struct sandbox_report *report,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_HELLO, err);

    return buf && pack_u32(buf, PROTOCOL_VERSION, err) &&
            pack_u32(buf, (uint32_t)report->landlock_abi, err) &&
            protocol_send(worker->writer, err);
}

static void end(struct worker *worker)
{
    for (uint32_t i = 0; i < worker->archive_count; i++)
        archive_close(&worker->archives[i]);
    for (size_t i = 0; i < worker->scan.zone_count; i++)
        zone_free(worker->zones[i]);
    arena_clear(&worker->arena);
}

static bool send_ending(struct protocol_writer *writer, const struct error *failure,
        struct error *err)
{
    struct buf *buf;

    if (failure->code != ERROR_NONE) {
        buf = protocol_begin(writer, PROTOCOL_ERROR, err);
        if (!buf || !message_pack_error(buf, failure, err) || !protocol_send(writer, err))
            return false;
    }
    return protocol_begin(writer, PROTOCOL_END, err) && protocol_send(writer, err);
}

bool worker_run(const void *bytes, size_t size, const int *bundles, uint32_t bundle_count,
        struct protocol_writer *writer,
        bool (*enter_sandbox)(const struct job *job, struct sandbox_report *ret_report,
                struct error *err),
        struct error *err)
{
    CLEANUP(end)
    struct worker worker = {.arena = ARENA_INIT(ARENA_MODEL_LIMIT), .writer = writer};
    struct sandbox_report report = {0};
    struct error failure = {0};

    if (job_unpack(bytes, size, &worker.arena, &worker.job, &failure) &&
            prepare(&worker, &failure) &&
            (!enter_sandbox || enter_sandbox(&worker.job, &report, &failure)) &&
            say_hello(&worker, &report, &failure) &&
            open_archives(&worker, bundles, bundle_count, &failure) &&
            run_kind(&worker, &failure))
        failure.code = ERROR_NONE;
    return send_ending(writer, &failure, err);
}

/* ---- the process ---- */

static bool lock_in(const struct job *job, struct sandbox_report *ret_report,
        struct error *err)
{
    const struct sandbox_limits limits = {
            .memory_bytes = WORKER_MEMORY,
            .cpu_seconds = job->seconds ? job->seconds + 5 : 86400,
            .spill_bytes = WORKER_SPILL,
    };

    spill_set_budget(WORKER_SPILL);
    return spill_redirect_sqlite(err) && sandbox_enter(&limits, ret_report, err);
}

static bool read_job(int fd, struct buf *ret_bytes, struct error *err)
{
    struct stat file;
    char *room;
    off_t at = 0;

    if (fstat(fd, &file) != 0 || file.st_size < 0 || (uint64_t)file.st_size > JOB_MAX)
        return error_set(err, ERROR_LOST, "no job was given");
    if (!buf_reserve(ret_bytes, (size_t)file.st_size, &room, err))
        return false;
    while (at < file.st_size) {
        ssize_t got = pread(fd, room + at, (size_t)(file.st_size - at), at);

        if (got <= 0)
            return error_set(err, ERROR_IO, "the job cannot be read: %s",
                    error_reason(errno));
        at += got;
    }
    ret_bytes->size = (size_t)at;
    return true;
}

int worker_main(int argc, char **argv)
{
    CLEANUP(buf_clear) struct buf job = BUF_INIT(JOB_MAX);
    CLEANUP(protocol_writer_clear) struct protocol_writer writer;
    int fds[2 * FDS_MAX];
    unsigned long bundles = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    unsigned long spills = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    struct error err = {0};

    protocol_writer_init(&writer, 1);
    if (argc != 4 || bundles > FDS_MAX || spills > FDS_MAX)
        return 2;
    for (unsigned long i = 0; i < bundles + spills; i++)
        fds[i] = WORKER_FIRST_FD + (int)i;
    if (!spill_use_pool(fds + bundles, spills, &err) || !read_job(0, &job, &err))
        return send_ending(&writer, &err, &err) ? 0 : 1;
    return worker_run(job.data, job.size, fds, (uint32_t)bundles, &writer, lock_in, &err)
            ? 0
            : 1;
}
