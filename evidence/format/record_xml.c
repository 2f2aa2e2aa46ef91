#include <inttypes.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/xmlscan.h"
#include "evidence/format/record_parser.h"
#include "evidence/format/xml_columns.h"
#include "evidence/format/xml_shape.h"
#include "evidence/format/xml_walk.h"
#include "evidence/limits.h"

#define VALUES_LIMIT ((size_t)64 << 20)
#define VALUES_FULL ((size_t)4 << 20) /* a batch with so many bytes of values is full */
#define OUTER_LIMIT ((size_t)1 << 20) /* what one outer element's fields may have */
#define NO_FIELD UINT32_MAX

/* Where a wanted name's value comes from. */
struct wanted_field {
    bool is_outer;
    uint32_t number; /* in the record's walk, or of outer[]; NO_FIELD: "_text" */
};

struct xml_state {
    struct xmlstream *stream;
    struct xml_path records;
    struct wanted_field *wanted;

    uint64_t base; /* of the window's place, in the bytes the stream was fed */
    size_t fed;    /* bytes behind that place that it was fed */

    const char *names[XMLSCAN_DEPTH_MAX + 1];
    bool is_expected;    /* a record, or the element that holds records, was there */
    const char *root;    /* the first one's name */
    size_t open_depth;   /* of the innermost open element outside of records */
    size_t record_depth; /* of the record that is open or done; 0: there is none */
    bool is_done;        /* it has ended, and is to be handed out */
    uint64_t record_begin, record_end;
    bool is_long; /* it is over the limit and passed over */
    struct record long_record;

    struct xml_walk walk;
    struct arena values; /* of the batch */

    const struct xml_path **outer; /* fields that begin with "../" */
    uint32_t outer_count;
    struct xml_walk *outside[XMLSCAN_DEPTH_MAX + 1]; /* of each open element */
    struct slice *outer_values; /* as they are where a record begins */
};

/* ---- elements outside of records ---- */

static bool start_outside(struct record_reader *reader, const struct xmlstream_tag *tag,
        struct error *err)
{
    struct xml_state *state = reader->state;
    struct xml_walk **walk = &state->outside[tag->depth];

    if (!state->outer_count)
        return true;
    if (!*walk) {
        if (!arena_allocate(&reader->arena, sizeof(**walk), walk, err) ||
                !xml_walk_init(*walk, state->outer, state->outer_count, OUTER_LIMIT,
                        &reader->arena, err))
            return false;
    }
    for (size_t depth = 1; depth < tag->depth; depth++) {
        if (!xml_walk_begin(state->outside[depth], tag, err))
            return false;
    }
    return xml_walk_start(*walk, tag, err);
}

static bool text_outside(struct xml_state *state, struct slice text, size_t depth,
        struct error *err)
{
    for (size_t i = 1; state->outer_count && i <= depth; i++) {
        if (!xml_walk_text(state->outside[i], text, err))
            return false;
        if (state->outside[i]->is_over)
            return error_set(err, ERROR_LIMIT, "%s",
                    TR("the values asked for outside of records (../) are longer than 1 "
                       "MiB",
                            "レコードの外側（../）から取る値が 1 MiB を超えています"));
    }
    return true;
}

/* What the walks outside have found is the record's, too: they are not touched until it
 * has ended. */
static void take_outer_values(struct xml_state *state, size_t depth)
{
    for (uint32_t i = 0; i < state->outer_count; i++) {
        state->outer_values[i] = (struct slice){NULL, 0};
        if (state->outer[i]->up < depth)
            state->outer_values[i] =
                    xml_walk_value(state->outside[depth - state->outer[i]->up], i);
    }
}

/* ---- what the stream meets ---- */

static bool is_holder(const struct xml_state *state, size_t depth)
{
    const struct xml_path holder = {.steps = state->records.steps,
            .step_count = state->records.step_count - 1};

    return holder.step_count && !state->records.is_deep &&
            xml_path_is_record(&holder, state->names, depth);
}

