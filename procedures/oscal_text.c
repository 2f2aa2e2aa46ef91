#include "procedures/oscal_text.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define PARAMETERS_MAX 100000
#define NESTING_MAX \
    6 /* of parameters in parameters: a catalogue may name them in a ring */
#define ROOM ((size_t)64 << 10)

/* ---- parameters ---- */

static const char *id_of(const struct xml_node *parameter)
{
    const char *id = xml_attribute(parameter, "id");

    return id ? id : "";
}

static int compare_parameters(const void *left, const void *right)
{
    const struct xml_node *a = *(const struct xml_node *const *)left;
    const struct xml_node *b = *(const struct xml_node *const *)right;
    int order = strcmp(id_of(a), id_of(b));

    if (order != 0)
        return order;
    return a->line < b->line ? -1 : a->line > b->line;
}

/* Depth of the tree is bounded by the parser. nodes NULL: only counts. */
static size_t gather(const struct xml_node *node, const struct xml_node **nodes,
        size_t count)
{
    for (const struct xml_node *child = node->children; child; child = child->next) {
        if (strcmp(child->name, "param") == 0) {
            if (nodes)
                nodes[count] = child;
            count++;
        }
        count = gather(child, nodes, count);
    }
    return count;
}

bool oscal_text_find_parameter(const struct xml_node *root, struct arena *arena,
        struct oscal_parameters *ret_parameters, struct error *err)
{
    size_t count = gather(root, NULL, 0);
    const struct xml_node **nodes;

    if (count > PARAMETERS_MAX)
        return error_set(err, ERROR_LIMIT,
                TR("more than %d parameters: this is no catalogue",
                        "パラメーターが%dを超えています。カタログとは認められません"),
                PARAMETERS_MAX);
    if (!arena_allocate(arena, (count + 1) * sizeof(struct xml_node *), &nodes, err))
        return false;
    gather(root, nodes, 0);
    qsort(nodes, count, sizeof(struct xml_node *), compare_parameters);
    *ret_parameters = (struct oscal_parameters){nodes, count};
    return true;
}

static const struct xml_node *find_parameter(const struct oscal_parameters *parameters,
        const char *id)
{
    size_t low = 0, high = parameters->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, id_of(parameters->nodes[middle]));

        if (order == 0)
            return parameters->nodes[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* ---- prose ---- */

/* Room for what is kept, and a little over: the rest is cut anyway. */
static bool is_full(const struct buf *buf)
{
    return buf->size > OSCAL_TEXT_MAX;
}

static bool append_prose(const struct oscal_parameters *parameters,
        const struct xml_node *node, unsigned nesting, struct buf *buf,
        struct error *err);

static bool append_choices(const struct oscal_parameters *parameters,
        const struct xml_node *select, unsigned nesting, struct buf *buf,
        struct error *err)
{
    const char *many = xml_attribute(select, "how-many");
    const char *before = text_is_equal(many, "one-or-more") ? "one or more: "
                                                            : "one of: ";

    for (const struct xml_node *choice = xml_child(select, "choice");
            choice && !is_full(buf); choice = xml_next(choice, "choice")) {
        if (!buf_append_text(buf, before, err) ||
                !append_prose(parameters, choice, nesting, buf, err))
            return false;
        before = "; ";
    }
    return true;
}

static bool append_parameter(const struct oscal_parameters *parameters,
        const struct xml_node *insert, unsigned nesting, struct buf *buf,
        struct error *err)
{
    const char *id = xml_attribute(insert, "id-ref");
    const struct xml_node *parameter = id ? find_parameter(parameters, id) : NULL;
    const struct xml_node *label = parameter ? xml_child(parameter, "label") : NULL;
    const struct xml_node *select = parameter ? xml_child(parameter, "select") : NULL;
    bool ok;

    if (!buf_append_text(buf, "[", err))
        return false;
    if (label && nesting < NESTING_MAX)
        ok = append_prose(parameters, label, nesting + 1, buf, err);
    else if (select && nesting < NESTING_MAX)
        ok = append_choices(parameters, select, nesting + 1, buf, err);
    else
        ok = buf_append_text(buf, id ? id : "?", err);
    return ok && buf_append_text(buf, "]", err);
}

/* A node's text with what stands in it, each in its place. */
static bool append_prose(const struct oscal_parameters *parameters,
        const struct xml_node *node, unsigned nesting, struct buf *buf, struct error *err)
{
    size_t done = 0;

    for (const struct xml_node *child = node->children; child && !is_full(buf);
            child = child->next) {
        if (!buf_append(buf, node->text + done, child->before - done, err))
            return false;
        done = child->before;
        if (strcmp(child->name, "insert") == 0
                        ? !append_parameter(parameters, child, nesting, buf, err)
                        : !append_prose(parameters, child, nesting, buf, err))
            return false;
    }
    return is_full(buf) || buf_append_text(buf, node->text + done, err);
}

/* ---- one line ---- */

static const char *find_mark(const char *at, size_t *ret_size)
{
    static const struct {
        const char *mark, *instead;
    } marks[] = {{"“", "‘"}, {"”", "’"}, {"「", "‘"}, {"」", "’"}, {"『", "‘"},
            {"』", "’"}, {"\"", "’"}};

    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        if (text_starts_with(at, marks[i].mark)) {
            *ret_size = strlen(marks[i].mark);
            return marks[i].instead;
        }
    }
    return NULL;
}

/* The length of the first at most `most` bytes, without half a character at their end. */
static size_t cut(const char *text, size_t size, size_t most)
{
    if (size <= most)
        return size;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

static bool append_line(const char *text, size_t size, struct buf *buf, struct error *err)
{
    bool owes_blank = false;
    size_t begin = buf->size;

    for (size_t i = 0; i < size;) {
        bool is_blank = strchr(" \t\r\n", text[i]) != NULL;
        size_t length = 1;
        const char *instead = is_blank ? NULL : find_mark(text + i, &length);

        if (is_blank) {
            owes_blank = buf->size > begin;
        } else {
            if (owes_blank && !buf_append(buf, " ", 1, err))
                return false;
            owes_blank = false;
            if (instead ? !buf_append_text(buf, instead, err)
                        : !buf_append(buf, text + i, 1, err))
                return false;
        }
        i += length;
    }
    return true;
}

bool oscal_text_append(const struct oscal_parameters *parameters,
        const struct xml_node *node, struct buf *buf, struct error *err)
{
    /* What is full by one text more may still be over by that text. */
    CLEANUP(buf_clear) struct buf prose = BUF_INIT(((size_t)16 << 20) + ROOM);
    size_t size;

    if (!append_prose(parameters, node, 0, &prose, err))
        return false;
    size = cut(buf_text(&prose), prose.size, OSCAL_TEXT_MAX);
    return append_line(buf_text(&prose), size, buf, err) &&
            (size == prose.size || buf_append_text(buf, "…", err));
}
