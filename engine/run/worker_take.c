/* Receiving a bundle: every member hashed, recognised, counted; what cannot be read is
 * said, not skipped. For a query over a bare zip (JOB_LOOK) only recognised. */
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"
#include "evidence/layout_recognise.h"
#include "evidence/record_sheet.h"

#include <string.h>

#define LINES_LOOKED_AT 100

static bool send_member(struct worker *worker, const struct message_member *member,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_MEMBER, err);

    return buf && message_pack_member(buf, member, err) &&
            protocol_send(worker->writer, err);
}

/* Damage goes into the receipt; only what stops the whole job is an error. */
static bool is_damage(const struct error *failure)
{
    return failure->code == ERROR_UNREADABLE || failure->code == ERROR_LIMIT ||
            failure->code == ERROR_MISSING;
}

static bool note_damage(struct worker *worker, struct message_member *member,
        const struct error *failure, struct error *err)
{
    if (!is_damage(failure))
        return error_set(err, failure->code, "%s", failure->message);
    return member->damage ||
            arena_text(&worker->arena, failure->message, &member->damage, err);
}

/* Bytes between two pieces, so that an escape sequence cut in two is seen. */
#define KEPT 2u

static bool hash_all(const struct archive *archive, uint32_t index,
        struct digest *ret_digest, uint64_t *ret_size, bool *ret_has_escape,
        struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    uint8_t room[KEPT + 64 * 1024] = {0}, *bytes = room + KEPT;
    size_t got = 1;

    *ret_size = 0;
    *ret_has_escape = false;
    if (!digest_stream_new(&stream, err) ||
            !archive_open_member(archive, index, &inflate, err))
        return false;
    while (got > 0) {
        if (!inflate_read(inflate, bytes, sizeof(room) - KEPT, &got, err) ||
                !digest_stream_update(stream, bytes, got, err))
            return false;
        *ret_has_escape = *ret_has_escape || encoding_has_escape(room, KEPT + got);
        memmove(room, room + got, KEPT);
        *ret_size += got;
    }
    return digest_stream_finish(stream, ret_digest, err);
}

static bool hash_member(struct worker *worker, const struct archive *archive,
        struct message_member *member, bool *ret_has_escape, struct error *err)
{
    char hex[DIGEST_HEX_SIZE];
    struct error failure = {0};
    struct digest digest;
    uint64_t size;

    if (!hash_all(archive, member->index, &digest, &size, ret_has_escape, &failure)) {
        if (member->size == 0) /* nothing was declared */
            member->size = size;
        return note_damage(worker, member, &failure, err);
    }
    member->size = size;
    archive_note_size(archive, member->index, size);
    digest_hex(&digest, hex);
    return arena_text(&worker->arena, hex, &member->sha256, err);
}

/* Counts records and remembers the first lines for recognition. */
static bool count_records(struct worker *worker, struct record_reader *reader,
        struct message_member *member, struct slice *lines, size_t *ret_line_count,
        struct error *err)
{
    bool is_brief = worker->job.kind == JOB_LOOK;
    const struct record *records;
    size_t count = 1;

    while (count > 0 && (!is_brief || *ret_line_count < LINES_LOOKED_AT)) {
        if (!record_read(reader, &records, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            member->unreadable += records[i].problem != NULL;
            if (*ret_line_count < LINES_LOOKED_AT) {
                struct slice *line = &lines[(*ret_line_count)++];

                line->size = records[i].text.size;
                if (!arena_copy(&worker->arena, records[i].text.text, line->size,
                            &line->text, err))
                    return false;
            }
        }
        member->records += count;
    }
    member->is_part = count > 0;
    return true;
}

static bool recognise(struct message_member *member, const struct slice *lines,
        size_t line_count, struct error *err)
{
    const struct layout_view view = {member->format.kind, member->columns,
            member->column_count, lines, line_count};
    const struct layout *layouts;
    const struct layout *found;
    size_t count;

    if (!layouts_load(&layouts, &count, err) ||
            !layout_recognise(layouts, count, &view, &found, err))
        return false;
    member->layout = found ? found->id : NULL;
    return true;
}

static bool copy_columns(struct worker *worker, struct record_reader *reader,
        struct message_member *member, struct error *err)
{
    const char *const *names;
    size_t count;

