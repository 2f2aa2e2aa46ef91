/* Receiving a bundle: every member hashed, recognised, counted; what cannot be read is
 * said, not skipped. For a query over a bare zip (JOB_LOOK) only recognised. */
#include "engine/base/digest.h"
#include "engine/base/text.h"
#include "engine/run/layouts.h"
#include "engine/run/worker_learn.h"
#include "evidence/archive/block_maker.h"
#include "evidence/archive/container_lazy.h"
#include "evidence/format/csv_trailer.h"
#include "evidence/format/record_sheet.h"

#include <string.h>

static bool send_member(struct worker *worker, const struct message_member *member,
        struct error *err)
{
    struct buf *buf = protocol_begin(worker->writer, PROTOCOL_MEMBER, err);

    return buf && message_pack_member(buf, member, err) &&
            protocol_send(worker->writer, err);
}

/* Bytes between two pieces, so that an escape sequence cut in two is seen. */
#define KEPT 2u

/* What the whole of a member has, where its encoding is decided from its beginning. */
struct seen {
    bool has_escape; /* one that turns Japanese on, as ISO-2022-JP does */
    bool is_ascii;   /* seven bits alone */
};

/* A member being read once: counted by the record reader, hashed on the way. */
struct intake {
    struct worker *worker;
    uint32_t index;
    bool is_again;             /* for its words alone, see say_again() */
    struct block_maker *maker; /* NULL: only looked at */
    uint8_t kept[2 * KEPT];
    struct seen seen;
    struct text_pair damage; /* of the member's bytes, not of its text */
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
    intake->seen.is_ascii = intake->seen.is_ascii &&
            text_is_ascii((const char *)bytes, size);
    intake->seen.has_escape = intake->seen.has_escape ||
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

/* Of a member of one block the whole is proved as fast; a damaged one has no whole. Where
 * none was to be kept the table is empty. */
static bool pack_blocks(struct worker *worker, struct block_table table,
        const struct record_reader *reader, struct message_member *member,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf packed = BUF_INIT(BLOCK_TABLE_PACKED_MAX);
    CLEANUP(buf_clear) struct buf opening = BUF_INIT(BLOCK_TABLE_OPENING_MAX);
    struct error too_long;

    if (table.count == 0 || (table.count == 1 && member->sha256))
        return true;
    /* one that is too long is found out again by whoever wants it */
    if (reader && record_opening(reader, &opening, &too_long))
        table.opening = (struct slice){opening.data, opening.size};
    if (!block_table_pack(&table, &packed, err))
        return false;
    member->blocks.size = packed.size;
    return arena_copy(&worker->arena, packed.data, packed.size, &member->blocks.text,
            err);
}

/* Reads what the record reader left of the member. */
static bool hash_member(struct intake *intake, const struct archive *archive,
        const struct record_reader *reader, struct message_member *member,
        struct error *err)
{
    struct worker *worker = intake->worker;
    char hex[DIGEST_HEX_SIZE];
    struct error failure = {0};
    struct digest digest;
    uint64_t size;

    if (!block_maker_finish(intake->maker, &digest, &size, &failure)) {
        if (member->size == 0) /* nothing was declared */
            member->size = size;
        if (!worker_learn_damage(worker, member, &failure, err))
            return false;
    } else {
        member->size = size;
        archive_note_size(archive, member->index, size);
        digest_hex(&digest, hex);
        if (!arena_text(&worker->arena, hex, &member->sha256, err))
            return false;
    }
    intake->damage = member->damage;
    return pack_blocks(worker, *block_maker_table(intake->maker), reader, member, err);
}

/* Whether the last of the records is a row of sums. */
static bool ends_in_sum(const struct record_reader *reader,
        const struct message_member *member, const struct record *records, size_t count,
        struct csv_trailer_pair *pair)
{
    const struct csv_dialect dialect = {member->format.delimiter, '\n', '"'};
    bool is_sum = false;

