/* json_canonical.h - one text for every way of writing a JSON value
 *
 * Without blanks, keys in the order of their bytes, strings with none but the escapes
 * that must be; numbers as they are written, since 1.0 and 1 are one number but need not
 * be one value. A service that exports the same data again orders, indents and escapes
 * them as it likes; by these texts only what changed in it differs. */
#ifndef CHOSHO_JSON_CANONICAL_H
#define CHOSHO_JSON_CANONICAL_H

#include "engine/base/buf.h"

struct json_canonical {
    struct buf text;    /* the result */
    struct buf members; /* of the objects open, and room to sort them */
    struct buf sorted;
};

/* The room is kept from one text to the next, until json_canonical_clear(). */
void json_canonical_init(struct json_canonical *canonical);
void json_canonical_clear(struct json_canonical *canonical);

/* text is a value that has been walked (json_walk.h): it is JSON, and no key is twice in
 * an object. *ret_text lasts until the next one; it is never longer than text.
 * ERROR_LIMIT: longer than a record may be. */
WARN_UNUSED bool json_canonical_write(struct json_canonical *canonical, struct slice text,
        struct slice *ret_text, struct error *err);

#endif
