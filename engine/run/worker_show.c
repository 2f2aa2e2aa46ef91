/* One record in its surroundings, and its member's bytes hashed again. */
#include "engine/base/digest.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"

#include <string.h>

static bool send_record(struct worker *worker, const struct record *record,
        bool is_target, struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_RECORD, err);
    struct message_record message = {record->number, record->line, record->offset,
            record->length, is_target, record->text, record->problem};
    size_t most = PROTOCOL_FRAME_MAX - 4096;

    if (message.text.size >
            most) /* a JSON record may be longer than a message: its beginning is sent */
        message.text.size = text_find_invalid(message.text.text, most);
    return buf && message_pack_record(buf, &message, err) &&
            protocol_send(worker->writer, err);
}

static bool send_window(struct worker *worker, const struct archive *archive,
        struct error *err)
{
    const struct job *job = &worker->job;
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    uint64_t from = job->record > job->context ? job->record - job->context : 1;
    const struct record *records;
    size_t count;

    if (!record_open(archive, (uint32_t)job->member, &job->format, NULL, 0, &reader, err))
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
            !inflate_open(archive->fd, &archive->preflight.members[worker->job.member],
                    &inflate, err))
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

bool worker_show(struct worker *worker, struct error *err)
{
    const struct archive *archive = &worker->archives[0];

    if (worker->archive_count != 1 || worker->job.member >= archive->preflight.count ||
            archive->preflight.members[worker->job.member].status != PREFLIGHT_READABLE)
        return error_set(err, ERROR_MISSING, "the bundle has no such member to read");
    return send_digest(worker, archive, err) && send_window(worker, archive, err);
}
