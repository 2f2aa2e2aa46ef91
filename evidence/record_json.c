#include "evidence/json_document.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/json_columns.h"
#include "evidence/json_detect.h"
#include "evidence/json_text.h"
#include "evidence/json_walk.h"
#include "evidence/record_parser.h"

struct json_state {
    bool lines;     /* one value a line: a bad line is one bad record */
    bool in_record; /* documents: one begins at the window's place */
    struct json_path records;
    uint32_t *slots; /* of each wanted name; JSON_NO_SLOT for "_text" */
    struct json_tree tree;
    struct json_keys *keys; /* owned */
    struct json_walk walk;
    struct json_document document;
};

/* The records path where the format does not say it: a second reading of the member. */
static bool decide_records(struct record_reader *reader, const char **ret_records,
        struct error *err)
{
    CLEANUP(record_window_close) struct record_window window = {0};
    CLEANUP(buf_clear) struct buf path = BUF_INIT(2 * JSON_SHAPE_KEY_MAX + 16);
    struct slice rest = record_window_rest(&reader->window);
    struct json_lines lines = json_detect_lines(rest.text, rest.size, reader->window.end);
    struct json_shape shape = {0};

    if (json_detect_is_lines(&lines) && lines.lines > 1) {
        *ret_records = "";
        return true;
    }
    if (!record_window_open(reader->archive, reader->member, reader->format.encoding,
                LIMIT_JSON_RECORD, &window, err) ||
            !json_detect_shape(&window, &shape, err))
        return false;
    return json_document_records(&shape, &path, err) &&
            arena_copy(&reader->arena, buf_text(&path), path.size, ret_records, err);
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

static bool resolve_wanted(struct record_reader *reader, struct error *err)
{
    struct json_state *state = reader->state;
    size_t wanted = reader->wanted_count, count = 0;
    struct json_path *paths;
    uint32_t *slots;

    if (!arena_allocate(&reader->arena, (wanted + 1) * sizeof(*paths), &paths, err) ||
            !arena_allocate(&reader->arena, (wanted + 1) * sizeof(*slots), &slots, err) ||
            !arena_allocate(&reader->arena, (wanted + 1) * sizeof(*state->slots),
                    &state->slots, err))
        return false;
    for (size_t i = 0; i < wanted; i++) {
        if (record_is_text(reader->wanted[i]))
            continue;
        if (!json_path_parse(reader->wanted[i], &reader->arena, &paths[count++], err))
            return false;
    }
    if (!json_path_build_tree(paths, count, &reader->arena, &state->tree, slots, err))
        return false;
    count = 0;
    for (size_t i = 0; i < wanted; i++)
        state->slots[i] = record_is_text(reader->wanted[i]) ? JSON_NO_SLOT
                                                            : slots[count++];
    if (!json_keys_new(&state->keys, err))
        return false;
    if (!count)
        return true; /* nothing to look for: values are only checked */
    state->walk.tree = &state->tree;
    state->walk.slot_count = (uint32_t)count;
    return arena_allocate(&reader->arena, count * sizeof(*state->walk.found),
            &state->walk.found, err);
}

static bool open_json(struct record_reader *reader, struct error *err)
{
    struct json_state *state;
    const char *records = reader->format.records;

    if (!arena_allocate(&reader->arena, sizeof(*state), &state, err))
        return false;
    reader->state = state;
    if (!records && !decide_records(reader, &records, err))
        return false;
    reader->format.records = records;
    if (!json_path_parse(records, &reader->arena, &state->records, err) ||
            !decide_lines(reader, err) || !resolve_wanted(reader, err))
        return false;
    state->walk.keys = state->keys;
    json_document_begin(&state->document, &state->records, NULL);
    return true;
}

static void set_fields(struct record_reader *reader)
{
    struct json_state *state = reader->state;
    struct slice *fields = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        struct json_found *found;

        if (state->slots[i] == JSON_NO_SLOT)
            continue;
        found = &state->walk.found[state->slots[i]];
        if (found->type == JSON_ABSENT || found->type == JSON_NULL)
            continue;
        if (found->escaped) {
            char *room = record_decode_room(reader, found->text.size);

            found->text = (struct slice){room, json_text_decode(found->text, room)};
            found->escaped = false;
        }
        fields[i] = found->text;
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

    if (!text.size) {
        record_window_take(&reader->window, next, next > size);
        return;
    }
    record_window_take(&reader->window, (size_t)(text.text - line), 0);
    record = record_add(reader, text.text, text.size);
    record->length = record_window_take(&reader->window, text.size, 0);
    record_window_take(&reader->window, next - (size_t)(text.text - line) - text.size,
            next > size);
    if (text.size > LIMIT_JSON_RECORD) {
        record_set_too_long(reader);
        return;
    }
    record->problem = walk_line(state, text.text, text.size) ? state->walk.problem
                                                             : "invalid-json";
    if (!record->problem)
        set_fields(reader);
}

static bool parse_lines(struct record_reader *reader, struct error *err)
{
    struct record_window *window = &reader->window;
    size_t size, next;

    while (!record_is_full(reader)) {
        struct slice rest = record_window_rest(window);

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
               ": %s; the JSON from there on cannot be read; have it exported again",
                    "%" PRIu64 " 行目 (オフセット %" PRIu64
                    "): %s。これ以降の JSON は読み取れません。再出力を依頼してください"),
            reader->window.line, reader->window.offset, complaint);
}

