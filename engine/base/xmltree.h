/* xmltree.h - the nodes of xml.h put together as a parser meets them, each at its place
 *
 * For xml.c only. The places come from a scan that is pulled along behind the parser. */
#ifndef CHOSHO_XMLTREE_H
#define CHOSHO_XMLTREE_H

#include "engine/base/xml.h"
#include "engine/base/xmlscan.h"

struct xmltree {
    struct arena *arena;
    struct xmlscan scan;
    struct xml_node *root, *current;
    size_t depth;
    size_t next_attribute;      /* of the scan's, in the newest start tag */
    struct xml_attribute **end; /* where the newest node's next attribute goes */
    struct xml_node *last[XMLSCAN_DEPTH_MAX + 1]; /* the newest child on each level */
    struct buf texts[XMLSCAN_DEPTH_MAX + 1]; /* what each open element holds so far */
};

void xmltree_init(struct xmltree *tree, const char *bytes, size_t size,
        struct arena *arena);

/* Frees what the nodes do not need; they live in the arena. */
void xmltree_clear(struct xmltree *tree);

/* The parser has read a start tag. In a namespace and a value an ampersand is still
 * "&#38;", as libxml2 leaves it. ERROR_SCRIPT: the scan does not see one there. */
WARN_UNUSED bool xmltree_start(struct xmltree *tree, const char *name,
        const char *namespace, struct error *err);

/* The place of the newest tag's next attribute; declarations of namespaces are none. Once
 * for each. */
struct xmlscan_place xmltree_attribute_place(struct xmltree *tree);

/* Adds one to the newest node. */
WARN_UNUSED bool xmltree_add_attribute(struct xmltree *tree, const char *name,
        struct slice value, struct xmlscan_place place, struct error *err);

/* To the open element; outside the root text is passed over. */
WARN_UNUSED bool xmltree_add_text(struct xmltree *tree, struct slice text,
        struct error *err);
/* The parser has read an end tag. ERROR_SCRIPT: the scan does not see one there. */
WARN_UNUSED bool xmltree_end(struct xmltree *tree, struct error *err);

#endif
