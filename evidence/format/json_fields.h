/* json_fields.h - the wanted values of a JSON record: where they are looked for, and from
 * what was found into its fields; internal to record_json.c */
#ifndef CHOSHO_JSON_FIELDS_H
#define CHOSHO_JSON_FIELDS_H

#include "evidence/format/json_document.h"
#include "evidence/format/json_walk.h"
#include "evidence/format/record_parser.h"

/* Whether the name is the key of a record, which is no path. */
bool json_fields_is_key(const struct record_reader *reader, const char *name);

/* The key that the document keeps, in the reader's room for the batch: it may be gone
 * from the window. NULL text: it has none. */
struct slice json_fields_copy_key(struct record_reader *reader,
        const struct json_document *document);

/* Which of the wanted names are meant: all, or in a reading of elements (json_each.h)
 * those of the element, or those of the record round it ("^number"). "_text" is never. */
enum json_fields_side { JSON_FIELDS_ALL, JSON_FIELDS_ELEMENT, JSON_FIELDS_PARENT };

struct json_fields {
    uint32_t *slots; /* of each wanted name; JSON_NO_SLOT: not one of these */
    struct json_tree tree;
    struct json_found *found; /* by slot */
    uint32_t slot_count;
    uint32_t extra_slot; /* of the extra path */
};

/* Everything in the reader's arena. extra: one more path to look for, or NULL.
 * ERROR_SCRIPT: a name that is no path. */
WARN_UNUSED bool json_fields_init(struct record_reader *reader,
        enum json_fields_side side, const struct json_path *extra,
        struct json_fields *ret_fields, struct error *err);

/* The walk looks for them; where there are none it only checks. */
void json_fields_look(const struct json_fields *fields, struct json_walk *walk);

/* What was found as a value: NULL text for absent and null. Decoded into the reader's
 * room for the batch. */
struct slice json_fields_decode(struct record_reader *reader,
        const struct json_found *found);

/* Fills the fields of the record added last. Once for what one walk found. */
void json_fields_set(struct record_reader *reader, struct json_fields *fields);

#endif
