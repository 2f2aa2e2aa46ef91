/* json_document.h - the way through JSON documents to the records in them, token by token
 *
 * One or more values one behind the other. What is not a record is checked and stepped
 * over without being held: only one token must be whole in the text. Where a record
 * begins the caller reads it (json_walk.h) and says so. A key on the way to the records
 * that comes twice, and a document without such a way, are faults: a wrong path must not
 * look like an empty export. */
#ifndef CHOSHO_JSON_DOCUMENT_H
#define CHOSHO_JSON_DOCUMENT_H

#include "evidence/json_path.h"
#include "evidence/json_scan.h"
#include "evidence/limits.h"

#define JSON_SHAPE_KEY_MAX 256u
#define JSON_DOCUMENT_KEY_MAX 1024u

struct json_shape_key {
    char text[JSON_SHAPE_KEY_MAX];
    size_t size; /* more than the maximum: too long to be kept */
};

/* What the first document is like, as far as it was read: where its records may be. */
struct json_shape {
    uint64_t documents;       /* ended */
    bool is_object, is_array; /* the first one */
    bool in_array; /* inside an array that is a value of the outermost object ... */
    bool has_elements, only_objects; /* ... which so far has these */
    uint32_t filled, empty;     /* arrays of objects, and empty arrays, in the object */
    struct json_shape_key key;  /* the last of the outermost object */
    struct json_shape_key name; /* of the last filled array, else of the last empty */
};

enum json_document_event {
    JSON_DOCUMENT_RECORD, /* a record begins at the place */
    JSON_DOCUMENT_MORE,
    JSON_DOCUMENT_END,     /* the text is whole and used up */
    JSON_DOCUMENT_INVALID, /* document->complaint */
};

struct json_document_level {
    bool is_object;
    bool on_path;   /* the way here is the path's first `depth` steps */
    bool was_there; /* the path's key came already */
    uint64_t index;
};

struct json_document {
    const struct json_path *path; /* to the records; NULL: only look at the shape */
    struct json_shape *shape;     /* NULL: not wanted */
    const char *complaint;
    unsigned depth;
    bool on_path;     /* the value that comes next is on the path */
    bool has_records; /* the path's way was there in this document */
    bool has_key;     /* the last key that stands for ".*" in the path is kept */
    size_t key_size;
    char key[JSON_DOCUMENT_KEY_MAX];
    enum {
        JSON_DOCUMENT_TOP,
        JSON_DOCUMENT_VALUE,
        JSON_DOCUMENT_FIRST,
        JSON_DOCUMENT_KEY,
        JSON_DOCUMENT_COLON,
        JSON_DOCUMENT_BEHIND,
    } state;
    struct json_document_level levels[LIMIT_JSON_DEPTH];
};

/* Before the first text. path and shape stay the caller's; what was in shape is
 * forgotten. */
void json_document_begin(struct json_document *document, const struct json_path *path,
        struct json_shape *shape);

/* Instead of json_document_begin(): the text goes on where a record begins. The way to it
 * is the path's, step by step, so nothing else has to be known. */
void json_document_resume(struct json_document *document, const struct json_path *path);

/* Goes on at text; *ret_size is how much of it is done with (at JSON_DOCUMENT_RECORD:
 * where the record begins; invalid: where). */
enum json_document_event json_document_next(struct json_document *document,
        const char *text, size_t size, bool whole, size_t *ret_size);

/* The record that began has been read by the caller. */
void json_document_record_done(struct json_document *document);

/* "[*]", "Records[*]", or "" for values that are records themselves; appended to path. */
WARN_UNUSED bool json_document_records(const struct json_shape *shape, struct buf *path,
        struct error *err);

#endif