    if (member->format.kind == RECORD_CSV && member->column_count == 2) {
        for (size_t i = 0; i < count; i++)
            is_sum = csv_trailer_pair_add(pair, records[i].text, dialect);
    }
    return is_sum || record_is_sum(reader, records[count - 1].text);
}

/* Counts records and remembers the first lines for recognition. */
static bool count_records(struct intake *intake, struct record_reader *reader,
        struct message_member *member, struct worker_reading *reading, struct error *err)
{
    struct worker *worker = intake->worker;
    bool is_brief = worker->job.kind == JOB_LOOK;
    const struct record *records;
    size_t count = 1;
    struct csv_trailer_pair pair = {.records = 0};
    bool is_sum = false; /* the last record */

    while (count > 0 && (!is_brief || reading->line_count < WORKER_LINES_LOOKED_AT)) {
        if (!record_read(reader, &records, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            worker_learn_record(member, &records[i], reading);
            if (intake->maker)
                block_maker_note(intake->maker, records[i].number, records[i].line,
                        records[i].offset);
            if (reading->line_count < WORKER_LINES_LOOKED_AT) {
                struct slice *line = &reading->lines[reading->line_count++];

                line->size = records[i].text.size;
                if (!arena_copy(&worker->arena, records[i].text.text, line->size,
                            &line->text, err))
                    return false;
            }
        }
        member->records += count;
        if (count > 0)
            is_sum = ends_in_sum(reader, member, records, count, &pair);
    }
    member->is_part = count > 0;
    if (!is_sum || member->is_part)
        return true;
    reading->total_row = member->records;
    return worker_learn_notice(worker, member, "total-row", err);
}

static bool read_records(struct intake *intake, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct byte_source source;
    struct worker_reading reading = {.line_count = 0};
    struct error failure = {0};
    bool ok;

    if (intake->maker)
        source = block_maker_source(intake->maker);
    ok = record_open_from(archive, member->index, intake->maker ? &source : NULL,
                 &member->format, NULL, 0, &reader, &failure) &&
            worker_learn_columns(intake->worker, reader, member, &failure) &&
            count_records(intake, reader, member, &reading, &failure);
    /* what is wrong with the member's bytes is told before what is wrong with its text */
    if (intake->maker && !hash_member(intake, archive, reader, member, err))
        return false;
    if (!ok && !worker_learn_damage(intake->worker, member, &failure, err))
        return false;
    return worker_learn_rest(intake->worker, archive, reader, &reading, member, err);
}

/* Plain ASCII so far as the encoding was decided, and Japanese behind it. */
static bool is_late_japanese(const struct message_member *member, const struct seen *seen)
{
    return member->has_format && member->format.encoding == ENCODING_UTF8 &&
            seen->has_escape && seen->is_ascii;
}

/* In the encoding that only the whole showed: counts its records anew. Its blocks were
 * made of records that are none. */
static bool read_again(struct intake *intake, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    struct intake again = {.worker = intake->worker, .index = intake->index};

    member->format.encoding = ENCODING_ISO2022JP;
    member->damage = intake->damage;
    member->undecodable = member->layout_reason = (struct text_pair){{NULL}};
    member->layout = NULL;
    member->time_column = member->first_time = member->last_time = NULL;
    member->assumed_zone = NULL;
    member->records = member->unreadable = member->first_unreadable = 0;
    member->problem = member->damage_advice = (struct text_pair){{NULL}};
    member->blocks.size = 0;
    return read_records(&again, archive, member, err);
}

/* What is read as records, and what has others inside: nothing else is shown. Where a
 * gzip may be read from is needed alone, and not where it is stored. */
static bool has_blocks(const struct message_member *member)
{
    enum container_kind kind;

    if (member->has_format)
        return true;
    return container_find(member->kind, &kind) && container_lazy_is_for(kind) &&
            member->size > CONTAINER_LAZY_MIN &&
            (kind != CONTAINER_GZIP || member->method != 0);
}

static bool open_maker(struct intake *intake, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    const struct block_maker_listener listener = {hear,
            has_blocks(member) && !intake->is_again ? keep : NULL,
            member->has_format ? BLOCK_TABLE_CHECKPOINT_BYTES
                               : container_lazy_apart(member->size),
            intake};
    struct error failure = {0};

    return intake->worker->job.kind != JOB_TAKE ||
            block_maker_open(archive, member->index, &listener, &intake->maker,
                    &failure) ||
            worker_learn_damage(intake->worker, member, &failure, err);
}

/* By its content, but for what somebody has said; where that is where the records are,
 * there is no doubt. */
static bool detect(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct record_doubt *ret_doubt, struct error *err)
{
    const struct record_format *said = &worker->job.format;
    const struct record_hint *hints;
    size_t hint_count;

    if (!worker_learn_hints(worker, &hints, &hint_count, err) ||
            !record_detect_as(archive, member->index, said->encoding, hints, hint_count,
                    &worker->arena, &member->format, &member->kind, ret_doubt, err))
        return false;
    if (!said->records || !record_kind_has_paths(member->format.kind))
        return true;
    *ret_doubt = (struct record_doubt){NULL, NULL};
    member->format.records = said->records;
    return arena_printf(&worker->arena, &member->kind, err, "%s %s",
            record_kind_name(member->format.kind), said->records);
}

static bool look_into(struct worker *worker, const struct archive *archive, bool is_again,
        struct message_member *member, struct error *err)
{
    CLEANUP(end_intake)
    struct intake intake = {.worker = worker,
            .index = member->index,
            .is_again = is_again,
            .seen = {false, true}};
    struct record_doubt doubt = {NULL, NULL};
    struct error failure = {0};
    bool ok = detect(worker, archive, member, &doubt, &failure);

