#include "evidence/binding/layout_marks.h"

#include <string.h>

#include "engine/base/text.h"

#define BLANKS " \t\r\n"

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static size_t count_words(const char *words)
{
    size_t count = 0;

    for (words += strspn(words, BLANKS); *words; words += strspn(words, BLANKS)) {
        words += strcspn(words, BLANKS);
        count++;
    }
    return count;
}

/* Adds the words to a list that has room for them. */
static bool add_words(struct layout_reading *reading, const char *words,
        const char **list, size_t *count, struct error *err)
{
    size_t length;

    for (words += strspn(words, BLANKS); *words; words += strspn(words, BLANKS)) {
        length = strcspn(words, BLANKS);
        if (!arena_copy(reading->arena, words, length, &list[*count], err))
            return false;
        words += length;
        (*count)++;
    }
    return true;
}

/* What a <recognise> asks for: columns and paths in its one kind, keys in the other. */
static size_t count_marks(const struct xml_node *node)
{
    return count_words(text_or(xml_attribute(node, "header"), "")) +
            count_words(text_or(xml_attribute(node, "path"), "")) +
            (xml_attribute(node, "column") != NULL);
}

static size_t count_keys(const struct xml_node *node)
{
    return count_words(text_or(xml_attribute(node, "document"), ""));
}

static bool add_marks(struct layout_reading *reading, const struct xml_node *node,
        const char **marks, size_t *count, struct error *err)
{
    if (!add_words(reading, text_or(xml_attribute(node, "header"), ""), marks, count,
                err) ||
            !add_words(reading, text_or(xml_attribute(node, "path"), ""), marks, count,
                    err))
        return false;
    if (xml_attribute(node, "column"))
        marks[(*count)++] = xml_attribute(node, "column");
    return true;
}

static bool add_keys(struct layout_reading *reading, const struct xml_node *node,
        const char **keys, size_t *count, struct error *err)
{
    return add_words(reading, text_or(xml_attribute(node, "document"), ""), keys, count,
            err);
}

static size_t count_patterns(const struct xml_node *node)
{
    return xml_attribute(node, "pattern") != NULL;
}

static bool add_pattern(struct layout_reading *reading, const struct xml_node *node,
        const char **patterns, size_t *count, struct error *err)
{
    (void)reading;
    (void)err;
    if (xml_attribute(node, "pattern"))
        patterns[(*count)++] = xml_attribute(node, "pattern");
    return true;
}

/* *ret_list NULL where no <recognise> asks for any. */
static bool read_marks(struct layout_reading *reading, const struct xml_node *root,
        size_t (*count_of)(const struct xml_node *node),
        bool (*add)(struct layout_reading *reading, const struct xml_node *node,
                const char **list, size_t *count, struct error *err),
        const char ***ret_list, struct error *err)
{
    const char **list;
    size_t count = 0, size = 0;

    for (struct xml_node *node = xml_child(root, "recognise"); node;
            node = xml_next(node, "recognise"))
        size += count_of(node);
    if (size == 0)
        return true;
    if (!arena_allocate(reading->arena, (size + 1) * sizeof(*list), &list, err))
        return false;
    for (struct xml_node *node = xml_child(root, "recognise"); node;
            node = xml_next(node, "recognise")) {
        if (!add(reading, node, list, &count, err))
            return false;
    }
    *ret_list = list;
    return true;
}

struct regex *layout_marks_try_pattern(struct layout_reading *reading,
        const struct xml_attribute *attribute)
{
    struct regex *regex = NULL;
    struct error err = {0};

    if (!regex_compile(attribute->value, &regex, &err))
        LAYOUT_COMPLAIN(reading, attribute, "%s", err.message);
    return regex;
}

static void check_recognise(struct layout_reading *reading, const struct xml_node *root)
{
    for (struct xml_node *node = xml_child(root, "recognise"); node;
            node = xml_next(node, "recognise")) {
        const struct xml_attribute *pattern = xml_find_attribute(node, "pattern");

        if (!node->attributes)
            LAYOUT_COMPLAIN(reading, node,
                    TR("<recognise> needs one of: header, column, path, document, pattern",
                            "<recognise>には header、column、path、document、pattern のいずれかが必要です"));
        if (pattern)
            regex_free(layout_marks_try_pattern(reading, pattern));
    }
}

/* Each kind of file has its own sort of marks. */
static void check_kinds(struct layout_reading *reading, const struct xml_node *root,
        const struct layout *layout)
{
    if (layout->recognise_document && layout->format.kind != RECORD_JSON)
        LAYOUT_COMPLAIN(reading, root,
                TR("only kind=\"json\" is recognised by a document's keys",
                        "document で判別できるのは kind=\"json\" だけです"));
    if (layout->recognise_patterns &&
            (layout->format.kind == RECORD_CSV || layout->format.kind == RECORD_JSON))
        LAYOUT_COMPLAIN(reading, root,
                TR("kind=\"csv\" and \"json\" are not recognised by a pattern",
                        "kind=\"csv\" と \"json\" は pattern では判別できません"));
}

bool layout_marks_read(struct layout_reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    check_recognise(reading, root);
    if (!read_marks(reading, root, count_marks, add_marks, &layout->recognise_header,
                err) ||
            !read_marks(reading, root, count_keys, add_keys, &layout->recognise_document,
                    err) ||
            !read_marks(reading, root, count_patterns, add_pattern,
                    &layout->recognise_patterns, err))
        return false;
    check_kinds(reading, root, layout);
    return true;
}
