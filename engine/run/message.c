#include "engine/run/message.h"

#include "engine/base/text.h"
#include "engine/run/message_note.h"

#include <string.h>

#define CODE_MAX 40
#define CODES_MAX (4 * CODE_MAX)

static bool complete(struct unpack *unpack, const char *what, struct error *err)
{
    if (unpack_is_complete(unpack))
        return true;
    return error_set(err, ERROR_LOST, "the worker sent a damaged message (%s)", what);
}

bool message_pack_error(struct buf *buf, const struct error *failure, struct error *err)
{
    return pack_u32(buf, (uint32_t)failure->code, err) &&
            pack_text(buf, failure->message, err);
}

void message_unpack_error(struct unpack *unpack, struct error *ret_failure)
{
    CLEANUP(buf_clear) struct buf visible = BUF_INIT(8 * sizeof(ret_failure->message));
    uint32_t code = unpack_u32(unpack);
    struct slice text = unpack_bytes(unpack);
    struct error full = {0};

    memset(ret_failure, 0, sizeof(*ret_failure));
    if (code == ERROR_NONE)
        return;
    if (text.size > sizeof(ret_failure->message))
        text.size = sizeof(ret_failure->message);
    /* What a worker says is shown to people: nothing in it may move their cursor. */
    if (text.size &&
            !text_append_visible(&visible, text.text,
                    text_find_invalid(text.text, text.size), &full))
        buf_reset(&visible);
    /* Only the monitor is interrupted; a worker that says so would go unrecorded. */
    error_set(ret_failure, code < ERROR_INTERRUPTED ? (enum error_code)code : ERROR_LOST,
            "%s", buf_text(&visible));
}

/* A text that is strict UTF-8; anything else is no text of a worker of ours. */
static const char *unpack_utf8(struct unpack *unpack, struct arena *arena)
{
    const char *text = unpack_text(unpack, arena);

    if (!text || text_find_invalid(text, strlen(text)) == strlen(text))
        return text;
    unpack->failed = true;
    return NULL;
}

/* A word that stands for a reason: "member-unreadable". */
static const char *unpack_code(struct unpack *unpack, struct arena *arena)
{
    const char *code = unpack_text(unpack, arena);
    size_t size = code ? strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;

    if (!code || (size > 0 && size <= CODE_MAX && !code[size]))
        return code;
    unpack->failed = true;
    return NULL;
}

/* Several of them, divided by blanks. */
static const char *unpack_codes(struct unpack *unpack, struct arena *arena)
{
    const char *codes = unpack_text(unpack, arena);

    if (!codes ||
            (codes[0] && strlen(codes) <= CODES_MAX &&
                    !codes[strspn(codes, "abcdefghijklmnopqrstuvwxyz0123456789- ")]))
        return codes;
    unpack->failed = true;
    return NULL;
}

bool message_pack_format(struct buf *buf, const struct record_format *format,
        struct error *err)
{
    return pack_u8(buf, (uint8_t)format->kind, err) &&
            pack_u8(buf, (uint8_t)format->encoding, err) &&
            pack_u8(buf, (uint8_t)format->delimiter, err) &&
            pack_u8(buf, format->headerless, err) &&
            pack_text(buf, format->records, err) &&
            pack_text(buf, format->pattern, err) &&
            pack_u8(buf, (uint8_t)format->quote, err) &&
            pack_u32(buf, format->header_line, err);
}

void message_unpack_format(struct unpack *unpack, struct arena *arena,
        struct record_format *ret_format)
{
    uint8_t kind = unpack_u8(unpack);
    uint8_t encoding = unpack_u8(unpack);

    unpack->failed = unpack->failed || kind >= RECORD_KIND_COUNT ||
            encoding > ENCODING_LAST;
    ret_format->kind = (enum record_kind)kind;
    ret_format->encoding = (enum encoding)encoding;
    ret_format->delimiter = (char)unpack_u8(unpack);
    ret_format->headerless = unpack_u8(unpack) != 0;
    ret_format->records = unpack_utf8(unpack, arena);
    ret_format->pattern = unpack_utf8(unpack, arena);
    ret_format->quote = (char)unpack_u8(unpack);
    ret_format->header_line = unpack_u32(unpack);
}

