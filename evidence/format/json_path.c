#include "evidence/format/json_path.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/format/json_text.h"
#include "evidence/limits.h"

#define INDEX_DIGITS 9

static bool fail(const char *path, const char *at, struct error *err)
{
    return error_set(err, ERROR_SCRIPT,
            TR("'%s' is not a path into JSON, from '%s' on: write a.b, a[0].b, a[*] or a[\"b.c\"]",
                    "「%s」は「%s」から JSON のパスになっていません。a.b、a[0].b、a[*]、a[\"b.c\"] の形で書いてください"),
            path, at);
}

/* ["key"], at being behind [". Returns what is behind it, NULL where it is not one. */
static const char *read_quoted(const char *at, char *key, size_t *ret_size)
{
    size_t size = 0;

    while (*at && *at != '"') {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        key[size++] = *at++;
    }
    *ret_size = size;
    return at[0] == '"' && at[1] == ']' ? at + 2 : NULL;
}

static const char *read_index(const char *at, uint32_t *ret_index)
{
    uint32_t index = 0;
    size_t digits = strspn(at, "0123456789");

    if (!digits || digits > INDEX_DIGITS || at[digits] != ']')
        return NULL;
    for (size_t i = 0; i < digits; i++)
        index = index * 10 + (uint32_t)(at[i] - '0');
    *ret_index = index;
    return at + digits + 1;
}

static const char *read_bracket(const char *at, char *key, struct json_step *step)
{
    if (at[1] == '*' && at[2] == ']') {
        step->kind = JSON_STEP_EACH;
        return at + 3;
    }
    if (at[1] == '"') {
        step->kind = JSON_STEP_KEY;
        step->key.text = key;
        return read_quoted(at + 2, key, &step->key.size);
    }
    step->kind = JSON_STEP_INDEX;
    return read_index(at + 1, &step->index);
}

/* `key` has room for the whole path; returns NULL where no step is at `at`. */
static const char *read_step(const char *at, bool first, char *key,
        struct json_step *step)
{
    size_t size;

    if (*at == '[')
        return read_bracket(at, key, step);
    if (!first && *at++ != '.')
        return NULL;
    size = strcspn(at, ".[]");
    if (!size)
        return NULL;
    if (size == 1 && *at == '*') {
        *step = (struct json_step){.kind = JSON_STEP_EACH_KEY};
        return at + 1;
    }
    memcpy(key, at, size);
    *step = (struct json_step){.kind = JSON_STEP_KEY, .key = {key, size}};
    return at + size;
}

bool json_path_parse(const char *text, struct arena *arena, struct json_path *ret_path,
        struct error *err)
{
    struct json_step steps[LIMIT_JSON_DEPTH] = {0};
    struct json_path path = {NULL, 0};
    const char *at = text, *next;
    char *keys;

    if (!arena_allocate(arena, strlen(text) + 1, &keys, err))
        return false;
    while (*at) {
        if (path.count == LIMIT_JSON_DEPTH)
            return fail(text, at, err);
        next = read_step(at, at == text, keys, &steps[path.count]);
        if (!next)
            return fail(text, at, err);
        keys += steps[path.count].key.size;
        path.count++;
        at = next;
    }
    if (!arena_allocate(arena, (path.count + 1) * sizeof(*steps), &path.steps, err))
        return false;
    memcpy(path.steps, steps, path.count * sizeof(*steps));
    *ret_path = path;
    return true;
}

static bool is_plain(const char *key, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (strchr(".[]\"\\", key[i]))
            return false;
    }
    return size > 0 && (size != 1 || *key != '*');
}

bool json_path_append_key(struct buf *path, const char *key, size_t size,
        struct error *err)
{
    /* a key "_text" would be taken for the record's text, "_key" for its key */
    if (is_plain(key, size) &&
            (path->size ||
                    !((size == 5 && memcmp(key, "_text", 5) == 0) ||
                            (size == 4 && memcmp(key, "_key", 4) == 0))))
        return (!path->size || buf_append(path, ".", 1, err)) &&
                buf_append(path, key, size, err);
    if (!buf_append(path, "[\"", 2, err))
        return false;
    for (size_t i = 0; i < size; i++) {
        if ((key[i] == '"' || key[i] == '\\') && !buf_append(path, "\\", 1, err))
            return false;
        if (!buf_append(path, &key[i], 1, err))
            return false;
    }
    return buf_append(path, "\"]", 2, err);
}

