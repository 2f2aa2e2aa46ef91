/* json_outline.h - how JSON documents are built, as far as it tells where their records
 * are: the objects and arrays that keys alone lead to, and how many elements each has
 *
 * Made token by token in a fixed amount of memory, over the whole of a text. Several
 * documents lie one on the other. What stands inside an array's elements is theirs, and
 * not looked at; what does not fit in here (too many places, too deep, keys too long) is
 * counted without its place. */
#ifndef CHOSHO_JSON_OUTLINE_H
#define CHOSHO_JSON_OUTLINE_H

#include "engine/base/base.h"
#include "evidence/format/json_paging.h"

#define JSON_OUTLINE_NODES 512u
#define JSON_OUTLINE_CHILDREN 128u /* of one node */
#define JSON_OUTLINE_DEPTH 8u
#define JSON_OUTLINE_KEY_MAX ((size_t)256)
#define JSON_OUTLINE_TEXT ((size_t)32 << 10) /* of all keys */
#define JSON_OUTLINE_FIELDS 128u             /* told apart of an object's values */

/* Whether the values of an object are records, each under its key. */
enum json_outline_map {
    JSON_OUTLINE_NO_MAP,
    JSON_OUTLINE_NEAR_MAP, /* it may be: some are no objects, or there is little of them
                            */
    JSON_OUTLINE_MAP
};

struct json_outline_node {
    uint32_t parent;
    bool is_object;
    enum json_outline_map map;
    struct slice key; /* its value; in the outline's text */
    uint64_t visits;  /* how often it was there */
    uint64_t values;  /* elements of the array, or keys of the object */
    uint64_t objects; /* of the values */
    uint64_t rows;    /* of an array's elements: those that are arrays */
    uint32_t children;
    enum json_paging paging;                /* of its key */
    uint64_t foreign[JSON_PAGING_PAGE + 1]; /* scalars in an object, by their keys */
    uint64_t unplaced; /* objects and arrays in it that have no node */
};

/* A field of the objects in an object. */
struct json_outline_field {
    uint64_t hash, count;
};

struct json_outline_level {
    uint32_t node;
    uint64_t values, objects, nulls, fields; /* of the object open here */
    uint32_t field_count;
    uint64_t unplaced_before;
    bool is_beside; /* below a key of a page or an answer */
    struct json_outline_field known[JSON_OUTLINE_FIELDS];
};

struct json_outline {
    uint64_t begun, ended;    /* documents */
    uint64_t objects, arrays; /* of the documents begun */
    uint64_t bare; /* of those that ended: it holds nothing but lists of objects or rows
                      and keys of a page or an answer (json_paging.h) */
    uint64_t unplaced; /* objects in arrays that have no node */
    uint32_t count;
    struct json_outline_node nodes[JSON_OUTLINE_NODES]; /* 0, 1: a document that is an
                                                           object, an array */

    uint32_t depth;   /* levels open that have a node */
    uint64_t skipped; /* levels open inside these */
    uint64_t array;   /* of the skipped ones the first array's place; 0: none */
    bool in_element;  /* the skipped ones are inside an array that has a node */
    struct json_outline_level levels[JSON_OUTLINE_DEPTH];
    bool has_list, has_data; /* of the document that is open, outside of such keys */
    struct slice key;        /* whose value comes next; text NULL: it has no place */
    enum json_paging paging; /* of that key */
    size_t text_size;
    char text[JSON_OUTLINE_TEXT];
};

/* Before the first text; the outline is borrowed, what was in it is forgotten. */
void json_outline_begin(struct json_outline *outline);

/* The tokens, of a text that is JSON so far. key: as written, between its quotes. */
void json_outline_key(struct json_outline *outline, struct slice key, bool escaped);
void json_outline_scalar(struct json_outline *outline, bool is_null);
void json_outline_open(struct json_outline *outline, bool is_object);
void json_outline_close(struct json_outline *outline);

/* The text ends here, be it whole or not. */
void json_outline_end(struct json_outline *outline);

#endif
