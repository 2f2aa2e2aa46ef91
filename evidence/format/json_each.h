/* json_each.h - child records: the elements of an array in each record of a JSON member,
 * with the fields of the record round them; internal to record_json.c
 *
 * A reading "PARENTS>EACH" of a member has as its records the elements of the array EACH
 * ("reviews[*]") of every record that PARENTS leads to ("[*]", "" for values that are
 * records themselves, "?" where that is decided from the bytes). They are numbered
 * through the member. A wanted name "^number" is the path `number` of the record round
 * the element, "^" that record itself, "^_key" its key where PARENTS has ".*"; every
 * other name is a path of the element, and of one that is no object "value" is the
 * element.
 *
 * A record without that array has no elements. One whose value there is not an array is
 * itself a record with the problem "no-list", so that nothing goes missing unseen. */
#ifndef CHOSHO_JSON_EACH_H
#define CHOSHO_JSON_EACH_H

#include "evidence/format/json_fields.h"

#define JSON_EACH_PARENT '^'
#define JSON_EACH_MARK '>'
#define JSON_EACH_DECIDED "?"
#define JSON_EACH_ITSELF "value"

struct json_each {
    bool is_on;
    bool is_open; /* a record's elements are being read */
    struct json_fields parent, own;
    const struct json_document *document; /* borrowed: has the parent's key */
    struct slice key;                     /* ... copied for this batch */
    struct slice *values;  /* of the parent, by slot, decoded for this batch */
    struct json_walk walk; /* over an element */
    const char *at;        /* of the next element, or of what is between */
    const char *end;       /* of the parent */
    size_t tail;           /* bytes behind the parent that go with it */
};

/* Where in the text of `records` EACH begins; NULL: it has none. */
const char *json_each_find(const char *records);

/* Whether path is one that leads to the elements of one array. ERROR_SCRIPT: it does not
 * end in [*], or has another. */
WARN_UNUSED bool json_each_check(const char *path, struct arena *arena,
        struct error *err);

/* path: behind the '>'. document stays the caller's. ERROR_SCRIPT: as json_each_check().
 */
WARN_UNUSED bool json_each_init(struct record_reader *reader, const char *path,
        struct json_keys *keys, const struct json_document *document,
        struct json_each *ret_each, struct error *err);

/* A parent at the window's place has been walked, without a problem: its elements come
 * next. Nothing is consumed yet. */
void json_each_begin(struct record_reader *reader, struct json_each *each,
        const char *text, size_t size, size_t tail);

/* Before the first element of a new batch: the last one's decoded values are gone. */
void json_each_go_on(struct record_reader *reader, struct json_each *each);

/* Adds the next element (there is room), or consumes the rest of the parent and is no
 * longer open. */
void json_each_next(struct record_reader *reader, struct json_each *each);

#endif
