/* json_path.h - paths into JSON, and many of them as one tree
 *
 * A path is keys divided by dots, [n] for the n-th element (from 0), [*] for every
 * element and .* for the value of every key (users.*; both only where records are said),
 * and ["key"] for a key with a dot, bracket or quote in it (\" and \\ inside). "" is the
 * value itself. */
#ifndef CHOSHO_JSON_PATH_H
#define CHOSHO_JSON_PATH_H

#include "engine/base/arena.h"
#include "engine/base/buf.h"

struct json_step {
    enum json_step_kind {
        JSON_STEP_KEY,
        JSON_STEP_INDEX,
        JSON_STEP_EACH,     /* element of an array */
        JSON_STEP_EACH_KEY, /* value of an object */
    } kind;
    struct slice key;
    uint32_t index;
};

struct json_path {
    struct json_step *steps;
    uint32_t count;
};

/* ERROR_SCRIPT: not a path; the message says where. */
WARN_UNUSED bool json_path_parse(const char *text, struct arena *arena,
        struct json_path *ret_path, struct error *err);

/* Appends a key to a path that may be empty, in brackets where it must be. */
WARN_UNUSED bool json_path_append_key(struct buf *path, const char *key, size_t size,
        struct error *err);

#define JSON_NO_NODE UINT32_MAX
#define JSON_NO_SLOT UINT32_MAX

struct json_node {
    uint32_t parent;
    struct json_step step;
    uint64_t hash;
    uint32_t slot; /* where a value found here goes; JSON_NO_SLOT: only on the way */
    bool has_children;
};

/* Node 0 is the value itself. */
struct json_tree {
    struct json_node *nodes;
    uint32_t count, capacity;
    uint32_t *table; /* of node numbers + 1, by parent and key; 0: free */
    uint32_t table_mask;
};

/* Makes the tree of the paths; slot i is path i's, and ret_slots[i] tells which slot
 * stands for it (an earlier path may be the same). ERROR_SCRIPT: [*] or * in one of them.
 */
WARN_UNUSED bool json_path_build_tree(const struct json_path *paths, size_t count,
        struct arena *arena, struct json_tree *ret_tree, uint32_t *ret_slots,
        struct error *err);

/* The child of a node, JSON_NO_NODE where there is none. hash is json_text_hash() of the
 * key (as written, between its quotes). */
uint32_t json_path_find_key(const struct json_tree *tree, uint32_t parent,
        struct slice key, bool escaped, uint64_t hash);
uint32_t json_path_find_index(const struct json_tree *tree, uint32_t parent,
        uint64_t index);

#endif