static bool fail_long(const struct record_reader *reader, struct error *err)
{
    return fail(reader,
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
        return fail(reader, state->walk.scan.complaint, err);
    }
    if (result == JSON_MORE)
        return true;
    record = record_add(reader, rest.text, size);
    record->length = reader->window.offset;
    take(reader, size);
    record->length = reader->window.offset - record->length;
    record->problem = state->walk.problem;
    if (!record->problem)
        set_fields(reader);
    state->in_record = false;
    json_document_record_done(&state->document);
    return true;
}

/* On to the next record. *ret_more: the window has no more. */
static bool find_record(struct record_reader *reader, bool *ret_more, struct error *err)
{
    struct json_state *state = reader->state;
    struct slice rest = record_window_rest(&reader->window);
    size_t size;
    enum json_document_event event = json_document_next(&state->document, rest.text,
            rest.size, reader->window.end, &size);

    take(reader, size);
    *ret_more = event != JSON_DOCUMENT_RECORD;
    state->in_record = event == JSON_DOCUMENT_RECORD;
    reader->ended = event == JSON_DOCUMENT_END;
    if (event == JSON_DOCUMENT_INVALID)
        return fail(reader, state->document.complaint, err);
    if (event == JSON_DOCUMENT_MORE && rest.size - size > LIMIT_JSON_RECORD)
        return fail_long(reader, err);
    return true;
}

static bool parse_json(struct record_reader *reader, struct error *err)
{
    struct json_state *state = reader->state;
    bool more = false, ok = true;

    if (state->lines)
        return parse_lines(reader, err);
    while (ok && !more && !record_is_full(reader))
        ok = state->in_record ? parse_record(reader, &more, err)
                              : find_record(reader, &more, err);
    return ok;
}

static bool list_columns(struct record_reader *reader, struct error *err)
{
    return json_columns_list(reader->archive, reader->member, &reader->format,
            &reader->arena, &reader->columns, &reader->column_count, err);
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

static bool walk_text(struct json_walk *walk, const char *json, size_t size,
        struct error *err)
{
    bool ok = json_walk_value(walk, json, size, true) == JSON_DONE;

    json_scan_blanks(&walk->scan);
    if (!ok || walk->scan.at != walk->scan.end)
        return error_set(err, ERROR_UNREADABLE,
                TR("this is not JSON, at byte %zu: %s",
                        "%zu バイト目から JSON ではありません: %s"),
                (size_t)(walk->scan.at - json),
                ok ? TR("something behind the value", "値の後に余分な文字があります")
                   : walk->scan.complaint);
    if (walk->problem)
        return error_set(err, ERROR_UNREADABLE,
                TR("it has an object with a key twice, or too many keys (%s)",
                        "オブジェクトのキーが重複しているか、キーが多すぎます (%s)"),
                walk->problem);
    return true;
}

bool record_json_value(const char *json, size_t size, const char *path_text,
        struct buf *ret_value, bool *ret_found, struct error *err)
{
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT((size_t)1 << 20);
    CLEANUP(json_keys_freep) struct json_keys *keys = NULL;
    struct json_found found = {.type = JSON_ABSENT};
    struct json_walk walk = {.found = &found, .slot_count = 1};
    struct json_path path;
    struct json_tree tree;
    uint32_t slot;
    char *room;

    if (!json_path_parse(path_text, &arena, &path, err) ||
            !json_path_build_tree(&path, 1, &arena, &tree, &slot, err) ||
            !json_keys_new(&keys, err))
        return false;
    walk.tree = &tree;
    walk.keys = keys;
    if (!walk_text(&walk, json, size, err))
        return false;
    *ret_found = found.type != JSON_ABSENT && found.type != JSON_NULL;
    if (!*ret_found || !found.escaped)
        return !*ret_found ||
                buf_append(ret_value, found.text.text, found.text.size, err);
    if (!buf_reserve(ret_value, found.text.size, &room, err))
        return false;
    ret_value->size += json_text_decode(found.text, room);
    ret_value->data[ret_value->size] = '\0';
    return true;
}
