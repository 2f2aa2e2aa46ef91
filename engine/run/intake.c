#include "engine/run/intake.h"

#include "engine/base/file.h"
#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "engine/workpaper/replacement_match.h"
#include "evidence/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECEIPT_LIMIT ((size_t)4 << 30)

struct intake {
    struct arena *arena; /* borrowed: where the texts go */
    struct bundle_member *members;
    size_t count, capacity;
    struct block_checkpoint *checkpoints; /* of the member that comes next */
    size_t checkpoint_count, checkpoint_capacity;
};

static void end(struct intake *intake)
{
    free(intake->members);
    free(intake->checkpoints);
}

static enum bundle_status status_of(enum preflight_status status)
{
    switch (status) {
    case PREFLIGHT_READABLE:
        return BUNDLE_READ;
    case PREFLIGHT_FOLDER:
        return BUNDLE_FOLDER;
    case PREFLIGHT_UNREAD:
        return BUNDLE_UNREAD;
    case PREFLIGHT_OPENED:
        return BUNDLE_OPENED;
    case PREFLIGHT_REFUSED:
        break;
    }
    return BUNDLE_REFUSED;
}

static const char *format_of(const struct message_member *told)
{
    return told->has_format ? record_kind_name(told->format.kind) : NULL;
}

/* An empty member has none. */
static const char *encoding_of(const struct message_member *told)
{
    return told->has_format && told->format.encoding != ENCODING_AUTO
            ? encoding_name(told->format.encoding)
            : NULL;
}

struct bundle_member intake_translate(const struct message_member *told)
{
    bool is_counted = told->has_format && !told->is_part;

    return (struct bundle_member){
            .raw_name = told->raw_name,
            .name = told->name,
            .name_source = told->name_source,
            .status = status_of(told->status),
            .reason = told->reason,
            .method = told->method,
            .size = told->size,
            .compressed_size = told->compressed_size,
            .data_offset = told->data_offset,
            .crc = told->crc,
            .sha256 = told->sha256,
            .kind = told->kind,
            .format = format_of(told),
            .encoding = encoding_of(told),
            .delimiter = told->format.delimiter,
            .is_headerless = told->format.headerless,
            .records_path = told->format.records,
            .record_count = is_counted ? (int64_t)told->records : -1,
            .unreadable_count = is_counted ? (int64_t)told->unreadable : -1,
            .damage = told->damage,
            .damage_advice = told->damage_advice,
            .first_unreadable = is_counted && told->first_unreadable
                    ? (int64_t)told->first_unreadable
                    : -1,
            .unreadable_line = is_counted && told->first_unreadable
                    ? (int64_t)told->unreadable_line
                    : -1,
            .problem = is_counted ? told->problem : (struct text_pair){{NULL}},
            .undecodable = told->undecodable,
            .notice = told->notice,
            .aside = told->aside,
            .layout = told->layout,
            .time_column = told->time_column,
            .first_time = told->first_time,
            .last_time = told->last_time,
            .assumed_zone = told->assumed_zone,
            .control_total = told->has_control_total ? (int64_t)told->control_total : -1,
            .control_line = told->has_control_total ? (int64_t)told->control_line : -1,
            .layout_reason = told->layout_reason,
            .layout_is_tied = told->layout_is_tied,
            .columns = told->columns,
            .column_count = told->column_count,
            .blocks = told->blocks,
            .container = told->container,
            .holder = told->is_inside ? (int64_t)told->holder + 1 : 0,
    };
}

static bool make_room(struct intake *intake, struct error *err)
{
    size_t capacity = intake->capacity ? 2 * intake->capacity : 256;
    struct bundle_member *members;

    if (intake->count < intake->capacity)
        return true;
    if (intake->count >= LIMIT_MEMBERS)
        return error_set(err, ERROR_LOST,
                "the worker told of more members than a bundle may have");
    members = realloc(intake->members, capacity * sizeof(*members));
    if (!members)
        return error_memory(err);
    intake->members = members;
    intake->capacity = capacity;
    return true;
}

