#include "engine/run/delivery_column.h"

#include "engine/base/text.h"

#include <string.h>

#define NAMES_TOLD 300u /* bytes of one list of columns in a sentence */

static bool is_in(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static bool is_by_field(const struct bundle_member *member)
{
    enum record_kind kind = member->format ? record_kind_find(member->format)
                                           : RECORD_UNREAD;

    return kind == RECORD_CSV || kind == RECORD_SHEET || kind == RECORD_W3C;
}

bool delivery_column_is_aside(const struct bundle_member *member, const char *name)
{
    return name[0] == '#' && member->format &&
            record_kind_find(member->format) == RECORD_W3C;
}

/* The columns of a side that the other one lacks. */
static void add_alone(const struct bundle_member *of, const struct bundle_member *other,
        const char **fields, size_t *count)
{
    for (size_t i = 0; i < of->column_count; i++) {
        if (!delivery_column_is_aside(of, of->columns[i]) &&
                !is_in(other->columns, other->column_count, of->columns[i]) &&
                !is_in(fields, *count, of->columns[i]))
            fields[(*count)++] = of->columns[i];
    }
}

bool delivery_column_choose(struct delivery_member *member, struct arena *arena,
        struct error *err)
{
    const struct bundle_member *old = member->sides[0], *new = member->sides[1];
    size_t count = member->shared_count;
    const char **fields;

    if (!is_by_field(old) || !is_by_field(new))
        return true;
    if (!arena_allocate(arena,
                (count + old->column_count + new->column_count + 1) * sizeof(*fields),
                &fields, err))
        return false;
    for (size_t i = 0; i < count; i++)
        fields[i] = member->fields[i];
    add_alone(old, new, fields, &count);
    member->old_count = count - member->shared_count;
    add_alone(new, old, fields, &count);
    member->fields = fields;
    member->field_count = count;
    return true;
}

static bool is_of_side(const struct delivery_member *member, size_t side, size_t field)
{
    size_t shared = member->shared_count;

    return field < shared || (field < shared + member->old_count) == (side == 0);
}

void delivery_column_place(const struct delivery_member *member, size_t side,
        struct item *item)
{
    for (size_t i = 0; i < member->field_count; i++) {
        bool is_there = is_of_side(member, side, i);

        item->columns[i].name = member->fields[i];
        item->columns[i].key = i < member->key_count;
        item->sources->columns[i] = (struct item_column){.origin = is_there
                        ? ITEM_FIELD
                        : ITEM_NOTHING,
                .from = is_there ? member->fields[i] : NULL};
    }
}

static bool write_names(const struct delivery_member *member, size_t from, size_t to,
        struct buf *buf, struct error *err)
{
    size_t begin = buf->size;

    for (size_t i = from; i < to; i++) {
        const char *name = member->fields[i];

        if (buf->size - begin > NAMES_TOLD)
            return buf_printf(buf, err, TR(" … (%zu)", " …（全%zu列）"), to - from);
        if ((i > from && !buf_append_text(buf, TR(", ", "、"), err)) ||
                !text_append_visible(buf, name, strlen(name), err))
            return false;
    }
    return true;
}

static bool write_list(const struct delivery_member *member, size_t from, size_t to,
        bool is_new, struct buf *buf, struct error *err)
{
    if (from == to)
        return true;
    return (buf->size == 0 || buf_append_text(buf, TR("; ", "、"), err)) &&
            buf_append_text(buf,
                    to - from == 1 ? TR("column ", "列 ") : TR("columns ", "列 "), err) &&
            write_names(member, from, to, buf, err) &&
            buf_append_text(buf,
                    is_new ? TR(to - from == 1 ? " is new" : " are new", " を追加")
                           : TR(to - from == 1 ? " is gone" : " are gone", " を削除"),
                    err);
}

/* Those that both have: in the order of the old one? */
static bool is_reordered(const struct delivery_member *member)
{
    const struct bundle_member *old = member->sides[0], *new = member->sides[1];
    size_t at = 0;

    if (!is_by_field(old) || !is_by_field(new))
        return false;
    for (size_t i = 0; i < old->column_count; i++) {
        if (!is_in(new->columns, new->column_count, old->columns[i]))
            continue;
        while (at < new->column_count &&
                !is_in(old->columns, old->column_count, new->columns[at]))
            at++;
        if (at == new->column_count || strcmp(old->columns[i], new->columns[at++]) != 0)
            return true;
    }
    return false;
}

bool delivery_column_write(const struct delivery_member *member, struct buf *buf,
        struct error *err)
{
    size_t shared = member->shared_count, old = shared + member->old_count;

    return write_list(member, shared, old, false, buf, err) &&
            write_list(member, old, member->field_count, true, buf, err) &&
            (!is_reordered(member) ||
                    ((buf->size == 0 || buf_append_text(buf, TR("; ", "、"), err)) &&
                            buf_append_text(buf,
                                    TR("the columns are in another order",
                                            "列の順序を変更"),
                                    err)));
}
