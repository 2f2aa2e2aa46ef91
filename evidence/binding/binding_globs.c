#include "evidence/binding/binding_globs.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/binding_match.h"

#define GLOB_MAX ((size_t)4 * 1024)

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
    const struct binding_member *a = *(const struct binding_member *const *)left;
    const struct binding_member *b = *(const struct binding_member *const *)right;

    return (uintptr_t)a < (uintptr_t)b ? -1 : (uintptr_t)a > (uintptr_t)b;
}

static bool is_in(const struct binding_group *group, const struct binding_member *member)
{
    return bsearch(&member, group->members, group->count, sizeof(*group->members),
                   compare_members) != NULL;
}

/* A group while globs are sought for it. */
struct globbing {
    const struct binding_group *group;
    struct binding_group
            whole; /* and with it what is damaged, but called like its parts */
    const struct binding_member *members;
    size_t member_count;
    struct arena *arena;
    struct error *err;
};

/* Whether the member is a file of the group's delivery. */
static bool is_beside(const struct globbing *globbing,
        const struct binding_member *member)
{
    size_t size = strlen(member->name);

    return strcmp(member->bundle_id, globbing->group->members[0]->bundle_id) == 0 &&
            (size == 0 || member->name[size - 1] != '/');
}

/* Damage may keep a layout from being recognised; another one speaks against it. */
static bool may_be_part(const struct globbing *globbing,
        const struct binding_member *member)
{
    const struct layout *layout = globbing->group->layout;

    return is_beside(globbing, member) && !member->is_readable &&
            (!member->layout || (layout && strcmp(member->layout, layout->id) == 0));
}

static bool make_shape(const struct globbing *globbing,
        const struct binding_member *member, const char **ret_shape)
{
    return binding_group_shape(binding_match_own(member), globbing->group->layout,
            globbing->arena, ret_shape, globbing->err);
}

