/* xml_path.h - where a document's records are, and the fields in a record
 *
 * Names are local names: an element's namespace prefix in a path, as in the document, is
 * passed over. So is an attribute's in the document where the path has none and no
 * attribute without a prefix has that name: @type is type="", or else the first
 * x:type="". With a prefix (@x:type) it is the attribute with that prefix, as written,
 * and no other.
 *
 * Records: Events/Event, from the document's root; a "*" stands for any name; a path that
 * begins with "//" (//rule-result) is of any depth. A record inside a record is no
 * record.
 *
 * Fields, from the record's element:
 *   System/EventID               the text of the element, with that of the elements in it
 *   .                            the text of the record itself
 *   @id, System/Provider/@Name   an attribute
 *   EventData/Data[@Name='x']    the element with that attribute; several may be asked
 * for EventData/Data[2]            the second such element in its parent, from 1
 *   count(ident)                 how many there are, as a number
 *   ../target, ../../@name       what stands before the record in its parent, or further
 *                                out: closed elements, and the attributes of the parent
 * Of several that a path fits, the first in the document is the value; count() and [2]
 * tell of the others. "*" stands for any element's name here, too. */
#ifndef CHOSHO_XML_PATH_H
#define CHOSHO_XML_PATH_H

#include "engine/base/arena.h"
#include "engine/base/xmlstream.h"

#define XML_PATH_STEPS_MAX 128u

struct xml_attribute_name {
    struct slice prefix; /* text NULL: none was written */
    struct slice name;
};

struct xml_predicate {
    struct xml_attribute_name attribute;
    struct slice value;
};

struct xml_step {
    struct slice name; /* text NULL: any */
    struct xml_predicate *predicates;
    uint32_t predicate_count;
    uint32_t position; /* 0: any */
};

struct xml_path {
    bool is_deep;  /* records: begins with "//" */
    bool is_count; /* fields: count(...) */
    uint32_t up;   /* fields: how many "../" */
    struct xml_step *steps;
    uint32_t step_count;
    struct xml_attribute_name attribute; /* fields; name NULL: the element itself */
};

/* ERROR_SCRIPT: not such a path; the message says where. The slices are of text. */
WARN_UNUSED bool xml_path_parse_records(const char *text, struct arena *arena,
        struct xml_path *ret_path, struct error *err);
WARN_UNUSED bool xml_path_parse_field(const char *text, struct arena *arena,
        struct xml_path *ret_path, struct error *err);

/* Whether the element fits the step, its position aside. */
bool xml_path_fits(const struct xml_step *step, const struct xmlstream_tag *tag);

/* The value of the attribute that the name is of; NULL where there is none. */
const struct slice *xml_path_attribute(const struct xmlstream_tag *tag,
        const struct xml_attribute_name *name);

/* Whether a path needs the prefix to lead to that attribute of the tag: another, too, has
 * its local name. */
bool xml_path_needs_prefix(const struct xmlstream_tag *tag, size_t attribute);

/* Whether the open elements, names[0] the root's, are where a record is. */
bool xml_path_is_record(const struct xml_path *records, const char *const *names,
        size_t depth);

#endif