    member->has_format = ok && member->format.kind != RECORD_UNREAD;
    if (!open_maker(&intake, archive, member, err))
        return false;
    if (member->has_format)
        return read_records(&intake, archive, member, err) &&
                (!is_late_japanese(member, &intake.seen) ||
                        read_again(&intake, archive, member, err)) &&
                worker_learn_doubt(worker, member, &doubt, err);
    /* where there are no records to be counted the bytes are hashed all the same */
    return (!intake.maker || hash_member(&intake, archive, NULL, member, err)) &&
            (ok || worker_learn_damage(worker, member, &failure, err));
}

/* What a container that was opened lacks: told in both languages, its advice marked. */
static bool learn_lack(struct worker *worker, const struct container *container,
        struct message_member *member, struct error *err)
{
    enum text_language spoken = text_language();
    bool ok = true;

    for (int language = TEXT_JA; ok && language <= TEXT_EN; language++) {
        const char *said = container->damage.in[language];
        struct error lack = {0};

        if (!said)
            continue;
        text_set_language((enum text_language)language);
        error_set(&lack, ERROR_UNREADABLE, "%s", said);
        ok = worker_learn_failure(worker, member, &lack, err);
    }
    text_set_language(spoken);
    return ok;
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
    if (text_said(&member->damage))
        member->reason = member->is_over_limit ? "inner-limit" : "damaged";
    else
        member->reason = "kind";
    if (text_said(&member->damage) || !container_find(member->kind, &kind))
        return true;
    if (archive_expand(archive, member->index, member->kind, &container, &reason,
                &failure)) {
        member->status = PREFLIGHT_OPENED;
        member->reason = NULL;
        member->container = container_type(container.kind)->name;
        member->kind = container.kind_text;
        return learn_lack(worker, &container, member, err);
    }
    if (!reason)
        return error_set(err, failure.code, "%s", failure.message);
    member->reason = reason;
    member->kind = container.kind_text;
    return text_is_equal(reason, "kind") ||
            worker_learn_failure(worker, member, &failure, err);
}

/* What stands in the zip's directory, or in the container's. */
static struct message_member begin_member(const struct archive *archive, uint32_t index)
{
    const struct preflight_member *found = archive_member(archive, index);
    const struct container *holder = archive_holder(archive, index);

