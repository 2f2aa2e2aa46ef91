/* xmlscan.h - where an XML document's tags, attributes and text stand
 *
 * A shallow reading of the bytes, in front of libxml2 and beside it: it knows where
 * markup begins and ends, not whether it is well-formed. Up to libxml2's first error both
 * see the same tags in the same order, which is how xml.c gives every node its place;
 * behind it they may differ, so the parser has to stop there. */
#ifndef CHOSHO_XMLSCAN_H
#define CHOSHO_XMLSCAN_H

#include "engine/base/complaint.h"

#define XMLSCAN_FILE_MAX ((size_t)16 << 20)
#define XMLSCAN_TAG_MAX ((size_t)64 << 10)
#define XMLSCAN_ATTRIBUTES_MAX 256
#define XMLSCAN_DEPTH_MAX 128
#define XMLSCAN_NAMES_MAX 65536u /* different ones, of a stream */

struct xmlscan_place {
    unsigned line, column; /* from 1, column in characters; 0 for none */
};

struct xmlscan_attribute {
    struct slice name;
    struct xmlscan_place place;
};

enum xmlscan_kind {
    XMLSCAN_FINISHED,
    XMLSCAN_START, /* a start tag; one that ends in "/>" is followed by an XMLSCAN_END */
    XMLSCAN_END,
    XMLSCAN_TEXT, /* a run of character data, or a CDATA section that is not empty */
    XMLSCAN_DOCTYPE,
};

struct xmlscan {
    const char *bytes;
    size_t size, at;
    struct xmlscan_place now;
    bool owes_end; /* the tag before was closed in itself */
    /* Of the event that xmlscan_next() returned: */
    size_t begin; /* offset of its first byte */
    struct xmlscan_place place;
    struct xmlscan_place word; /* a text's first character that is not blank */
    struct slice name;         /* a start tag's */
    size_t attribute_count;    /* counted beyond what is kept */
    struct xmlscan_attribute attributes[XMLSCAN_ATTRIBUTES_MAX];
};

void xmlscan_init(struct xmlscan *scan, const char *bytes, size_t size);
/* Goes on to the next event; past the last one every call finds XMLSCAN_FINISHED. */
enum xmlscan_kind xmlscan_next(struct xmlscan *scan);

/* The place of an offset; takes time in proportion to it. */
struct xmlscan_place xmlscan_find_place(const char *bytes, size_t offset);

/* The place of the last byte `begin` in front of offset; of offset if there is none. */
struct xmlscan_place xmlscan_find_back(const char *bytes, size_t offset, char begin);

/* The place of the tag that comes next; of the last attribute of that name in it if there
 * is one. The scan stays where it is. */
struct xmlscan_place xmlscan_find_ahead(const struct xmlscan *scan,
        const char *attribute);

/* Whether a parser may see the document: its size, its encoding (UTF-8), its characters,
 * no DOCTYPE, the size of start tags and the depth. Otherwise adds a complaint with the
 * first thing that forbids it. */
bool xmlscan_is_safe(const char *file, const char *bytes, size_t size,
        struct complaint_list *complaints);

#endif
