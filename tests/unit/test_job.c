/* A job as bytes: it comes back as it was, and nothing else is a job. */
#include "engine/run/job.h"

#include <string.h>

#include "tests/unit/unit.h"

static struct arena arena;
static struct buf bytes;

static const struct block_checkpoint checkpoints[] = {{2, {"leads\0there", 11}},
        {7, {"on", 2}}};
static const struct container containers[] = {{.member = 3,
                                                      .kind = CONTAINER_ZIP,
                                                      .first = 20,
                                                      .count = 4,
                                                      .size = 1000,
                                                      .blocks = {"table", 5},
                                                      .checkpoints = checkpoints,
                                                      .checkpoint_count = 2},
        {.member = 21,
                .kind = CONTAINER_GZIP,
                .first = 24,
                .count = 1,
                .size = UINT64_MAX}};

static struct job_archive archives[] = {{.label = "hr-1", .first_member = 1, .size = 100},
        {.label = "it-2",
                .first_member = 8,
                .size = UINT64_MAX,
                .containers = containers,
                .container_count = 2}};
static struct program_column columns[] = {{"id", PROGRAM_TEXT, true, false}};
static uint32_t members[] = {0, 3};
static struct item_column source_columns[] = {{.origin = ITEM_FIELD, .from = "社員番号"}};
static struct item_source sources[] = {{.archive = 1,
        .members = members,
        .member_count = 2,
        .format = {.kind = RECORD_CSV},
        .zone = "Asia/Tokyo",
        .columns = source_columns}};
static struct item items[] = {{.name = "leavers",
        .columns = columns,
        .column_count = 1,
        .sources = sources,
        .source_count = 1}};
static struct program_item program_items[] = {
        {.id = "leavers", .source = "leavers", .columns = columns, .column_count = 1}};

static struct job_layout layouts[] = {{"layouts/doors.xml", {"<layout/>", 9}},
        {"layouts/gates.xml", {"", 0}}};

static void set_up(void)
{
    arena = (struct arena)ARENA_INIT(ARENA_MODEL_LIMIT);
    bytes = (struct buf)BUF_INIT((size_t)1 << 20);
}

static void tear_down(void)
{
    arena_clear(&arena);
    buf_clear(&bytes);
}

static struct job make(enum job_kind kind)
{
    return (struct job){.kind = kind,
            .language = TEXT_JA,
            .zone = "Asia/Tokyo",
            .period_start = "2025-04-01",
            .period_end = "2026-03-31",
            .as_of = "",
            .seconds = 60,
            .archives = archives,
            .archive_count = 2,
            .items = items,
            .item_count = 1,
            .program = {.id = "p",
                    .version = "1.0",
                    .items = program_items,
                    .item_count = 1},
            .test = 2,
            .text = "SELECT 1",
            .member = 7,
            .record = 12,
            .format = {.kind = RECORD_LINES, .pattern = "(?<a>x)"},
            .context = 3};
}

static void check_checkpoints(const struct container *container)
{
    ck_assert_mem_eq(container->blocks.text, "table", 5);
    for (size_t i = 0; i < ARRAY_LENGTH(checkpoints); i++) {
        ck_assert_uint_eq(container->checkpoints[i].block, checkpoints[i].block);
        ck_assert_uint_eq(container->checkpoints[i].packed.size,
                checkpoints[i].packed.size);
        ck_assert_mem_eq(container->checkpoints[i].packed.text,
                checkpoints[i].packed.text, checkpoints[i].packed.size);
    }
}

START_TEST(every_kind_comes_back)
{
    for (int kind = JOB_TAKE; kind <= JOB_PROBE; kind++) {
        const struct job job = make((enum job_kind)kind);
        struct error err = {0};
        struct job heard;

        buf_reset(&bytes);
        ck_assert_msg(job_pack(&job, &bytes, &err), "%s", err.message);
        ck_assert_msg(job_unpack(bytes.data, bytes.size, &arena, &heard, &err), "%s",
                err.message);
        ck_assert_int_eq(heard.kind, kind);
        ck_assert_int_eq(heard.language, TEXT_JA);
        ck_assert_str_eq(heard.zone, "Asia/Tokyo");
        ck_assert_str_eq(heard.as_of, "");
        ck_assert_uint_eq(heard.archive_count, 2);
        ck_assert_str_eq(heard.archives[1].label, "it-2");
        ck_assert_uint_eq(heard.archives[1].size, UINT64_MAX);
        ck_assert_uint_eq(heard.archives[0].container_count, 0);
        ck_assert_uint_eq(heard.archives[1].container_count, 2);
        for (size_t c = 0; c < 2; c++) {
            const struct container *container = &heard.archives[1].containers[c];

            ck_assert_uint_eq(container->member, containers[c].member);
            ck_assert_int_eq(container->kind, containers[c].kind);
            ck_assert_uint_eq(container->first, containers[c].first);
            ck_assert_uint_eq(container->count, containers[c].count);
            ck_assert_uint_eq(container->size, containers[c].size);
            ck_assert_uint_eq(container->blocks.size, containers[c].blocks.size);
            ck_assert_uint_eq(container->checkpoint_count, c == 0 ? 2 : 0);
        }
        check_checkpoints(&heard.archives[1].containers[0]);
        ck_assert_str_eq(heard.items[0].sources[0].columns[0].from, "社員番号");
        ck_assert_uint_eq(heard.items[0].sources[0].members[1], 3);
        ck_assert_str_eq(heard.text, "SELECT 1");
        ck_assert_uint_eq(heard.record, 12);
        ck_assert_str_eq(heard.format.pattern, "(?<a>x)");
        ck_assert_uint_eq(heard.context, 3);
        ck_assert_uint_eq(heard.program.item_count,
                kind == JOB_RUN || kind == JOB_VALUES || kind == JOB_SAMPLE ||
                        kind == JOB_MUTATE);
    }
}
END_TEST

