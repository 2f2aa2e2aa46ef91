#include "evidence/layout.h"

#include <string.h>

#include "engine/base/regex.h"
#include "engine/base/text.h"
#include "evidence/limits.h"

#define BLANKS " \t\r\n"

/* A layout that is being read. */
struct reading {
    const char *file;
    struct arena *arena;
    struct complaint_list *complaints;
};

#define COMPLAIN(reading, place, ...)                                      \
    complaint_add((reading)->complaints, COMPLAINT_ERROR, (reading)->file, \
            (place)->line, (place)->column, __VA_ARGS__)

static bool is_yes(const struct xml_node *node, const char *name)
{
    return text_is_equal(xml_attribute(node, name), "yes");
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static uint32_t count_children(const struct xml_node *node, const char *name)
{
    uint32_t count = 0;

    for (struct xml_node *child = xml_child(node, name); child;
            child = xml_next(child, name))
        count++;
    return count;
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
static bool add_words(struct reading *reading, const char *words, const char **list,
        size_t *count, struct error *err)
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

/* How many headers and paths a <recognise> asks for. */
static size_t count_marks(const struct xml_node *node)
{
    return count_words(text_or(xml_attribute(node, "header"), "")) +
            count_words(text_or(xml_attribute(node, "path"), "")) +
            (xml_attribute(node, "column") != NULL);
}

static bool read_marks(struct reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    const char **marks;
    size_t count = 0, size = 0;

    for (struct xml_node *node = xml_child(root, "recognise"); node;
            node = xml_next(node, "recognise"))
        size += count_marks(node);
    if (size == 0)
        return true;
    if (!arena_allocate(reading->arena, (size + 1) * sizeof(*marks), &marks, err))
        return false;
    for (struct xml_node *node = xml_child(root, "recognise"); node;
            node = xml_next(node, "recognise")) {
        if (!add_words(reading, text_or(xml_attribute(node, "header"), ""), marks, &count,
                    err) ||
                !add_words(reading, text_or(xml_attribute(node, "path"), ""), marks,
                        &count, err))
            return false;
        if (xml_attribute(node, "column"))
            marks[count++] = xml_attribute(node, "column");
    }
    layout->recognise_header = marks;
    return true;
}

/* Tries a pattern; NULL, and a complaint, where it is none. */
static struct regex *try_pattern(struct reading *reading,
        const struct xml_attribute *attribute)
{
    struct regex *regex = NULL;
    struct error err = {0};

    if (!regex_compile(attribute->value, &regex, &err))
        COMPLAIN(reading, attribute, "%s", err.message);
    return regex;
}

static void read_recognise_patterns(struct reading *reading, const struct xml_node *root,
        struct layout *layout)
{
    for (struct xml_node *node = xml_child(root, "recognise"); node;
            node = xml_next(node, "recognise")) {
        const struct xml_attribute *pattern = xml_find_attribute(node, "pattern");

        if (!node->attributes)
            COMPLAIN(reading, node,
                    TR("<recognise> needs one of: header, column, path, pattern",
                            "<recognise>には header、column、path、pattern のいずれかが必要です"));
        if (!pattern)
            continue;
        regex_free(try_pattern(reading, pattern));
        if (layout->recognise_pattern)
            COMPLAIN(reading, pattern,
                    TR("only one <recognise> may have a pattern",
                            "pattern を持つ<recognise>は一つだけです"));
        layout->recognise_pattern = pattern->value;
    }
}

bool layout_find_delimiter(const char *name, char *ret_delimiter)
{
    static const struct {
        const char *name;
        char delimiter;
    } delimiters[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}};

    for (size_t i = 0; i < ARRAY_LENGTH(delimiters); i++) {
        if (strcmp(name, delimiters[i].name) == 0) {
            *ret_delimiter = delimiters[i].delimiter;
            return true;
        }
    }
    return false;
}

/* An attribute of <format> that says nothing for this kind of file is a mistake. */
static void refuse_for_others(struct reading *reading, const struct xml_node *node,
        const char *name, enum record_kind kind, enum record_kind only)
{
    const struct xml_attribute *attribute = xml_find_attribute(node, name);

    if (attribute && kind != only)
        COMPLAIN(reading, attribute,
                TR("'%s' is for kind=\"%s\" only", "「%s」は kind=\"%s\" だけで使えます"),
                name, record_kind_name(only));
}

static void read_format(struct reading *reading, const struct xml_node *node,
        struct record_format *format)
{
    const char *encoding = xml_attribute(node, "encoding");
    const char *delimiter = xml_attribute(node, "delimiter");

    format->kind = record_kind_find(text_or(xml_attribute(node, "kind"), ""));
    format->records = xml_attribute(node, "records");
    format->pattern = xml_attribute(node, "pattern");
    format->headerless = text_is_equal(xml_attribute(node, "header"), "no");
    /* What the vocabulary did not allow has been complained of. */
    if (encoding && !encoding_find(encoding, &format->encoding))
        format->encoding = ENCODING_AUTO;
    if (delimiter && !layout_find_delimiter(delimiter, &format->delimiter))
        format->delimiter = 0;
    refuse_for_others(reading, node, "delimiter", format->kind, RECORD_CSV);
    refuse_for_others(reading, node, "header", format->kind, RECORD_CSV);
    refuse_for_others(reading, node, "records", format->kind, RECORD_JSON);
    refuse_for_others(reading, node, "pattern", format->kind, RECORD_LINES);
}

static void read_column(struct reading *reading, const struct xml_node *node,
        struct layout_column *column)
{
    const char *type = xml_attribute(node, "type");
    const struct xml_attribute *path = xml_find_attribute(node, "path");

    column->name = text_or(xml_attribute(node, "name"), "");
    column->from = xml_attribute(node, "from");
    if (path && column->from)
        COMPLAIN(reading, path,
                TR("a <column> has either 'from' or 'path'",
                        "<column>に書けるのは from か path のどちらか一方です"));
    if (!column->from)
        column->from = path ? path->value : column->name;
    if (!type || !program_find_type(type, &column->type))
        column->type = PROGRAM_TEXT;
    column->absent = xml_attribute(node, "absent");
    column->key = is_yes(node, "key");
}

/* Two columns of one name cannot both play it. */
static void check_repeated(struct reading *reading, const struct xml_node *node,
        const struct layout *layout, uint32_t at)
{
    for (uint32_t i = 0; i < at; i++) {
        if (strcmp(layout->columns[i].name, layout->columns[at].name) == 0) {
            COMPLAIN(reading, node,
                    TR("column '%s' is there twice", "列「%s」が二つあります"),
                    layout->columns[at].name);
            return;
        }
    }
}

static bool read_columns(struct reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    uint32_t count = count_children(root, "column"), at = 0;

    if (count > LIMIT_CSV_COLUMNS)
        COMPLAIN(reading, root, TR("a layout has at most %u columns", "列は%u個までです"),
                LIMIT_CSV_COLUMNS);
    if (count == 0 || count > LIMIT_CSV_COLUMNS)
        return true;
    if (!arena_allocate(reading->arena, count * sizeof(*layout->columns),
                &layout->columns, err))
        return false;
    for (struct xml_node *node = xml_child(root, "column"); node;
            node = xml_next(node, "column")) {
        read_column(reading, node, &layout->columns[at]);
        check_repeated(reading, node, layout, at);
        at++;
    }
    layout->column_count = count;
    return true;
}

/* Every column of a layout of lines comes from a group of its pattern. */
static void check_groups(struct reading *reading, const struct xml_node *root,
        const struct layout *layout)
{
    const struct xml_node *node = xml_child(root, "column");
    const struct xml_node *format = xml_child(root, "format");
    const struct xml_attribute *pattern = xml_find_attribute(format, "pattern");
    CLEANUP(regex_freep) struct regex *regex = NULL;

    if (!pattern)
        return;
    regex = try_pattern(reading, pattern);
    for (uint32_t i = 0; regex && i < layout->column_count; i++) {
        const char *from = layout->columns[i].from;

        if (regex_find_group(regex, from) == 0 && strcmp(from, "_text") != 0)
            COMPLAIN(reading, node,
                    TR("the pattern has no group '%s': write (?<%s>...) in it, or another 'from'",
                            "パターンにグループ「%s」がありません。(?<%s>...) と書くか、from を直してください"),
                    from, from);
        node = xml_next(node, "column");
    }
}

static void read_titles(const struct xml_node *root, struct layout *layout)
{
    layout->title_ja = xml_text_in(root, "title", "ja");
    layout->title_en = xml_text_in(root, "title", "en");
    if (!layout->title_ja)
        layout->title_ja = text_or(layout->title_en, layout->id);
    if (!layout->title_en)
        layout->title_en = layout->title_ja;
}

static bool read_layout(struct reading *reading, const struct xml_node *root,
        struct layout *layout, struct error *err)
{
    const struct xml_node *format = xml_child(root, "format");
    const struct xml_node *sample = xml_child(root, "sample");

    layout->id = text_or(xml_attribute(root, "id"), "");
    layout->version = text_or(xml_attribute(root, "version"), "");
    read_titles(root, layout);
    if (sample) {
        layout->sample = xml_attribute(sample, "file");
        layout->expected = xml_attribute(sample, "expect");
    }
    read_recognise_patterns(reading, root, layout);
    if (!read_marks(reading, root, layout, err) ||
            !read_columns(reading, root, layout, err))
        return false;
    if (format) {
        read_format(reading, format, &layout->format);
        check_groups(reading, root, layout);
    }
    if (layout->recognise_pattern &&
            (layout->format.kind == RECORD_CSV || layout->format.kind == RECORD_JSON))
        COMPLAIN(reading, root,
                TR("kind=\"csv\" and \"json\" are not recognised by a pattern",
                        "kind=\"csv\" と \"json\" は pattern では判別できません"));
    return true;
}

bool layout_parse(const char *file, const char *bytes, size_t size, struct arena *arena,
        struct layout *ret_layout, struct complaint_list *complaints)
{
    struct reading reading = {file, arena, complaints};
    struct layout layout = {0};
    struct xml_node *root;
    struct error err = {0};
    size_t errors = complaints->errors;

    if (!xml_parse(file, bytes, size, arena, &root, complaints))
        return false;
    vocabulary_check(&layout_vocabulary, file, root, complaints);
    if (!read_layout(&reading, root, &layout, &err))
        COMPLAIN(&reading, root, "%s", err.message);
    if (complaints->errors != errors)
        return false;
    *ret_layout = layout;
    return true;
}

const struct layout *layout_find(const struct layout *layouts, size_t count,
        const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(layouts[i].id, id) == 0)
            return &layouts[i];
    }
    return NULL;
}