static bool pack_failed(struct buf *buf, const struct execute_failed *failed,
        struct error *err)
{
    return pack_u64(buf, failed->records, err) && pack_u32(buf, failed->item, err) &&
            pack_u32(buf, failed->column, err) &&
            pack_u64(buf, (uint64_t)failed->record_id, err);
}

static void unpack_failed(struct unpack *unpack, struct execute_failed *failed)
{
    failed->records = unpack_u64(unpack);
    failed->item = unpack_u32(unpack);
    failed->column = unpack_u32(unpack);
    failed->record_id = (int64_t)unpack_u64(unpack);
}

bool message_pack_population(struct buf *buf, const struct message_population *m,
        struct error *err)
{
    const struct execute_population *p = &m->population;

    return pack_u32(buf, m->index, err) && pack_u64(buf, p->delivered, err) &&
            pack_u64(buf, p->selected, err) && pack_u64(buf, p->filtered, err) &&
            pack_u64(buf, p->unreadable, err) && pack_u64(buf, p->before, err) &&
            pack_u64(buf, p->after, err) && pack_u64(buf, (uint64_t)p->first_day, err) &&
            pack_u64(buf, (uint64_t)p->last_day, err) &&
            pack_failed(buf, &p->failed, err) &&
            pack_bytes(buf, p->digest.bytes, sizeof(p->digest.bytes), err) &&
            message_pack_error(buf, &p->error, err);
}

bool message_unpack_population(struct unpack *unpack, struct message_population *ret,
        struct error *err)
{
    struct execute_population *p = &ret->population;
    struct slice digest;

    ret->index = unpack_u32(unpack);
    p->delivered = unpack_u64(unpack);
    p->selected = unpack_u64(unpack);
    p->filtered = unpack_u64(unpack);
    p->unreadable = unpack_u64(unpack);
    p->before = unpack_u64(unpack);
    p->after = unpack_u64(unpack);
    p->first_day = (int64_t)unpack_u64(unpack);
    p->last_day = (int64_t)unpack_u64(unpack);
    unpack_failed(unpack, &p->failed);
    digest = unpack_bytes(unpack);
    if (!digest.text || digest.size != sizeof(p->digest.bytes))
        unpack->failed = true;
    else
        memcpy(p->digest.bytes, digest.text, digest.size);
    message_unpack_error(unpack, &p->error);
    return complete(unpack, "population", err);
}

bool message_pack_guard(struct buf *buf, const struct message_guard *m, struct error *err)
{
    return pack_u32(buf, m->test, err) && pack_u32(buf, m->index, err) &&
            pack_u64(buf, m->guard.left, err) && pack_u64(buf, m->guard.left_met, err) &&
            pack_u64(buf, m->guard.right, err) &&
            pack_u64(buf, m->guard.right_met, err) &&
            message_pack_error(buf, &m->guard.error, err);
}

bool message_unpack_guard(struct unpack *unpack, struct message_guard *ret,
        struct error *err)
{
    ret->test = unpack_u32(unpack);
    ret->index = unpack_u32(unpack);
    ret->guard.left = unpack_u64(unpack);
    ret->guard.left_met = unpack_u64(unpack);
    ret->guard.right = unpack_u64(unpack);
    ret->guard.right_met = unpack_u64(unpack);
    message_unpack_error(unpack, &ret->guard.error);
    return complete(unpack, "guard", err);
}

bool message_pack_rows(struct buf *buf, uint32_t index, enum execute_kind kind,
        const struct execute_row *rows, size_t count, struct error *err)
{
    if (!pack_u32(buf, index, err) || !pack_u8(buf, (uint8_t)kind, err) ||
            !pack_u32(buf, (uint32_t)count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!pack_u64(buf, (uint64_t)rows[i].record_id, err) ||
                !pack_u64(buf, (uint64_t)rows[i].other_id, err) ||
                !pack_u32(buf, (uint32_t)rows[i].verdict, err))
            return false;
    }
    return true;
}

bool message_unpack_rows(struct unpack *unpack, struct message_rows *ret,
        struct error *err)
{
    uint8_t kind;

