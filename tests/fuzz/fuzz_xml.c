/* fuzz_xml.c - scripts of any bytes: xml_parse(), vocabulary_check() and xmlwriter's way
 * back
 *
 * What must hold: a refusal says why and where; every node stands at a '<'; the scan and
 * libxml2 never part ways; what is written from a tree is read as the same tree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "engine/base/vocabulary.h"
#include "engine/base/xmlwriter.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct vocabulary_attribute attributes[] = {
        {"id", VOCABULARY_ID, true, NULL, "識別子", "an id"},
        {"d", VOCABULARY_DURATION, false, NULL, "期間", "a duration"},
        {"p", VOCABULARY_PERCENT, false, NULL, "割合", "a share"},
        {"n", VOCABULARY_NAMES, false, NULL, "列", "columns"},
        {"c", VOCABULARY_CHOICE, false, "one two", "選択", "a choice"},
        {.name = NULL},
};

static const struct vocabulary_child children[] = {
        {"a", 1, 1},
        {"b", 0, 0},
        {.name = NULL},
};

static const struct vocabulary_element elements[] = {
        {"r", VOCABULARY_CHILDREN, attributes, children, "根", "the root"},
        {"a", VOCABULARY_STRING, attributes, NULL, "文", "a text"},
        {"b", VOCABULARY_CHILDREN, NULL, children, "組", "a group"},
        {.name = NULL},
};

static const struct vocabulary vocabulary = {"", "r", elements};

/* A place that only moves forward through the bytes. */
struct cursor {
    const char *bytes;
    size_t size, at;
    unsigned line, column;
};

static void advance(struct cursor *cursor)
{
    unsigned char byte = (unsigned char)cursor->bytes[cursor->at++];

    if (byte == '\n') {
        cursor->line++;
        cursor->column = 1;
    } else if (cursor->at == cursor->size ||
            ((unsigned char)cursor->bytes[cursor->at] & 0xC0) != 0x80) {
        cursor->column++;
    }
}

static char byte_at(struct cursor *cursor, unsigned line, unsigned column)
{
    while (cursor->at < cursor->size &&
            (cursor->line != line || cursor->column != column))
        advance(cursor);
    return cursor->at < cursor->size ? cursor->bytes[cursor->at] : '\0';
}

static void check_places(struct cursor *cursor, const struct xml_node *node)
{
    REQUIRE(byte_at(cursor, node->line, node->column) == '<');
    REQUIRE(strncmp(cursor->bytes + cursor->at + 1, node->name, 1) == 0 ||
            memchr(cursor->bytes + cursor->at, ':', cursor->size - cursor->at));
    for (const struct xml_attribute *at = node->attributes; at; at = at->next)
        REQUIRE(byte_at(cursor, at->line, at->column) == at->name[0]);
    for (const struct xml_node *child = node->children; child; child = child->next)
        check_places(cursor, child);
}

static void write_node(struct xmlwriter *writer, const struct xml_node *node)
{
    xmlwriter_start(writer, node->name);
    xmlwriter_attribute(writer, "xmlns", node->namespace);
    for (const struct xml_attribute *at = node->attributes; at; at = at->next)
        xmlwriter_attribute(writer, at->name, at->value);
    xmlwriter_text(writer, node->text);
    for (const struct xml_node *child = node->children; child; child = child->next)
        write_node(writer, child);
    xmlwriter_end(writer);
}

static void compare(const struct xml_node *a, const struct xml_node *b)
{
    const struct xml_attribute *x = a->attributes, *y = b->attributes;
    const struct xml_node *child = a->children, *other = b->children;

    REQUIRE(strcmp(a->name, b->name) == 0 && strcmp(a->namespace, b->namespace) == 0);
    REQUIRE(strcmp(a->text, b->text) == 0);
    for (; x && y; x = x->next, y = y->next)
        REQUIRE(strcmp(x->name, y->name) == 0 && strcmp(x->value, y->value) == 0);
    REQUIRE(!x && !y);
    for (; child && other; child = child->next, other = other->next)
        compare(child, other);
    REQUIRE(!child && !other);
}

/* Writing has a lower depth than reading, hence the early returns. */
static void check_way_back(const struct xml_node *root)
{
    CLEANUP(buf_clear) struct buf out = BUF_INIT((size_t)8 << 20);
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct xmlwriter writer;
    struct xml_node *again;
    struct error err = {0};

    complaint_list_init(&complaints);
    xmlwriter_init(&writer, &out, &err);
    write_node(&writer, root);
    if (!xmlwriter_finish(&writer))
        return;
    REQUIRE(xml_parse("again", out.data, out.size, &arena, &again, &complaints));
    compare(root, again);
}

static void check_complaints(struct complaint_list *complaints)
{
    CLEANUP(buf_clear) struct buf out = BUF_INIT((size_t)8 << 20);
    struct error err = {0};

    for (size_t i = 0; i < complaints->count; i++) {
        const char *message = complaints->items[i].message;

        REQUIRE(*message && strncmp(message, "this markup can be read", 23) != 0);
        REQUIRE(text_find_invalid(message, strlen(message)) == strlen(message));
    }
    complaint_list_sort(complaints);
    REQUIRE(complaint_list_write(complaints, &out, &err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(complaint_list_clear) struct complaint_list complaints;
    CLEANUP(arena_clear) struct arena arena = ARENA_INIT(ARENA_MODEL_LIMIT);
    struct cursor cursor = {(const char *)data, size, 0, 1, 1};
    struct xml_node *root;
    struct error err = {0};
    void *document;

    xml_prepare();
    complaint_list_init(&complaints);
    if (!xml_parse("fuzz.xml", (const char *)data, size, &arena, &root, &complaints)) {
        REQUIRE(complaints.errors > 0);
        check_complaints(&complaints);
        return 0;
    }
    REQUIRE(complaints.errors == 0);
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        cursor.at = 3;
    check_places(&cursor, root);
    check_way_back(root);
    vocabulary_check(&vocabulary, "fuzz.xml", root, &complaints);
    check_complaints(&complaints);
    REQUIRE(xml_document_parse("fuzz.xml", (const char *)data, size, &document, &err));
    xml_document_free(document);
    return 0;
}
