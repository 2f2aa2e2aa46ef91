#include "evidence/format/xml_shape.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/xmlscan.h"
#include "evidence/format/record_window.h"
#include "evidence/limits.h"

#define NODES_MAX 4096u
#define CHILDREN_MAX 512u   /* of one parent: ever new names are no shape */
#define KEPT_FOR_OUTER 512u /* what is deep leaves room for what is not */
#define ATTRIBUTES_MAX 64u
#define TABLE_SIZE 16384u
#define NO_NODE UINT32_MAX

struct node {
    const char *name;
    uint32_t parent; /* NO_NODE: of a root */
    uint32_t depth;  /* 1: a root */
    uint64_t count, bytes;
    uint32_t children;      /* how many names they have */
    uint64_t parent_serial; /* of the parent it stood in last */
    bool has_elements;
    bool has_twins;          /* it stood twice in one parent */
    const char **attributes; /* names, with their prefixes */
    uint32_t attribute_count;
};

struct xml_shape {
    struct arena arena;
    struct node nodes[NODES_MAX];
    uint32_t count;
    uint32_t table[TABLE_SIZE]; /* node numbers + 1 */
    uint32_t open[XMLSCAN_DEPTH_MAX + 1];
    uint64_t begin[XMLSCAN_DEPTH_MAX + 1];  /* of the open elements' tags */
    uint64_t serial[XMLSCAN_DEPTH_MAX + 1]; /* the open elements' numbers, from 1 */
    uint64_t elements, left_out;            /* left_out: those that have no node */
    uint32_t crowded_at;                    /* how many nodes there were then */
    uint32_t crowded; /* where that began: a parent of too many, NO_NODE: all are */
};

static uint32_t hash_name(uint32_t parent, const char *name)
{
    uint32_t hash = 2166136261u ^ parent;

    for (; *name; name++)
        hash = (uint32_t)((hash ^ (unsigned char)*name) * UINT64_C(16777619));
    return hash ^ hash >> 15;
}

/* Whether there is room for another in the parent. */
static bool has_room(const struct xml_shape *shape, uint32_t parent)
{
    const struct node *node = parent == NO_NODE ? NULL : &shape->nodes[parent];
    uint32_t depth = node ? node->depth + 1 : 1;
    uint32_t kept = depth > 3 ? 2 * KEPT_FOR_OUTER : depth > 2 ? KEPT_FOR_OUTER : 0;

    return shape->count < NODES_MAX - kept && (!node || node->children < CHILDREN_MAX);
}

static void note_crowded(struct xml_shape *shape, uint32_t parent)
{
    bool is_parents = parent != NO_NODE && shape->nodes[parent].children == CHILDREN_MAX;

    if (shape->left_out)
        return;
    shape->crowded = is_parents ? parent : NO_NODE;
    shape->crowded_at = shape->count;
}

/* NO_NODE: there is no room for another. */
static bool find_node(struct xml_shape *shape, uint32_t parent, const char *name,
        uint32_t *ret_node, struct error *err)
{
    uint32_t at = hash_name(parent, name) % TABLE_SIZE;
    struct node *node;

    for (; shape->table[at]; at = (at + 1) % TABLE_SIZE) {
        *ret_node = shape->table[at] - 1;
        node = &shape->nodes[*ret_node];
        if (node->parent == parent && strcmp(node->name, name) == 0)
            return true;
    }
    *ret_node = NO_NODE;
    if (!has_room(shape, parent)) {
        note_crowded(shape, parent);
        return true;
    }
    node = &shape->nodes[shape->count];
    node->parent = parent;
    node->depth = parent == NO_NODE ? 1 : shape->nodes[parent].depth + 1;
    if (!arena_text(&shape->arena, name, &node->name, err))
        return false;
    if (parent != NO_NODE)
        shape->nodes[parent].children++;
    *ret_node = shape->count++;
    shape->table[at] = *ret_node + 1;
    return true;
}

static bool is_equal(struct slice name, const char *text, size_t size)
{
    return name.size == size && memcmp(name.text, text, size) == 0;
}

/* As xml_path_attribute() finds them. */
static bool has_attribute(const struct node *node, const struct xml_attribute_name *name)
{
    for (uint32_t i = 0; i < node->attribute_count; i++) {
        const char *prefix = node->attributes[i], *colon = strchr(prefix, ':');
        const char *local = colon ? colon + 1 : prefix;

        if (is_equal(name->name, local, strlen(local)) &&
                (!name->prefix.text ||
                        (colon &&
                                is_equal(name->prefix, prefix,
                                        (size_t)(colon - prefix)))))
            return true;
    }
    return false;
}

