/* json_document.h - the way through JSON documents to the records in them, token by token
 *
 * One or more values one behind the other. What is not a record is checked and stepped
 * over without being held: only one token must be whole in the text. Where a record
 * begins the caller reads it (json_walk.h) and says so. A key on the way to the records
 * that comes twice, and a document without such a way, are faults: a wrong path must not
 * look like an empty export. */
#ifndef CHOSHO_JSON_DOCUMENT_H
#define CHOSHO_JSON_DOCUMENT_H

#include "evidence/format/json_claim.h"
#include "evidence/format/json_outline.h"
#include "evidence/format/json_path.h"
#include "evidence/format/json_scan.h"
#include "evidence/limits.h"

#define JSON_DOCUMENT_KEY_MAX 1024u

enum json_document_event {
    JSON_DOCUMENT_RECORD, /* a record begins at the place */
    JSON_DOCUMENT_MORE,
    JSON_DOCUMENT_END,     /* the text is whole and used up */
    JSON_DOCUMENT_INVALID, /* document->complaint, is_limit */
};

struct json_document_level {
    bool is_object;
    bool on_path;   /* the way here is the path's first `depth` steps */
    bool was_there; /* the path's key came already */
    uint64_t index;
};

struct json_document {
    const struct json_path *path; /* to the records; NULL: only look how it is built */
    struct json_outline *outline; /* NULL: not wanted */
    struct json_claim *claim; /* borrowed, set after the beginning; NULL: not wanted */
    const char *complaint;
    bool is_limit; /* it is no fault of the text but more than is read */
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

/* Before the first text. path and outline stay the caller's; the outline is one that has
 * begun, and is told the tokens of what is no record. */
void json_document_begin(struct json_document *document, const struct json_path *path,
        struct json_outline *outline);

/* Instead of json_document_begin(): the text goes on where a record begins. The way to it
 * is the path's, step by step, so nothing else has to be known. */
void json_document_resume(struct json_document *document, const struct json_path *path);

/* Goes on at text; *ret_size is how much of it is done with (at JSON_DOCUMENT_RECORD:
 * where the record begins; invalid: where). */
enum json_document_event json_document_next(struct json_document *document,
        const char *text, size_t size, bool whole, size_t *ret_size);

/* The record that began has been read by the caller. */
void json_document_record_done(struct json_document *document);

#endif
