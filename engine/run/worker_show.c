/* One record in its surroundings, and the proof that its bytes are those received: of the
 * whole member, or of the blocks that are read. */
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/run/message.h"
#include "engine/run/worker.h"
#include "evidence/archive/block_reader.h"
#include "evidence/format/record_sheet.h"
#include "evidence/format/record_window.h"

#include <string.h>

#define NO_RECORD (UINT64_MAX / 2) /* no member has so many */
#define FIELD_HEAD 16u             /* more than what packing adds to a field */

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
            record->length, is_target, record_limit_is_length(record->problem),
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

/* Where the member's bytes come from, and what of them was proved. */
struct showing {
    struct block_table table;
    struct block_reader *blocks; /* NULL: the whole member was hashed */
    struct byte_source source;
    uint64_t head_from, head_to; /* proved for what the member begins with */
};

static void end_showing(struct showing *showing)
{
    if (showing->blocks)
        block_reader_close(showing->blocks);
}

static const struct byte_source *source_of(const struct showing *showing)
{
    return showing->blocks ? &showing->source : NULL;
}

/* For another reader of them. */
static bool rewind_blocks(struct showing *showing, struct error *err)
{
    return !showing->blocks ||
            block_reader_seek(showing->blocks, 0, (struct slice){0}, err);
}

/* As `take` found it, with what is kept of that. */
static bool open_reader(struct worker *worker, const struct archive *archive,
        const struct showing *showing, const char *const *names, size_t count,
        struct record_reader **ret_reader, struct error *err)
{
    const struct job *job = &worker->job;
    struct slice opening = {NULL, 0};

    if (job->is_as_received)
        opening = showing->table.opening;
    return record_open_again(archive, (uint32_t)job->member, source_of(showing), opening,
            &job->format, names, count, ret_reader, err);
}

/* Whether the fields are shown below the text: of JSON the text is as clear. */
static bool has_fields(const struct record_format *format)
{
    return format->kind != RECORD_JSON &&
            (format->kind != RECORD_LINES || format->pattern);
}

/* What the fields are called: of a member whose records name their own, what its first
 * 100 records have. */
static bool read_headings(struct worker *worker, const struct archive *archive,
        struct showing *showing, const char *const **ret_names, size_t *ret_count,
        struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const char *const *names;
    const char **kept;

    *ret_names = NULL;
    *ret_count = 0;
    if (!has_fields(&worker->job.format))
        return true;
    if (!open_reader(worker, archive, showing, NULL, 0, &reader, err) ||
            !record_columns(reader, &names, ret_count, err) ||
            !arena_allocate(&worker->arena, (*ret_count + 1) * sizeof(*kept), &kept, err))
        return false;
    for (size_t i = 0; i < *ret_count; i++) {
        if (!arena_text(&worker->arena, names[i], &kept[i], err))
            return false;
    }
    *ret_names = kept;
    return rewind_blocks(showing, err);
}

/* A record that names its own fields has no empty place for another's. */
static bool is_shown(const struct worker *worker, struct slice value)
{
    enum record_kind kind = worker->job.format.kind;

    return value.text || !record_kind_is_open(kind) || kind == RECORD_W3C;
}

/* The fields behind their record; where they are longer than a message the text alone
 * has to do. */
