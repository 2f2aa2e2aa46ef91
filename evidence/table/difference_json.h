/* difference_json.h - which values of two JSON records differ
 *
 * The values are those that are no object, by their path (json_path.h), arrays by their
 * canonical text (json_canonical.h); and objects more than four levels deep, likewise. Of
 * either record the first 2,000 are looked at, and none under a key of more than 512
 * bytes. */
#ifndef CHOSHO_DIFFERENCE_JSON_H
#define CHOSHO_DIFFERENCE_JSON_H

#include "engine/base/buf.h"

struct difference_json;

/* The caller ends it with difference_json_free(). */
WARN_UNUSED bool difference_json_new(struct difference_json **ret_json,
        struct error *err);
void difference_json_free(struct difference_json *json);

/* Both texts are records that have been read: they are JSON, and no key is there twice.
 * Hands over the values of the new one that differ or that the old one does not have, in
 * their order, then those that only the old one has: strings decoded, null and what is
 * not there without a text. Whatever take() fails with. */
WARN_UNUSED bool difference_json_find(struct difference_json *json, struct slice old,
        struct slice new,
        bool (*take)(void *owner, const char *path, struct slice old, struct slice new,
                struct error *err),
        void *owner, struct error *err);

/* The whole record's canonical text, which lasts until the next one of that side. */
WARN_UNUSED bool difference_json_whole(struct difference_json *json, size_t side,
        struct slice text, struct slice *ret_text, struct error *err);

#endif