static bool note_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct record_reader *reader = context;
    struct xml_state *state = reader->state;

    if (state->record_depth)
        return state->is_long || xml_walk_begin(&state->walk, tag, err);
    state->names[tag->depth - 1] = tag->name;
    if (!state->root && !arena_text(&reader->arena, tag->name, &state->root, err))
        return false;
    state->is_expected = state->is_expected || is_holder(state, tag->depth);
    state->open_depth = tag->depth;
    if (!xml_path_is_record(&state->records, state->names, tag->depth))
        return start_outside(reader, tag, err);
    state->is_expected = true;
    state->record_depth = tag->depth;
    state->record_begin = tag->begin;
    take_outer_values(state, tag->depth);
    return xml_walk_start(&state->walk, tag, err);
}

static bool note_text(void *context, struct slice text, struct error *err)
{
    struct xml_state *state = ((struct record_reader *)context)->state;

    if (state->record_depth)
        return state->is_long || xml_walk_text(&state->walk, text, err);
    return text_outside(state, text, state->open_depth, err);
}

static bool note_end(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct xml_state *state = ((struct record_reader *)context)->state;

    if (!state->record_depth) {
        for (size_t i = 1; state->outer_count && i < tag->depth; i++)
            xml_walk_end(state->outside[i]);
        state->open_depth = tag->depth - 1;
        return true;
    }
    if (tag->depth > state->record_depth) {
        if (!state->is_long)
            xml_walk_end(&state->walk);
        return true;
    }
    state->is_done = true;
    state->record_end = tag->end;
    state->open_depth = tag->depth - 1;
    return state->is_long || xml_walk_stop(&state->walk, err);
}

/* ---- records ---- */

/* Consumes what stands before this place of the stream. Returns its bytes as delivered.
 */
static uint64_t take_to(struct record_reader *reader, uint64_t place)
{
    struct xml_state *state = reader->state;
    struct record_window *window = &reader->window;
    size_t size = (size_t)(place - state->base);
    struct slice rest = record_window_rest(window);

    state->base += size;
    state->fed -= size;
    return record_window_take(window, size,
            record_window_count_lines(window, rest.text, size));
}

static bool copy_value(struct xml_state *state, struct slice value,
        struct slice *ret_copy, struct error *err)
{
    ret_copy->size = value.size;
    return arena_copy(&state->values, value.text, value.size, &ret_copy->text, err);
}

/* Values from outside of the record may have bytes the record has not. */
static bool is_undecodable(const struct record_reader *reader, struct slice value)
{
    return encoding_stream_undecodable(reader->window.stream).count > 0 &&
            memmem(value.text, value.size, "\xEF\xBF\xBD", 3) != NULL;
}

static bool set_fields(struct record_reader *reader, struct error *err)
{
    struct xml_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        const struct wanted_field *wanted = &state->wanted[i];
        struct slice value;

        if (wanted->number == NO_FIELD)
            continue;
        value = wanted->is_outer ? state->outer_values[wanted->number]
                                 : xml_walk_value(&state->walk, wanted->number);
        if (!value.text)
            continue;
        if (wanted->is_outer && is_undecodable(reader, value)) {
            memset(fields, 0, reader->wanted_count * sizeof(*fields));
            reader->records[reader->count - 1].problem = "undecodable";
            return true;
        }
        if (!copy_value(state, value, &fields[i], err))
            return false;
    }
    return true;
}

static void add_long_record(struct record_reader *reader)
{
    struct xml_state *state = reader->state;
    struct record *record;
    uint64_t length = take_to(reader, state->record_end);

    record = record_add(reader, buf_text(&reader->kept), reader->kept.size);
    record->line = state->long_record.line;
    record->offset = state->long_record.offset;
    record->length = state->long_record.length + length;
    record->problem = "too-long"; /* as of record_set_too_long() */
    state->is_long = false;
}

