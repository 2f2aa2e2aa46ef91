/* json_columns.h - what can be wanted of a JSON member: the paths of the scalars in its
 * first records */
#ifndef CHOSHO_JSON_COLUMNS_H
#define CHOSHO_JSON_COLUMNS_H

#include "engine/base/arena.h"
#include "evidence/format/record.h"

/* By first appearance, from the first 100 records: objects opened to a depth of 4, arrays
 * not; at most 2,000. */
WARN_UNUSED bool json_columns_list(const struct archive *archive, uint32_t member,
        const struct record_format *format, struct arena *arena,
        const char *const **ret_names, size_t *ret_count, struct error *err);

/* The keys of the first document's outermost object, where its records are inside an
 * array of it: what is round the records tells whose they are. As far as they stand in
 * the member's first block (256 KiB of text). */
WARN_UNUSED bool json_columns_list_round(const struct archive *archive, uint32_t member,
        const struct record_format *format, struct arena *arena,
        const char *const **ret_keys, size_t *ret_count, struct error *err);

#endif
