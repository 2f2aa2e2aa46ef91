/* json_walk.h - one JSON value, checked to its end, with the values at many paths picked
 * up on the way
 *
 * Nothing is built: an own stack of at most 128 levels, no recursion. The keys of every
 * object are compared, on a path or not, and one that comes twice makes the value
 * undecidable: so the problem of a record never depends on what is asked of it. */
#ifndef CHOSHO_JSON_WALK_H
#define CHOSHO_JSON_WALK_H

#include "evidence/format/json_keys.h"
#include "evidence/format/json_path.h"
#include "evidence/format/json_scan.h"
#include "evidence/limits.h"

enum json_type {
    JSON_ABSENT,
    JSON_NULL,
    JSON_BOOLEAN,
    JSON_NUMBER,
    JSON_STRING,
    JSON_OBJECT,
    JSON_ARRAY
};

struct json_found {
    struct slice text; /* as written, strings without their quotes */
    enum json_type type;
    bool escaped; /* a string that json_text_decode() has to look at */
};

struct json_level {
    const char *begin;
    uint32_t node;   /* of the tree; JSON_NO_NODE: no path goes through here */
    uint32_t object; /* number of the object, for its keys */
    uint32_t index;  /* of the element, in an array */
    bool is_object;
};

struct json_walk {
    const struct json_tree *tree; /* borrowed; NULL: none */
    struct json_keys *keys;   /* borrowed; NULL, only with tree NULL: keys may repeat */
    struct json_found *found; /* borrowed; by slot */
    uint32_t slot_count;
    unsigned depth_before; /* levels already open round the value */

    /* the result */
    const char *problem; /* NULL, "duplicate-key" or "too-many-keys"; the value is
                            JSON all the same */
    enum json_type type;

    struct json_scan scan;
    unsigned depth;
    uint32_t objects;
    uint32_t node; /* of the value that comes next */
    struct json_level levels[LIMIT_JSON_DEPTH];
};

/* Walks the value at text (blanks before it are skipped). JSON_DONE: walk->scan.at is
 * behind it, found[] is filled. Otherwise found[] is undefined. */
enum json_result json_walk_value(struct json_walk *walk, const char *text, size_t size,
        bool whole);

#endif
