#include "engine/base/xml.h"

#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/xmlproblem.h"
#include "engine/base/xmltree.h"

/* The encoding was checked before: libxml2 shall not choose another by itself. */
#define OPTIONS                                                                      \
    (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT | \
            XML_PARSE_IGNORE_ENC | XML_PARSE_NOCDATA)

#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

CLEANUP_POINTER(xmlParserCtxt, xmlFreeParserCtxt)

/* What libxml2's callbacks work on. */
struct reading {
    xmlParserCtxt *parser;
    const char *file;
    const char *bytes; /* behind a byte order mark */
    size_t size;
    struct complaint_list *complaints;
    struct xmltree *tree; /* NULL for a document of libxml2's own */
    bool stopped;         /* at an error libxml2 or we found */
    bool rejected;        /* something is wrong, though the rest may be read */
};

static uint64_t loads;

static xmlParserInput *load_nothing(const char *url, const char *id,
        xmlParserCtxt *parser)
{
    (void)url;
    (void)id;
    (void)parser;
    loads++;
    return NULL;
}

uint64_t xml_loads(void)
{
    return loads;
}

void xml_prepare(void)
{
    xmlInitParser();
    xmlSetExternalEntityLoader(load_nothing);
    xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
}

#define COMPLAIN(reading, place, ...)                                                    \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, (place).line, \
            (place).column, __VA_ARGS__)

static void stop(struct reading *reading)
{
    reading->stopped = true;
    xmlStopParser(reading->parser);
}

static void stop_at_error(struct reading *reading, const struct error *err)
{
    const char *sentence = err->message;

    if (err->code == ERROR_LIMIT)
        sentence = TR(
                "there is more in this file than fits in memory for it: divide the file",
                "ファイルの内容が多すぎて上限を超えます。ファイルを分割してください");
    COMPLAIN(reading, reading->tree->scan.place, "%s", sentence);
    stop(reading);
}

/* The place of the attribute prefix:local in the tag libxml2 stands in; both NULL: of the
 * tag. */
static struct xmlscan_place find_attribute_ahead(const struct reading *reading,
        const char *prefix, const char *local)
{
    char name[256];

    snprintf(name, sizeof(name), "%s%s%s", prefix ? prefix : "", prefix ? ":" : "",
            local ? local : "");
    return xmlscan_find_ahead(&reading->tree->scan, name);
}

/* Where in its tag the trouble is; false where only the offset is known. */
static bool find_in_tree(const struct reading *reading, const xmlError *error,
        struct xmlscan_place *ret_place)
{
    const struct xml_node *open = reading->tree ? reading->tree->current : NULL;

    if (error->code == XML_ERR_TAG_NOT_FINISHED && open)
        *ret_place = (struct xmlscan_place){open->line, open->column};
    else if (!reading->tree)
        return false;
    else if (error->code == XML_ERR_ATTRIBUTE_WITHOUT_VALUE)
        *ret_place = find_attribute_ahead(reading, NULL, error->str1);
    else if (error->code == XML_ERR_ATTRIBUTE_REDEFINED && !error->str2)
        *ret_place = find_attribute_ahead(reading, NULL, error->str1);
    else if (error->code == XML_ERR_ATTRIBUTE_REDEFINED ||
            error->code == XML_NS_ERR_UNDEFINED_NAMESPACE)
        *ret_place = find_attribute_ahead(reading, error->str1, error->str2);
    else
        return false;
    return true;
}

/* libxml2 stands behind what it complains of: goes back to where that began. */
static struct xmlscan_place find_error(const struct reading *reading,
        const xmlError *error, size_t offset)
{
    struct xmlscan_place place;

    if (find_in_tree(reading, error, &place))
        return place;
    switch (error->code) {
    case XML_ERR_TAG_NAME_MISMATCH:
        return xmlscan_find_back(reading->bytes, offset, '<');
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
    case XML_ERR_ENTITYREF_SEMICOL_MISSING:
        return xmlscan_find_back(reading->bytes, offset, '&');
    default:
        return xmlscan_find_place(reading->bytes, offset);
    }
}

/* libxml2's structured error callback. Only the first error counts: what follows it comes
 * from it, and behind it the scan in front of the parser guards nothing. */
