/* One record in its surroundings, and its member's bytes hashed again. */
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"
#include "evidence/record_sheet.h"
#include "evidence/record_window.h"

#include <string.h>

#define FIELD_HEAD 16u /* more than what packing adds to a field */

/* Bytes that the encoding does not have as \xNN: what goes to the monitor is UTF-8. */
static bool show_undecodable(struct slice *text, struct buf *shown, struct error *err)
{
    const char *at = text->text, *end = text->text + text->size, *next;
    uint8_t byte;

    if (!memchr(at, TEXT_UNDECODABLE, text->size))
        return true;
    for (; at < end; at = next + TEXT_UNDECODABLE_SIZE) {
        next = memchr(at, TEXT_UNDECODABLE, (size_t)(end - at));
        if (!next || !text_is_undecodable(next, (size_t)(end - next), &byte))
            next = end;
        if (!buf_append(shown, at, (size_t)(next - at), err))
            return false;
        if (next == end)
            break;
        if (!buf_printf(shown, err, "\\x%02X", (unsigned)byte))
            return false;
    }
    *text = (struct slice){buf_text(shown), shown->size};
    return true;
}

static bool send_record(struct worker *worker, const struct record *record,
        bool is_target, struct error *err)
{
    CLEANUP(buf_clear) struct buf shown = BUF_INIT(2 * PROTOCOL_FRAME_MAX);
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_RECORD, err);
    struct message_record message = {record->number, record->line, record->offset,
            record->length, is_target, text_is_equal(record->problem, "too-long"),
            record->text, record->problem};
    size_t most = PROTOCOL_FRAME_MAX - 4096;

    /* a JSON record may be longer than a message: its beginning is sent */
    message.is_cut = message.is_cut || message.text.size > most;
    message.text.size = record_window_cut(message.text.text, message.text.size, most);
    if (!buf || !show_undecodable(&message.text, &shown, err))
        return false;
    message.is_cut = message.is_cut || message.text.size > most;
    message.text.size = record_window_cut(message.text.text, message.text.size, most);
    return message_pack_record(buf, &message, err) && protocol_send(worker->writer, err);
}

/* The headings of a CSV or W3C member; of other kinds nothing, since their text tells
 * them. */
static bool read_headings(struct worker *worker, const struct archive *archive,
        const char *const **ret_names, size_t *ret_count, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const char *const *names;
    const char **kept;

    *ret_names = NULL;
    *ret_count = 0;
    if (worker->job.format.kind != RECORD_CSV && worker->job.format.kind != RECORD_W3C &&
            worker->job.format.kind != RECORD_SHEET)
        return true;
    if (!record_open(archive, (uint32_t)worker->job.member, &worker->job.format, NULL, 0,
                &reader, err) ||
            !record_columns(reader, &names, ret_count, err) ||
            !arena_allocate(&worker->arena, (*ret_count + 1) * sizeof(*kept), &kept, err))
        return false;
    for (size_t i = 0; i < *ret_count; i++) {
        if (!arena_text(&worker->arena, names[i], &kept[i], err))
            return false;
    }
    *ret_names = kept;
    return true;
}

/* The fields behind their record; where they are longer than a message the text alone
 * has to do. */
static bool send_fields(struct worker *worker, const struct record_reader *reader,
        const struct record *record, const char *const *names, size_t count,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf heading = BUF_INIT(PROTOCOL_FRAME_MAX);
    size_t total = FIELD_HEAD;
    struct buf *buf;

    for (size_t i = 0; i < count; i++)
        total += strlen(names[i]) + record->fields[i].size + 2 * FIELD_HEAD;
    if (count == 0 || total > PROTOCOL_FRAME_MAX)
        return true;
    buf = protocol_begin(worker->writer, PROTOCOL_VALUES, err);
    if (!buf || !pack_u32(buf, (uint32_t)count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct slice value = record->fields[i];

        buf_reset(&heading);
        if (!record_sheet_append_cell(reader, i, record->line, &heading, err) ||
                !buf_append_text(&heading, names[i], err) ||
                !pack_text(buf, buf_text(&heading), err) ||
                !pack_bytes(buf, value.text ? value.text : "", value.size, err))
            return false;
    }
    return protocol_send(worker->writer, err);
}

static bool send_window(struct worker *worker, const struct archive *archive,
        struct error *err)
{
    const struct job *job = &worker->job;
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    uint64_t from = job->record > job->context ? job->record - job->context : 1;
    const struct record *records;
    const char *const *names;
    size_t count, name_count;

    if (!read_headings(worker, archive, &names, &name_count, err) ||
            !record_open(archive, (uint32_t)job->member, &job->format, names, name_count,
                    &reader, err))
        return false;
    for (;;) {
        if (!record_read(reader, &records, &count, err))
            return false;
        if (count == 0)
            return true;
        for (size_t i = 0; i < count; i++) {
            uint64_t number = records[i].number;

            if (number > job->record + job->context)
                return true;
            if (number >= from &&
                    !send_record(worker, &records[i], number == job->record, err))
                return false;
            if (number == job->record && !records[i].problem &&
                    !send_fields(worker, reader, &records[i], names, name_count, err))
                return false;
        }
    }
}

static bool send_digest(struct worker *worker, const struct archive *archive,
        struct error *err)
{
    CLEANUP(digest_stream_freep) struct digest_stream *stream = NULL;
    CLEANUP(inflate_closep) struct inflate *inflate = NULL;
    uint8_t bytes[64 * 1024];
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;
    struct buf *buf;
    size_t got = 1;

    if (!digest_stream_new(&stream, err) ||
            !archive_open_member(archive, (uint32_t)worker->job.member, &inflate, err))
        return false;
    while (got > 0) {
        if (!inflate_read(inflate, bytes, sizeof(bytes), &got, err) ||
                !digest_stream_update(stream, bytes, got, err))
            return false;
    }
    if (!digest_stream_finish(stream, &digest, err))
        return false;
    digest_hex(&digest, hex);
    buf = protocol_begin(worker->writer, PROTOCOL_HEAD, err);
    return buf && pack_u32(buf, 1, err) && pack_text(buf, hex, err) &&
            protocol_send(worker->writer, err);
}

/* The number of the record in the line that the job names; where there is none, one that
 * no member has. */
static bool find_line(struct worker *worker, const struct archive *archive,
        struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct job *job = &worker->job;
    const struct record *records;
    size_t count = 1;

    if (!job->line)
        return true;
    job->record = UINT64_MAX / 2;
    if (!record_open(archive, (uint32_t)job->member, &job->format, NULL, 0, &reader, err))
        return false;
    while (count > 0) {
        if (!record_read(reader, &records, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (records[i].line == job->line) {
                job->record = records[i].number;
                return true;
            }
        }
    }
    return true;
}

bool worker_show(struct worker *worker, struct error *err)
{
    const struct archive *archive = &worker->archives[0];
    const struct preflight_member *member;

    if (worker->archive_count != 1 || worker->job.member > UINT32_MAX)
        return error_set(err, ERROR_MISSING, "the bundle has no such member to read");
    member = archive_member(archive, (uint32_t)worker->job.member);
    if (!member || member->status != PREFLIGHT_READABLE)
        return error_set(err, ERROR_MISSING, "the bundle has no such member to read");
    return find_line(worker, archive, err) && send_digest(worker, archive, err) &&
            send_window(worker, archive, err);
}
