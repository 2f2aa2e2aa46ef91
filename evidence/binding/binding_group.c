#include "evidence/binding/binding_group.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/binding_match.h"

#define SHAPE_MAX ((size_t)4 * 1024)

/* A member that may be bound, with what it is compared by. */
struct candidate {
    const struct binding_member *member;
    const struct layout *layout;
    const char *shape; /* of its file name */
};

static const char *base_name(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 : name;
}

const char *binding_group_suffix(const char *name)
{
    const char *dot = strrchr(base_name(name), '.');

    return dot ? dot : "";
}

/* The size of a name without what log rotation adds: "auth.log.1", "auth.log-20250401".
 */
static size_t size_unrotated(const char *name)
{
    size_t size = strlen(name);

    while (size > 0 && strchr("0123456789.-", name[size - 1]))
        size--;
    return size;
}

/* The file name, each run of digits one '#'. */
static bool append_shape(const char *base, size_t size, struct buf *shape,
        struct error *err)
{
    size_t length;

    for (size_t at = 0; at < size; at += length) {
        length = strspn(base + at, "0123456789");
        if (length > size - at)
            length = size - at;
        if (length > 0 ? !buf_append_text(shape, "#", err)
                       : !buf_append(shape, base + at, length = 1, err))
            return false;
    }
    return true;
}

bool binding_group_shape(const char *name, const struct layout *layout,
        struct arena *arena, const char **ret_shape, struct error *err)
{
    CLEANUP(buf_clear) struct buf shape = BUF_INIT(SHAPE_MAX);
    const char *base = base_name(name);
    bool is_rotated = layout && record_kind_is_log(layout->format.kind);

    return append_shape(base, is_rotated ? size_unrotated(base) : strlen(base), &shape,
                   err) &&
            arena_text(arena, buf_text(&shape), ret_shape, err);
}

/* What is recognised may be called as it likes, but for lines. */
static bool make_shape(const struct binding_member *member, const struct layout *layout,
        struct arena *arena, const char **ret_shape, struct error *err)
{
    if (!layout || record_kind_is_log(layout->format.kind))
        return binding_group_shape(binding_match_own(member), layout, arena, ret_shape,
                err);
    *ret_shape = binding_group_suffix(binding_match_own(member));
    return true;
}

static int compare_columns(const struct binding_member *a, const struct binding_member *b)
{
    int order = a->column_count < b->column_count ? -1
                                                  : a->column_count > b->column_count;

    for (size_t i = 0; order == 0 && i < a->column_count; i++)
        order = strcmp(a->columns[i], b->columns[i]);
    return order;
}

static int compare_pointers(const void *a, const void *b)
{
    return (uintptr_t)a < (uintptr_t)b ? -1 : (uintptr_t)a > (uintptr_t)b;
}

/* Known by records that stand by themselves, not in a document's list: JSON lines. */
static bool is_bare(const struct binding_member *member)
{
    return text_is_equal(member->format.records, "");
}

/* 0: parts of one export. */
static int compare_looks(const struct candidate *a, const struct candidate *b)
{
    int order = strcmp(a->member->bundle_id, b->member->bundle_id);

    if (order == 0)
        order = compare_pointers(a->layout, b->layout);
    if (order == 0)
        order = strcmp(a->shape, b->shape);
    if (order == 0 && a->layout)
        order = is_bare(a->member) - is_bare(b->member);
    if (order == 0 && !a->layout)
        order = (int)a->member->format.kind - (int)b->member->format.kind;
    return order || a->layout ? order : compare_columns(a->member, b->member);
}

/* Members are compared by their place in the list last, so that the order is one and the
 * same. */
static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    int order = compare_looks(a, b);

    return order ? order : compare_pointers(a->member, b->member);
}

static int compare_groups(const void *left, const void *right)
{
    const struct binding_group *a = left, *b = right;

    return compare_pointers(a->members[0], b->members[0]);
}

static bool is_bindable(const struct binding_member *member, const char *delivery)
{
    size_t size = strlen(member->name);

    return member->is_readable && member->format.kind != RECORD_UNREAD &&
            (member->column_count > 0 || member->layout) && delivery &&
            binding_resolve_is_of(member->bundle, delivery, member) &&
            (size == 0 || member->name[size - 1] != '/');
}

/* The members worth looking at; room for all of them is there. */
static bool collect(const struct binding_member *members, size_t member_count,
        const struct layout *layouts, size_t layout_count, struct arena *arena,
        struct candidate *candidates, size_t *ret_count, struct error *err)
{
    const char *bundle = NULL, *delivery = NULL;
    size_t count = 0;

    for (size_t i = 0; i < member_count; i++) {
        struct candidate *candidate = &candidates[count];

        if (!bundle || strcmp(bundle, members[i].bundle) != 0) {
            bundle = members[i].bundle;
            delivery = binding_resolve_delivery(bundle, members, member_count);
        }
        if (!is_bindable(&members[i], delivery))
            continue;
        candidate->member = &members[i];
        candidate->layout = members[i].layout
                ? layout_find(layouts, layout_count, members[i].layout)
                : NULL;
        if (!make_shape(&members[i], candidate->layout, arena, &candidate->shape, err))
            return false;
        count++;
    }
    *ret_count = count;
    return true;
}

/* Cuts the sorted candidates where they begin to look different. */
static bool cut(const struct candidate *candidates, size_t count, struct arena *arena,
        struct binding_group *groups, size_t *ret_count, struct error *err)
{
    const struct binding_member **list;
    size_t group_count = 0;

    if (!arena_allocate(arena, count * sizeof(*list), &list, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        list[i] = candidates[i].member;
        if (i == 0 || compare_looks(&candidates[i - 1], &candidates[i]) != 0)
            groups[group_count++] = (struct binding_group){&list[i], 0,
                    candidates[i].layout};
        groups[group_count - 1].count++;
    }
    *ret_count = group_count;
    return true;
}

bool binding_group_find(const struct binding_member *members, size_t member_count,
        const struct layout *layouts, size_t layout_count, struct arena *arena,
        struct binding_group **ret_groups, size_t *ret_count, struct error *err)
{
    struct candidate *candidates;
    struct binding_group *groups;
    size_t count;

    if (!arena_allocate(arena, (member_count + 1) * sizeof(*candidates), &candidates,
                err) ||
            !collect(members, member_count, layouts, layout_count, arena, candidates,
                    &count, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*groups), &groups, err))
        return false;
    qsort(candidates, count, sizeof(*candidates), compare_candidates);
    if (!cut(candidates, count, arena, groups, ret_count, err))
        return false;
    qsort(groups, *ret_count, sizeof(*groups), compare_groups);
    *ret_groups = groups;
    return true;
}
