/* Receiving a bundle: every member hashed, recognised, counted; what cannot be read is
 * said, not skipped. For a query over a bare zip (JOB_LOOK) only recognised. */
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/run/layouts.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"
#include "evidence/json_columns.h"
#include "evidence/layout_recognise.h"
#include "evidence/record_sheet.h"
#include "evidence/timespan.h"

#include <inttypes.h>
#include <string.h>

#define LINES_LOOKED_AT 100
#define REASON_LIMIT ((size_t)64 * 1024)

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

/* What the whole of a member has, where its encoding is decided from its beginning. */
struct seen {
    bool has_escape; /* one that turns Japanese on, as ISO-2022-JP does */
    bool is_ascii;   /* seven bits alone */
};

/* Eight at a time: every byte of a bundle comes through here. */
static bool is_ascii(const uint8_t *bytes, size_t size)
{
    uint64_t all = 0, eight;
    size_t at = 0;

    for (; size - at >= sizeof(eight); at += sizeof(eight)) {
        memcpy(&eight, bytes + at, sizeof(eight));
        all |= eight;
    }
    for (; at < size; at++)
        all |= (uint64_t)bytes[at];
    return !(all & UINT64_C(0x8080808080808080));
}

static bool hash_all(const struct archive *archive, uint32_t index,
        struct digest *ret_digest, uint64_t *ret_size, struct seen *ret_seen,
        struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    uint8_t room[KEPT + 64 * 1024] = {0}, *bytes = room + KEPT;
    size_t got = 1;

    *ret_size = 0;
    *ret_seen = (struct seen){false, true};
    if (!digest_stream_new(&stream, err) ||
            !archive_open_member(archive, index, &inflate, err))
        return false;
    while (got > 0) {
        if (!inflate_read(inflate, bytes, sizeof(room) - KEPT, &got, err) ||
                !digest_stream_update(stream, bytes, got, err))
            return false;
        ret_seen->has_escape |= encoding_has_escape(room, KEPT + got);
        ret_seen->is_ascii = ret_seen->is_ascii && is_ascii(bytes, got);
        memmove(room, room + got, KEPT);
        *ret_size += got;
    }
    return digest_stream_finish(stream, ret_digest, err);
}

static bool hash_member(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct seen *ret_seen, struct error *err)
{
    char hex[DIGEST_HEX_SIZE];
    struct error failure = {0};
    struct digest digest;
    uint64_t size;

    if (!hash_all(archive, member->index, &digest, &size, ret_seen, &failure)) {
        if (member->size == 0) /* nothing was declared */
            member->size = size;
        return note_damage(worker, member, &failure, err);
    }
    member->size = size;
    archive_note_size(archive, member->index, size);
    digest_hex(&digest, hex);
    return arena_text(&worker->arena, hex, &member->sha256, err);
}

/* What a first reading of a member learns beside its records. */
struct reading {
    struct slice lines[LINES_LOOKED_AT]; /* the first records, for recognition */
    size_t line_count;
    uint64_t undecodable; /* records */
};

/* Counts records and remembers the first lines for recognition. */
static bool count_records(struct worker *worker, struct record_reader *reader,
        struct message_member *member, struct reading *reading, struct error *err)
{
    bool is_brief = worker->job.kind == JOB_LOOK;
    const struct record *records;
    size_t count = 1;

