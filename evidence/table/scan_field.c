#include "evidence/table/scan_field.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t count_words(const char *words)
{
    size_t count = 0;

    for (const char *at = words; at && *at; at += strspn(at, " ")) {
        count++;
        at += strcspn(at, " ");
    }
    return count;
}

/* Divided by blanks; '' stands for the empty text. */
static bool split_words(struct scan_field *field, struct error *err)
{
    const char *at = field->how->absent ? field->how->absent : "";
    size_t count = count_words(at);

    if (count == 0)
        return true;
    field->words = calloc(count, sizeof(*field->words));
    if (!field->words)
        return error_memory(err);
    for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        bool is_empty = size == 2 && memcmp(at, "''", 2) == 0;

        field->words[field->word_count++] = (struct slice){at, is_empty ? 0 : size};
        at += size;
    }
    return true;
}

static bool measure_map(struct scan_field *field, struct error *err)
{
    const struct item_column *how = field->how;

    if (how->map_count == 0)
        return true;
    field->map = calloc(how->map_count, sizeof(*field->map));
    if (!field->map)
        return error_memory(err);
    for (uint32_t i = 0; i < how->map_count; i++) {
        const struct item_map_entry *entry = &how->map[i];

        field->map[i].value = (struct slice){entry->value, strlen(entry->value)};
        field->map[i].to = (struct slice){entry->to, strlen(entry->to)};
    }
    return true;
}

bool scan_field_init(struct scan_field *field, const struct item_column *how,
        enum program_type type, struct error *err)
{
    memset(field, 0, sizeof(*field));
    field->how = how;
    field->type = type;
    field->place = SIZE_MAX;
    if (how->origin == ITEM_CONSTANT)
        field->fixed = (struct slice){how->from, strlen(how->from)};
    if (how->otherwise)
        field->otherwise = (struct slice){how->otherwise, strlen(how->otherwise)};
    return split_words(field, err) && measure_map(field, err) &&
            (how->origin != ITEM_PATH || regex_compile(how->from, &field->pattern, err));
}

void scan_field_clear(struct scan_field *field)
{
    free(field->words);
    free(field->map);
    if (field->pattern)
        regex_free(field->pattern);
    memset(field, 0, sizeof(*field));
}

bool scan_field_enter(struct scan_field *field, const char *member, struct error *err)
{
    struct slice groups[2] = {{NULL, 0}, {NULL, 0}};
    bool matched;

    if (!field->pattern)
        return true;
    if (!regex_match(field->pattern, member, strlen(member), groups, 2, &matched, err))
        return false;
    field->fixed = matched ? groups[1] : (struct slice){NULL, 0};
    return true;
}

static bool is_absent(const struct scan_field *field, struct slice text)
{
    for (size_t i = 0; i < field->word_count; i++) {
        const struct slice *word = &field->words[i];

        if (word->size == text.size && strncasecmp(word->text, text.text, text.size) == 0)
            return true;
    }
    return false;
}

static struct slice mapped(const struct scan_field *field, struct slice text)
{
    for (uint32_t i = 0; i < field->how->map_count; i++) {
        const struct slice *value = &field->map[i].value;

        if (value->size == text.size && memcmp(value->text, text.text, text.size) == 0)
            return field->map[i].to;
    }
    return field->how->otherwise ? field->otherwise : text;
}

static struct stage_value text_value(struct slice text)
{
    return (struct stage_value){.type = STAGE_TEXT, .bytes = text};
}

static bool converted(const struct scan_field *field, struct slice delivered,
        struct slice text, const struct convert_context *context, struct buf *scratch,
        struct stage_value *ret_value, struct error *err)
{
    struct convert_value value;

    if (!convert_text(field->type, text.text, text.size, context, &value)) {
        *ret_value = (struct stage_value){.type = STAGE_BLOB, .bytes = delivered};
        return true;
    }
    if (value.kind == CONVERT_INTEGER) {
        *ret_value = (struct stage_value){.type = STAGE_INTEGER,
                .integer = value.integer};
        return true;
    }
    if (value.kind == CONVERT_REAL) {
        *ret_value = (struct stage_value){.type = STAGE_REAL, .real = value.real};
        return true;
    }
    buf_reset(scratch); /* the text it came from has been read */
    if (!buf_append(scratch, value.text, value.text_size, err))
        return false;
    *ret_value = text_value((struct slice){buf_text(scratch), scratch->size});
    return true;
}

bool scan_field_value(const struct scan_field *field, struct slice text,
        const struct convert_context *context, struct buf *scratch,
        struct stage_value *ret_value, struct error *err)
{
    const struct slice delivered = text;

    buf_reset(scratch);
    if (!text.text || is_absent(field, text)) {
        *ret_value = (struct stage_value){.type = STAGE_NULL};
        return true;
    }
    text = mapped(field, text);
    if (field->how->normalise) {
        if (!convert_normalise(field->how->normalise, text.text, text.size, scratch, err))
            return false;
        text = (struct slice){buf_text(scratch), scratch->size};
    }
    if (field->type != PROGRAM_TEXT)
        return converted(field, delivered, text, context, scratch, ret_value, err);
    *ret_value = text_value(text);
    return true;
}