static void note_error(void *context, xmlError *error)
{
    xmlParserCtxt *parser = context;
    struct reading *reading = parser->_private;
    long consumed = xmlByteConsumed(parser);
    size_t offset = consumed > 0 ? (size_t)consumed : 0;

    if (reading->stopped || error->level < XML_ERR_ERROR)
        return;
    if (offset > reading->size)
        offset = reading->size;
    if (error->code == XML_ERR_NAME_REQUIRED && offset > 0)
        offset--;
    xmlproblem_add(reading->complaints, reading->file, find_error(reading, error, offset),
            error, offset < reading->size ? reading->bytes[offset] : '\0');
    stop(reading);
}

static const char *text_of(const xmlChar *text)
{
    return text ? (const char *)text : "";
}

/* One of libxml2's attributes: local name, prefix, URI, value and the value's end. */
enum { LOCAL, PREFIX, URI, VALUE, VALUE_END, PARTS };

/* "xml:lang" and names without a prefix; NULL for what the header does not allow. */
static const char *attribute_name(const xmlChar *const *parts)
{
    if (!parts[PREFIX])
        return text_of(parts[LOCAL]);
    if (strcmp(text_of(parts[PREFIX]), "xml") == 0 &&
            strcmp(text_of(parts[LOCAL]), "lang") == 0)
        return "xml:lang";
    return NULL;
}

/* Editors write where a schema is into the root element: it says nothing to us. */
static bool is_schema_hint(const xmlChar *const *parts)
{
    return strcmp(text_of(parts[URI]), SCHEMA_INSTANCE) == 0 &&
            (strcmp(text_of(parts[LOCAL]), "schemaLocation") == 0 ||
                    strcmp(text_of(parts[LOCAL]), "noNamespaceSchemaLocation") == 0);
}

static bool add_attribute(struct reading *reading, const xmlChar *const *parts,
        struct error *err)
{
    struct xmlscan_place place = xmltree_attribute_place(reading->tree);
    const char *name = attribute_name(parts);
    const struct slice value = {text_of(parts[VALUE]),
            (size_t)(parts[VALUE_END] - parts[VALUE])};

    if (is_schema_hint(parts))
        return true;
    if (name)
        return xmltree_add_attribute(reading->tree, name, value, place, err);
    COMPLAIN(reading, place,
            TR("attribute '%s:%s': only xml:lang may have a prefix",
                    "属性「%s:%s」: 接頭辞を付けられるのはxml:langだけです"),
            complaint_quote(text_of(parts[PREFIX])).text,
            complaint_quote(text_of(parts[LOCAL])).text);
    reading->rejected = true;
    return true;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
        const xmlChar *namespace, int namespace_count, const xmlChar **namespaces,
        int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    struct reading *reading = ((xmlParserCtxt *)context)->_private;
    struct error err;
    bool ok;

    (void)prefix;
    (void)namespace_count;
    (void)namespaces;
    (void)defaulted_count;
    if (reading->stopped)
        return;
    ok = xmltree_start(reading->tree, text_of(name), text_of(namespace), &err);
    for (int i = 0; ok && i < attribute_count; i++)
        ok = add_attribute(reading, (const xmlChar *const *)attributes + i * PARTS, &err);
    if (!ok)
        stop_at_error(reading, &err);
}

static void end_element(void *context, const xmlChar *name, const xmlChar *prefix,
        const xmlChar *namespace)
{
    struct reading *reading = ((xmlParserCtxt *)context)->_private;
    struct error err;

    (void)name;
    (void)prefix;
    (void)namespace;
    if (!reading->stopped && !xmltree_end(reading->tree, &err))
        stop_at_error(reading, &err);
}

static void add_text(void *context, const xmlChar *text, int size)
{
    struct reading *reading = ((xmlParserCtxt *)context)->_private;
    const struct slice piece = {text_of(text), size > 0 ? (size_t)size : 0};
    struct error err;

    if (!reading->stopped && !xmltree_add_text(reading->tree, piece, &err))
        stop_at_error(reading, &err);
}

/* The scan has refused every DOCTYPE before; should one come all the same, it ends here.
 */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external,
        const xmlChar *system)
{
    struct reading *reading = ((xmlParserCtxt *)context)->_private;

    (void)name;
    (void)external;
    (void)system;
    COMPLAIN(reading, ((struct xmlscan_place){0, 0}), "%s",
            TR("DOCTYPE is not allowed: remove it",
                    "DOCTYPEは使えません。取り除いてください"));
    stop(reading);
}