static bool add_record(struct record_reader *reader, struct error *err)
{
    struct xml_state *state = reader->state;
    size_t size = (size_t)(state->record_end - state->base);
    struct record *record;

    state->record_depth = 0;
    state->is_done = false;
    if (state->is_long) {
        add_long_record(reader);
        return true;
    }
    record = record_add(reader, record_window_rest(&reader->window).text, size);
    record->length = take_to(reader, state->record_end);
    if (size > LIMIT_XML_RECORD || state->walk.is_over)
        record_set_too_long(reader);
    return record->problem || set_fields(reader, err);
}

/* The open record is over the limit: from here on it is passed over. */
static bool begin_long(struct record_reader *reader, struct error *err)
{
    struct xml_state *state = reader->state;
    struct record_window *window = &reader->window;
    struct slice rest = record_window_rest(window);

    state->is_long = true;
    state->long_record = (struct record){.line = window->line, .offset = window->offset};
    buf_reset(&reader->kept);
    return buf_append(&reader->kept, rest.text,
            record_window_cut(rest.text, rest.size, LIMIT_LINE), err);
}

/* Consumes what will not be needed: what stands before an open record, and else all but
 * the piece fed last, whose tag the stream may not have met yet. */
static void pass(struct record_reader *reader, uint64_t before)
{
    struct xml_state *state = reader->state;

    if (state->is_long)
        state->long_record.length += take_to(reader, before);
    else
        take_to(reader, state->record_depth ? state->record_begin : before);
}

/* err: what the stream said. */
static bool fail(struct record_reader *reader, struct error *err)
{
    const struct xml_state *state = reader->state;
    uint64_t place = xmlstream_place(state->stream).offset;
    const struct error cause = *err;

    if (cause.code != ERROR_UNREADABLE && cause.code != ERROR_LIMIT)
        return false;
    if (place > state->base)
        take_to(reader, place);
    if (cause.code == ERROR_LIMIT)
        return record_limit_fail(reader, err,
                TR("line %" PRIu64 ", offset %" PRIu64
                   ": %s; the XML from there on is not read",
                        "%" PRIu64 " 行目 (オフセット %" PRIu64
                        "): %s。これ以降の XML は読み取りません"),
                reader->window.line, reader->window.offset, cause.message);
    return record_unreadable(reader, err,
            TR("line %" PRIu64 ", offset %" PRIu64
               ": %s; the XML from there on cannot be read" ERROR_ADVICE
               "have it exported again",
                    "%" PRIu64 " 行目 (オフセット %" PRIu64
                    "): %s。これ以降の XML は読み取れません" ERROR_ADVICE
                    "再出力を依頼してください"),
            reader->window.line, reader->window.offset, cause.message);
}

static bool end(struct record_reader *reader, struct error *err)
{
    const struct xml_state *state = reader->state;

    reader->ended = true;
    if (state->is_expected)
        return true;
    return record_unreadable(reader, err,
            TR("it is to hold records at '%s', but has no such element (its root is "
               "<%s>); name the right path, or have it exported again",
                    "レコードの位置は「%s」のはずですが、その要素がありません（ルートは<%s>）。正しいパスを指定するか、再出力を依頼してください"),
            reader->format.records, state->root);
}

/* *ret_more: the window has no more. */
static bool feed(struct record_reader *reader, bool *ret_more, struct error *err)
{
    struct xml_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);
    uint64_t before = state->base + state->fed;
    size_t taken = 0;

    if (!xmlstream_feed(state->stream, rest.text + state->fed, rest.size - state->fed,
                reader->window.end, &taken, err))
        return fail(reader, err);
    state->fed += taken;
    pass(reader, before);
    if (xmlstream_is_finished(state->stream) && !state->is_done) {
        take_to(reader, state->base + state->fed);
        return end(reader, err);
    }
    *ret_more = !taken && !state->is_done;
    return true;
}

static bool is_over_limit(const struct record_reader *reader)
{
    const struct xml_state *state = reader->state;

    return state->record_depth && !state->is_long && !state->is_done &&
            state->fed > LIMIT_XML_RECORD;
}

