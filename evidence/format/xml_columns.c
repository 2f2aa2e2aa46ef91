#include "evidence/format/xml_columns.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/xmlscan.h"
#include "engine/base/xmlstream.h"
#include "evidence/format/name_set.h"
#include "evidence/format/xml_path.h"

#define NAMES_MAX 2000u
#define ELEMENTS_MAX 4000u /* of a record, so that one cannot cost for ever */
#define VALUE_MAX ((size_t)128)
#define PATH_LIMIT ((size_t)64 << 10)
#define NONE UINT32_MAX

/* One of a record's. */
struct element {
    const char *name, *label; /* label: its attribute's value; NULL: it has none */
    const char *label_name;
    uint32_t parent;
    bool has_elements, has_text;
    bool is_labelled; /* others of its name stand beside it, all of them labelled */
    bool is_repeated; /* the first of several beside one another that have one path */
    const char **attributes; /* names as in a path, ended by NULL */
};

struct columns {
    struct arena *arena;
    struct name_set names;
    struct name_set repeats; /* what tells of repeats: behind the names */
    size_t look_at;          /* bytes */
    struct arena record;     /* what the record's elements need */
    struct element *elements;
    struct element **sorted; /* those of one name and parent stand together */
    uint32_t element_count;
    uint32_t open[XMLSCAN_DEPTH_MAX + 1];
    size_t depth;
};

static bool is_label(const char *name)
{
    return strcmp(name, "Name") == 0 || strcmp(name, "name") == 0;
}

/* Whether the value can be written in a path. */
static bool is_writable(struct slice value)
{
    return value.size <= VALUE_MAX &&
            !(memchr(value.text, '\'', value.size) &&
                    memchr(value.text, '"', value.size));
}

/* The attribute's name in a path, in the record's arena. */
static bool name_attribute(struct columns *columns, const struct xmlstream_tag *tag,
        size_t number, const char **ret_name, struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(PATH_LIMIT);
    const struct xmlstream_attribute *attribute = &tag->attributes[number];

    if (!xml_path_needs_prefix(tag, number))
        return arena_text(&columns->record, attribute->name, ret_name, err);
    return buf_printf(&name, err, "%s:%s", attribute->prefix, attribute->name) &&
            arena_text(&columns->record, buf_text(&name), ret_name, err);
}

static bool note_attributes(struct columns *columns, struct element *element,
        const struct xmlstream_tag *tag, struct error *err)
{
    if (!arena_allocate(&columns->record,
                (tag->attribute_count + 1) * sizeof(*element->attributes),
                &element->attributes, err))
        return false;
    for (size_t i = 0; i < tag->attribute_count; i++) {
        const struct xmlstream_attribute *attribute = &tag->attributes[i];

        if (!name_attribute(columns, tag, i, &element->attributes[i], err))
            return false;
        if (!is_label(element->attributes[i]) || !is_writable(attribute->value))
            continue;
        element->label_name = element->attributes[i];
        if (!arena_text(&columns->record, attribute->value.text, &element->label, err))
            return false;
    }
    return true;
}

static bool note_begin(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct columns *columns = context;
    uint32_t parent = tag->depth > 1 ? columns->open[tag->depth - 1] : NONE;
    struct element *element = &columns->elements[columns->element_count];

    columns->depth = tag->depth;
    columns->open[tag->depth] = NONE;
    if (columns->element_count == ELEMENTS_MAX || (tag->depth > 1 && parent == NONE))
        return true;
    *element = (struct element){.parent = parent};
    if (!arena_text(&columns->record, tag->name, &element->name, err) ||
            !note_attributes(columns, element, tag, err))
        return false;
    if (parent != NONE)
        columns->elements[parent].has_elements = true;
    columns->open[tag->depth] = columns->element_count++;
    return true;
}

static bool note_text(void *context, struct slice text, struct error *err)
{
    struct columns *columns = context;
    uint32_t open = columns->open[columns->depth];

    (void)text;
    (void)err;
    if (open != NONE)
        columns->elements[open].has_text = true;
    return true;
}

static bool note_end(void *context, const struct xmlstream_tag *tag, struct error *err)
{
    struct columns *columns = context;

    (void)err;
    columns->depth = tag->depth - 1;
    return true;
}

static int compare_parents(const struct element *a, const struct element *b)
{
    if (a->parent != b->parent)
        return a->parent < b->parent ? -1 : 1;
    return strcmp(a->name, b->name);
}

/* Those of one path stand together, in the order of the document. */
static int compare(const void *left, const void *right)
{
    const struct element *a = *(struct element *const *)left;
    const struct element *b = *(struct element *const *)right;
    int order = compare_parents(a, b);

    if (!order)
        order = strcmp(a->label ? a->label : "", b->label ? b->label : "");
    return order ? order : (a > b) - (a < b);
}

/* Of elements beside one another that have one name. */
static void find_repeated(struct element **same, uint32_t count)
{
    bool is_labelled = count > 1;
    uint32_t end;

    for (uint32_t i = 0; i < count; i++)
        is_labelled = is_labelled && same[i]->label;
    if (!is_labelled && count > 1) {
        struct element *first = same[0];

        for (uint32_t i = 1; i < count; i++)
            first = same[i] < first ? same[i] : first;
        first->is_repeated = true;
    }
    for (uint32_t begin = 0; is_labelled && begin < count; begin = end) {
        for (end = begin;
                end < count && strcmp(same[begin]->label, same[end]->label) == 0; end++)
            same[end]->is_labelled = true;
        same[begin]->is_repeated = end - begin > 1;
    }
}