/* The same with the same prefix. */
static bool is_noted(const struct node *node, const struct xmlstream_attribute *attribute)
{
    size_t size = strlen(attribute->prefix);

    for (uint32_t i = 0; i < node->attribute_count; i++) {
        const char *name = node->attributes[i];

        if (size > 0 &&
                (strncmp(name, attribute->prefix, size) != 0 || name[size] != ':'))
            continue;
        if (strcmp(name + (size ? size + 1 : 0), attribute->name) == 0)
            return true;
    }
    return false;
}

static bool add_attribute(struct xml_shape *shape, struct node *node,
        const struct xmlstream_attribute *attribute, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(2 * (size_t)XMLSCAN_TAG_MAX);

    return buf_printf(&name, err, "%s%s%s", attribute->prefix,
                   attribute->prefix[0] ? ":" : "", attribute->name) &&
            arena_text(&shape->arena, buf_text(&name),
                    &node->attributes[node->attribute_count++], err);
}

static bool note_attributes(struct xml_shape *shape, struct node *node,
        const struct xmlstream_tag *tag, struct error *err)
{
    for (size_t i = 0; i < tag->attribute_count; i++) {
        if (is_noted(node, &tag->attributes[i]) ||
                node->attribute_count == ATTRIBUTES_MAX)
            continue;
        if (!node->attributes &&
                !arena_allocate(&shape->arena, ATTRIBUTES_MAX * sizeof(*node->attributes),
                        &node->attributes, err))
            return false;
        if (!add_attribute(shape, node, &tag->attributes[i], err))
            return false;
    }
    return true;
}

static void count_element(struct node *node, uint64_t parent_serial)
{
    node->count++;
    node->has_twins = node->has_twins || node->parent_serial == parent_serial;
    node->parent_serial = parent_serial;
}

static bool note_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct xml_shape *shape = context;
    uint32_t parent = tag->depth > 1 ? shape->open[tag->depth - 1] : NO_NODE;
    uint32_t *node = &shape->open[tag->depth];

    *node = NO_NODE;
    shape->begin[tag->depth] = tag->begin;
    shape->serial[tag->depth] = ++shape->elements;
    if ((tag->depth == 1 || parent != NO_NODE) &&
            !find_node(shape, parent, tag->name, node, err))
        return false;
    if (parent != NO_NODE)
        shape->nodes[parent].has_elements = true;
    shape->left_out += *node == NO_NODE;
    if (*node == NO_NODE)
        return true;
    /* no root has a parent to stand in twice */
    count_element(&shape->nodes[*node],
            tag->depth > 1 ? shape->serial[tag->depth - 1] : shape->elements);
    return note_attributes(shape, &shape->nodes[*node], tag, err);
}

static bool note_end(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct xml_shape *shape = context;
    uint32_t node = shape->open[tag->depth];

    (void)err;
    if (node != NO_NODE)
        shape->nodes[node].bytes += tag->end - shape->begin[tag->depth];
    return true;
}

static bool read_window(struct record_window *window, struct xmlstream *stream,
        struct error *err)
{
    while (!xmlstream_is_finished(stream)) {
        struct slice rest = record_window_rest(window);
        size_t taken = 0;

        if (!xmlstream_feed(stream, rest.text, rest.size, window->end, &taken, err))
            return false;
        record_window_take(window, taken, 0);
        if (!taken && !xmlstream_is_finished(stream) && !record_window_fill(window, err))
            return false;
    }
    return true;
}

bool xml_shape_read(const struct archive *archive, uint32_t member,
        enum encoding encoding, struct xml_shape **ret_shape, struct error *err)
{
    static const struct xmlstream_handler handler = {.begin = note_begin,
            .end = note_end};
    CLEANUP(record_window_close) struct record_window window = {0};
    CLEANUP(xmlstream_freep) struct xmlstream *stream = NULL;
    CLEANUP(xml_shape_freep) struct xml_shape *shape = calloc(1, sizeof(*shape));

