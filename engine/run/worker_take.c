/* Receiving a bundle: every member hashed, recognised, counted; what cannot be read is
 * said, not skipped. For a query over a bare zip (JOB_LOOK) only recognised. */
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"
#include "evidence/block_maker.h"
#include "evidence/layout_recognise.h"

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

/* A member being read once: counted by the record reader, hashed on the way. */
struct intake {
    struct worker *worker;
    uint32_t index;
    struct block_maker *maker; /* NULL: only looked at */
    uint8_t kept[2 * KEPT];
    bool has_escape;
};

static void end_intake(struct intake *intake)
{
    if (intake->maker)
        block_maker_close(intake->maker);
}

static void hear(void *owner, const uint8_t *bytes, size_t size)
{
    struct intake *intake = owner;
    size_t head = size < KEPT ? size : KEPT;

    memcpy(intake->kept + KEPT, bytes, head);
    intake->has_escape = intake->has_escape ||
            encoding_has_escape(intake->kept, KEPT + head) ||
            encoding_has_escape(bytes, size);
    if (size >= KEPT)
        memcpy(intake->kept, bytes + size - KEPT, KEPT);
    else
        memmove(intake->kept, intake->kept + size, KEPT);
}

/* The monitor keeps it with the receipt; the member's message comes behind. */
static bool keep(void *owner, uint32_t block, struct slice checkpoint, struct error *err)
{
    struct intake *intake = owner;
    struct protocol_writer *writer = intake->worker->writer;
    struct buf *buf = protocol_begin(writer, PROTOCOL_CHECKPOINT, err);

    return buf && pack_u32(buf, intake->index, err) && pack_u32(buf, block, err) &&
            pack_bytes(buf, checkpoint.text, checkpoint.size, err) &&
            protocol_send(writer, err);
}

/* Of a member of one block the whole is proved as fast. */
static bool pack_blocks(struct worker *worker, const struct block_table *table,
        struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);

    if (table->count == 0 || (table->count == 1 && table->bytes == member->size))
        return true;
    if (!block_table_pack(table, &packed, err))
        return false;
    member->blocks.size = packed.size;
    return arena_copy(&worker->arena, packed.data, packed.size, &member->blocks.text,
            err);
}

/* Reads what the record reader left of the member. */
static bool hash_member(struct intake *intake, struct message_member *member,
        struct error *err)
{
    struct worker *worker = intake->worker;
    char hex[DIGEST_HEX_SIZE];
    struct error failure = {0};
    struct digest digest;
    uint64_t size;

    if (!block_maker_finish(intake->maker, &digest, &size, &failure)) {
        if (!note_damage(worker, member, &failure, err))
            return false;
    } else {
        member->size = size;
        digest_hex(&digest, hex);
        if (!arena_text(&worker->arena, hex, &member->sha256, err))
            return false;
    }
    return pack_blocks(worker, block_maker_table(intake->maker), member, err);
}

/* Counts records and remembers the first lines for recognition. */
static bool count_records(struct intake *intake, struct record_reader *reader,
        struct message_member *member, struct slice *lines, size_t *ret_line_count,
        struct error *err)
{
    struct worker *worker = intake->worker;
    bool is_brief = worker->job.kind == JOB_LOOK;
    const struct record *records;
    size_t count = 1;

    while (count > 0 && (!is_brief || *ret_line_count < LINES_LOOKED_AT)) {
        if (!record_read(reader, &records, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            member->unreadable += records[i].problem != NULL;
            if (intake->maker)
                block_maker_note(intake->maker, records[i].number, records[i].line,
                        records[i].offset);
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

static bool read_records(struct intake *intake, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct byte_source source;
    struct slice lines[LINES_LOOKED_AT];
    size_t line_count = 0;
    struct error failure = {0};
    bool ok;

    if (intake->maker)
        source = block_maker_source(intake->maker);
    ok = record_open_from(archive, member->index, intake->maker ? &source : NULL,
                 &member->format, NULL, 0, &reader, &failure) &&
            copy_columns(intake->worker, reader, member, &failure) &&
            count_records(intake, reader, member, lines, &line_count, &failure);
    /* what is wrong with the member's bytes is told before what is wrong with its text */
    if (intake->maker && !hash_member(intake, member, err))
        return false;
    return (ok || note_damage(intake->worker, member, &failure, err)) &&
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

/* Where there are no records to be counted the bytes are hashed all the same. */
static bool take_whole(struct intake *intake, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    struct error failure = {0};
    bool ok = record_detect(archive, member->index, &intake->worker->arena,
            &member->format, &member->kind, &failure);

    member->has_format = ok && member->format.kind != RECORD_UNREAD;
    if (member->has_format)
        return read_records(intake, archive, member, err);
    return (!intake->maker || hash_member(intake, member, err)) &&
            (ok || note_damage(intake->worker, member, &failure, err));
}

static bool look_into(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    CLEANUP(end_intake)
    struct intake intake = {.worker = worker, .index = member->index};
    const struct block_maker_listener listener = {hear, keep, &intake};
    struct error failure = {0};

    if (worker->job.kind == JOB_TAKE &&
            !block_maker_open(archive, member->index, &listener, &intake.maker,
                    &failure) &&
            !note_damage(worker, member, &failure, err))
        return false;
    return take_whole(&intake, archive, member, err) &&
            (!intake.has_escape || doubt(worker, member, err));
}

static bool receive(struct worker *worker, const struct archive *archive, uint32_t index,
        struct error *err)
{
    const struct preflight_member *found = archive_member(archive, index);
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
    };

    if (found->status == PREFLIGHT_READABLE && !look_into(worker, archive, &member, err))
        return false;
    if (found->status == PREFLIGHT_READABLE && !member.has_format) {
        member.status = PREFLIGHT_UNREAD;
        member.reason = member.damage ? "damaged" : "kind";
    }
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
