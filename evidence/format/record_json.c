#include "evidence/format/json_document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_columns.h"
#include "evidence/format/json_detect.h"
#include "evidence/format/json_each.h"
#include "evidence/format/json_text.h"
#include "evidence/format/record_parser.h"

struct json_state {
    bool lines;     /* one value a line: a bad line is one bad record */
    bool in_record; /* documents: one begins at the window's place */
    struct json_path records;
    struct json_fields fields;
    struct json_each each;  /* is_on: their elements are the records */
    struct json_keys *keys; /* owned */
    struct json_walk walk;
    struct json_document document;
    struct json_claim claim; /* what the documents say of the records */
};

/* The records path where the format does not say it: a second reading of the member. */
static bool decide_records(struct record_reader *reader, const char **ret_records,
        struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    struct slice rest = record_window_rest(&reader->window);
    struct json_lines lines = json_detect_lines(rest.text, rest.size, reader->window.end);
    struct json_detected detected;
    bool are_pages, have_lists;

    if (!json_detect_pages(rest.text, rest.size, &are_pages, &have_lists, err))
        return false;
    if (json_detect_is_lines(&lines) && lines.lines > 1 && !are_pages) {
        *ret_records = "";
        return true;
    }
    if (!record_window_open(reader->archive, reader->member, reader->format.encoding,
                LIMIT_JSON_RECORD, &window, err) ||
            !json_detect_records(&window, &reader->arena, &detected, err))
        return false;
    *ret_records = detected.records;
    return true;
}

/* With records "" more text is needed until one line is whole. */
static bool decide_lines(struct record_reader *reader, struct error *err)
{
    struct json_state *state = reader->state;
    struct record_window *window = &reader->window;
    struct slice rest = record_window_rest(window);
    struct json_lines lines;

    if (state->records.count)
        return true;
    while (!window->end && rest.size <= LIMIT_JSON_RECORD &&
            !memchr(rest.text, '\n', rest.size)) {
        if (!record_fill(reader, err))
            return false;
        rest = record_window_rest(window);
    }
    lines = json_detect_lines(rest.text, rest.size, window->end);
    state->lines = json_detect_is_lines(&lines);
    return true;
}

static bool has_object_line(struct slice rest)
{
    const char *end = rest.text + rest.size;
    bool is_begin = true;

    for (const char *at = rest.text; at < end; at++) {
        if (is_begin && *at == '{')
            return true;
        is_begin = *at == '\n' || *at == '\r' || (is_begin && json_scan_is_blank(*at));
    }
    return false;
}

/* Whether there are records in the window, and none is an object: then each is a value by
 * itself, and else what is none is no record as the others are. Leaves the document to be
 * begun anew. */
static bool are_values(struct record_reader *reader)
{
    struct json_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);
    struct json_scan scan = {rest.text, rest.text + rest.size, false, NULL, false};
    struct json_walk walk = {.keys = NULL};
    bool has_one = false;
    size_t size;

    if (state->lines)
        return !has_object_line(rest);
    json_document_begin(&state->document, &state->records, NULL);
    while (json_document_next(&state->document, scan.at, (size_t)(scan.end - scan.at),
                   reader->window.end, &size) == JSON_DOCUMENT_RECORD) {
        scan.at += size;
        if (scan.at < scan.end && *scan.at == '{')
            return false;
        has_one = true;
        if (json_walk_value(&walk, scan.at, (size_t)(scan.end - scan.at),
                    reader->window.end) != JSON_DONE)
            break;
        scan.at = walk.scan.at;
        json_document_record_done(&state->document);
    }
    return has_one;
}

/* What is wrong with a record that has been walked. */
static const char *find_problem(const struct record_reader *reader)
{
    const struct json_state *state = reader->state;

    if (state->walk.problem || reader->has_values || state->walk.type == JSON_OBJECT)
        return state->walk.problem;
    return state->each.is_on ? NULL : "no-object";
}

static bool resolve_wanted(struct record_reader *reader, const char *each,
        struct error *err)
{
    struct json_state *state = reader->state;

    if (!json_keys_new(&state->keys, err))
        return false;
    state->walk.keys = state->keys;
    if (each &&
            !json_each_init(reader, each, state->keys, &state->document, &state->each,
                    err))
        return false;
    if (!each && !json_fields_init(reader, JSON_FIELDS_ALL, NULL, &state->fields, err))
        return false;
    json_fields_look(each ? &state->each.parent : &state->fields, &state->walk);
    return true;
}

/* "PARENTS>EACH": the two; *ret_each NULL where there is only one. */
static bool divide(struct record_reader *reader, const char *records,
        const char **ret_parents, const char **ret_each, struct error *err)
{
    *ret_each = records ? json_each_find(records) : NULL;
    *ret_parents = records;
    if (!*ret_each)
        return true;
    if (!arena_copy(&reader->arena, records, (size_t)(*ret_each - records) - 1,
                ret_parents, err))
        return false;
    if (strcmp(*ret_parents, JSON_EACH_DECIDED) == 0)
        *ret_parents = NULL;
    return true;
}