/* A record may have thousands: they are sorted, not each compared with each. */
static void find_labelled(struct columns *columns)
{
    struct element **sorted = columns->sorted;
    uint32_t end;

    for (uint32_t i = 0; i < columns->element_count; i++)
        sorted[i] = &columns->elements[i];
    qsort(sorted, columns->element_count, sizeof(struct element *), compare);
    for (uint32_t begin = 0; begin < columns->element_count; begin = end) {
        for (end = begin; end < columns->element_count &&
                compare_parents(sorted[begin], sorted[end]) == 0;
                end++)
            ;
        find_repeated(sorted + begin, end - begin);
    }
}

static bool append_step(struct columns *columns, const struct element *element,
        struct buf *path, struct error *err)
{
    char quote;

    if (element->parent == NONE)
        return true; /* the record's own name is not in the path */
    if (!append_step(columns, &columns->elements[element->parent], path, err) ||
            !buf_printf(path, err, "%s%s", path->size ? "/" : "", element->name))
        return false;
    if (!element->is_labelled)
        return true;
    quote = strchr(element->label, '\'') ? '"' : '\'';
    return buf_printf(path, err, "[@%s=%c%s%c]", element->label_name, quote,
            element->label, quote);
}

static bool add_name(struct columns *columns, const char *path, struct error *err)
{
    return name_set_add(&columns->names, (struct slice){path, strlen(path)}, err);
}

/* The path's second value, too, where it has one: most often that is all there is. */
static bool add_repeat(struct columns *columns, const char *path, bool is_leaf,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf name = BUF_INIT(PATH_LIMIT);

    if (!buf_printf(&name, err, "count(%s)", path) ||
            !name_set_add(&columns->repeats, (struct slice){buf_text(&name), name.size},
                    err))
        return false;
    buf_reset(&name);
    return !is_leaf ||
            (buf_printf(&name, err, "%s[2]", path) &&
                    name_set_add(&columns->repeats,
                            (struct slice){buf_text(&name), name.size}, err));
}

static bool add_element(struct columns *columns, const struct element *element,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf path = BUF_INIT(PATH_LIMIT);
    bool is_empty = !element->has_text && element->attributes[0] && !element->is_labelled;
    size_t size;

    if (!append_step(columns, element, &path, err))
        return false;
    size = path.size;
    if (!element->has_elements && !is_empty &&
            !add_name(columns, size ? buf_text(&path) : ".", err))
        return false;
    if (element->is_repeated &&
            !add_repeat(columns, buf_text(&path), !element->has_elements && !is_empty,
                    err))
        return false;
    for (size_t i = 0; element->attributes[i]; i++) {
        if (element->is_labelled &&
                strcmp(element->attributes[i], element->label_name) == 0)
            continue;
        path.size = size;
        if (!buf_printf(&path, err, "%s@%s", size ? "/" : "", element->attributes[i]) ||
                !add_name(columns, buf_text(&path), err))
            return false;
    }
    return true;
}

/* A record by itself; prefixes may be declared outside of it. */
static bool add_record(struct columns *columns, struct slice text, struct error *err)
{
    static const struct xmlstream_handler handler = {note_begin, note_text, note_end};
    CLEANUP(xmlstream_freep) struct xmlstream *stream = NULL;
    size_t taken;

    columns->element_count = 0;
    if (!xmlstream_new(&handler, columns, false, &stream, err))
        return false;
    while (!xmlstream_is_finished(stream) && columns->element_count < ELEMENTS_MAX) {
        if (!xmlstream_feed(stream, text.text, text.size, true, &taken, err))
            return false;
        text.text += taken;
        text.size -= taken;
    }
    find_labelled(columns);
    for (uint32_t i = 0; i < columns->element_count; i++) {
        if (!add_element(columns, &columns->elements[i], err))
            return false;
    }
    return true;
}

static bool read_records(struct columns *columns, struct record_reader *reader,
        struct error *err)
{
    const struct record *records;
    size_t count, looked_at = 0;

    do {
        /* what cannot be read shows when it is read; here is what there is before it */
        if (!record_read(reader, &records, &count, err))
            return err->code == ERROR_UNREADABLE || err->code == ERROR_LIMIT;
        for (size_t i = 0; i < count; i++) {
            bool ok;

            columns->names.is_partial |= looked_at >= columns->look_at;
            if (looked_at >= columns->look_at)
                return true;
            looked_at += records[i].text.size;
            ok = records[i].problem || add_record(columns, records[i].text, err);
            arena_clear(&columns->record);
            if (!ok)
                return false;
        }
    } while (count);
    return true;
}

bool xml_columns_list(const struct archive *archive, uint32_t member,
        const struct record_format *format, size_t look_at, struct arena *arena,
        const char *const **ret_names, size_t *ret_count, bool *ret_is_partial,
        struct error *err)
{
    static const char *const wanted[] = {"_text"};
    CLEANUP(record_closep) struct record_reader *reader = NULL;
    struct columns columns = {.arena = arena,
            .look_at = look_at,
            .record = ARENA_INIT((size_t)64 << 20)};

    if (!name_set_begin(&columns.names, arena, NAMES_MAX, err) ||
            !name_set_begin(&columns.repeats, arena, NAMES_MAX, err) ||
            !arena_allocate(arena, (ELEMENTS_MAX + 1) * sizeof(*columns.elements),
                    &columns.elements, err) ||
            !arena_allocate(arena, (ELEMENTS_MAX + 1) * sizeof(struct element *),
                    &columns.sorted, err) ||
            !record_open(archive, member, format, wanted, 1, &reader, err) ||
            !read_records(&columns, reader, err))
        return false;
    for (size_t i = 0; i < columns.repeats.count; i++) {
        const char *name = columns.repeats.list[i];

        if (!add_name(&columns, name, err))
            return false;
    }
    *ret_names = columns.names.list;
    *ret_count = columns.names.count;
    *ret_is_partial = columns.names.is_partial;
    return true;
}