    if (!shape)
        return error_memory(err);
    shape->arena = (struct arena)ARENA_INIT((size_t)64 << 20);
    if (!record_window_open(archive, member, encoding, LIMIT_XML_RECORD, &window, err) ||
            !xmlstream_new(&handler, shape, true, &stream, err))
        return false;
    if (!read_window(&window, stream, err) &&
            (err->code == ERROR_MEMORY || !shape->count))
        return false;
    *ret_shape = shape;
    shape = NULL;
    return true;
}

void xml_shape_free(struct xml_shape *shape)
{
    arena_clear(&shape->arena);
    free(shape);
}

/* ---- what the records are ---- */

static bool is_better(const struct node *node, const struct node *best)
{
    return !best || node->count > best->count ||
            (node->count == best->count && node->bytes > best->bytes);
}

/* The root is a list and nothing else: of leaves of one name, several in one root. Then
 * they are the records, however many roots follow one another. NULL: it is none. */
static const struct node *find_listed(const struct xml_shape *shape,
        const struct node *root)
{
    if (root->depth > 1 || root->children != 1 || root->attribute_count)
        return NULL;
    for (uint32_t i = 0; i < shape->count; i++) {
        const struct node *node = &shape->nodes[i];

        if (node->parent != NO_NODE && &shape->nodes[node->parent] == root)
            return node->has_twins && !node->has_elements ? node : NULL;
    }
    return NULL;
}

static const struct node *find_repeated(const struct xml_shape *shape)
{
    const struct node *best = NULL, *plain = NULL, *listed;

    for (uint32_t i = 0; i < shape->count; i++) {
        const struct node *node = &shape->nodes[i];

        if (node->count > 1 && node->has_elements && is_better(node, best))
            best = node;
        if (node->count > 1 && node->depth <= 2 && is_better(node, plain))
            plain = node;
    }
    listed = best ? find_listed(shape, best) : NULL;
    return listed ? listed : best ? best : plain;
}

/* The only element in the root, where it holds others; else the root. */
static const struct node *find_single(const struct xml_shape *shape)
{
    const struct node *only = NULL;

    for (uint32_t i = 0; i < shape->count; i++) {
        if (shape->nodes[i].depth == 2 && only)
            return &shape->nodes[0];
        if (shape->nodes[i].depth == 2)
            only = &shape->nodes[i];
    }
    return only && only->has_elements ? only : &shape->nodes[0];
}

static bool append_path(const struct xml_shape *shape, const struct node *node,
        struct buf *path, struct error *err)
{
    const struct node *steps[XMLSCAN_DEPTH_MAX + 1];
    size_t count = 0;

    for (;; node = &shape->nodes[node->parent]) {
        steps[count++] = node;
        if (node->parent == NO_NODE)
            break;
    }
    while (count-- > 0) {
        if (!buf_printf(path, err, "%s%s", steps[count]->name, count ? "/" : ""))
            return false;
    }
    return true;
}

bool xml_shape_records(const struct xml_shape *shape, struct buf *path, struct error *err)
{
    const struct node *repeated = find_repeated(shape);

    return append_path(shape, repeated ? repeated : find_single(shape), path, err);
}

bool xml_shape_limit(const struct xml_shape *shape, struct buf *text, struct error *err)
{
    CLEANUP(buf_clear) struct buf path = BUF_INIT((size_t)1 << 20);

    if (!shape->left_out)
        return true;
    if (shape->crowded == NO_NODE)
        return buf_printf(text, err,
                "over %u different paths, %" PRIu64 " elements not looked at",
                shape->crowded_at, shape->left_out);
    return append_path(shape, &shape->nodes[shape->crowded], &path, err) &&
            buf_printf(text, err,
                    "over %u different elements in %s, %" PRIu64
                    " elements not looked at",
                    CHILDREN_MAX, buf_text(&path), shape->left_out);
}

/* ---- what else there is ---- */

#define ASIDE_TOLD 5u

static bool is_repeated(const struct node *node)
{
    return node->count > 1 && (node->has_elements || node->depth <= 2);
}

/* Whether one path is the other's beginning. */
static bool is_in_line(const char *path, const char *other)
{
    size_t size = strlen(path), other_size = strlen(other);
    size_t both = size < other_size ? size : other_size;

    return strncmp(path, other, both) == 0 &&
            (size == other_size || (size > both ? path[both] : other[both]) == '/');
}