/* The firm's own layouts go where members are recognised, and nowhere else. */
START_TEST(layouts_go_with_a_delivery)
{
    struct job job = make(JOB_TAKE), back;
    struct error err = {0};

    job.layouts = layouts;
    job.layout_count = 2;
    ck_assert(job_pack(&job, &bytes, &err));
    ck_assert_msg(job_unpack(bytes.data, bytes.size, &arena, &back, &err), "%s",
            err.message);
    ck_assert_uint_eq(back.layout_count, 2);
    ck_assert_str_eq(back.layouts[0].file, "layouts/doors.xml");
    ck_assert_uint_eq(back.layouts[0].bytes.size, 9);
    ck_assert(memcmp(back.layouts[0].bytes.text, "<layout/>", 9) == 0);
    ck_assert_uint_eq(back.layouts[1].bytes.size, 0);
    job.kind = JOB_QUERY;
    buf_reset(&bytes);
    ck_assert(job_pack(&job, &bytes, &err));
    ck_assert(job_unpack(bytes.data, bytes.size, &arena, &back, &err));
    ck_assert_uint_eq(back.layout_count, 0);
}
END_TEST

START_TEST(the_same_job_is_the_same_bytes)
{
    const struct job job = make(JOB_RUN);
    CLEANUP(buf_clear) struct buf again = BUF_INIT((size_t)1 << 20);
    struct error err = {0};
    struct job heard;

    ck_assert(job_pack(&job, &bytes, &err));
    ck_assert(job_unpack(bytes.data, bytes.size, &arena, &heard, &err));
    ck_assert(job_pack(&heard, &again, &err));
    ck_assert_uint_eq(again.size, bytes.size);
    ck_assert_int_eq(memcmp(again.data, bytes.data, bytes.size), 0);
}
END_TEST

START_TEST(anything_else_is_no_job)
{
    const struct job job = make(JOB_RUN);
    struct error err = {0};
    struct job heard;

    ck_assert(job_pack(&job, &bytes, &err));
    for (size_t size = 0; size < bytes.size; size++) {
        ck_assert(!job_unpack(bytes.data, size, &arena, &heard, &err));
        ck_assert_int_eq(err.code, ERROR_LOST);
    }
    ck_assert(pack_u8(&bytes, 0, &err));
    ck_assert(!job_unpack(bytes.data, bytes.size, &arena, &heard, &err));
    bytes.size--;
    bytes.data[0] = JOB_PROBE + 1;
    ck_assert(!job_unpack(bytes.data, bytes.size, &arena, &heard, &err));
    bytes.data[0] = JOB_RUN;
    bytes.data[1] = 2;
    ck_assert(!job_unpack(bytes.data, bytes.size, &arena, &heard, &err));
    bytes.data[1] = TEXT_EN;
    ck_assert(job_unpack(bytes.data, bytes.size, &arena, &heard, &err));
}
END_TEST

START_TEST(what_a_job_must_have)
{
    for (int way = 0; way < 5; way++) {
        struct job job = make(JOB_TAKE);
        struct error err = {0};
        struct job heard;

        buf_reset(&bytes);
        switch (way) {
        case 0:
            job.zone = NULL;
            break;
        case 1:
            job.period_start = NULL;
            break;
        case 2:
            job.period_end = NULL;
            break;
        case 3:
            job.as_of = NULL;
            break;
        default:
            archives[0].label = NULL;
            break;
        }
        ck_assert(job_pack(&job, &bytes, &err));
        ck_assert_msg(!job_unpack(bytes.data, bytes.size, &arena, &heard, &err), "way %d",
                way);
        archives[0].label = "hr-1";
    }
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {every_kind_comes_back, layouts_go_with_a_delivery,
            the_same_job_is_the_same_bytes, anything_else_is_no_job,
            what_a_job_must_have};

    return unit_run_in("job", tests, ARRAY_LENGTH(tests), set_up, tear_down);
}