static bool parse_xml(struct record_reader *reader, struct error *err)
{
    struct xml_state *state = reader->state;
    bool more = false, ok = true;

    if (!reader->count)
        arena_clear(&state->values);
    while (ok && !more && !reader->ended && !record_is_full(reader) &&
            state->values.used < VALUES_FULL) {
        if ((is_over_limit(reader) || state->is_long) && reader->count)
            break; /* only one such record's text can be kept */
        if (is_over_limit(reader) && !begin_long(reader, err))
            return false;
        if (state->is_done)
            ok = add_record(reader, err);
        else
            ok = feed(reader, &more, err);
    }
    return ok;
}

/* ---- opening ---- */

/* The records path where the format does not say it: a reading of the whole member. */
static bool decide_records(struct record_reader *reader, struct error *err)
{
    CLEANUP(xml_shape_freep) struct xml_shape *shape = NULL;
    CLEANUP(buf_clear) struct buf path = BUF_INIT((size_t)1 << 20);

    if (!xml_shape_read(reader->archive, reader->member, reader->format.encoding, &shape,
                err)) {
        reader->format.records = "*"; /* reading it tells what is wrong, and where */
        return err->code == ERROR_UNREADABLE || err->code == ERROR_LIMIT;
    }
    return xml_shape_records(shape, &path, err) &&
            arena_text(&reader->arena, buf_text(&path), &reader->format.records, err);
}

static bool resolve_wanted(struct record_reader *reader, struct error *err)
{
    struct xml_state *state = reader->state;
    size_t count = reader->wanted_count;
    const struct xml_path **inner;
    uint32_t inner_count = 0;

    if (!arena_allocate(&reader->arena, (count + 1) * sizeof(*inner), &inner, err) ||
            !arena_allocate(&reader->arena, (count + 1) * sizeof(*state->outer),
                    &state->outer, err) ||
            !arena_allocate(&reader->arena, (count + 1) * sizeof(*state->outer_values),
                    &state->outer_values, err) ||
            !arena_allocate(&reader->arena, (count + 1) * sizeof(*state->wanted),
                    &state->wanted, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct wanted_field *wanted = &state->wanted[i];
        struct xml_path *path;

        wanted->number = NO_FIELD;
        if (record_is_text(reader->wanted[i]))
            continue;
        if (!arena_allocate(&reader->arena, sizeof(*path), &path, err) ||
                !xml_path_parse_field(reader->wanted[i], &reader->arena, path, err))
            return false;
        wanted->is_outer = path->up > 0;
        wanted->number = wanted->is_outer ? state->outer_count : inner_count;
        if (wanted->is_outer)
            state->outer[state->outer_count++] = path;
        else
            inner[inner_count++] = path;
    }
    return xml_walk_init(&state->walk, inner, inner_count, LIMIT_XML_RECORD,
            &reader->arena, err);
}

static bool open_xml(struct record_reader *reader, struct error *err)
{
    static const struct xmlstream_handler handler = {note_begin, note_text, note_end};
    struct xml_state *state;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err))
        return false;
    reader->state = state;
    state->values = (struct arena)ARENA_INIT(VALUES_LIMIT);
    if (!reader->format.records && !decide_records(reader, err))
        return false;
    return xml_path_parse_records(reader->format.records, &reader->arena, &state->records,
                   err) &&
            resolve_wanted(reader, err) &&
            xmlstream_new(&handler, reader, true, &state->stream, err);
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    return xml_columns_list(reader->archive, reader->member, &reader->format,
            reader->look_at, &reader->arena, &reader->columns, &reader->column_count,
            &reader->has_more_columns, err);
}

static void close_xml(struct record_reader *reader)
{
    struct xml_state *state = reader->state;

    xmlstream_freep(&state->stream);
    xml_walk_clear(&state->walk);
    for (size_t i = 0; i < ARRAY_LENGTH(state->outside); i++) {
        if (state->outside[i])
            xml_walk_clear(state->outside[i]);
    }
    arena_clear(&state->values);
}

const struct record_parser record_xml_parser = {
        .record_limit = LIMIT_XML_RECORD,
        .open = open_xml,
        .parse = parse_xml,
        .columns = list_columns,
        .close = close_xml,
};