static uint32_t first_place(const struct json_tree *tree, uint32_t parent, uint64_t hash)
{
    return (uint32_t)(hash ^ (uint64_t)parent * UINT64_C(0x9E3779B1)) & tree->table_mask;
}

static bool is_node(const struct json_node *node, uint32_t parent,
        enum json_step_kind kind, struct slice key, bool escaped, uint64_t number)
{
    if (node->parent != parent || node->step.kind != kind || node->hash != number)
        return false;
    if (kind == JSON_STEP_INDEX)
        return node->step.index == number;
    return json_text_is_equal(key, escaped, node->step.key, false);
}

static uint32_t find(const struct json_tree *tree, uint32_t parent,
        enum json_step_kind kind, struct slice key, bool escaped, uint64_t number)
{
    uint32_t place = first_place(tree, parent, number), entry;

    while ((entry = tree->table[place]) != 0) {
        if (is_node(&tree->nodes[entry - 1], parent, kind, key, escaped, number))
            return entry - 1;
        place = (place + 1) & tree->table_mask;
    }
    return JSON_NO_NODE;
}

uint32_t json_path_find_key(const struct json_tree *tree, uint32_t parent,
        struct slice key, bool escaped, uint64_t hash)
{
    return find(tree, parent, JSON_STEP_KEY, key, escaped, hash);
}

uint32_t json_path_find_index(const struct json_tree *tree, uint32_t parent,
        uint64_t index)
{
    return find(tree, parent, JSON_STEP_INDEX, (struct slice){NULL, 0}, false, index);
}

static uint32_t add_node(struct json_tree *tree, uint32_t parent,
        const struct json_step *step, uint64_t number)
{
    uint32_t place = first_place(tree, parent, number);

    tree->nodes[tree->count] = (struct json_node){.parent = parent,
            .step = *step,
            .hash = number,
            .slot = JSON_NO_SLOT};
    tree->nodes[parent].has_children = true;
    while (tree->table[place])
        place = (place + 1) & tree->table_mask;
    tree->table[place] = ++tree->count;
    return tree->count - 1;
}

static bool add_path(struct json_tree *tree, const struct json_path *path,
        uint32_t *ret_node, struct error *err)
{
    uint32_t node = 0, next;

    for (uint32_t i = 0; i < path->count; i++) {
        const struct json_step *step = &path->steps[i];
        uint64_t number = step->kind == JSON_STEP_KEY ? json_text_hash(step->key, false)
                                                      : step->index;

        if (step->kind == JSON_STEP_EACH || step->kind == JSON_STEP_EACH_KEY)
            return error_set(err, ERROR_SCRIPT,
                    TR("[*] and .* can stand only where records are said; a field is one value: write [0], or [\"*\"] for a key of that name",
                            "[*] と .* はレコードの指定でのみ使えます。項目は一つの値なので [0] のように、「*」という名のキーは [\"*\"] と書いてください"));
        next = find(tree, node, step->kind, step->key, false, number);
        node = next != JSON_NO_NODE ? next : add_node(tree, node, step, number);
    }
    *ret_node = node;
    return true;
}

static bool allocate_tree(const struct json_path *paths, size_t count,
        struct arena *arena, struct json_tree *tree, struct error *err)
{
    size_t nodes = 1, places = 4;

    for (size_t i = 0; i < count; i++)
        nodes += paths[i].count;
    while (places < 2 * nodes)
        places *= 2;
    tree->table_mask = (uint32_t)places - 1;
    tree->count = 1;
    return arena_allocate(arena, nodes * sizeof(*tree->nodes), &tree->nodes, err) &&
            arena_allocate(arena, places * sizeof(*tree->table), &tree->table, err);
}

bool json_path_build_tree(const struct json_path *paths, size_t count,
        struct arena *arena, struct json_tree *ret_tree, uint32_t *ret_slots,
        struct error *err)
{
    struct json_tree tree = {0};
    uint32_t node = 0;

    if (!allocate_tree(paths, count, arena, &tree, err))
        return false;
    tree.nodes[0].parent = JSON_NO_NODE;
    tree.nodes[0].slot = JSON_NO_SLOT;
    for (size_t i = 0; i < count; i++) {
        if (!add_path(&tree, &paths[i], &node, err))
            return false;
        if (tree.nodes[node].slot == JSON_NO_SLOT)
            tree.nodes[node].slot = (uint32_t)i;
        ret_slots[i] = tree.nodes[node].slot;
    }
    *ret_tree = tree;
    return true;
}