    return (struct message_member){
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
}

/* What it was opened as shows late; what is not opened is not read again. */
static void settle_blocks(struct message_member *member)
{
    enum container_kind kind;

    if (!container_find_name(member->container, &kind) || !container_lazy_is_for(kind))
        member->blocks.size = 0;
}

static bool examine(struct worker *worker, const struct archive *archive, bool is_again,
        struct message_member *member, struct error *err)
{
    if (!look_into(worker, archive, is_again, member, err))
        return false;
    if (member->has_format)
        return true;
    if (!expand(worker, archive, member, err))
        return false;
    settle_blocks(member);
    return true;
}

static bool is_said_once(const struct text_pair *pair)
{
    return !pair->in[TEXT_JA] != !pair->in[TEXT_EN];
}

/* What is wrong with a member is said from deep inside, in one language: looking at it
 * once more says it in the other. Members with something wrong are few. */
static bool say_again(struct worker *worker, const struct archive *archive,
        struct message_member *member, struct error *err)
{
    struct message_member again = begin_member(archive, member->index);
    enum text_language spoken = text_language();
    enum text_language other = spoken == TEXT_JA ? TEXT_EN : TEXT_JA;
    bool ok;

    text_set_language(other);
    ok = examine(worker, archive, true, &again, err);
    text_set_language(spoken);
    if (is_said_once(&member->undecodable))
        member->undecodable.in[other] = again.undecodable.in[other];
    member->damage_advice.in[other] = again.damage_advice.in[other];
    member->damage.in[other] = again.damage.in[other] ? again.damage.in[other]
                                                      : text_said(&member->damage);
    return ok;
}

static bool receive(struct worker *worker, const struct archive *archive, uint32_t index,
        struct error *err)
{
    struct message_member member = begin_member(archive, index);

    if (!worker_learn_name(worker, archive_member(archive, index), &member, err))
        return false;
    if (member.status == PREFLIGHT_READABLE &&
            (!examine(worker, archive, false, &member, err) ||
                    ((is_said_once(&member.damage) ||
                             is_said_once(&member.undecodable)) &&
                            !say_again(worker, archive, &member, err))))
        return false;
    worker->scan.bytes_read += member.size;
    worker->scan.on_progress(worker->scan.owner, worker->scan.bytes_read);
    return send_member(worker, &member, err);
}

static bool look_at(struct worker *worker, const struct item_source *source,
        struct error *err)
{
    const struct archive *archive = &worker->archives[source->archive];

    for (uint32_t m = 0; m < source->member_count; m++) {
        if (!archive_member(archive, source->members[m]))
            return error_set(err, ERROR_LOST, "the job names a member that is none");
        if (!receive(worker, archive, source->members[m], err))
            return false;
    }
    return true;
}

/* In the order of the items, their sources and their members. */
static bool look_at_items(struct worker *worker, struct error *err)
{
    for (uint32_t i = 0; i < worker->job.item_count; i++) {
        const struct item *item = &worker->job.items[i];

        for (uint32_t s = 0; s < item->source_count; s++) {
            if (item->sources[s].archive >= worker->archive_count)
                return error_set(err, ERROR_LOST, "the job names a bundle that is none");
            if (!look_at(worker, &item->sources[s], err))
                return false;
        }
    }
    return true;
}

bool worker_take(struct worker *worker, struct error *err)
{
    const struct archive *archive = &worker->archives[0];

    if (!layouts_use_job(&worker->job, err))
        return false;
    if (worker->job.item_count)
        return look_at_items(worker, err);
    if (worker->archive_count != 1)
        return error_set(err, ERROR_LOST, "one bundle is taken at a time");
    for (uint32_t i = 0; i < archive_count_members(archive); i++) {
        if (!receive(worker, archive, i, err))
            return false;
    }
    return true;
}
