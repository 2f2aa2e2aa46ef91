#include "evidence/format/json_fields.h"

#include <string.h>

#include "evidence/format/json_each.h"
#include "evidence/format/json_text.h"

bool json_fields_is_key(const struct record_reader *reader, const char *name)
{
    return reader->key_name && strcmp(name, reader->key_name) == 0;
}

struct slice json_fields_copy_key(struct record_reader *reader,
        const struct json_document *document)
{
    char *room;

    if (!document->has_key)
        return (struct slice){NULL, 0};
    room = record_decode_room(reader, document->key_size);
    if (!room)
        return (struct slice){NULL, 0};
    memcpy(room, document->key, document->key_size);
    return (struct slice){room, document->key_size};
}

/* The path that a wanted name is on that side; NULL: it is not one of these. */
static const char *path_of(const struct record_reader *reader, const char *name,
        enum json_fields_side side)
{
    bool is_parents = *name == JSON_EACH_PARENT;

    if (record_is_text(name) || json_fields_is_key(reader, name))
        return NULL;
    if (reader->has_values && strcmp(name, "value") == 0)
        return "";
    if (side == JSON_FIELDS_ALL)
        return name;
    if (is_parents != (side == JSON_FIELDS_PARENT))
        return NULL;
    if (is_parents && record_is_text(name + 1))
        return "";
    return is_parents ? name + 1 : name;
}

static bool parse_names(struct record_reader *reader, enum json_fields_side side,
        struct json_path *paths, uint32_t *ret_count, struct error *err)
{
    uint32_t count = 0;

    for (size_t i = 0; i < reader->wanted_count; i++) {
        const char *path = path_of(reader, reader->wanted[i], side);

        if (path && !json_path_parse(path, &reader->arena, &paths[count++], err))
            return false;
    }
    *ret_count = count;
    return true;
}

bool json_fields_init(struct record_reader *reader, enum json_fields_side side,
        const struct json_path *extra, struct json_fields *ret_fields, struct error *err)
{
    struct json_fields fields = {.extra_slot = JSON_NO_SLOT};
    size_t most = reader->wanted_count + 2;
    struct json_path *paths;
    uint32_t *slots, count, at = 0;

    if (!arena_allocate(&reader->arena, most * sizeof(*paths), &paths, err) ||
            !arena_allocate(&reader->arena, most * sizeof(*slots), &slots, err) ||
            !arena_allocate(&reader->arena, most * sizeof(*fields.slots), &fields.slots,
                    err) ||
            !arena_allocate(&reader->arena, most * sizeof(*fields.found), &fields.found,
                    err) ||
            !parse_names(reader, side, paths, &count, err))
        return false;
    if (extra)
        paths[count++] = *extra;
    if (!json_path_build_tree(paths, count, &reader->arena, &fields.tree, slots, err))
        return false;
    for (size_t i = 0; i < reader->wanted_count; i++)
        fields.slots[i] = path_of(reader, reader->wanted[i], side) ? slots[at++]
                                                                   : JSON_NO_SLOT;
    if (extra)
        fields.extra_slot = slots[at];
    fields.slot_count = count;
    *ret_fields = fields;
    return true;
}

void json_fields_look(const struct json_fields *fields, struct json_walk *walk)
{
    if (fields->slot_count == 0)
        return;
    walk->tree = &fields->tree;
    walk->slot_count = fields->slot_count;
    walk->found = fields->found;
}

struct slice json_fields_decode(struct record_reader *reader,
        const struct json_found *found)
{
    char *room;

    if (found->type == JSON_ABSENT || found->type == JSON_NULL)
        return (struct slice){NULL, 0};
    if (!found->escaped)
        return found->text;
    room = record_decode_room(reader, found->text.size);
    if (!room)
        return (struct slice){NULL, 0};
    return (struct slice){room, json_text_decode(found->text, room)};
}

void json_fields_set(struct record_reader *reader, struct json_fields *fields)
{
    struct slice *values = record_fields(reader);

    for (size_t i = 0; i < reader->wanted_count; i++) {
        struct json_found *found;

        if (fields->slots[i] == JSON_NO_SLOT)
            continue;
        found = &fields->found[fields->slots[i]];
        values[i] = json_fields_decode(reader, found);
        if (found->escaped && values[i].text) /* another name for the same value */
            *found = (struct json_found){values[i], found->type, false};
    }
}
