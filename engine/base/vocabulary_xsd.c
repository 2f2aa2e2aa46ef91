#include "engine/base/vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/vocabulary_type.h"
#include "engine/base/xmlwriter.h"

#define SCHEMA_NAMESPACE "http://www.w3.org/2001/XMLSchema"
#define XML_NAMESPACE "http://www.w3.org/XML/1998/namespace"
#define BLANKS " \t\r\n"

static void start(struct xmlwriter *writer, const char *name)
{
    xmlwriter_newline(writer);
    xmlwriter_start(writer, name);
}

static void end(struct xmlwriter *writer)
{
    xmlwriter_newline(writer);
    xmlwriter_end(writer);
}

/* An element that holds nothing but one attribute. */
static void put_leaf(struct xmlwriter *writer, const char *name, const char *attribute,
        const char *value)
{
    start(writer, name);
    xmlwriter_attribute(writer, attribute, value);
    xmlwriter_end(writer);
}

static void put_sentence(struct xmlwriter *writer, const char *language,
        const char *sentence)
{
    if (!sentence)
        return;
    start(writer, "xs:documentation");
    xmlwriter_attribute(writer, "xml:lang", language);
    xmlwriter_text(writer, sentence);
    xmlwriter_end(writer);
}

static void put_documentation(struct xmlwriter *writer, const char *ja, const char *en)
{
    start(writer, "xs:annotation");
    put_sentence(writer, "ja", ja);
    put_sentence(writer, "en", en);
    end(writer);
}

static void put_word(struct xmlwriter *writer, const char *word, size_t length)
{
    char value[128];

    snprintf(value, sizeof(value), "%.*s", (int)length, word);
    put_leaf(writer, "xs:enumeration", "value", value);
}

static void put_choices(struct xmlwriter *writer, const char *choices)
{
    start(writer, "xs:restriction");
    xmlwriter_attribute(writer, "base", "xs:string");
    for (choices += strspn(choices, BLANKS); *choices;
            choices += strspn(choices, BLANKS)) {
        size_t length = strcspn(choices, BLANKS);

        put_word(writer, choices, length);
        choices += length;
    }
    end(writer);
}

static void put_simple_type(struct xmlwriter *writer,
        const struct vocabulary_type_rule *rule)
{
    start(writer, "xs:simpleType");
    xmlwriter_attribute(writer, "name", rule->xsd_name);
    put_documentation(writer, rule->ja, rule->en);
    if (rule->choices) {
        put_choices(writer, rule->choices);
    } else {
        start(writer, "xs:restriction");
        xmlwriter_attribute(writer, "base", rule->xsd_base);
        if (rule->xsd_pattern)
            put_leaf(writer, "xs:pattern", "value", rule->xsd_pattern);
        end(writer);
    }
    end(writer);
}

/* An empty complex type would forbid even a line end inside; this one forbids all but
 * blanks. */
static void put_nothing_type(struct xmlwriter *writer)
{
    start(writer, "xs:simpleType");
    xmlwriter_attribute(writer, "name", "_nothing");
    start(writer, "xs:restriction");
    xmlwriter_attribute(writer, "base", "xs:token");
    put_leaf(writer, "xs:length", "value", "0");
    end(writer);
    end(writer);
}

static void put_attribute(struct xmlwriter *writer,
        const struct vocabulary_attribute *attribute)
{
    bool is_lang = strcmp(attribute->name, "xml:lang") == 0;
    const struct vocabulary_type_rule *rule = vocabulary_type_find(attribute->type);

    start(writer, "xs:attribute");
    xmlwriter_attribute(writer, is_lang ? "ref" : "name", attribute->name);
    if (rule && !is_lang)
        xmlwriter_attribute(writer, "type", rule->xsd_name);
    if (attribute->required)
        xmlwriter_attribute(writer, "use", "required");
    put_documentation(writer, attribute->ja, attribute->en);
    if (!rule && !is_lang) {
        start(writer, "xs:simpleType");
        put_choices(writer, attribute->choices);
        end(writer);
    }
    end(writer);
}

static void put_attributes(struct xmlwriter *writer, const struct vocabulary_element *row)
{
    for (const struct vocabulary_attribute *at = row->attributes; at && at->name; at++)
        put_attribute(writer, at);
}

/* A row's name as a type's: "parent/child" becomes "parent.child". */
static void put_type_reference(struct xmlwriter *writer, const char *attribute,
        const char *row_name)
{
    char name[128];
    char *slash;

    snprintf(name, sizeof(name), "%s", row_name);
    slash = strchr(name, '/');
    if (slash)
        *slash = '.';
    xmlwriter_attribute(writer, attribute, name);
}

static const char *own_name(const struct vocabulary_element *row)
{
    const char *slash = strchr(row->name, '/');

    return slash ? slash + 1 : row->name;
}

static void put_child(struct xmlwriter *writer, const struct vocabulary *vocabulary,
        const struct vocabulary_element *row, const struct vocabulary_child *child,
        bool counted)
{
    const struct vocabulary_element *inner = vocabulary_find(vocabulary, own_name(row),
            child->name);

    start(writer, "xs:element");
    xmlwriter_attribute(writer, "name", child->name);
    if (inner)
        put_type_reference(writer, "type", inner->name);
    if (counted)
        xmlwriter_attribute(writer, "minOccurs", child->min ? "1" : "0");
    xmlwriter_end(writer);
}

