#include "engine/run/job.h"

#include "engine/run/message.h"

static bool has_program(enum job_kind kind)
{
    return kind == JOB_RUN || kind == JOB_VALUES || kind == JOB_SAMPLE ||
            kind == JOB_MUTATE;
}

static bool pack_slice(struct buf *buf, struct slice bytes, struct error *err)
{
    return pack_bytes(buf, bytes.text ? bytes.text : "", bytes.size, err);
}

static bool pack_checkpoints(const struct container *container, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, container->checkpoint_count, err))
        return false;
    for (uint32_t i = 0; i < container->checkpoint_count; i++) {
        if (!pack_u32(buf, container->checkpoints[i].block, err) ||
                !pack_slice(buf, container->checkpoints[i].packed, err))
            return false;
    }
    return true;
}

static bool pack_containers(const struct job_archive *archive, struct buf *buf,
        struct error *err)
{
    if (!pack_u32(buf, archive->container_count, err))
        return false;
    for (uint32_t i = 0; i < archive->container_count; i++) {
        const struct container *container = &archive->containers[i];

        if (!pack_u32(buf, container->member, err) ||
                !pack_u8(buf, (uint8_t)container->kind, err) ||
                !pack_u32(buf, container->first, err) ||
                !pack_u32(buf, container->count, err) ||
                !pack_u64(buf, container->size, err) ||
                !pack_slice(buf, container->blocks, err) ||
                !pack_checkpoints(container, buf, err))
            return false;
    }
    return true;
}

static bool unpack_slice(struct unpack *unpack, struct arena *arena,
        struct slice *ret_bytes, struct error *err)
{
    struct slice bytes = unpack_bytes(unpack);

    ret_bytes->size = bytes.text ? bytes.size : 0;
    return arena_copy(arena, bytes.text ? bytes.text : "", ret_bytes->size,
            &ret_bytes->text, err);
}

static bool unpack_checkpoints(struct unpack *unpack, struct arena *arena,
        struct container *container, struct error *err)
{
    uint32_t count = unpack_count(unpack, 8);
    struct block_checkpoint *list;

    if (!arena_allocate(arena, (count + (size_t)1) * sizeof(*list), &list, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        list[i].block = unpack_u32(unpack);
        if (!unpack_slice(unpack, arena, &list[i].packed, err))
            return false;
    }
    container->checkpoints = list;
    container->checkpoint_count = count;
    return true;
}

static bool unpack_containers(struct unpack *unpack, struct arena *arena,
        struct job_archive *archive, struct error *err)
{
    uint32_t count = unpack_count(unpack, 29);
    struct container *list;

    if (!arena_allocate(arena, (count + (size_t)1) * sizeof(*list), &list, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t kind;

        list[i].member = unpack_u32(unpack);
        kind = unpack_u8(unpack);
        unpack->failed = unpack->failed || kind > CONTAINER_LAST;
        list[i].kind = (enum container_kind)kind;
        list[i].first = unpack_u32(unpack);
        list[i].count = unpack_u32(unpack);
        list[i].size = unpack_u64(unpack);
        if (!unpack_slice(unpack, arena, &list[i].blocks, err) ||
                !unpack_checkpoints(unpack, arena, &list[i], err))
            return false;
    }
    archive->containers = list;
    archive->container_count = count;
    return true;
}

static bool pack_archives(const struct job *job, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, job->archive_count, err))
        return false;
    for (uint32_t i = 0; i < job->archive_count; i++) {
        if (!pack_text(buf, job->archives[i].label, err) ||
                !pack_u64(buf, job->archives[i].first_member, err) ||
                !pack_u64(buf, job->archives[i].size, err) ||
                !pack_containers(&job->archives[i], buf, err))
            return false;
    }
    return true;
}

static bool pack_items(const struct job *job, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, job->item_count, err))
        return false;
    for (uint32_t i = 0; i < job->item_count; i++) {
        if (!item_pack(&job->items[i], buf, err))
            return false;
    }
    return true;
}

static bool has_layouts(enum job_kind kind)
{
    return kind == JOB_TAKE || kind == JOB_LOOK;
}

static bool pack_layouts(const struct job *job, struct buf *buf, struct error *err)
{
    if (!pack_u32(buf, job->layout_count, err))
        return false;
    for (uint32_t i = 0; i < job->layout_count; i++) {
        const struct job_layout *layout = &job->layouts[i];

        if (!pack_text(buf, layout->file, err) ||
                !pack_bytes(buf, layout->bytes.text, layout->bytes.size, err))
            return false;
    }
    return true;
}