static bool fail_blocks(struct error *err)
{
    return error_set(err, ERROR_LOST, "the worker told of blocks that cannot be");
}

static bool make_checkpoint_room(struct intake *intake, struct error *err)
{
    size_t capacity = intake->checkpoint_capacity ? 2 * intake->checkpoint_capacity : 64;
    struct block_checkpoint *checkpoints;

    if (intake->checkpoint_count < intake->checkpoint_capacity)
        return true;
    if (intake->checkpoint_count >= BLOCK_TABLE_MAX)
        return fail_blocks(err);
    checkpoints = realloc(intake->checkpoints, capacity * sizeof(*checkpoints));
    if (!checkpoints)
        return error_memory(err);
    intake->checkpoints = checkpoints;
    intake->checkpoint_capacity = capacity;
    return true;
}

/* Kept until its member comes. */
static bool take_checkpoint(struct intake *intake, struct unpack *content,
        struct error *err)
{
    struct block_checkpoint checkpoint;
    uint32_t member = unpack_u32(content);

    checkpoint.block = unpack_u32(content);
    checkpoint.packed = unpack_bytes(content);
    if (!unpack_is_complete(content) || member != intake->count ||
            !checkpoint.packed.size)
        return fail_blocks(err);
    if (!make_checkpoint_room(intake, err) ||
            !arena_copy(intake->arena, checkpoint.packed.text, checkpoint.packed.size,
                    &checkpoint.packed.text, err))
        return false;
    intake->checkpoints[intake->checkpoint_count++] = checkpoint;
    return true;
}

/* Each checkpoint that the table has was told, in order; one more may be of a block that
 * was not whole. */
static bool match_checkpoints(const struct intake *intake,
        const struct block_table *table, size_t *ret_count, struct error *err)
{
    size_t at = 0;

    for (uint32_t i = 0; i < table->count; i++) {
        const struct block_checkpoint *told = &intake->checkpoints[at];
        struct digest digest;

        if (!table->blocks[i].has_checkpoint)
            continue;
        if (at == intake->checkpoint_count || told->block != i)
            return fail_blocks(err);
        if (!digest_of(told->packed.text, told->packed.size, &digest, err))
            return false;
        if (!digest_is_equal(&digest, &table->blocks[i].checkpoint))
            return fail_blocks(err);
        at++;
    }
    *ret_count = at;
    return true;
}

/* The table is the worker's: what it says of the member must fit the rest. */
static bool take_blocks(struct intake *intake, struct bundle_member *member,
        struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct block_checkpoint *checkpoints;
    struct block_table table;
    size_t count = 0;

    if (!member->blocks.size) {
        intake->checkpoint_count = 0;
        return true;
    }
    if (!block_table_unpack(member->blocks.text, member->blocks.size, &arena, &table,
                err))
        return fail_blocks(err);
    if (member->sha256 ? table.bytes != member->size : table.bytes > member->size)
        return fail_blocks(err);
    if (!match_checkpoints(intake, &table, &count, err) ||
            !arena_allocate(intake->arena, (count + 1) * sizeof(*checkpoints),
                    &checkpoints, err))
        return false;
    if (count)
        memcpy(checkpoints, intake->checkpoints, count * sizeof(*checkpoints));
    intake->checkpoint_count = 0;
    member->checkpoints = checkpoints;
    member->checkpoint_count = count;
    return true;
}

/* A member is inside an opened container told of before, and members inside one stand
 * together. */
