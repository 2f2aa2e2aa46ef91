#include "evidence/format/json_outline.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_text.h"

#define ROOTS 2u

void json_outline_begin(struct json_outline *outline)
{
    memset(outline, 0, sizeof(*outline));
    outline->count = ROOTS;
    outline->nodes[0].is_object = true;
}

static struct json_outline_level *innermost(struct json_outline *outline)
{
    return &outline->levels[outline->depth ? outline->depth - 1 : 0];
}

static struct json_outline_node *innermost_node(struct json_outline *outline)
{
    return &outline->nodes[innermost(outline)->node];
}

/* ---- an object whose values are records ---- */

/* A field of an object that is a value of the innermost object. */
static void note_field(struct json_outline_level *level, struct slice key, bool escaped)
{
    uint64_t hash = json_text_hash(key, escaped);

    level->fields++;
    for (uint32_t i = 0; i < level->field_count; i++) {
        if (level->known[i].hash == hash) {
            level->known[i].count++;
            return;
        }
    }
    if (level->field_count < JSON_OUTLINE_FIELDS)
        level->known[level->field_count++] = (struct json_outline_field){hash, 1};
}

/* How many fields nine in ten of the objects have. */
static uint64_t count_shared(const struct json_outline_level *level)
{
    uint64_t shared = 0;

    for (uint32_t i = 0; i < level->field_count; i++)
        shared += level->known[i].count * 10 >= level->objects * 9;
    return shared;
}

/* Of the fields that there are each object has most, and one at least is in all. */
static bool are_alike(const struct json_outline_level *level)
{
    uint64_t most = level->objects * level->field_count;

    return level->objects >= 2 && count_shared(level) > 0 &&
            (level->objects < 10 ? level->fields * 4 >= most * 3
                                 : level->fields * 2 >= most);
}

/* Two settings that can be enabled are no records yet: what all share comes four times at
 * least. */
static enum json_outline_map judge_map(const struct json_outline_level *level)
{
    uint64_t others = level->values - level->objects;

    if (!are_alike(level) || others > level->objects)
        return JSON_OUTLINE_NO_MAP;
    return others == level->nulls && others * 10 <= level->objects &&
                    count_shared(level) * level->objects >= 4
            ? JSON_OUTLINE_MAP
            : JSON_OUTLINE_NEAR_MAP;
}

/* ---- places ---- */

static uint32_t find_child(const struct json_outline *outline, uint32_t parent,
        bool is_object)
{
    for (uint32_t i = ROOTS; i < outline->count; i++) {
        const struct json_outline_node *node = &outline->nodes[i];

        if (node->parent == parent && node->is_object == is_object &&
                node->key.size == outline->key.size &&
                memcmp(node->key.text, outline->key.text, node->key.size) == 0)
            return i;
    }
    return 0;
}

/* The place of the value that begins, below the innermost; 0: it has none. */
static uint32_t make_child(struct json_outline *outline, bool is_object)
{
    uint32_t parent = innermost(outline)->node, child;

    if (!outline->key.text || outline->depth == JSON_OUTLINE_DEPTH)
        return 0;
    child = find_child(outline, parent, is_object);
    if (child)
        return child;
    if (outline->count == JSON_OUTLINE_NODES ||
            outline->nodes[parent].children == JSON_OUTLINE_CHILDREN)
        return 0;
    outline->nodes[parent].children++;
    outline->text_size += outline->key.size;
    outline->nodes[outline->count] = (struct json_outline_node){.parent = parent,
            .is_object = is_object,
            .key = outline->key,
            .paging = outline->paging};
    return outline->count++;
}

static void enter(struct json_outline *outline, uint32_t node)
{
    struct json_outline_level *level = &outline->levels[outline->depth++];

    memset(level, 0, offsetof(struct json_outline_level, known));
    level->node = node;
    level->unplaced_before = outline->unplaced;
    level->is_beside = outline->nodes[node].paging ||
            (outline->depth > 1 && outline->levels[outline->depth - 2].is_beside);
    outline->nodes[node].visits++;
    outline->key.text = NULL;
}

/* A level without a place, be it in an element or in what did not fit. */
static void skip(struct json_outline *outline, bool is_object)
{
    outline->skipped++;
    if (outline->in_element)
        return;
    if (!outline->array && !is_object)
        outline->array = outline->skipped;
    else if (outline->array && outline->skipped == outline->array + 1 && is_object)
        outline->unplaced++;
}