static void begin(struct reading *reading, xmlParserCtxt *parser)
{
    reading->parser = parser;
    parser->_private = reading;
    xmlCtxtUseOptions(parser, OPTIONS);
    parser->sax->serror = note_error;
    parser->sax->internalSubset = refuse_doctype;
}

static void parse(struct reading *reading)
{
    const xmlSAXHandler handler = {
            .initialized = XML_SAX2_MAGIC,
            .internalSubset = refuse_doctype,
            .startElementNs = start_element,
            .endElementNs = end_element,
            .characters = add_text,
            .ignorableWhitespace = add_text,
            .cdataBlock = add_text,
            .serror = note_error,
    };
    CLEANUP(xmlFreeParserCtxtp)
    xmlParserCtxt *parser = xmlCreateMemoryParserCtxt(reading->bytes, (int)reading->size);

    if (!parser) {
        reading->rejected = true;
        return;
    }
    begin(reading, parser);
    *parser->sax = handler;
    xmlParseDocument(parser);
    if (!parser->wellFormed || !reading->tree->root)
        reading->rejected = true;
}

static void pass_mark(const char **bytes, size_t *size)
{
    if (*size >= 3 && memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0) {
        *bytes += 3;
        *size -= 3;
    }
}

bool xml_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct xml_node **ret_root, struct complaint_list *complaints)
{
    CLEANUP(xmltree_clear) struct xmltree tree;
    struct reading reading = {.file = file, .complaints = complaints, .tree = &tree};
    size_t before = complaints->errors;

    pass_mark(&bytes, &size);
    xmltree_init(&tree, bytes, size, arena);
    if (!xmlscan_is_safe(file, bytes, size, complaints))
        return false;
    reading.bytes = bytes;
    reading.size = size;
    parse(&reading);
    if (!reading.stopped && !reading.rejected) {
        *ret_root = tree.root;
        return true;
    }
    if (complaints->errors == before)
        complaint_add(complaints, COMPLAINT_ERROR, file, 0, 0, "%s",
                TR("the file cannot be read as XML", "ファイルをXMLとして読めません"));
    return false;
}

const struct xml_attribute *xml_find_attribute(const struct xml_node *node,
        const char *name)
{
    const struct xml_attribute *attribute = node->attributes;

    while (attribute && strcmp(attribute->name, name) != 0)
        attribute = attribute->next;
    return attribute;
}

const char *xml_attribute(const struct xml_node *node, const char *name)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, name);

    return attribute ? attribute->value : NULL;
}

static struct xml_node *find_from(struct xml_node *node, const char *name)
{
    while (node && name && strcmp(node->name, name) != 0)
        node = node->next;
    return node;
}

struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    return find_from(node->children, name);
}

struct xml_node *xml_next(const struct xml_node *node, const char *name)
{
    return find_from(node->next, name);
}

const char *xml_text_in(const struct xml_node *node, const char *name, const char *lang)
{
    for (const struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name)) {
        const char *language = xml_attribute(child, "xml:lang");

        if (language && strcmp(language, lang) == 0)
            return child->text;
    }
    return NULL;
}

static bool set_complaint(const struct complaint_list *complaints, struct error *err)
{
    const struct complaint *first = complaints->count ? &complaints->items[0] : NULL;

    if (!first)
        return error_memory(err);
    if (first->line == 0)
        return error_set(err, ERROR_SCRIPT, "%s: %s", first->file, first->message);
    return error_set(err, ERROR_SCRIPT, "%s:%u:%u: %s", first->file, first->line,
            first->column, first->message);
}

bool xml_document_parse(const char *file, const char *bytes, size_t size,
        void **ret_document, struct error *err)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    struct reading reading = {.file = file, .complaints = &complaints};
    CLEANUP(xmlFreeParserCtxtp) xmlParserCtxt *parser = NULL;
    xmlDoc *document;

    complaint_list_init(&complaints);
    pass_mark(&bytes, &size);
    if (!xmlscan_is_safe(file, bytes, size, &complaints))
        return set_complaint(&complaints, err);
    parser = xmlNewParserCtxt();
    if (!parser)
        return error_memory(err);
    reading.bytes = bytes;
    reading.size = size;
    begin(&reading, parser);
    document = xmlCtxtReadMemory(parser, bytes, (int)size, NULL, NULL, OPTIONS);
    if (!document || reading.stopped) {
        xmlFreeDoc(document);
        return set_complaint(&complaints, err);
    }
    *ret_document = document;
    return true;
}

void xml_document_free(void *document)
{
    xmlFreeDoc(document);
}
