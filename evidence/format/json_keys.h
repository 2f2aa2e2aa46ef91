/* json_keys.h - the keys seen so far in the objects of one record, to notice the one that
 * comes twice */
#ifndef CHOSHO_JSON_KEYS_H
#define CHOSHO_JSON_KEYS_H

#include "engine/base/error.h"

struct json_keys; /* begins empty */

enum json_keys_answer {
    JSON_KEYS_NEW,
    JSON_KEYS_REPEATED,
    JSON_KEYS_TOO_MANY, /* over 524,288 keys, or too many that look alike: it cannot be
                           told */
};

/* The caller ends it with json_keys_free(). ERROR_MEMORY. */
WARN_UNUSED bool json_keys_new(struct json_keys **ret_keys, struct error *err);
void json_keys_free(struct json_keys *keys);
CLEANUP_POINTER(struct json_keys, json_keys_free)

/* Forgets all; `text` is what later keys are pieces of. */
void json_keys_reset(struct json_keys *keys, const char *text);

/* Adds a key of the object of that number. On ERROR_MEMORY, JSON_KEYS_TOO_MANY. */
enum json_keys_answer json_keys_add(struct json_keys *keys, uint32_t object,
        struct slice key, bool escaped, uint64_t hash);

#endif
