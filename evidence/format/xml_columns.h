/* xml_columns.h - which paths there are to be wanted: for record_xml.c only
 *
 * From the records in the first look_at bytes, by first appearance: elements
 * that hold no others, and attributes. Where an element of a name stands more than once
 * in its parent and each has an attribute Name or name, each is a path of its own:
 * Data[@Name='x']. Behind all of them, of each path that repeats in its parent in one of
 * those records, count(path) and, where it holds no elements, its second, path[2].
 */
#ifndef CHOSHO_XML_COLUMNS_H
#define CHOSHO_XML_COLUMNS_H

#include "evidence/format/record.h"

/* As record_columns() says, all in the arena. *ret_is_partial: records behind those may
 * have more. ERROR_LIMIT, ERROR_MEMORY, or what opening
 * the member says. */
WARN_UNUSED bool xml_columns_list(const struct archive *archive, uint32_t member,
        const struct record_format *format, size_t look_at, struct arena *arena,
        const char *const **ret_names, size_t *ret_count, bool *ret_is_partial,
        struct error *err);

#endif