/* Of an object whose values are records what stands inside them is theirs. */
static void forget_inside(struct json_outline *outline,
        const struct json_outline_level *level)
{
    struct json_outline_node *node = &outline->nodes[level->node];

    outline->unplaced = level->unplaced_before;
    outline->count = level->node < ROOTS ? ROOTS : level->node + 1;
    outline->text_size = level->node < ROOTS
            ? 0
            : (size_t)(node->key.text + node->key.size - outline->text);
    node->children = 0;
    node->unplaced = 0;
}

static void leave(struct json_outline *outline)
{
    const struct json_outline_level *level = innermost(outline);
    struct json_outline_node *node = &outline->nodes[level->node];

    if (node->is_object)
        node->map = node->visits == 1 ? judge_map(level) : JSON_OUTLINE_NO_MAP;
    if (node->map == JSON_OUTLINE_MAP)
        forget_inside(outline, level);
    outline->depth--;
}

/* ---- tokens ---- */

static void note_value(struct json_outline *outline, bool is_object, bool is_null)
{
    struct json_outline_level *level = innermost(outline);

    outline->nodes[level->node].values++;
    outline->nodes[level->node].objects += is_object;
    level->values++;
    level->objects += is_object;
    level->nulls += is_null;
}

void json_outline_key(struct json_outline *outline, struct slice key, bool escaped)
{
    char *text = outline->text + outline->text_size;
    size_t room = sizeof(outline->text) - outline->text_size;

    if (!outline->depth)
        return;
    if (outline->skipped == 1 && !outline->array && innermost_node(outline)->is_object)
        note_field(innermost(outline), key, escaped);
    if (outline->skipped)
        return;
    if (outline->depth > 1)
        note_field(&outline->levels[outline->depth - 2], key, escaped);
    outline->key = (struct slice){NULL, 0};
    outline->paging = escaped ? JSON_PAGING_NONE : json_paging_judge(key);
    if (key.size > JSON_OUTLINE_KEY_MAX || key.size > room ||
            (key.size && memchr(key.text, TEXT_UNDECODABLE, key.size)))
        return;
    outline->key = (struct slice){text, key.size};
    if (escaped)
        outline->key.size = json_text_decode(key, text);
    else
        memcpy(text, key.text, key.size);
}

void json_outline_scalar(struct json_outline *outline, bool is_null)
{
    if (!outline->depth) {
        outline->begun++;
        outline->ended++;
        return;
    }
    if (outline->skipped)
        return;
    note_value(outline, false, is_null);
    if (!innermost_node(outline)->is_object || is_null)
        return;
    innermost_node(outline)->foreign[outline->paging]++;
    outline->has_data |= !outline->paging && !innermost(outline)->is_beside;
}

void json_outline_open(struct json_outline *outline, bool is_object)
{
    uint32_t child;

    if (!outline->depth) {
        outline->begun++;
        outline->objects += is_object;
        outline->arrays += !is_object;
        outline->has_list = outline->has_data = false;
        enter(outline, is_object ? 0 : 1);
        return;
    }
    if (outline->skipped) {
        skip(outline, is_object);
        return;
    }
    note_value(outline, is_object, false);
    innermost_node(outline)->rows += !is_object && !innermost_node(outline)->is_object;
    child = innermost_node(outline)->is_object ? make_child(outline, is_object) : 0;
    if (child) {
        enter(outline, child);
        return;
    }
    outline->in_element = !innermost_node(outline)->is_object;
    outline->has_list |= outline->in_element && !innermost(outline)->is_beside;
    innermost_node(outline)->unplaced += !outline->in_element;
    skip(outline, is_object);
}

void json_outline_close(struct json_outline *outline)
{
    if (!outline->skipped) {
        leave(outline);
        outline->ended += !outline->depth;
        outline->bare += !outline->depth && outline->has_list && !outline->has_data;
        return;
    }
    if (outline->skipped == outline->array)
        outline->array = 0;
    outline->skipped--;
    outline->in_element = outline->in_element && outline->skipped;
}

void json_outline_end(struct json_outline *outline)
{
    outline->skipped = outline->array = 0;
    outline->in_element = false;
    while (outline->depth)
        leave(outline);
}