    ret->index = unpack_u32(unpack);
    kind = unpack_u8(unpack);
    ret->count = unpack_count(unpack, 20);
    if (kind > EXECUTE_NOT_DUE || ret->count > EXECUTE_ROWS_MAX)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (rows)");
    ret->kind = (enum execute_kind)kind;
    for (uint32_t i = 0; i < ret->count; i++) {
        ret->rows[i].record_id = (int64_t)unpack_u64(unpack);
        ret->rows[i].other_id = (int64_t)unpack_u64(unpack);
        ret->rows[i].verdict = (int32_t)unpack_u32(unpack);
    }
    return complete(unpack, "rows", err);
}

bool message_pack_test(struct buf *buf, const struct message_test *m, struct error *err)
{
    const struct execute_test *t = &m->test;

    return pack_u32(buf, m->index, err) && pack_u64(buf, t->rows, err) &&
            pack_u64(buf, t->exceptions, err) && pack_u64(buf, t->undecidable, err) &&
            pack_u64(buf, t->other_route, err) && pack_u64(buf, t->not_due, err) &&
            pack_failed(buf, &t->failed, err) && message_note_pack(&t->note, buf, err) &&
            message_pack_error(buf, &t->error, err);
}

bool message_unpack_test(struct unpack *unpack, struct message_test *ret,
        struct error *err)
{
    struct execute_test *t = &ret->test;

    ret->index = unpack_u32(unpack);
    t->rows = unpack_u64(unpack);
    t->exceptions = unpack_u64(unpack);
    t->undecidable = unpack_u64(unpack);
    t->other_route = unpack_u64(unpack);
    t->not_due = unpack_u64(unpack);
    unpack_failed(unpack, &t->failed);
    message_note_unpack(unpack, &t->note);
    message_unpack_error(unpack, &t->error);
    return complete(unpack, "test", err);
}

static bool pack_event(struct buf *buf, const struct scan_event *event, struct error *err)
{
    return pack_text(buf, event->reason, err) && pack_text(buf, event->text, err) &&
            pack_u32(buf, event->archive, err) && pack_u32(buf, event->member, err) &&
            pack_u64(buf, event->record, err);
}

static void unpack_event(struct unpack *unpack, struct arena *arena,
        struct message_event *event)
{
    event->reason = unpack_code(unpack, arena);
    event->text = unpack_utf8(unpack, arena);
    event->archive = unpack_u32(unpack);
    event->member = unpack_u32(unpack);
    event->record = unpack_u64(unpack);
    unpack->failed = unpack->failed || !event->reason || !event->text;
}

bool message_pack_item(struct buf *buf, uint32_t index, const struct scan_usage *usage,
        struct error *err)
{
    bool ok = pack_u32(buf, index, err) && pack_u64(buf, usage->delivered, err) &&
            pack_u64(buf, usage->selected, err) && pack_u64(buf, usage->filtered, err) &&
            pack_u64(buf, usage->unreadable, err) &&
            pack_u64(buf, usage->members_read, err) &&
            pack_u64(buf, usage->members_damaged, err) &&
            pack_u64(buf, usage->repeated_keys, err) &&
            pack_u64(buf, (uint64_t)usage->first_repeated, err) &&
            pack_u8(buf, usage->keys_unchecked, err) &&
            pack_u8(buf, usage->is_zone_assumed, err) &&
            pack_u8(buf, usage->is_year_assumed, err) &&
            pack_u64(buf, usage->failed_values, err) &&
            pack_u32(buf, usage->failed_column, err) &&
            (!usage->failed_values || pack_event(buf, &usage->failed, err)) &&
            pack_u32(buf, usage->event_count, err);

    for (uint32_t i = 0; ok && i < usage->event_count; i++) {
        ok = pack_event(buf, &usage->events[i], err);
    }
    return ok;
}

bool message_unpack_item(struct unpack *unpack, struct arena *arena,
        struct message_item *ret, struct error *err)
{
    ret->index = unpack_u32(unpack);
    ret->delivered = unpack_u64(unpack);
    ret->selected = unpack_u64(unpack);
    ret->filtered = unpack_u64(unpack);
    ret->unreadable = unpack_u64(unpack);
    ret->members_read = unpack_u64(unpack);
    ret->members_damaged = unpack_u64(unpack);
    ret->repeated_keys = unpack_u64(unpack);
    ret->first_repeated = (int64_t)unpack_u64(unpack);
    ret->keys_unchecked = unpack_u8(unpack) != 0;
    ret->is_zone_assumed = unpack_u8(unpack) != 0;
    ret->is_year_assumed = unpack_u8(unpack) != 0;
    ret->failed_values = unpack_u64(unpack);
    ret->failed_column = unpack_u32(unpack);
    if (ret->failed_values)
        unpack_event(unpack, arena, &ret->failed);
    ret->event_count = unpack_count(unpack, 24);
    if (ret->event_count > SCAN_EVENTS_MAX)
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (item)");
    for (uint32_t i = 0; i < ret->event_count; i++) {
        unpack_event(unpack, arena, &ret->events[i]);
    }
    return complete(unpack, "item", err);
}

