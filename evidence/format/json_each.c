#include "evidence/format/json_each.h"

#include <string.h>

#include "engine/base/text.h"

const char *json_each_find(const char *records)
{
    bool is_quoted = false;

    for (const char *at = records; *at; at++) {
        if (is_quoted && *at == '\\' && at[1])
            at++;
        else if (*at == '"')
            is_quoted = !is_quoted;
        else if (*at == '>' && !is_quoted)
            return at + 1;
    }
    return NULL;
}

/* The array's path: without the [*] at its end. */
static bool parse_path(const char *text, struct arena *arena, struct json_path *ret_path,
        struct error *err)
{
    struct json_path path;
    uint32_t elements = 0;

    if (!json_path_parse(text, arena, &path, err))
        return false;
    for (uint32_t i = 0; i < path.count; i++)
        elements += path.steps[i].kind == JSON_STEP_EACH;
    if (elements != 1 || path.steps[path.count - 1].kind != JSON_STEP_EACH)
        return error_set(err, ERROR_SCRIPT,
                TR("'%s' does not lead to the elements of one array: write reviews[*]",
                        "「%s」は一つの配列の要素を指していません。reviews[*] の形で書いてください"),
                text);
    path.count--;
    *ret_path = path;
    return true;
}

bool json_each_check(const char *path, struct arena *arena, struct error *err)
{
    struct json_path parsed;

    return parse_path(path, arena, &parsed, err);
}

bool json_each_init(struct record_reader *reader, const char *path,
        struct json_keys *keys, const struct json_document *document,
        struct json_each *ret_each, struct error *err)
{
    const struct json_path whole = {.count = 0};
    struct json_path array;

    if (!parse_path(path, &reader->arena, &array, err) ||
            !json_fields_init(reader, JSON_FIELDS_PARENT, &array, &ret_each->parent,
                    err) ||
            !json_fields_init(reader, JSON_FIELDS_ELEMENT, &whole, &ret_each->own, err) ||
            !arena_allocate(&reader->arena,
                    ret_each->parent.slot_count * sizeof(*ret_each->values),
                    &ret_each->values, err))
        return false;
    json_fields_look(&ret_each->own, &ret_each->walk);
    ret_each->walk.keys = keys;
    ret_each->document = document;
    ret_each->is_on = true;
    return true;
}

static const char *place(const struct record_reader *reader)
{
    return record_window_rest(&reader->window).text;
}

static uint64_t consume(struct record_reader *reader, const char *to)
{
    struct record_window *window = &reader->window;
    const char *from = place(reader);
    size_t size = (size_t)(to - from);

    return record_window_take(window, size,
            record_window_count_lines(window, from, size));
}

static void close_parent(struct record_reader *reader, struct json_each *each)
{
    consume(reader, each->end + each->tail);
    each->is_open = false;
}

void json_each_begin(struct record_reader *reader, struct json_each *each,
        const char *text, size_t size, size_t tail)
{
    const struct json_found *array = &each->parent.found[each->parent.extra_slot];
    struct record *record;

    each->is_open = true;
    each->end = text + size;
    each->tail = tail;
    if (array->type == JSON_ARRAY) {
        each->at = array->text.text + 1;
        json_each_go_on(reader, each);
        return;
    }
    if (array->type != JSON_ABSENT && array->type != JSON_NULL) {
        consume(reader, text);
        record = record_add(reader, text, size);
        record->length = consume(reader, each->end);
        record->problem = "no-list";
    }
    close_parent(reader, each);
}

/* Each value once, and the key, so that the batch's room for decoded ones is enough. */
void json_each_go_on(struct record_reader *reader, struct json_each *each)
{
    for (uint32_t i = 0; i < each->parent.slot_count; i++)
        each->values[i] = json_fields_decode(reader, &each->parent.found[i]);
    if (reader->key_name)
        each->key = json_fields_copy_key(reader, each->document);
}

/* An element that is no object has no path "value": that is the element itself. */
static void set_itself(struct record_reader *reader, struct json_each *each)
{
    struct slice *fields = record_fields(reader), itself = {NULL, 0};
    bool is_decoded = false;

    for (size_t i = 0; each->walk.type != JSON_OBJECT && i < reader->wanted_count; i++) {
        if (strcmp(reader->wanted[i], JSON_EACH_ITSELF) != 0)
            continue;
        if (!is_decoded)
            itself = json_fields_decode(reader, &each->own.found[each->own.extra_slot]);
        is_decoded = true;
        fields[i] = itself;
    }
}

static void set_values(struct record_reader *reader, struct json_each *each)
{
    struct slice *fields = record_fields(reader);

    if (reader->lacks_room) /* of a value of the parent's */
        reader->records[reader->count - 1].problem = "values-too-long";
    json_fields_set(reader, &each->own);
    set_itself(reader, each);
    for (size_t i = 0; i < reader->wanted_count; i++) {
        if (json_fields_is_key(reader, reader->wanted[i]))
            fields[i] = each->key;
        if (each->parent.slots[i] != JSON_NO_SLOT)
            fields[i] = each->values[each->parent.slots[i]];
    }
}

/* The parent has been walked: this is JSON, and no key comes twice in it. */
void json_each_next(struct record_reader *reader, struct json_each *each)
{
    struct json_scan scan = {each->at, each->end, true, NULL, false};
    struct record *record;

    json_scan_blanks(&scan);
    if (*scan.at == ',') {
        scan.at++;
        json_scan_blanks(&scan);
    }
    if (*scan.at == ']' ||
            json_walk_value(&each->walk, scan.at, (size_t)(each->end - scan.at), true) !=
                    JSON_DONE) {
        close_parent(reader, each);
        return;
    }
    consume(reader, scan.at);
    record = record_add(reader, scan.at, (size_t)(each->walk.scan.at - scan.at));
    record->length = consume(reader, each->walk.scan.at);
    record->problem = each->walk.problem;
    each->at = each->walk.scan.at;
    if (!record->problem)
        set_values(reader, each);
}
