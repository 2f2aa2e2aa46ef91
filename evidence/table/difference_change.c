#include "evidence/table/difference_change.h"

#include <string.h>

#include "evidence/table/difference_json.h"
#include "evidence/table/difference_text.h"

#define TEXT_SHOWN 1000u /* bytes of a row's texts */
#define KEPT_MAX ((size_t)1 << 20)

void difference_change_clear(struct difference_change *change)
{
    if (change->json)
        difference_json_free(change->json);
    buf_clear(&change->fields);
    buf_clear(&change->values);
}

/* The columns of the others are those of their first records alone: what differs in one
 * that comes later would not be seen by fields. Of a W3C log every #Fields is known. */
bool difference_change_is_by_text(const struct difference_pair *pair)
{
    enum record_kind kind = pair->sides[1].format.kind;

    return kind != RECORD_CSV && kind != RECORD_SHEET && kind != RECORD_W3C;
}

bool difference_change_is_kept(const struct difference_pair *pair,
        const struct record *record)
{
    return difference_change_is_by_text(pair) && record->text.size <= KEPT_MAX;
}

static bool is_full(const struct difference_change *change)
{
    return change->fields.size >= TEXT_SHOWN || change->values.size >= TEXT_SHOWN;
}

static struct slice text_of(const struct stage_value *value)
{
    return value->type == STAGE_NULL ? (struct slice){NULL, 0} : value->bytes;
}

static bool is_same(struct slice old, struct slice new)
{
    if (!old.text || !new.text)
        return !old.text && !new.text;
    return old.size == new.size &&memcmp(old.text, new.text, new.size) == 0;
}

static bool append(struct difference_change *change, const char *name, struct slice old,
        struct slice new, struct error *err)
{
    const struct slice named = {name, strlen(name)};

    if (is_full(change))
        return true;
    return buf_append_text(&change->fields, change->fields.size ? ", " : "", err) &&
            difference_text_value(&change->fields, named, err) &&
            buf_append_text(&change->values, change->values.size ? "; " : "", err) &&
            difference_text_value(&change->values, named, err) &&
            buf_append_text(&change->values, ": ", err) &&
            difference_text_pair(&change->values, old, new, err);
}

/* A value of JSON that no field is. */
static bool append_other(void *owner, const char *path, struct slice old,
        struct slice new, struct error *err)
{
    struct difference_change *change = owner;

    if (is_full(change))
        return true;
    for (size_t i = 0; i < change->pair->field_count; i++) {
        if (strcmp(change->pair->fields[i], path) == 0)
            return true;
    }
    return append(change, path, old, new, err);
}

static bool write_rest(struct difference_change *change, struct slice old,
        struct slice new, struct error *err)
{
    if (change->pair->sides[1].format.kind == RECORD_JSON) {
        if (!change->json && !difference_json_new(&change->json, err))
            return false;
        if (!difference_json_find(change->json, old, new, append_other, change, err))
            return false;
        if (!change->values.size &&
                (!difference_json_whole(change->json, 0, old, &old, err) ||
                        !difference_json_whole(change->json, 1, new, &new, err)))
            return false;
    }
    return change->values.size > 0 ||
            difference_text_pair(&change->values, old, new, err);
}

bool difference_change_write(struct difference_change *change,
        const struct stage_value *old, const struct record *record, struct error *err)
{
    size_t count = change->pair->field_count;
    struct slice text = text_of(&old[count]);

    buf_reset(&change->fields);
    buf_reset(&change->values);
    for (size_t i = 0; i < count && !record->problem; i++) {
        if (!is_same(text_of(&old[i]), record->fields[i]) &&
                !append(change, change->pair->fields[i], text_of(&old[i]),
                        record->fields[i], err))
            return false;
    }
    return record->problem || !text.text ||
            !difference_change_is_kept(change->pair, record) ||
            write_rest(change, text, record->text, err);
}
