/* json_columns.h - what can be wanted of a JSON member: the paths of the scalars in its
 * records */
#ifndef CHOSHO_JSON_COLUMNS_H
#define CHOSHO_JSON_COLUMNS_H

#include "engine/base/arena.h"
#include "evidence/format/record.h"

#define JSON_COLUMNS_LISTS_MAX 100u

struct json_columns {
    const char *const *names;
    size_t count;
    const char *const *lists; /* arrays in the records, as format->records would name
                                 their elements: "users[*]>groups[*]" */
    size_t list_count;
    bool has_rows;   /* one of the lists has arrays as elements */
    bool is_partial; /* records behind those looked at may have more */
};

/* By first appearance, from the records in the first look_at bytes: objects
 * opened to a depth of 8, where one that is deeper is a column itself, arrays not; at
 * most 2,000. Of the same records the arrays that are not empty, unless these are
 * elements themselves; at most JSON_COLUMNS_LISTS_MAX. */
WARN_UNUSED bool json_columns_list(const struct archive *archive, uint32_t member,
        const struct record_format *format, size_t look_at, struct arena *arena,
        struct json_columns *ret_columns, struct error *err);

/* The keys of the first document's outermost object, where its records are inside an
 * array of it: what is round the records tells whose they are. As far as they stand in
 * the member's first block (256 KiB of text). */
WARN_UNUSED bool json_columns_list_round(const struct archive *archive, uint32_t member,
        const struct record_format *format, struct arena *arena,
        const char *const **ret_keys, size_t *ret_count, struct error *err);

#endif