static int compare_shapes(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Whether a member that cannot be read is a part of the export all the same: its layout
 * was recognised, or its file is called as a part is, but for digits. */
static bool is_lost_part(const struct globbing *globbing, const char *const *shapes,
        const struct binding_member *member, bool *ret_lost)
{
    const char *shape;

    *ret_lost = false;
    if (!may_be_part(globbing, member))
        return true;
    if (!make_shape(globbing, member, &shape))
        return false;
    *ret_lost = member->layout ||
            bsearch(&shape, shapes, globbing->group->count, sizeof(*shapes),
                    compare_shapes);
    return true;
}

/* In the list's order. */
static bool find_whole(struct globbing *globbing)
{
    const struct binding_group *group = globbing->group;
    const struct binding_member **whole;
    const char **shapes;
    size_t count = 0;
    bool is_lost;

    if (!arena_allocate(globbing->arena, group->count * sizeof(*shapes), &shapes,
                globbing->err) ||
            !arena_allocate(globbing->arena,
                    (globbing->member_count + 1) * sizeof(*whole), &whole, globbing->err))
        return false;
    for (size_t i = 0; i < group->count; i++) {
        if (!make_shape(globbing, group->members[i], &shapes[i]))
            return false;
    }
    qsort(shapes, group->count, sizeof(*shapes), compare_shapes);
    for (size_t i = 0; i < globbing->member_count; i++) {
        const struct binding_member *member = &globbing->members[i];

        if (!is_lost_part(globbing, shapes, member, &is_lost))
            return false;
        if (is_lost || is_in(group, member))
            whole[count++] = member;
    }
    globbing->whole = (struct binding_group){whole, count, group->layout};
    return true;
}

/* Whether the glob selects the whole group and nothing else of its delivery that can be
 * read. What cannot be read is not passed over for the sake of a narrower glob: nobody
 * can tell that it is no part. */
static bool is_exact(const struct globbing *globbing, const char *glob)
{
    const char *suffix = binding_group_suffix(
            binding_match_handle(globbing->group->members[0]));
    size_t selected = 0;

    for (size_t i = 0; i < globbing->member_count; i++) {
        const struct binding_member *member = &globbing->members[i];

        if (!is_beside(globbing, member) || !binding_match(glob, member))
            continue;
        if (is_in(&globbing->whole, member))
            selected++;
        else if (!may_be_part(globbing, member) ||
                strcmp(binding_group_suffix(binding_match_handle(member)), suffix) != 0)
            return false;
    }
    return selected == globbing->whole.count;
}

/* Bytes that all names begin with, up to a character's edge. */
static size_t common_prefix(const struct binding_group *group)
{
    const char *first = binding_match_handle(group->members[0]);
    size_t size = strlen(first);

    for (size_t i = 1; i < group->count; i++) {
        const char *name = binding_match_handle(group->members[i]);
        size_t at = 0;

        while (at < size && name[at] == first[at])
            at++;
        size = at;
    }
    while (size > 0 && ((unsigned char)first[size] & 0xC0) == 0x80)
        size--;
    return size;
}

/* The size of the prefix's folders, with the last slash; a container is one. */
static size_t folder_size(const char *name, size_t size)
{
    while (size > 0 && name[size - 1] != '/' && name[size - 1] != '!')
        size--;
    return size;
}

static bool have_suffix(const struct binding_group *group, const char *suffix)
{
    for (size_t i = 0; i < group->count; i++) {
        if (strcmp(binding_group_suffix(binding_match_handle(group->members[i])),
                    suffix) != 0)
            return false;
    }
    return true;
}

/* prefix, stars, suffix: *ret_glob is NULL where that selects others too. */
static bool try_glob(const struct globbing *globbing, size_t prefix, const char *stars,
        const char **ret_glob)
{
    CLEANUP(buf_clear) struct buf glob = BUF_INIT(GLOB_MAX);
    const char *first = binding_match_handle(globbing->whole.members[0]),
               *suffix = binding_group_suffix(first);

    *ret_glob = NULL;
    if (!have_suffix(&globbing->whole, suffix))
        suffix = "";
    if (!append_escaped(first, prefix, &glob, globbing->err) ||
            !buf_append_text(&glob, stars, globbing->err) ||
            !append_escaped(suffix, strlen(suffix), &glob, globbing->err))
        return false;
    return !is_exact(globbing, buf_text(&glob)) ||
            arena_text(globbing->arena, buf_text(&glob), ret_glob, globbing->err);
}

/* One glob for all: a folder's files, its files and those of folders in it, names that
 * begin alike, or the same of what is in the containers of a folder. */
static bool find_glob(const struct globbing *globbing, const char **ret_glob)
{
    size_t prefix = common_prefix(&globbing->whole);
    size_t folder = folder_size(binding_match_handle(globbing->whole.members[0]), prefix);
    const struct {
        size_t prefix;
        const char *stars;
    } tries[] = {{folder, "*"}, {folder, "**/*"}, {prefix, "*"}, {prefix, "**"},
            {folder, "*!*"}, {folder, "*!**"}, {prefix, "*!*"}, {prefix, "*!**"}};

    *ret_glob = NULL;
    for (size_t i = 0; !*ret_glob && i < ARRAY_LENGTH(tries); i++) {
        if (!try_glob(globbing, tries[i].prefix, tries[i].stars, ret_glob))
            return false;
    }
    return true;
}

static bool escape_each(const struct globbing *globbing, const char **globs)
{
    CLEANUP(buf_clear) struct buf glob = BUF_INIT(GLOB_MAX);

    for (size_t i = 0; i < globbing->whole.count; i++) {
        const char *name = binding_match_handle(globbing->whole.members[i]);

        buf_reset(&glob);
        if (!append_escaped(name, strlen(name), &glob, globbing->err) ||
                !arena_text(globbing->arena, buf_text(&glob), &globs[i], globbing->err))
            return false;
    }
    return true;
}

/* What is selected and cannot be read. one: the glob for all, or NULL. */
static bool list_unreadable(const struct globbing *globbing, const char *one,
        struct binding_globs *globs)
{
    size_t count = 0;

    if (!arena_allocate(globbing->arena,
                (globbing->member_count + 1) * sizeof(*globs->unreadable),
                &globs->unreadable, globbing->err))
        return false;
    for (size_t i = 0; i < globbing->member_count; i++) {
        const struct binding_member *member = &globbing->members[i];

        if (!member->is_readable && is_beside(globbing, member) &&
                (one ? binding_match(one, member) : is_in(&globbing->whole, member)))
            globs->unreadable[count++] = member;
    }
    globs->unreadable_count = count;
    return true;
}

bool binding_globs_find(const struct binding_group *group,
        const struct binding_member *members, size_t member_count, struct arena *arena,
        struct binding_globs *ret_globs, struct error *err)
{
    struct globbing globbing = {.group = group,
            .members = members,
            .member_count = member_count,
            .arena = arena,
            .err = err};
    struct binding_globs globs = {0};
    const char *one = NULL;

    if (!find_whole(&globbing) ||
            !arena_allocate(arena, globbing.whole.count * sizeof(*globs.list),
                    &globs.list, err))
        return false;
    if (globbing.whole.count > 1 && !find_glob(&globbing, &one))
        return false;
    if (one)
        globs.list[0] = one;
    else if (!escape_each(&globbing, globs.list))
        return false;
    globs.count = one ? 1 : globbing.whole.count;
    if (!list_unreadable(&globbing, one, &globs))
        return false;
    *ret_globs = globs;
    return true;
}