static bool pack_columns(struct buf *buf, const struct message_member *m,
        struct error *err)
{
    if (!pack_u32(buf, m->column_count, err))
        return false;
    for (uint32_t i = 0; i < m->column_count; i++) {
        if (!pack_text(buf, m->columns[i], err))
            return false;
    }
    return true;
}

static bool pack_pair(struct buf *buf, const struct text_pair *pair, struct error *err)
{
    return pack_text(buf, pair->in[TEXT_JA], err) &&
            pack_text(buf, pair->in[TEXT_EN], err);
}

/* Said in both languages, or in none. */
static struct text_pair unpack_pair(struct unpack *unpack, struct arena *arena)
{
    struct text_pair pair;

    pair.in[TEXT_JA] = unpack_utf8(unpack, arena);
    pair.in[TEXT_EN] = unpack_utf8(unpack, arena);
    unpack->failed = unpack->failed || !pair.in[TEXT_JA] != !pair.in[TEXT_EN];
    return pair;
}

bool message_pack_member(struct buf *buf, const struct message_member *m,
        struct error *err)
{
    return pack_u32(buf, m->index, err) &&
            pack_bytes(buf, m->raw_name.text, m->raw_name.size, err) &&
            pack_text(buf, m->name, err) && pack_text(buf, m->name_source, err) &&
            pack_u8(buf, (uint8_t)m->status, err) && pack_text(buf, m->reason, err) &&
            pack_u32(buf, m->method, err) && pack_u32(buf, m->crc, err) &&
            pack_u64(buf, m->size, err) && pack_u64(buf, m->compressed_size, err) &&
            pack_u64(buf, m->data_offset, err) && pack_text(buf, m->sha256, err) &&
            pack_text(buf, m->kind, err) && message_pack_format(buf, &m->format, err) &&
            pack_u8(buf, m->has_format, err) && pack_text(buf, m->layout, err) &&
            pack_pair(buf, &m->layout_reason, err) &&
            pack_u8(buf, m->layout_is_tied, err) && pack_u64(buf, m->records, err) &&
            pack_u64(buf, m->unreadable, err) && pack_u8(buf, m->is_part, err) &&
            pack_pair(buf, &m->damage, err) && pack_pair(buf, &m->damage_advice, err) &&
            pack_u64(buf, m->first_unreadable, err) &&
            pack_u64(buf, m->unreadable_line, err) && pack_pair(buf, &m->problem, err) &&
            pack_pair(buf, &m->undecodable, err) && pack_text(buf, m->notice, err) &&
            pack_text(buf, m->aside, err) && pack_text(buf, m->container, err) &&
            pack_u8(buf, m->is_inside, err) && pack_u32(buf, m->holder, err) &&
            pack_text(buf, m->time_column, err) && pack_text(buf, m->first_time, err) &&
            pack_text(buf, m->last_time, err) && pack_text(buf, m->assumed_zone, err) &&
            pack_u64(buf, m->control_total, err) && pack_u64(buf, m->control_line, err) &&
            pack_u8(buf, m->has_control_total, err) && pack_columns(buf, m, err) &&
            pack_bytes(buf, m->blocks.text ? m->blocks.text : "", m->blocks.size, err);
}

static bool unpack_columns(struct unpack *unpack, struct arena *arena,
        struct message_member *ret, struct error *err)
{
    ret->column_count = unpack_count(unpack, 4);
    if (!arena_allocate(arena, ((size_t)ret->column_count + 1) * sizeof(*ret->columns),
                &ret->columns, err))
        return false;
    for (uint32_t i = 0; i < ret->column_count; i++) {
        ret->columns[i] = unpack_utf8(unpack, arena);
        unpack->failed = unpack->failed || !ret->columns[i];
    }
    return true;
}

