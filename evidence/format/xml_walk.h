/* xml_walk.h - the values of fields, gathered while an element passes by
 *
 * One walk is of one element: a record, or one that holds records. Values are slices of
 * what the walk keeps until the next xml_walk_start(). */
#ifndef CHOSHO_XML_WALK_H
#define CHOSHO_XML_WALK_H

#include "engine/base/buf.h"
#include "evidence/format/xml_path.h"

struct xml_walk_field {
    const struct xml_path *path;
    uint32_t matched; /* steps that the open elements fit, in this order */
    uint32_t *seen;   /* a step with a position: how many fitted in the open parent */
    uint64_t count;   /* times the path was met */
    bool open;        /* its text is being gathered */
    bool has_value;
    bool is_attribute; /* the value is in attributes, not in texts */
    size_t begin, end; /* of the value */
};

struct xml_walk {
    struct xml_walk_field *fields;
    uint32_t count;
    uint32_t open_count;
    size_t depth;     /* of open elements in the walk's own, which is 0 */
    struct buf texts; /* while a field is open */
    struct buf attributes;
    bool is_over; /* more than the limit was to be kept */
};

/* Paths are borrowed; limit: bytes of text, and of attributes, that are kept. */
WARN_UNUSED bool xml_walk_init(struct xml_walk *walk, const struct xml_path *const *paths,
        uint32_t count, size_t limit, struct arena *arena, struct error *err);
void xml_walk_clear(struct xml_walk *walk);

/* The walk's element itself begins: values of the one before end. */
WARN_UNUSED bool xml_walk_start(struct xml_walk *walk, const struct xmlstream_tag *tag,
        struct error *err);
/* An element in it begins, text is met, an element in it ends. What is over the limit
 * sets is_over and is not kept. */
WARN_UNUSED bool xml_walk_begin(struct xml_walk *walk, const struct xmlstream_tag *tag,
        struct error *err);
WARN_UNUSED bool xml_walk_text(struct xml_walk *walk, struct slice text,
        struct error *err);
void xml_walk_end(struct xml_walk *walk);
/* The walk's element itself ends: only then counts have values. */
WARN_UNUSED bool xml_walk_stop(struct xml_walk *walk, struct error *err);

/* The value of field number i that is complete; text NULL where there is none. A count is
 * a number in decimal. */
struct slice xml_walk_value(const struct xml_walk *walk, uint32_t i);

#endif
