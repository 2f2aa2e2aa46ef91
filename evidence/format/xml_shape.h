/* xml_shape.h - which elements a document has, and how often: to find its records
 *
 * Reads a member to its end, in flat memory. */
#ifndef CHOSHO_XML_SHAPE_H
#define CHOSHO_XML_SHAPE_H

#include "engine/base/buf.h"
#include "evidence/encoding/encoding.h"
#include "evidence/format/xml_path.h"

struct xml_shape;

/* What is behind a fault of the XML, beyond 4,096 different paths (3,072
 * where they are four deep or deeper), or beyond 512
 * different elements in one, is not known. ERROR_UNREADABLE: nothing was. */
WARN_UNUSED bool xml_shape_read(const struct archive *archive, uint32_t member,
        enum encoding encoding, struct xml_shape **ret_shape, struct error *err);
void xml_shape_free(struct xml_shape *shape);
CLEANUP_POINTER(struct xml_shape, xml_shape_free)

/* The path of what repeats: of the elements that hold elements the most frequent, of
 * equally frequent ones those with the most bytes, hence the outermost; else what repeats
 * in the root; else the only element in the root, if it holds others; else the root. Of
 * documents that follow one another, each a list of one kind of leaves, the leaves.
 * Appends it to path. */
WARN_UNUSED bool xml_shape_records(const struct xml_shape *shape, struct buf *path,
        struct error *err);

/* Appends which of the two limits was met, and how many elements are beyond it; nothing
 * where none was. */
WARN_UNUSED bool xml_shape_limit(const struct xml_shape *shape, struct buf *text,
        struct error *err);

/* Appends the only path that leads to such records from the root; nothing where there are
 * several, or none. */
WARN_UNUSED bool xml_shape_resolve(const struct xml_shape *shape,
        const struct xml_path *records, struct buf *path, struct error *err);

/* Whether there are records of that path and, in one and the same place of them, the
 * element or attribute of the field (values and positions are not looked at). */
bool xml_shape_has(const struct xml_shape *shape, const struct xml_path *records,
        const struct xml_path *field);

/* Appends what a document repeats beside its records, whose path is `records`: elements
 * (with others in them, or in the root) that are neither in a record nor around one, each
 * by its path and how often it is there, "Root/b (3), Root/c (2)", at most 5; *ret_count
 * is how many there are. What is in one of them is not told. */
WARN_UNUSED bool xml_shape_aside(const struct xml_shape *shape, const char *records,
        struct buf *list, uint32_t *ret_count, struct error *err);

#endif
