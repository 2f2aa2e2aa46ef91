#include "evidence/format/xml_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool xml_walk_init(struct xml_walk *walk, const struct xml_path *const *paths,
        uint32_t count, size_t limit, struct arena *arena, struct error *err)
{
    *walk = (struct xml_walk){.count = count,
            .texts = BUF_INIT(limit),
            .attributes = BUF_INIT(limit)};
    if (!arena_allocate(arena, (count + 1) * sizeof(*walk->fields), &walk->fields, err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        struct xml_walk_field *field = &walk->fields[i];

        field->path = paths[i];
        if (!arena_allocate(arena, (paths[i]->step_count + 1) * sizeof(*field->seen),
                    &field->seen, err))
            return false;
    }
    return true;
}

void xml_walk_clear(struct xml_walk *walk)
{
    buf_clear(&walk->texts);
    buf_clear(&walk->attributes);
}

static bool keep(struct xml_walk *walk, struct buf *buf, struct slice text,
        struct error *err)
{
    if (text.size > buf->limit - buf->size) {
        walk->is_over = true;
        return true;
    }
    return buf_append(buf, text.text, text.size, err);
}

static bool set_attribute(struct xml_walk *walk, struct xml_walk_field *field,
        struct slice value, struct error *err)
{
    field->begin = walk->attributes.size;
    field->is_attribute = field->has_value = true;
    if (!keep(walk, &walk->attributes, value, err))
        return false;
    field->end = walk->attributes.size;
    return true;
}

/* The field's last step fits the element that begins. */
static bool meet(struct xml_walk *walk, struct xml_walk_field *field,
        const struct xmlstream_tag *tag, struct error *err)
{
    const struct slice *attribute = NULL;

    if (field->path->attribute.name.text)
        attribute = xml_path_attribute(tag, &field->path->attribute);
    if (field->path->attribute.name.text && !attribute)
        return true;
    if (++field->count > 1 || field->path->is_count)
        return true;
    if (attribute)
        return set_attribute(walk, field, *attribute, err);
    field->begin = walk->texts.size;
    field->open = true;
    walk->open_count++;
    return true;
}

bool xml_walk_start(struct xml_walk *walk, const struct xmlstream_tag *tag,
        struct error *err)
{
    walk->open_count = 0;
    walk->depth = 0;
    walk->is_over = false;
    buf_reset(&walk->texts);
    buf_reset(&walk->attributes);
    for (uint32_t i = 0; i < walk->count; i++) {
        struct xml_walk_field *field = &walk->fields[i];

        field->matched = 0;
        field->count = 0;
        field->open = field->has_value = field->is_attribute = false;
        field->seen[0] = 0;
        if (field->path->step_count == 0 && !meet(walk, field, tag, err))
            return false;
    }
    return true;
}

static bool fits(struct xml_walk_field *field, uint32_t step,
        const struct xmlstream_tag *tag)
{
    const struct xml_step *expected = &field->path->steps[step];

    return xml_path_fits(expected, tag) &&
            (!expected->position || ++field->seen[step] == expected->position);
}

bool xml_walk_begin(struct xml_walk *walk, const struct xmlstream_tag *tag,
        struct error *err)
{
    size_t depth = walk->depth++;

    for (uint32_t i = 0; i < walk->count; i++) {
        struct xml_walk_field *field = &walk->fields[i];

        if (field->matched != depth || depth == field->path->step_count ||
                !fits(field, field->matched, tag))
            continue;
        field->seen[++field->matched] = 0;
        if (field->matched == field->path->step_count && !meet(walk, field, tag, err))
            return false;
    }
    return true;
}

bool xml_walk_text(struct xml_walk *walk, struct slice text, struct error *err)
{
    return !walk->open_count || keep(walk, &walk->texts, text, err);
}

static void close_field(struct xml_walk *walk, struct xml_walk_field *field)
{
    if (!field->open)
        return;
    field->open = false;
    field->has_value = true;
    field->end = walk->texts.size;
    walk->open_count--;
}

void xml_walk_end(struct xml_walk *walk)
{
    for (uint32_t i = 0; i < walk->count; i++) {
        struct xml_walk_field *field = &walk->fields[i];

        if (field->matched != walk->depth)
            continue;
        if (field->matched == field->path->step_count)
            close_field(walk, field);
        field->matched--;
    }
    walk->depth--;
}

bool xml_walk_stop(struct xml_walk *walk, struct error *err)
{
    for (uint32_t i = 0; i < walk->count; i++) {
        struct xml_walk_field *field = &walk->fields[i];
        char number[24];
        int size = snprintf(number, sizeof(number), "%" PRIu64, field->count);

        close_field(walk, field);
        if (field->path->is_count &&
                !set_attribute(walk, field, (struct slice){number, (size_t)size}, err))
            return false;
    }
    return true;
}

struct slice xml_walk_value(const struct xml_walk *walk, uint32_t i)
{
    const struct xml_walk_field *field = &walk->fields[i];
    const struct buf *buf = field->is_attribute ? &walk->attributes : &walk->texts;

    if (!field->has_value)
        return (struct slice){NULL, 0};
    return (struct slice){buf_text(buf) + field->begin, field->end - field->begin};
}