    while (count > 0 && (!is_brief || reading->line_count < LINES_LOOKED_AT)) {
        if (!record_read(reader, &records, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            member->unreadable += records[i].problem != NULL;
            reading->undecodable += text_is_equal(records[i].problem, "undecodable");
            if (reading->line_count < LINES_LOOKED_AT) {
                struct slice *line = &reading->lines[reading->line_count++];

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

/* Whether a control total is met goes behind the kind: the records there are can be used,
 * and tests over them say that they may not be all. */
static bool note_control(struct worker *worker, const struct record_reader *reader,
        struct message_member *member, struct error *err)
{
    struct record_control control;

    if (member->is_part || !record_control_total(reader, &control))
        return true;
    if (control.stated == control.found)
        return arena_printf(&worker->arena, &member->kind, err,
                TR("%s, control total met", "%s、件数表示と一致"), member->kind);
    return arena_printf(&worker->arena, &member->kind, err,
            TR("%s, control total NOT met: line %llu says %llu records, %llu found",
                    "%s、件数表示と不一致: %llu 行目に %llu 件とあるがレコードは %llu 件"),
            member->kind, (unsigned long long)control.line,
            (unsigned long long)control.stated, (unsigned long long)control.found);
}

/* What the encoding does not have, for people: how much of it, where, and what to do. */
static bool tell_undecodable(struct worker *worker, const struct record_reader *reader,
        struct message_member *member, uint64_t records, struct error *err)
{
    struct encoding_undecodable found = record_undecodable(reader);

    if (found.count == 0)
        return true;
    return arena_printf(&worker->arena, &member->undecodable, err,
            TR("bytes that are not %s: %" PRIu64 ", the first 0x%02X at offset %" PRIu64
               "; records that hold one and are not read: %" PRIu64
               ". Ask for another export, or name the encoding in the binding if it is another",
                    "%s として読めないバイトが %" PRIu64
                    " 個あります（最初は 0x%02X、位置 %" PRIu64
                    "）。これを含み読み取らないレコードは %" PRIu64
                    " 件です。再出力を依頼するか、別の文字コードなら紐付け（binding）で指定してください"),
            encoding_name(member->format.encoding), found.count, found.byte, found.offset,
            records);
}

static bool keep_match(struct worker *worker, const struct layout_match *match,
        struct message_member *member, struct error *err)
{
    CLEANUP(buf_clear) struct buf reason = BUF_INIT(REASON_LIMIT);

    if (!match->layout)
        return true;
    member->layout = match->layout->id;
    member->layout_is_tied = match->other && match->other_marks == match->marks;
    return layout_match_write(match, &reason, err) &&
            arena_text(&worker->arena, buf_text(&reason), &member->layout_reason, err);
}

static bool recognise(struct worker *worker, const struct archive *archive,
        struct message_member *member, const struct slice *lines, size_t line_count,
        struct error *err)
{
    struct layout_view view = {.kind = member->format.kind,
            .columns = member->columns,
            .column_count = member->column_count,
            .lines = lines,
            .line_count = line_count};
    struct layout_match match;
    const struct layout *layouts;
    struct error failure = {0};
    size_t count;

    if (!json_columns_list_round(archive, member->index, &member->format, &worker->arena,
                &view.document, &view.document_count, &failure) &&
            !note_damage(worker, member, &failure, err))
        return false;
    return layouts_load(&layouts, &count, err) &&
            layout_recognise(layouts, count, &view, &match, err) &&
            keep_match(worker, &match, member, err);
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

/* From when to when its records are. */
static bool find_span(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    const struct layout *layouts, *layout = NULL;
    struct timespan span;
    size_t count;

    if (worker->job.kind != JOB_TAKE)
        return true;
    if (!layouts_load(&layouts, &count, err))
        return false;
    if (member->layout)
        layout = layout_find(layouts, count, member->layout);
    if (!timespan_find(archive, member->index, &member->format, layout, member->columns,
                member->column_count, worker->zone, &span, err))
        return false;
    member->time_column = span.column;
    return !span.column ||
            (arena_text(&worker->arena, span.first, &member->first_time, err) &&
                    arena_text(&worker->arena, span.last, &member->last_time, err));
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
    struct reading reading = {.line_count = 0};
    struct error failure = {0};

    if (!record_open(archive, member->index, &member->format, NULL, 0, &reader,
                &failure) ||
            !copy_columns(worker, reader, member, &failure) ||
            !count_records(worker, reader, member, &reading, &failure) ||
            !note_control(worker, reader, member, &failure)) {
        if (!note_damage(worker, member, &failure, err))
            return false;
    }
    if (reader && !tell_undecodable(worker, reader, member, reading.undecodable, err))
        return false;
    return describe(worker, reader, member, err) &&
            recognise(worker, archive, member, reading.lines, reading.line_count, err) &&
            find_span(worker, archive, member, err);
}

/* Plain ASCII so far as the encoding was decided, and Japanese behind it. */
static bool is_late_japanese(const struct message_member *member, const struct seen *seen)
{
    return member->has_format && member->format.encoding == ENCODING_UTF8 &&
            seen->has_escape && seen->is_ascii;
}

/* Where the records of the XML documents are that layouts know. */
static bool list_hints(struct worker *worker, const struct record_hint **ret_hints,
        size_t *ret_count, struct error *err)
{
    const struct layout *layouts;
    struct record_hint *hints;
    size_t count;

    if (!layouts_load(&layouts, &count, err) ||
            !arena_allocate(&worker->arena, (count + 1) * sizeof(*hints), &hints, err))
        return false;
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct layout *layout = &layouts[i];

        if (layout->format.kind == RECORD_XML && layout->format.records &&
                layout->recognise_header)
            hints[(*ret_count)++] = (struct record_hint){layout->format.records,
                    layout->recognise_header};
    }
    *ret_hints = hints;
    return true;
}

static bool look_into(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    const struct record_hint *hints;
    struct error failure = {0};
    struct seen seen = {false, false};
    size_t hint_count;

    if (!list_hints(worker, &hints, &hint_count, err))
        return false;
    if (worker->job.kind == JOB_TAKE && !hash_member(worker, archive, member, &seen, err))
        return false;
    if (!record_detect_known(archive, member->index, hints, hint_count, &worker->arena,
                &member->format, &member->kind, &failure))
        return note_damage(worker, member, &failure, err);
    member->has_format = member->format.kind != RECORD_UNREAD;
    if (is_late_japanese(member, &seen))
        member->format.encoding = ENCODING_ISO2022JP;
    return !member->has_format || read_records(worker, archive, member, err);
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
            .notice = found->finding,
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
    if (!layouts_use_job(&worker->job, err))
        return false;
    for (uint32_t i = 0; i < archive_count_members(archive); i++) {
        if (!receive(worker, archive, i, err))
            return false;
    }
    return true;
}
