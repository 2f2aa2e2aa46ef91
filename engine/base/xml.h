/* xml.h - the door to libxml2's parser for documents in memory; xmlstream.h is the other
 *
 * Scripts (procedures, layouts, bindings, catalogues) become a light tree in an arena,
 * every element and attribute with its place. UTF-8 only; a DOCTYPE is refused, nothing
 * is fetched, start tags are capped (64 KiB, 256 attributes) before libxml2 sees them,
 * depth at 128, the file at 16 MiB (an OSCAL catalogue is 6 MB). libxml2 2.9.14 takes
 * O(n^2) time over attributes, hence the caps in front of it. */
#ifndef CHOSHO_XML_H
#define CHOSHO_XML_H

#include "engine/base/arena.h"
#include "engine/base/complaint.h"

struct xml_attribute {
    const char *name; /* "xml:lang" for that one; others may not have a prefix */
    const char *value;
    unsigned line, column;
    struct xml_attribute *next;
};

struct xml_node {
    const char *name;                 /* local name */
    const char *namespace;            /* URI, "" for none */
    struct xml_attribute *attributes; /* in document order */
    struct xml_node *parent, *children, *next;
    const char *text;      /* all character data directly inside, joined; "" for none */
    size_t before;         /* how many bytes of its parent's text stand before it */
    unsigned line, column; /* of its '<' */
    unsigned text_line, text_column; /* of the first character data */
    unsigned word_line, word_column; /* of the first of it not blank; 0 for none */
};

/* Call once at start, before any sandbox: sets the entity loader that loads nothing. */
void xml_prepare(void);

/* How often libxml2 has asked that loader for something outside a document: 0, for all
 * that reads by the rules here and in xmlstream.h. */
uint64_t xml_loads(void);

/* Parses size bytes; `file` is only for messages. Complaints name every problem found (a
 * document that is not well-formed ends at its first); returns false, *ret_root unset,
 * when there is one. */
WARN_UNUSED bool xml_parse(const char *file, const char *bytes, size_t size,
        struct arena *arena, struct xml_node **ret_root,
        struct complaint_list *complaints);

/* NULL where there is no such attribute. */
const char *xml_attribute(const struct xml_node *node, const char *name);
const struct xml_attribute *xml_find_attribute(const struct xml_node *node,
        const char *name);

/* The first child, or next sibling, of that name; NULL name: any. */
struct xml_node *xml_child(const struct xml_node *node, const char *name);
struct xml_node *xml_next(const struct xml_node *node, const char *name);

/* The text of the child `name` whose xml:lang is lang; NULL where there is none. */
const char *xml_text_in(const struct xml_node *node, const char *name, const char *lang);

/* A document for libxslt (reports/render.c): an xmlDocPtr behind a void pointer, to be
 * freed by xml_document_free(). Input is our own writing, not evidence; the same rules
 * hold. */
WARN_UNUSED bool xml_document_parse(const char *file, const char *bytes, size_t size,
        void **ret_document, struct error *err);
void xml_document_free(void *document);

#endif