static bool unpack_blocks(struct unpack *unpack, struct arena *arena,
        struct message_member *ret, struct error *err)
{
    struct slice packed = unpack_bytes(unpack);

    ret->blocks = (struct slice){NULL, packed.text ? packed.size : 0};
    return !ret->blocks.size ||
            arena_copy(arena, packed.text, packed.size, &ret->blocks.text, err);
}

bool message_unpack_member(struct unpack *unpack, struct arena *arena,
        struct message_member *ret, struct error *err)
{
    struct slice raw;
    uint8_t status;

    ret->index = unpack_u32(unpack);
    raw = unpack_bytes(unpack);
    ret->raw_name.size = raw.size;
    if (!raw.text || !arena_copy(arena, raw.text, raw.size, &ret->raw_name.text, err))
        return error_set(err, ERROR_LOST, "the worker sent a damaged message (member)");
    ret->name = unpack_utf8(unpack, arena);
    ret->name_source = unpack_utf8(unpack, arena);
    status = unpack_u8(unpack);
    ret->status = (enum preflight_status)status;
    ret->reason = unpack_code(unpack, arena);
    ret->method = unpack_u32(unpack);
    ret->crc = unpack_u32(unpack);
    ret->size = unpack_u64(unpack);
    ret->compressed_size = unpack_u64(unpack);
    ret->data_offset = unpack_u64(unpack);
    ret->sha256 = unpack_utf8(unpack, arena);
    ret->kind = unpack_utf8(unpack, arena);
    message_unpack_format(unpack, arena, &ret->format);
    ret->has_format = unpack_u8(unpack) != 0;
    ret->layout = unpack_utf8(unpack, arena);
    ret->layout_reason = unpack_pair(unpack, arena);
    ret->layout_is_tied = unpack_u8(unpack) != 0;
    ret->records = unpack_u64(unpack);
    ret->unreadable = unpack_u64(unpack);
    ret->is_part = unpack_u8(unpack) != 0;
    ret->damage = unpack_pair(unpack, arena);
    ret->damage_advice = unpack_pair(unpack, arena);
    ret->first_unreadable = unpack_u64(unpack);
    ret->unreadable_line = unpack_u64(unpack);
    ret->problem = unpack_pair(unpack, arena);
    ret->undecodable = unpack_pair(unpack, arena);
    ret->notice = unpack_codes(unpack, arena);
    ret->aside = unpack_utf8(unpack, arena);
    ret->container = unpack_utf8(unpack, arena);
    ret->is_inside = unpack_u8(unpack) != 0;
    ret->holder = unpack_u32(unpack);
    ret->time_column = unpack_utf8(unpack, arena);
    ret->first_time = unpack_utf8(unpack, arena);
    ret->last_time = unpack_utf8(unpack, arena);
    ret->assumed_zone = unpack_utf8(unpack, arena);
    ret->control_total = unpack_u64(unpack);
    ret->control_line = unpack_u64(unpack);
    ret->has_control_total = unpack_u8(unpack) != 0;
    unpack->failed = unpack->failed || !ret->name || !ret->name_source ||
            status > PREFLIGHT_OPENED || (status == PREFLIGHT_OPENED) != !!ret->container;
    return unpack_columns(unpack, arena, ret, err) &&
            unpack_blocks(unpack, arena, ret, err) && complete(unpack, "member", err);
}

bool message_pack_record(struct buf *buf, const struct message_record *m,
        struct error *err)
{
    return pack_u64(buf, m->number, err) && pack_u64(buf, m->line, err) &&
            pack_u64(buf, m->offset, err) && pack_u64(buf, m->length, err) &&
            pack_u8(buf, m->is_target, err) && pack_u8(buf, m->is_cut, err) &&
            pack_text(buf, m->problem, err) &&
            pack_bytes(buf, m->text.text, m->text.size, err);
}

bool message_unpack_record(struct unpack *unpack, struct message_record *ret,
        struct arena *arena, struct error *err)
{
    ret->number = unpack_u64(unpack);
    ret->line = unpack_u64(unpack);
    ret->offset = unpack_u64(unpack);
    ret->length = unpack_u64(unpack);
    ret->is_target = unpack_u8(unpack) != 0;
    ret->is_cut = unpack_u8(unpack) != 0;
    ret->problem = unpack_code(unpack, arena);
    ret->text = unpack_bytes(unpack);
    return complete(unpack, "record", err);
}