static bool open_json(struct record_reader *reader, struct error *err)
{
    struct json_state *state;
    const char *records, *each;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err))
        return false;
    reader->state = state;
    if (!divide(reader, reader->format.records, &records, &each, err) ||
            (!records && !decide_records(reader, &records, err)))
        return false;
    if (!each)
        reader->format.records = records;
    if (!json_path_parse(records, &reader->arena, &state->records, err))
        return false;
    for (uint32_t i = 0; i < state->records.count; i++) {
        if (state->records.steps[i].kind == JSON_STEP_EACH_KEY)
            reader->key_name = each ? "^_key" : "_key";
    }
    if (!decide_lines(reader, err))
        return false;
    reader->has_values = !each && are_values(reader);
    if (!resolve_wanted(reader, each, err))
        return false;
    json_document_begin(&state->document, &state->records, NULL);
    state->document.claim = &state->claim;
    return true;
}

/* Once for all that want it. */
static void set_key(struct record_reader *reader)
{
    const struct json_state *state = reader->state;
    struct slice *fields = record_fields(reader), key = {NULL, 0};
    bool is_copied = false;

    for (size_t i = 0; reader->key_name && i < reader->wanted_count; i++) {
        if (!json_fields_is_key(reader, reader->wanted[i]))
            continue;
        if (!is_copied)
            key = json_fields_copy_key(reader, &state->document);
        is_copied = true;
        fields[i] = key;
    }
}

static bool walk_line(struct json_state *state, const char *text, size_t size)
{
    if (json_walk_value(&state->walk, text, size, true) != JSON_DONE)
        return false;
    json_scan_blanks(&state->walk.scan);
    return state->walk.scan.at == text + size;
}

/* Without the blanks round it. */
static struct slice trim(const char *text, size_t size)
{
    while (size && json_scan_is_blank(text[size - 1]))
        size--;
    while (size && json_scan_is_blank(*text)) {
        text++;
        size--;
    }
    return (struct slice){text, size};
}

static void add_line(struct record_reader *reader, const char *line, size_t size,
        size_t next)
{
    struct json_state *state = reader->state;
    struct slice text = trim(line, size);
    struct record *record;
    bool is_walked;

    if (!text.size) {
        record_window_take(&reader->window, next, next > size);
        return;
    }
    record_window_take(&reader->window, (size_t)(text.text - line), 0);
    is_walked = text.size <= LIMIT_JSON_RECORD && walk_line(state, text.text, text.size);
    if (state->each.is_on && is_walked && !state->walk.problem) {
        json_each_begin(reader, &state->each, text.text, text.size,
                next - (size_t)(text.text - line) - text.size);
        return;
    }
    record = record_add(reader, text.text, text.size);
    record->length = record_window_take(&reader->window, text.size, 0);
    record_window_take(&reader->window, next - (size_t)(text.text - line) - text.size,
            next > size);
    if (text.size > LIMIT_JSON_RECORD) {
        record_set_too_long(reader);
        return;
    }
    record->problem = is_walked         ? find_problem(reader)
            : state->walk.scan.is_limit ? "nested-too-deep"
                                        : "invalid-json";
    if (!record->problem)
        json_fields_set(reader, &state->fields);
}

static bool parse_lines(struct record_reader *reader, struct error *err)
{
    struct json_state *state = reader->state;
    struct record_window *window = &reader->window;
    size_t size, next;

    while (!record_is_full(reader)) {
        struct slice rest = record_window_rest(window);

        if (state->each.is_open) {
            json_each_next(reader, &state->each);
            continue;
        }
        if (!rest.size && window->end) {
            reader->ended = true;
            return true;
        }
        if (!record_window_line(window, 0, &size, &next)) {
            if (rest.size > LIMIT_JSON_RECORD && !reader->count)
                return record_add_long_line(reader, 0, err);
            return true;
        }
        add_line(reader, rest.text, size, next);
    }
    return true;
}

static void take(struct record_reader *reader, size_t size)
{
    struct record_window *window = &reader->window;
    struct slice rest = record_window_rest(window);

    record_window_take(window, size, record_window_count_lines(window, rest.text, size));
}

static bool fail(const struct record_reader *reader, const char *complaint,
        struct error *err)
{
    return record_unreadable(reader, err,
            TR("line %" PRIu64 ", offset %" PRIu64
               ": %s; the JSON from there on cannot be read" ERROR_ADVICE
               "have it exported again",
                    "%" PRIu64 " 行目 (オフセット %" PRIu64
                    "): %s。これ以降の JSON は読み取れません" ERROR_ADVICE
                    "再出力を依頼してください"),
            reader->window.line, reader->window.offset, complaint);
}

static bool fail_limit(const struct record_reader *reader, const char *complaint,
        struct error *err)
{
    return record_limit_fail(reader, err,
            TR("line %" PRIu64 ", offset %" PRIu64
               ": %s; the JSON from there on is not read",
                    "%" PRIu64 " 行目 (オフセット %" PRIu64
                    "): %s。これ以降の JSON は読み取りません"),
            reader->window.line, reader->window.offset, complaint);
}