/* xs:all counts, but only to one; xs:choice lets all come in any order and number. */
static bool is_each_at_most_once(const struct vocabulary_element *row)
{
    for (const struct vocabulary_child *child = row->children; child && child->name;
            child++) {
        if (child->max != 1)
            return false;
    }
    return true;
}

static bool is_any_required(const struct vocabulary_element *row)
{
    for (const struct vocabulary_child *child = row->children; child && child->name;
            child++) {
        if (child->min > 0)
            return true;
    }
    return false;
}

static void put_children(struct xmlwriter *writer, const struct vocabulary *vocabulary,
        const struct vocabulary_element *row)
{
    bool counted = is_each_at_most_once(row);

    start(writer, counted ? "xs:all" : "xs:choice");
    if (!counted) {
        xmlwriter_attribute(writer, "minOccurs", is_any_required(row) ? "1" : "0");
        xmlwriter_attribute(writer, "maxOccurs", "unbounded");
    }
    for (const struct vocabulary_child *child = row->children; child->name; child++)
        put_child(writer, vocabulary, row, child, counted);
    end(writer);
}

static bool has_children(const struct vocabulary_element *row)
{
    return row->content == VOCABULARY_CHILDREN && row->children && row->children->name;
}

static void put_complex_type(struct xmlwriter *writer,
        const struct vocabulary *vocabulary, const struct vocabulary_element *row)
{
    start(writer, "xs:complexType");
    put_type_reference(writer, "name", row->name);
    put_documentation(writer, row->ja, row->en);
    if (has_children(row)) {
        put_children(writer, vocabulary, row);
        put_attributes(writer, row);
    } else {
        start(writer, "xs:simpleContent");
        start(writer, "xs:extension");
        xmlwriter_attribute(writer, "base",
                row->content == VOCABULARY_STRING ? "_text" : "_nothing");
        put_attributes(writer, row);
        end(writer);
        end(writer);
    }
    end(writer);
}

static bool has_language(const struct vocabulary *vocabulary)
{
    for (const struct vocabulary_element *row = vocabulary->elements; row->name; row++) {
        for (const struct vocabulary_attribute *at = row->attributes; at && at->name;
                at++) {
            if (strcmp(at->name, "xml:lang") == 0)
                return true;
        }
    }
    return false;
}

static void begin_schema(struct xmlwriter *writer, const char *namespace)
{
    xmlwriter_declaration(writer);
    xmlwriter_start(writer, "xs:schema");
    xmlwriter_attribute(writer, "xmlns:xs", SCHEMA_NAMESPACE);
    if (*namespace)
        xmlwriter_attribute(writer, "targetNamespace", namespace);
}

static void put_root(struct xmlwriter *writer, const struct vocabulary *vocabulary)
{
    const struct vocabulary_element *row = vocabulary_find(vocabulary, "",
            vocabulary->root);

    start(writer, "xs:element");
    xmlwriter_attribute(writer, "name", vocabulary->root);
    if (row)
        put_type_reference(writer, "type", row->name);
    xmlwriter_end(writer);
}

static void end_schema(struct xmlwriter *writer)
{
    end(writer);
    xmlwriter_newline(writer);
}

bool vocabulary_write_xsd(const struct vocabulary *vocabulary, struct buf *buf,
        struct error *err)
{
    const struct vocabulary_type_rule *rule;
    struct xmlwriter writer;

    xmlwriter_init(&writer, buf, err);
    begin_schema(&writer, vocabulary->namespace);
    if (*vocabulary->namespace)
        xmlwriter_attribute(&writer, "xmlns", vocabulary->namespace);
    xmlwriter_attribute(&writer, "elementFormDefault", "qualified");
    if (has_language(vocabulary)) {
        start(&writer, "xs:import");
        xmlwriter_attribute(&writer, "namespace", XML_NAMESPACE);
        xmlwriter_attribute(&writer, "schemaLocation", "xml.xsd");
        xmlwriter_end(&writer);
    }
    put_root(&writer, vocabulary);
    for (const struct vocabulary_element *row = vocabulary->elements; row->name; row++)
        put_complex_type(&writer, vocabulary, row);
    put_nothing_type(&writer);
    for (size_t i = 0; (rule = vocabulary_type_at(i)); i++)
        put_simple_type(&writer, rule);
    end_schema(&writer);
    return xmlwriter_finish(&writer);
}

bool vocabulary_write_xml_xsd(struct buf *buf, struct error *err)
{
    struct xmlwriter writer;

    xmlwriter_init(&writer, buf, err);
    begin_schema(&writer, XML_NAMESPACE);
    start(&writer, "xs:attribute");
    xmlwriter_attribute(&writer, "name", "lang");
    put_documentation(&writer, "文章の言語", "the language of a text");
    start(&writer, "xs:simpleType");
    put_choices(&writer, vocabulary_type_find(VOCABULARY_LANGUAGE)->choices);
    end(&writer);
    end(&writer);
    end_schema(&writer);
    return xmlwriter_finish(&writer);
}
