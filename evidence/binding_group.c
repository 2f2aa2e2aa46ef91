#include "evidence/binding_group.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"

#define GLOB_MAX ((size_t)4 * 1024)

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

/* From the last dot of the file name on; "" where there is none. */
static const char *suffix_of(const char *name)
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

static bool make_shape(const struct binding_member *member, const struct layout *layout,
        struct arena *arena, const char **ret_shape, struct error *err)
{
    CLEANUP(buf_clear) struct buf shape = BUF_INIT(GLOB_MAX);
    const char *base = base_name(member->name);
    bool is_rotated = layout && layout->format.kind == RECORD_LINES;

    if (layout && !is_rotated) {
        *ret_shape = suffix_of(member->name);
        return true;
    }
    return append_shape(base, is_rotated ? size_unrotated(base) : strlen(base), &shape,
                   err) &&
            arena_text(arena, buf_text(&shape), ret_shape, err);
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
            (member->column_count > 0 || member->layout) &&
            text_is_equal(member->bundle_id, delivery) &&
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

/* What XML can carry: anything else in a name becomes '?'. */
static bool is_carried(uint32_t character)
{
    return character >= 0x20 && character != 0x7F && character != 0xFFFE &&
            character != 0xFFFF;
}

/* Appends a piece of a name so that a glob takes it literally. */
static bool append_escaped(const char *text, size_t size, struct buf *glob,
        struct error *err)
{
    uint32_t character = 0;
    bool ok = true;

    for (size_t at = 0, length; ok && at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0 || !is_carried(character))
            ok = buf_append_text(glob, "?", err);
        else if (strchr("*?[", text[at]))
            ok = buf_printf(glob, err, "[%c]", text[at]);
        else
            ok = buf_append(glob, text + at, length, err);
        if (length == 0)
            length = 1;
    }
    return ok;
}

static int compare_members(const void *left, const void *right)
{
    return compare_pointers(*(const struct binding_member *const *)left,
            *(const struct binding_member *const *)right);
}

static bool is_in(const struct binding_group *group, const struct binding_member *member)
{
    return bsearch(&member, group->members, group->count, sizeof(*group->members),
                   compare_members) != NULL;
}

/* Whether the glob selects the group's members and nothing else of their delivery. */
static bool is_exact(const char *glob, const struct binding_group *group,
        const struct binding_member *members, size_t member_count)
{
    const char *delivery = group->members[0]->bundle_id;
    size_t selected = 0;

    for (size_t i = 0; i < member_count; i++) {
        size_t size = strlen(members[i].name);

        if (strcmp(members[i].bundle_id, delivery) != 0 ||
                (size > 0 && members[i].name[size - 1] == '/') ||
                !text_is_glob_match(glob, members[i].name))
            continue;
        selected++;
        if (selected > group->count || !is_in(group, &members[i]))
            return false;
    }
    return selected == group->count;
}

/* Bytes that all names begin with, up to a character's edge. */
static size_t common_prefix(const struct binding_group *group)
{
    const char *first = group->members[0]->name;
    size_t size = strlen(first);

    for (size_t i = 1; i < group->count; i++) {
        const char *name = group->members[i]->name;
        size_t at = 0;

        while (at < size && name[at] == first[at])
            at++;
        size = at;
    }
    while (size > 0 && ((unsigned char)first[size] & 0xC0) == 0x80)
        size--;
    return size;
}

/* The size of the prefix's folders, with the last slash. */
static size_t folder_size(const char *name, size_t size)
{
    while (size > 0 && name[size - 1] != '/')
        size--;
    return size;
}

static bool have_suffix(const struct binding_group *group, const char *suffix)
{
    for (size_t i = 0; i < group->count; i++) {
        if (strcmp(suffix_of(group->members[i]->name), suffix) != 0)
            return false;
    }
    return true;
}

/* prefix, stars, suffix: *ret_glob is NULL where that selects others too. */
static bool try_glob(const struct binding_group *group,
        const struct binding_member *members, size_t member_count, size_t prefix,
        const char *stars, struct arena *arena, const char **ret_glob, struct error *err)
{
    CLEANUP(buf_clear) struct buf glob = BUF_INIT(GLOB_MAX);
    const char *first = group->members[0]->name, *suffix = suffix_of(first);

    *ret_glob = NULL;
    if (!have_suffix(group, suffix))
        suffix = "";
    if (!append_escaped(first, prefix, &glob, err) ||
            !buf_append_text(&glob, stars, err) ||
            !append_escaped(suffix, strlen(suffix), &glob, err))
        return false;
    if (!is_exact(buf_text(&glob), group, members, member_count))
        return true;
    return arena_text(arena, buf_text(&glob), ret_glob, err);
}

/* One glob for all: a folder's files, its files and those of folders in it, or names that
 * begin alike. */
static bool find_glob(const struct binding_group *group,
        const struct binding_member *members, size_t member_count, struct arena *arena,
        const char **ret_glob, struct error *err)
{
    size_t prefix = common_prefix(group);
    size_t folder = folder_size(group->members[0]->name, prefix);
    const struct {
        size_t prefix;
        const char *stars;
    } tries[] = {{folder, "*"}, {folder, "**/*"}, {prefix, "*"}, {prefix, "**"}};

    *ret_glob = NULL;
    for (size_t i = 0; !*ret_glob && i < ARRAY_LENGTH(tries); i++) {
        if (!try_glob(group, members, member_count, tries[i].prefix, tries[i].stars,
                    arena, ret_glob, err))
            return false;
    }
    return true;
}

static bool escape_each(const struct binding_group *group, struct arena *arena,
        const char **globs, struct error *err)
{
    CLEANUP(buf_clear) struct buf glob = BUF_INIT(GLOB_MAX);

    for (size_t i = 0; i < group->count; i++) {
        const char *name = group->members[i]->name;

        buf_reset(&glob);
        if (!append_escaped(name, strlen(name), &glob, err) ||
                !arena_text(arena, buf_text(&glob), &globs[i], err))
            return false;
    }
    return true;
}

bool binding_group_globs(const struct binding_group *group,
        const struct binding_member *members, size_t member_count, struct arena *arena,
        const char ***ret_globs, size_t *ret_count, struct error *err)
{
    const char **globs;
    const char *one = NULL;

    if (!arena_allocate(arena, group->count * sizeof(*globs), &globs, err))
        return false;
    if (group->count > 1 && !find_glob(group, members, member_count, arena, &one, err))
        return false;
    if (one)
        globs[0] = one;
    else if (!escape_each(group, arena, globs, err))
        return false;
    *ret_globs = globs;
    *ret_count = one ? 1 : group->count;
    return true;
}