bool job_pack(const struct job *job, struct buf *buf, struct error *err)
{
    return pack_u8(buf, (uint8_t)job->kind, err) &&
            pack_u8(buf, (uint8_t)job->language, err) && pack_text(buf, job->zone, err) &&
            pack_text(buf, job->period_start, err) &&
            pack_text(buf, job->period_end, err) && pack_text(buf, job->as_of, err) &&
            pack_u64(buf, job->seconds, err) && pack_archives(job, buf, err) &&
            pack_items(job, buf, err) &&
            (!has_program(job->kind) || program_pack(&job->program, buf, err)) &&
            pack_u32(buf, job->test, err) && pack_text(buf, job->text, err) &&
            pack_u64(buf, job->member, err) && pack_u64(buf, job->record, err) &&
            message_pack_format(buf, &job->format, err) &&
            pack_u32(buf, job->context, err) && pack_u64(buf, job->line, err) &&
            (!has_layouts(job->kind) || pack_layouts(job, buf, err)) &&
            pack_slice(buf, job->blocks, err) && pack_u8(buf, job->is_as_received, err) &&
            pack_u32(buf, job->block, err) && pack_slice(buf, job->checkpoint, err);
}

static bool unpack_archives(struct unpack *unpack, struct arena *arena, struct job *job,
        struct error *err)
{
    job->archive_count = unpack_count(unpack, 24);
    if (!arena_allocate(arena, (job->archive_count + 1) * sizeof(*job->archives),
                &job->archives, err))
        return false;
    for (uint32_t i = 0; i < job->archive_count; i++) {
        job->archives[i].label = unpack_text(unpack, arena);
        job->archives[i].first_member = unpack_u64(unpack);
        job->archives[i].size = unpack_u64(unpack);
        unpack->failed = unpack->failed || !job->archives[i].label;
        if (!unpack_containers(unpack, arena, &job->archives[i], err))
            return false;
    }
    return true;
}

static bool unpack_items(struct unpack *unpack, struct arena *arena, struct job *job,
        struct error *err)
{
    job->item_count = unpack_count(unpack, 8);
    if (!arena_allocate(arena, (job->item_count + 1) * sizeof(*job->items), &job->items,
                err))
        return false;
    for (uint32_t i = 0; i < job->item_count; i++) {
        if (!item_unpack(unpack, arena, &job->items[i], err))
            return false;
    }
    return true;
}

static bool unpack_layouts(struct unpack *unpack, struct arena *arena, struct job *job,
        struct error *err)
{
    job->layout_count = unpack_count(unpack, 8);
    if (!arena_allocate(arena, (job->layout_count + 1) * sizeof(*job->layouts),
                &job->layouts, err))
        return false;
    for (uint32_t i = 0; i < job->layout_count; i++) {
        struct slice bytes;

        job->layouts[i].file = unpack_text(unpack, arena);
        bytes = unpack_bytes(unpack);
        unpack->failed = unpack->failed || !job->layouts[i].file;
        if (unpack->failed)
            return true;
        if (!arena_copy(arena, bytes.text, bytes.size, &job->layouts[i].bytes.text, err))
            return false;
        job->layouts[i].bytes.size = bytes.size;
    }
    return true;
}

bool job_unpack(const void *bytes, size_t size, struct arena *arena, struct job *ret_job,
        struct error *err)
{
    struct job job = {0};
    struct unpack unpack;
    uint8_t kind, language;

    unpack_init(&unpack, bytes, size);
    kind = unpack_u8(&unpack);
    language = unpack_u8(&unpack);
    unpack.failed = unpack.failed || kind > JOB_PROBE || language > TEXT_EN;
    job.kind = (enum job_kind)kind;
    job.language = (enum text_language)language;
    job.zone = unpack_text(&unpack, arena);
    job.period_start = unpack_text(&unpack, arena);
    job.period_end = unpack_text(&unpack, arena);
    job.as_of = unpack_text(&unpack, arena);
    job.seconds = unpack_u64(&unpack);
    if (!unpack_archives(&unpack, arena, &job, err) ||
            !unpack_items(&unpack, arena, &job, err) ||
            (has_program(job.kind) && !program_unpack(&unpack, arena, &job.program, err)))
        return false;
    job.test = unpack_u32(&unpack);
    job.text = unpack_text(&unpack, arena);
    job.member = unpack_u64(&unpack);
    job.record = unpack_u64(&unpack);
    message_unpack_format(&unpack, arena, &job.format);
    job.context = unpack_u32(&unpack);
    job.line = unpack_u64(&unpack);
    if (has_layouts(job.kind) && !unpack_layouts(&unpack, arena, &job, err))
        return false;
    if (!unpack_slice(&unpack, arena, &job.blocks, err))
        return false;
    job.is_as_received = unpack_u8(&unpack) != 0;
    job.block = unpack_u32(&unpack);
    if (!unpack_slice(&unpack, arena, &job.checkpoint, err))
        return false;
    if (!unpack_is_complete(&unpack) || !job.zone || !job.period_start ||
            !job.period_end || !job.as_of)
        return error_set(err, ERROR_LOST, "the job given to the worker is damaged");
    *ret_job = job;
    return true;
}