/* In a repeated element that is told itself, or is a record. */
static bool is_told_with(const struct xml_shape *shape, const struct node *node,
        const struct node *record)
{
    while (node->parent != NO_NODE) {
        const struct node *around = record;

        node = &shape->nodes[node->parent];
        while (around && around != node)
            around = around->parent == NO_NODE ? NULL : &shape->nodes[around->parent];
        if (is_repeated(node) && (!around || node == record))
            return true;
    }
    return false;
}

static bool find_at(const struct xml_shape *shape, const char *records,
        const struct node **ret_node, struct error *err)
{
    *ret_node = NULL;
    for (uint32_t i = 0; i < shape->count && !*ret_node; i++) {
        CLEANUP(buf_clear) struct buf path = BUF_INIT((size_t)1 << 20);

        if (!append_path(shape, &shape->nodes[i], &path, err))
            return false;
        if (strcmp(buf_text(&path), records) == 0)
            *ret_node = &shape->nodes[i];
    }
    return true;
}

bool xml_shape_aside(const struct xml_shape *shape, const char *records, struct buf *list,
        uint32_t *ret_count, struct error *err)
{
    const struct node *record;

    *ret_count = 0;
    if (!find_at(shape, records, &record, err))
        return false;
    for (uint32_t i = 0; i < shape->count; i++) {
        CLEANUP(buf_clear) struct buf path = BUF_INIT((size_t)1 << 20);
        const struct node *node = &shape->nodes[i];

        if (!is_repeated(node) || is_told_with(shape, node, record))
            continue;
        if (!append_path(shape, node, &path, err))
            return false;
        if (is_in_line(buf_text(&path), records))
            continue;
        if (++*ret_count <= ASIDE_TOLD &&
                !buf_printf(list, err, "%s%s (%" PRIu64 ")", *ret_count > 1 ? ", " : "",
                        buf_text(&path), node->count))
            return false;
    }
    return *ret_count <= ASIDE_TOLD || buf_append_text(list, " …", err);
}

/* ---- whether fields are there ---- */

static bool is_record(const struct xml_shape *shape, const struct node *node,
        const struct xml_path *records)
{
    const char *names[XMLSCAN_DEPTH_MAX + 1];
    const struct node *at = node;

    for (uint32_t depth = node->depth; depth > 0; depth--) {
        names[depth - 1] = at->name;
        at = at->parent == NO_NODE ? at : &shape->nodes[at->parent];
    }
    return xml_path_is_record(records, names, node->depth);
}

bool xml_shape_resolve(const struct xml_shape *shape, const struct xml_path *records,
        struct buf *path, struct error *err)
{
    const struct node *only = NULL;

    for (uint32_t i = 0; i < shape->count; i++) {
        if (!is_record(shape, &shape->nodes[i], records))
            continue;
        if (only)
            return true;
        only = &shape->nodes[i];
    }
    return !only || append_path(shape, only, path, err);
}

/* Whether the node is where the field's first `steps` steps lead from the record. */
static bool leads_to(const struct xml_shape *shape, uint32_t number, uint32_t record,
        const struct xml_path *field, uint32_t steps)
{
    const struct node *node;

    if (steps == 0)
        return number == record;
    if (number == NO_NODE || number == record)
        return false;
    node = &shape->nodes[number];
    if (field->steps[steps - 1].name.text &&
            (strlen(node->name) != field->steps[steps - 1].name.size ||
                    strncmp(node->name, field->steps[steps - 1].name.text,
                            field->steps[steps - 1].name.size) != 0))
        return false;
    return leads_to(shape, node->parent, record, field, steps - 1);
}

static bool has_field(const struct xml_shape *shape, uint32_t record,
        const struct xml_path *field)
{
    for (uint32_t up = field->up; up > 0 && record != NO_NODE; up--)
        record = shape->nodes[record].parent;
    for (uint32_t i = 0; i < shape->count && record != NO_NODE; i++) {
        if (leads_to(shape, i, record, field, field->step_count) &&
                (!field->attribute.name.text ||
                        has_attribute(&shape->nodes[i], &field->attribute)))
            return true;
    }
    return false;
}

bool xml_shape_has(const struct xml_shape *shape, const struct xml_path *records,
        const struct xml_path *field)
{
    for (uint32_t i = 0; i < shape->count; i++) {
        if (is_record(shape, &shape->nodes[i], records) && has_field(shape, i, field))
            return true;
    }
    return false;
}
