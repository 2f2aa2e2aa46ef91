#include "evidence/format/json_walk.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_text.h"

enum state { VALUE, FIRST, BEHIND, STOP_DONE, STOP_MORE, STOP_INVALID };

static enum state stop(enum json_result result)
{
    return result == JSON_MORE ? STOP_MORE : STOP_INVALID;
}

static enum state fail(struct json_walk *walk, const char *complaint)
{
    return stop(json_scan_fail(&walk->scan, complaint));
}

/* false: the text ends here. */
static inline bool skip_blanks(struct json_walk *walk)
{
    json_scan_blanks(&walk->scan);
    return walk->scan.at < walk->scan.end;
}

static void find(struct json_walk *walk, uint32_t node, const char *begin,
        enum json_type type, bool escaped)
{
    uint32_t slot = walk->tree->nodes[node].slot;
    size_t size = (size_t)(walk->scan.at - begin);

    if (slot == JSON_NO_SLOT)
        return;
    if (type == JSON_STRING) {
        begin++;
        size -= 2;
    }
    walk->found[slot] = (struct json_found){{begin, size}, type, escaped};
}

static enum json_type type_of(char byte)
{
    switch (byte) {
    case '"':
        return JSON_STRING;
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case 't':
    case 'f':
        return JSON_BOOLEAN;
    case 'n':
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

static enum state open_level(struct json_walk *walk)
{
    struct json_level *level;

    if (walk->depth + walk->depth_before == LIMIT_JSON_DEPTH) {
        walk->scan.is_limit = true;
        return fail(walk,
                TR("objects and arrays are nested deeper than 128 levels",
                        "オブジェクトや配列の入れ子が128段を超えています"));
    }
    level = &walk->levels[walk->depth++];
    level->begin = walk->scan.at;
    level->is_object = *walk->scan.at == '{';
    level->index = 0;
    level->node = walk->node;
    if (walk->node != JSON_NO_NODE && !walk->tree->nodes[walk->node].has_children &&
            walk->tree->nodes[walk->node].slot == JSON_NO_SLOT)
        level->node = JSON_NO_NODE;
    level->object = walk->objects++;
    walk->scan.at++;
    return FIRST;
}

static enum state read_value(struct json_walk *walk)
{
    enum json_result result;
    const char *begin;
    bool escaped;

    if (!skip_blanks(walk))
        return stop(json_scan_end(&walk->scan));
    begin = walk->scan.at;
    if (*begin == '{' || *begin == '[')
        return open_level(walk);
    result = json_scan_scalar(&walk->scan, &escaped);
    if (result != JSON_DONE)
        return stop(result);
    if (walk->node != JSON_NO_NODE)
        find(walk, walk->node, begin, type_of(*begin), escaped);
    return BEHIND;
}

/* The element that comes next in an array a path may go through. */
static void enter_element(struct json_walk *walk, const struct json_level *level)
{
    walk->node = JSON_NO_NODE;
    if (level->node != JSON_NO_NODE && walk->tree->nodes[level->node].has_children)
        walk->node = json_path_find_index(walk->tree, level->node, level->index);
}

static void enter_key(struct json_walk *walk, const struct json_level *level,
        struct slice key, bool escaped)
{
    bool is_on_path = level->node != JSON_NO_NODE &&
            walk->tree->nodes[level->node].has_children;
    uint64_t hash;

    walk->node = JSON_NO_NODE;
    if (!is_on_path && (!walk->keys || walk->problem))
        return;
    hash = json_text_hash(key, escaped);
    if (is_on_path)
        walk->node = json_path_find_key(walk->tree, level->node, key, escaped, hash);
    if (walk->problem)
        return;
    switch (json_keys_add(walk->keys, level->object, key, escaped, hash)) {
    case JSON_KEYS_NEW:
        break;
    case JSON_KEYS_REPEATED:
        walk->problem = "duplicate-key";
        break;
    case JSON_KEYS_TOO_MANY:
        walk->problem = "too-many-keys";
        break;
    }
}

static enum state read_key(struct json_walk *walk)
{
    const struct json_level *level = &walk->levels[walk->depth - 1];
    enum json_result result;
    struct slice key;
    bool escaped;

    if (!skip_blanks(walk))
        return stop(json_scan_end(&walk->scan));
    if (*walk->scan.at != '"')
        return fail(walk,
                TR("a key in quotes is missing", "引用符で囲まれたキーがありません"));
    key.text = walk->scan.at + 1;
    result = json_scan_string(&walk->scan, &escaped);
    if (result != JSON_DONE)
        return stop(result);
    key.size = (size_t)(walk->scan.at - key.text) - 1;
    enter_key(walk, level, key, escaped);
    if (!skip_blanks(walk))
        return stop(json_scan_end(&walk->scan));
    if (*walk->scan.at != ':')
        return fail(walk, TR("a colon is missing", "コロンがありません"));
    walk->scan.at++;
    return VALUE;
}

static enum state close_level(struct json_walk *walk)
{
    const struct json_level *level = &walk->levels[--walk->depth];

    walk->scan.at++;
    if (level->node != JSON_NO_NODE)
        find(walk, level->node, level->begin, level->is_object ? JSON_OBJECT : JSON_ARRAY,
                false);
    return walk->depth ? BEHIND : STOP_DONE;
}

/* Behind { or [, where it may end at once. */
static enum state begin_level(struct json_walk *walk)
{
    const struct json_level *level = &walk->levels[walk->depth - 1];

    if (!skip_blanks(walk))
        return stop(json_scan_end(&walk->scan));
    if (*walk->scan.at == (level->is_object ? '}' : ']'))
        return close_level(walk);
    if (level->is_object)
        return read_key(walk);
    enter_element(walk, level);
    return VALUE;
}

/* Behind a value: a comma or the level's end. */
static enum state go_on(struct json_walk *walk)
{
    struct json_level *level;

    if (!walk->depth)
        return STOP_DONE;
    level = &walk->levels[walk->depth - 1];
    if (!skip_blanks(walk))
        return stop(json_scan_end(&walk->scan));
    if (*walk->scan.at == (level->is_object ? '}' : ']'))
        return close_level(walk);
    if (*walk->scan.at != ',')
        return fail(walk,
                TR("a comma or a closing bracket is missing",
                        "コンマか閉じ括弧がありません"));
    walk->scan.at++;
    if (level->is_object)
        return read_key(walk);
    level->index++;
    enter_element(walk, level);
    return VALUE;
}

static void begin(struct json_walk *walk, const char *text, size_t size, bool whole)
{
    walk->scan = (struct json_scan){text, text + size, whole, NULL, false};
    walk->depth = 0;
    walk->objects = 0;
    walk->problem = NULL;
    walk->node = JSON_NO_NODE;
    if (walk->keys)
        json_keys_reset(walk->keys, text);
    if (!walk->tree)
        return;
    walk->node = 0;
    memset(walk->found, 0, walk->slot_count * sizeof(*walk->found));
}

enum json_result json_walk_value(struct json_walk *walk, const char *text, size_t size,
        bool whole)
{
    enum state state = VALUE;

    begin(walk, text, size, whole);
    json_scan_blanks(&walk->scan);
    if (walk->scan.at < walk->scan.end)
        walk->type = type_of(*walk->scan.at);
    while (state < STOP_DONE) {
        if (state == BEHIND)
            state = go_on(walk);
        else if (state == VALUE)
            state = read_value(walk);
        else
            state = begin_level(walk);
    }
    return state == STOP_DONE ? JSON_DONE : state == STOP_MORE ? JSON_MORE : JSON_INVALID;
}