    if (!record_columns(reader, &names, &count, err) ||
            !arena_allocate(&worker->arena, (count + 1) * sizeof(*member->columns),
                    &member->columns, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!arena_text(&worker->arena, names[i], &member->columns[i], err))
            return false;
    }
    member->column_count = (uint32_t)count;
    return true;
}

/* What is known of a sheet only when it has been read. */
static bool describe(struct worker *worker, const struct record_reader *reader,
        struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(1024);

    if (!reader || member->format.kind != RECORD_SHEET || member->is_part)
        return true;
    return buf_append_text(&text, member->kind, err) &&
            (member->records || member->column_count ||
                    buf_append_text(&text, ", empty", err)) &&
            record_sheet_describe(reader, &text, err) &&
            arena_text(&worker->arena, buf_text(&text), &member->kind, err);
}

static bool read_records(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct slice lines[LINES_LOOKED_AT];
    size_t line_count = 0;
    struct error failure = {0};

    if (!record_open(archive, member->index, &member->format, NULL, 0, &reader,
                &failure) ||
            !copy_columns(worker, reader, member, &failure) ||
            !count_records(worker, reader, member, lines, &line_count, &failure)) {
        if (!note_damage(worker, member, &failure, err))
            return false;
    }
    return describe(worker, reader, member, err) &&
            recognise(member, lines, line_count, err);
}

/* Plain ASCII so far as the encoding was decided, and Japanese behind it: it must not
 * pass for ASCII. */
static bool doubt(struct worker *worker, struct message_member *member, struct error *err)
{
    if (!member->has_format || member->format.encoding != ENCODING_UTF8)
        return true;
    member->format.encoding = ENCODING_ISO2022JP;
    return member->damage ||
            arena_printf(&worker->arena, &member->damage, err,
                    TR("member '%s' is in ISO-2022-JP (JIS) from some place on, which is not read: ask for it in UTF-8 or CP932",
                            "ファイル「%s」は途中から ISO-2022-JP（JIS）で、読み取りません。UTF-8 か CP932 での再提出を依頼してください"),
                    member_name_show(member->name).text);
}

static bool look_into(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    struct error failure = {0};
    bool has_escape = false;

    if (worker->job.kind == JOB_TAKE &&
            !hash_member(worker, archive, member, &has_escape, err))
        return false;
    if (!record_detect(archive, member->index, &worker->arena, &member->format,
                &member->kind, &failure))
        return note_damage(worker, member, &failure, err);
    member->has_format = member->format.kind != RECORD_UNREAD;
    if (member->has_format && !read_records(worker, archive, member, err))
        return false;
    return !has_escape || doubt(worker, member, err);
}

/* What is not read as records: a container is opened, its members come behind all
 * others; anything else stays as it is. */
static bool expand(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    struct error failure = {0};
    struct container container;
    enum container_kind kind;
    const char *reason;

    member->status = PREFLIGHT_UNREAD;
    member->reason = member->damage ? "damaged" : "kind";
    if (member->damage || !container_find(member->kind, &kind))
        return true;
    if (archive_expand(archive, member->index, member->kind, &container, &reason,
                &failure)) {
        member->status = PREFLIGHT_OPENED;
        member->reason = NULL;
        member->container = container_type(container.kind)->name;
        member->kind = container.kind_text;
        return true;
    }
    if (!reason)
        return error_set(err, failure.code, "%s", failure.message);
    member->reason = reason;
    return arena_text(&worker->arena, failure.message, &member->damage, err);
}

static bool receive(struct worker *worker, const struct archive *archive, uint32_t index,
        struct error *err)
{
    const struct preflight_member *found = archive_member(archive, index);
    const struct container *holder = archive_holder(archive, index);
    struct message_member member = {
            .index = index,
            .raw_name = {(const char *)found->raw_name, found->raw_size},
            .name = found->name,
            .name_source = member_name_source_text(found->name_source),
            .status = found->status,
            .reason = found->reason,
            .method = found->method,
            .crc = found->crc,
            .size = found->size,
            .compressed_size = found->compressed_size,
            .data_offset = found->data_offset,
            .is_inside = holder != NULL,
            .holder = holder ? holder->member : 0,
    };

    if (found->status == PREFLIGHT_READABLE && !look_into(worker, archive, &member, err))
        return false;
    if (found->status == PREFLIGHT_READABLE && !member.has_format &&
            !expand(worker, archive, &member, err))
        return false;
    worker->scan.bytes_read += member.size;
    worker->scan.on_progress(worker->scan.owner, worker->scan.bytes_read);
    return send_member(worker, &member, err);
}

bool worker_take(struct worker *worker, struct error *err)
{
    const struct archive *archive = &worker->archives[0];

    if (worker->archive_count != 1)
        return error_set(err, ERROR_LOST, "one bundle is taken at a time");
    for (uint32_t i = 0; i < archive_count_members(archive); i++) {
        if (!receive(worker, archive, i, err))
            return false;
    }
    return true;
}