static bool send_fields(struct worker *worker, const struct record_reader *reader,
        const struct record *record, const char *const *names, size_t count,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf heading = BUF_INIT(PROTOCOL_FRAME_MAX);
    size_t total = FIELD_HEAD, shown = 0;
    struct buf *buf;

    for (size_t i = 0; i < count; i++) {
        shown += is_shown(worker, record->fields[i]);
        total += strlen(names[i]) + record->fields[i].size + 2 * FIELD_HEAD;
    }
    if (shown == 0 || total > PROTOCOL_FRAME_MAX)
        return true;
    buf = protocol_begin(worker->writer, PROTOCOL_VALUES, err);
    if (!buf || !pack_u32(buf, (uint32_t)shown, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct slice value = record->fields[i];

        if (!is_shown(worker, value))
            continue;
        buf_reset(&heading);
        if (!record_sheet_append_cell(reader, i, record->line, &heading, err) ||
                !buf_append_text(&heading, names[i], err) ||
                !pack_text(buf, buf_text(&heading), err) ||
                !pack_u8(buf, value.text != NULL, err) ||
                !pack_bytes(buf, value.text ? value.text : "", value.size, err))
            return false;
    }
    return protocol_send(worker->writer, err);
}

/* How far a window was sent. */
struct progress {
    bool has_target, is_done;
};

/* The records in reach. */
static bool send_batch(struct worker *worker, const struct record_reader *reader,
        const struct record *records, size_t count, const char *const *names,
        size_t name_count, struct progress *progress, struct error *err)
{
    const struct job *job = &worker->job;
    uint64_t from = job->record > job->context ? job->record - job->context : 1;

    for (size_t i = 0; i < count; i++) {
        uint64_t number = records[i].number;

        if (number > job->record + job->context) {
            progress->is_done = true;
            return true;
        }
        if (number >= from &&
                !send_record(worker, &records[i], number == job->record, err))
            return false;
        progress->has_target = progress->has_target || number == job->record;
        if (number == job->record && !records[i].problem &&
                !send_fields(worker, reader, &records[i], names, name_count, err))
            return false;
    }
    return true;
}

/* Goes on at the block that the job names, where it names one and the format can. */
static bool jump(struct worker *worker, struct showing *showing,
        struct record_reader *reader, struct error *err)
{
    const struct job *job = &worker->job;
    const struct block_entry *block;
    struct record_place place;

    if (!showing->blocks || !job->block)
        return true;
    block = &showing->table.blocks[job->block];
    place = (struct record_place){block->record, block->line, block->offset};
    if (!block->record)
        return error_set(err, ERROR_LOST, "the job names a block without a record");
    block_reader_proved(showing->blocks, &showing->head_from, &showing->head_to);
    return block_reader_seek(showing->blocks, place.offset, job->checkpoint, err) &&
            record_resume(reader, &place, err);
}

/* The number of the record in the line that the job names; where there is none,
 * NO_RECORD. */
static bool find_line(struct worker *worker, const struct archive *archive,
        struct showing *showing, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct job *job = &worker->job;
    const struct record *records;
    size_t count = 1;

    if (!job->line)
        return true;
    job->record = NO_RECORD;
    if (!open_reader(worker, archive, showing, NULL, 0, &reader, err) ||
            !jump(worker, showing, reader, err))
        return false;
    while (count > 0) {
        if (!record_read(reader, &records, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (records[i].line < job->line)
                continue;
            if (records[i].line == job->line)
                job->record = records[i].number;
            return rewind_blocks(showing, err);
        }
    }
    return rewind_blocks(showing, err);
}

static bool send_window(struct worker *worker, const struct archive *archive,
        struct showing *showing, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    const struct record *records;
    const char *const *names;
    struct progress progress = {0};
    size_t count = 1, name_count;

    if (!find_line(worker, archive, showing, err))
        return false;
    if (worker->job.record == NO_RECORD)
        return true;
    if (!read_headings(worker, archive, showing, &names, &name_count, err) ||
            !open_reader(worker, archive, showing, names, name_count, &reader, err) ||
            !jump(worker, showing, reader, err))
        return false;
    while (count > 0 && !progress.is_done) {
        if (!record_read(reader, &records, &count, err)) /* what is behind it is told */
            return progress.has_target &&
                    (err->code == ERROR_UNREADABLE || err->code == ERROR_LIMIT);
        if (!send_batch(worker, reader, records, count, names, name_count, &progress,
                    err))
            return false;
    }
    return true;
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

/* What a cell says is in other parts of its workbook too (shared strings, number formats,
 * the dates' system): the workbook's own bytes are proved. */
static bool send_holder(struct worker *worker, const struct archive *archive,
        struct error *err)
{
    uint32_t member = (uint32_t)worker->job.member;
    const struct container *holder = archive_holder(archive, member);
    CLEANUP(container_set_give_back) struct container_loan loan = {0};
    char hex[DIGEST_HEX_SIZE];
    struct digest digest;
    struct buf *buf;

    if (!holder || holder->kind != CONTAINER_XLSX)
        return true;
    if (!archive_lend(archive, member, &loan, err) ||
            !digest_of_file(loan.fd, &digest, err))
        return false;
    digest_hex(&digest, hex);
    buf = protocol_begin(worker->writer, PROTOCOL_HOLDER, err);
    return buf && pack_text(buf, hex, err) && protocol_send(worker->writer, err);
}

static bool send_proved(struct worker *worker, const struct showing *showing,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_PROVED, err);
    uint64_t from, to;

    block_reader_proved(showing->blocks, &from, &to);
    return buf && pack_u64(buf, showing->head_from, err) &&
            pack_u64(buf, showing->head_to, err) && pack_u64(buf, from, err) &&
            pack_u64(buf, to, err) && protocol_send(worker->writer, err);
}

static bool show_blocks(struct worker *worker, const struct archive *archive,
        struct error *err)
{
    CLEANUP(end_showing) struct showing showing = {0};
    const struct job *job = &worker->job;

    if (!block_table_unpack(job->blocks.text, job->blocks.size, &worker->arena,
                &showing.table, err))
        return false;
    if (job->block >= showing.table.count)
        return error_set(err, ERROR_LOST, "the job names a block that is not there");
    if (!block_reader_open(archive, (uint32_t)job->member, &showing.table,
                &showing.blocks, err))
        return false;
    showing.source = block_reader_source(showing.blocks);
    return send_window(worker, archive, &showing, err) &&
            send_proved(worker, &showing, err);
}

bool worker_show(struct worker *worker, struct error *err)
{
    const struct archive *archive = &worker->archives[0];
    const struct preflight_member *member;
    struct showing whole = {0};

    if (worker->archive_count != 1 || worker->job.member > UINT32_MAX)
        return error_set(err, ERROR_MISSING, "the bundle has no such member to read");
    member = archive_member(archive, (uint32_t)worker->job.member);
    if (!member || member->status != PREFLIGHT_READABLE)
        return error_set(err, ERROR_MISSING, "the bundle has no such member to read");
    if (!send_holder(worker, archive, err))
        return false;
    if (worker->job.blocks.size)
        return show_blocks(worker, archive, err);
    return send_digest(worker, archive, err) && send_window(worker, archive, &whole, err);
}