static bool is_holder_sound(const struct intake *intake,
        const struct message_member *told)
{
    const struct bundle_member *before = intake->count
            ? &intake->members[intake->count - 1]
            : NULL;
    enum container_kind kind;

    if (told->container && !container_find_name(told->container, &kind))
        return false;
    if (!told->is_inside)
        return !before || before->holder == 0;
    return told->holder < intake->count && before->holder <= (int64_t)told->holder + 1 &&
            intake->members[told->holder].status == BUNDLE_OPENED;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct intake *intake = owner;
    struct unpack content = frame->content;
    struct message_member told;
    struct digest ignored;

    if (frame->type == PROTOCOL_CHECKPOINT)
        return take_checkpoint(intake, &content, err);
    if (frame->type != PROTOCOL_MEMBER)
        return error_set(err, ERROR_LOST, "the worker sent a message of another job");
    if (!message_unpack_member(&content, intake->arena, &told, err) ||
            !make_room(intake, err))
        return false;
    if (told.index != intake->count || !is_holder_sound(intake, &told) ||
            (told.sha256 && !digest_parse(told.sha256, &ignored)) ||
            told.records > INT64_MAX || told.unreadable > told.records ||
            told.first_unreadable > INT64_MAX || told.unreadable_line > INT64_MAX)
        return error_set(err, ERROR_LOST, "the worker told of a member that cannot be");
    intake->members[intake->count] = intake_translate(&told);
    if (!take_blocks(intake, &intake->members[intake->count], err))
        return false;
    intake->count++;
    return true;
}

