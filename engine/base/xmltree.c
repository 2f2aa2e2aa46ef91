#include "engine/base/xmltree.h"

#include <string.h>

#include "engine/base/text.h"

void xmltree_init(struct xmltree *tree, const char *bytes, size_t size,
        struct arena *arena)
{
    memset(tree, 0, sizeof(*tree));
    tree->arena = arena;
    xmlscan_init(&tree->scan, bytes, size);
    for (size_t i = 0; i < ARRAY_LENGTH(tree->texts); i++)
        tree->texts[i].limit = XMLSCAN_FILE_MAX;
}

void xmltree_clear(struct xmltree *tree)
{
    for (size_t i = 0; i < ARRAY_LENGTH(tree->texts); i++)
        buf_clear(&tree->texts[i]);
}

static void note_text(struct xml_node *node, const struct xmlscan *scan)
{
    if (node->text_line == 0) {
        node->text_line = scan->place.line;
        node->text_column = scan->place.column;
    }
    if (node->word_line == 0) {
        node->word_line = scan->word.line;
        node->word_column = scan->word.column;
    }
}

/* Pulls the scan to the tag the parser has just read; the text on the way is the open
 * element's. */
static bool follow(struct xmltree *tree, enum xmlscan_kind expected, struct error *err)
{
    enum xmlscan_kind kind;

    while ((kind = xmlscan_next(&tree->scan)) == XMLSCAN_TEXT) {
        if (tree->current)
            note_text(tree->current, &tree->scan);
    }
    if (kind == expected)
        return true;
    return error_set(err, ERROR_SCRIPT, "%s",
            TR("this markup can be read in two ways: write it more plainly",
                    "この箇所は二通りに読めます。単純な書き方に直してください"));
}

static void append_node(struct xmltree *tree, struct xml_node *node)
{
    struct xml_node *before = tree->last[tree->depth];

    node->parent = tree->current;
    node->before = node->parent ? tree->texts[tree->depth].size : 0;
    if (before && before->parent == node->parent)
        before->next = node;
    else if (node->parent)
        node->parent->children = node;
    else
        tree->root = node;
    tree->last[tree->depth++] = node;
    tree->current = node;
    buf_reset(&tree->texts[tree->depth]);
}

/* Copies what stands in an attribute. libxml2 leaves an ampersand in it as "&#38;". */
static bool copy_value(struct arena *arena, struct slice value, const char **ret_value,
        struct error *err)
{
    size_t length = 0;
    char *copy;

    if (!arena_allocate(arena, value.size + 1, &copy, err))
        return false;
    for (size_t i = 0; i < value.size; i++) {
        copy[length++] = value.text[i];
        if (value.size - i >= 5 && memcmp(value.text + i, "&#38;", 5) == 0)
            i += 4;
    }
    *ret_value = copy;
    return true;
}

/* Nearly every node has its parent's namespace. */
static bool share_namespace(struct xmltree *tree, const char *namespace,
        const char **ret_namespace, struct error *err)
{
    const struct xml_node *parent = tree->current;
    const struct slice value = {namespace, strlen(namespace)};

    if (!parent || strcmp(parent->namespace, namespace) != 0)
        return copy_value(tree->arena, value, ret_namespace, err);
    *ret_namespace = parent->namespace;
    return true;
}

bool xmltree_start(struct xmltree *tree, const char *name, const char *namespace,
        struct error *err)
{
    struct xml_node *node;

    if (!follow(tree, XMLSCAN_START, err))
        return false;
    if (tree->depth == XMLSCAN_DEPTH_MAX || (tree->depth == 0 && tree->root))
        return error_set(err, ERROR_LIMIT, "<%s> stands too deep", name);
    if (!arena_allocate(tree->arena, sizeof(*node), &node, err) ||
            !arena_text(tree->arena, name, &node->name, err) ||
            !share_namespace(tree, namespace, &node->namespace, err))
        return false;
    node->text = "";
    node->line = tree->scan.place.line;
    node->column = tree->scan.place.column;
    append_node(tree, node);
    tree->end = &node->attributes;
    tree->next_attribute = 0;
    return true;
}

static bool is_declaration(struct slice name)
{
    return (name.size == 5 && memcmp(name.text, "xmlns", 5) == 0) ||
            (name.size > 6 && memcmp(name.text, "xmlns:", 6) == 0);
}

struct xmlscan_place xmltree_attribute_place(struct xmltree *tree)
{
    const struct xmlscan *scan = &tree->scan;

    while (tree->next_attribute < scan->attribute_count &&
            is_declaration(scan->attributes[tree->next_attribute].name))
        tree->next_attribute++;
    if (tree->next_attribute == scan->attribute_count)
        return scan->place;
    return scan->attributes[tree->next_attribute++].place;
}

bool xmltree_add_attribute(struct xmltree *tree, const char *name, struct slice value,
        struct xmlscan_place place, struct error *err)
{
    struct xml_attribute *attribute;

    if (!arena_allocate(tree->arena, sizeof(*attribute), &attribute, err) ||
            !arena_text(tree->arena, name, &attribute->name, err) ||
            !copy_value(tree->arena, value, &attribute->value, err))
        return false;
    attribute->line = place.line;
    attribute->column = place.column;
    *tree->end = attribute;
    tree->end = &attribute->next;
    return true;
}

bool xmltree_add_text(struct xmltree *tree, struct slice text, struct error *err)
{
    if (!tree->current)
        return true;
    return buf_append(&tree->texts[tree->depth], text.text, text.size, err);
}

bool xmltree_end(struct xmltree *tree, struct error *err)
{
    const struct buf *text = &tree->texts[tree->depth];
    struct xml_node *node = tree->current;

    if (!follow(tree, XMLSCAN_END, err))
        return false;
    if (!node)
        return error_set(err, ERROR_SCRIPT, "an end tag stands alone");
    if (text->size && !arena_copy(tree->arena, text->data, text->size, &node->text, err))
        return false;
    tree->current = node->parent;
    tree->depth--;
    return true;
}