static bool fail_long(const struct record_reader *reader, struct error *err)
{
    return fail_limit(reader,
            TR("a record or value here is longer than 16 MiB",
                    "ここから始まるレコードまたは値が 16 MiB を超えています"),
            err);
}

/* The record at the window's place, where it is whole. *ret_more: it is not. */
static bool parse_record(struct record_reader *reader, bool *ret_more, struct error *err)
{
    struct json_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);
    struct record *record;
    enum json_result result;
    size_t size;

    state->walk.depth_before = state->document.depth;
    result = json_walk_value(&state->walk, rest.text, rest.size, reader->window.end);
    size = (size_t)(state->walk.scan.at - rest.text);
    *ret_more = result == JSON_MORE;
    if ((result == JSON_DONE                  ? size
                        : result == JSON_MORE ? rest.size
                                              : 0) > LIMIT_JSON_RECORD)
        return fail_long(reader, err);
    if (result == JSON_INVALID) {
        take(reader, size);
        return state->walk.scan.is_limit
                ? fail_limit(reader, state->walk.scan.complaint, err)
                : fail(reader, state->walk.scan.complaint, err);
    }
    if (result == JSON_MORE)
        return true;
    state->in_record = false;
    json_document_record_done(&state->document);
    if (state->each.is_on && !state->walk.problem) {
        json_each_begin(reader, &state->each, rest.text, size, 0);
        return true;
    }
    record = record_add(reader, rest.text, size);
    record->length = reader->window.offset;
    take(reader, size);
    record->length = reader->window.offset - record->length;
    record->problem = find_problem(reader);
    if (!record->problem) {
        set_key(reader);
        json_fields_set(reader, &state->fields);
    }
    return true;
}

/* What the documents said of the text that has just been told. */
static void note_claim(struct record_reader *reader, struct slice told, bool is_end)
{
    struct json_state *state = reader->state;
    struct json_claim *claim = &state->claim;

    if (claim->place)
        claim->line = reader->window.line +
                record_window_count_lines(&reader->window, told.text,
                        (size_t)(claim->place - told.text));
    claim->place = NULL;
    if (!is_end)
        return;
    reader->control_next = claim->next[0] ? claim->next : NULL;
    reader->control_line = claim->line;
    reader->has_control = !state->each.is_on &&
            json_claim_total(claim, reader->number, &reader->control_stated);
}

/* On to the next record. *ret_more: the window has no more. */
static bool find_record(struct record_reader *reader, bool *ret_more, struct error *err)
{
    struct json_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);
    size_t size;
    enum json_document_event event = json_document_next(&state->document, rest.text,
            rest.size, reader->window.end, &size);

    note_claim(reader, rest, event == JSON_DOCUMENT_END);
    take(reader, size);
    *ret_more = event != JSON_DOCUMENT_RECORD;
    state->in_record = event == JSON_DOCUMENT_RECORD;
    reader->ended = event == JSON_DOCUMENT_END;
    if (event == JSON_DOCUMENT_INVALID)
        return state->document.is_limit
                ? fail_limit(reader, state->document.complaint, err)
                : fail(reader, state->document.complaint, err);
    if (event == JSON_DOCUMENT_MORE && rest.size - size > LIMIT_JSON_RECORD)
        return fail_long(reader, err);
    return true;
}

static bool parse_json(struct record_reader *reader, struct error *err)
{
    struct json_state *state = reader->state;
    bool more = false, ok = true;

    if (state->each.is_open)
        json_each_go_on(reader, &state->each);
    if (state->lines)
        return parse_lines(reader, err);
    while (ok && !more && !record_is_full(reader)) {
        if (state->each.is_open)
            json_each_next(reader, &state->each);
        else
            ok = state->in_record ? parse_record(reader, &more, err)
                                  : find_record(reader, &more, err);
    }
    return ok;
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    struct json_columns columns;

    if (!json_columns_list(reader->archive, reader->member, &reader->format,
                reader->look_at, &reader->arena, &columns, err))
        return false;
    reader->columns = columns.names;
    reader->column_count = columns.count;
    reader->lists = columns.lists;
    reader->list_count = columns.list_count;
    reader->lists_have_rows = columns.has_rows;
    reader->has_more_columns = columns.is_partial;
    return true;
}

static void close_json(struct record_reader *reader)
{
    struct json_state *state = reader->state;

    json_keys_freep(&state->keys);
}

static bool resume_json(struct record_reader *reader, struct error *err)
{
    struct json_state *state = reader->state;

    (void)err;
    state->in_record = false;
    if (!state->lines)
        json_document_resume(&state->document, &state->records);
    return true;
}

const struct record_parser record_json_parser = {
        .record_limit = LIMIT_JSON_RECORD,
        .open = open_json,
        .parse = parse_json,
        .columns = list_columns,
        .close = close_json,
        .resume = resume_json,
};