static void close_file(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

bool intake_examine(int fd, const char *label, uint64_t size, bool is_brief,
        const char *zone, const struct schedule_options *schedule, struct arena *arena,
        struct bundle_member **ret_members, size_t *ret_count, struct error *err)
{
    CLEANUP(end) struct intake intake = {.arena = arena};
    struct job_archive archive = {.label = label, .first_member = 1, .size = size};
    struct job job = {.kind = is_brief ? JOB_LOOK : JOB_TAKE,
            .language = text_language(),
            .zone = zone,
            .period_start = "",
            .period_end = "",
            .as_of = "",
            .archives = &archive,
            .archive_count = 1};

    layouts_give(&job);
    if (!ask_worker(&job, &fd, 1, schedule, receive, &intake, err) ||
            !arena_allocate(arena, (intake.count + 1) * sizeof(*intake.members),
                    ret_members, err))
        return false;
    if (intake.count)
        memcpy(*ret_members, intake.members, intake.count * sizeof(*intake.members));
    *ret_count = intake.count;
    return true;
}

/* The worker names the bundle by an id that was never given where it is refused: the
 * person knows it by its file. */
static bool rename_failure(const char *short_id, const char *file, struct error *err)
{
    size_t size = strlen(short_id);

    if (text_starts_with(err->message, short_id) &&
            strncmp(err->message + size, ": ", 2) == 0)
        memmove(err->message, err->message + size + 2,
                strlen(err->message + size + 2) + 1);
    return error_prefix(err, "%s", file);
}

/* Before anything is read: what cannot be replaced is said at once. */
static bool plan_replacing(struct store *store, const struct intake_options *options,
        const struct bundle *by, struct arena *arena, struct replacement_plan *ret_plan,
        struct error *err)
{
    if (options->replaces_count == 0)
        return true;
    if (options->name)
        return error_set(err, ERROR_USAGE, "%s",
                TR("--name does not go with --replaces: the delivery goes on under the name of what it replaces",
                        "--name は --replaces と一緒に使えません。差し替える提供物の名前を引き継ぎます"));
    if (!options->reason || !*options->reason)
        return error_set(err, ERROR_USAGE, "%s",
                TR("--replaces needs --reason: why the client delivers anew, in the client's words",
                        "--replaces には --reason（被監査会社による差替えの理由）が必要です"));
    return replacement_plan(store, options->replaces, options->replaces_count,
            options->reason, by, arena, ret_plan, err);
}

static bool refuse_told(const struct intake_options *options, const struct bundle *bundle,
        struct error *err)
{
    return !(options->delivered_by || options->delivered_at || options->delivered_how ||
                   options->label) ||
            error_set(err, ERROR_USAGE,
                    TR("this was received before as %s, and what was told of it then stays: give --replaces and --reason alone",
                            "同じ内容を %s として受領済みで、そのとき記録した受渡しは変わりません。--replaces と --reason だけを指定してください"),
                    bundle->short_id);
}

static bool replace_more(struct store *store, const char *person, int fd,
        const struct intake_options *options, int64_t *ret_bundle_id, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(RECEIPT_LIMIT);
    struct replacement_plan plan = {0};
    struct bundle_member *members;
    struct bundle bundle;
    struct digest digest;
    size_t count;
    bool found;

    *ret_bundle_id = 0;
    if (!digest_of_file(fd, &digest, err) ||
            !bundle_find_content(store, &digest, &arena, &bundle, &found, err))
        return false;
    if (!found)
        return true;
    if (!plan_replacing(store, options, &bundle, &arena, &plan, err) ||
            !refuse_told(options, &bundle, err) ||
            !bundle_members(store, bundle.bundle_id, &arena, &members, &count, err) ||
            !replacement_match(&plan, members, count, &arena, err) ||
            !replacement_add(store, person, &bundle, &plan, err))
        return false;
    *ret_bundle_id = bundle.bundle_id;
    return true;
}

bool intake_replace(struct store *store, const char *person, const char *path,
        const struct intake_options *options, int64_t *ret_bundle_id, struct error *err)
{
    CLEANUP(close_file) int fd = open(path, O_RDONLY | O_CLOEXEC);

    *ret_bundle_id = 0;
    if (fd < 0 || file_is_folder(path)) /* intake_take() says so */
        return true;
    return replace_more(store, person, fd, options, ret_bundle_id, err) ||
            error_prefix(err, "%s", path);
}

bool intake_take(struct store *store, const char *person, const char *path,
        const struct intake_options *options, int64_t *ret_bundle_id, struct error *err)
{
    CLEANUP(bundle_file_close) struct bundle_file file = BUNDLE_FILE_INIT;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(RECEIPT_LIMIT);
    CLEANUP(close_file) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct schedule_options schedule = options->schedule;
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    CLEANUP(buf_clear) struct buf original = BUF_INIT(RECEIPT_LIMIT);
    char name[BUNDLE_FILE_NAME_MAX + 1];
    struct replacement_plan plan = {0};
    struct bundle_member *members;
    size_t count = 0;

    if (fd < 0)
        return error_set(err,
                errno == ENOENT || errno == ENOTDIR ? ERROR_MISSING : ERROR_IO, "%s: %s",
                path, error_reason(errno));
    if (file_is_folder(path))
        return error_set(err, ERROR_USAGE,
                TR("%s: it is a folder; a delivery is one zip file, taken as the client sent it; of files that came loose make one: zip -r delivery.zip FOLDER",
                        "%s: フォルダです。提供物は、受領したままの zip ファイル一つを指定してください。ファイルのまま受け取ったときは zip にまとめてください（zip -r delivery.zip FOLDER）"),
                path);
    bundle_file_name(base, name);
    if (!text_append_visible(&original, base, strlen(base), err)) /* it may be no UTF-8 */
        return false;
    if (!plan_replacing(store, options, NULL, &arena, &plan, err) ||
            !bundle_file_receive(store, fd,
                    plan.name               ? plan.name
                            : options->name ? options->name
                                            : name,
                    &file, err))
        return error_prefix(err, "%s", path);
    schedule.spill_folder = store_folder(store);
    if (!layouts_use(store, err))
        return false;
    if (!intake_examine(file.fd, file.short_id, (uint64_t)file.bytes, false,
                store_engagement(store)->zone, &schedule, &arena, &members, &count, err))
        return rename_failure(file.short_id, buf_text(&original), err);
    if (!replacement_match(&plan, members, count, &arena, err))
        return error_prefix(err, "%s", path);
    return bundle_add(store, person, &file,
            &(struct bundle_delivery){.file = buf_text(&original),
                    .by = options->delivered_by,
                    .at = options->delivered_at,
                    .how = options->delivered_how,
                    .label = options->label,
                    .replaces = options->replaces_count ? &plan : NULL},
            members, count, ret_bundle_id, err);
}
