#include "evidence/zip/same_path.h"

#include <stdlib.h>
#include <string.h>

/* The next part of a path that says something; "" at the end. */
static const char *find_part(const char *at)
{
    for (;;) {
        at += strspn(at, "/");
        if (at[0] != '.' || (at[1] != '/' && at[1]))
            return at;
        at++;
    }
}

/* The first part of each, which is taken off. */
static int compare_parts(const char **left, const char **right)
{
    size_t one = strcspn(*left, "/"), other = strcspn(*right, "/");
    int order = memcmp(*left, *right, one < other ? one : other);

    if (order == 0)
        order = (one > other) - (one < other);
    *left = find_part(*left + one);
    *right = find_part(*right + other);
    return order;
}

/* Where the part begins in which the two first differ: most names of a zip have much in
 * common. */
static size_t count_common(const char *left, const char *right)
{
    size_t common = 0;

    for (size_t i = 0; left[i] && left[i] == right[i]; i++) {
        if (left[i] == '/')
            common = i + 1;
    }
    return common;
}

int same_path_compare(const char *left, const char *right)
{
    size_t common = count_common(left, right);
    int order = 0;

    left = find_part(left + common);
    right = find_part(right + common);
    while (order == 0 && *left && *right)
        order = compare_parts(&left, &right);
    return order ? order : (*left != '\0') - (*right != '\0');
}

static bool is_below(const char *name, const char *folder)
{
    name = find_part(name);
    folder = find_part(folder);
    while (*name && *folder) {
        if (compare_parts(&name, &folder) != 0)
            return false;
    }
    return *name != '\0';
}

static int compare_members(const void *a, const void *b, void *context)
{
    const struct preflight_member *members = context;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    int order = same_path_compare(members[left].name, members[right].name);

    if (order != 0)
        return order;
    return left < right ? -1 : 1;
}

/* Where the last member of a name counts, only those that count. */
static bool is_file(const struct preflight *preflight, uint32_t index)
{
    const struct preflight_member *member = &preflight->members[index];

    return member->status != PREFLIGHT_FOLDER &&
            (!preflight->last_counts ||
                    (member->status != PREFLIGHT_REFUSED &&
                            !preflight_is_passed_over(member->reason)));
}

static void mark(struct preflight_member *member, bool is_refused)
{
    if (member->status == PREFLIGHT_REFUSED)
        return;
    if (is_refused) {
        member->status = PREFLIGHT_REFUSED;
        member->reason = "duplicate-name";
    } else {
        member->finding = "similar-name";
    }
}

/* The members of one path. is_folder: others are below it. */
static void judge(struct preflight *preflight, const uint32_t *order, uint32_t count,
        bool is_folder)
{
    uint32_t files = 0;

    for (uint32_t i = 0; i < count; i++) {
        files += is_file(preflight, order[i]);
        is_folder |= preflight->members[order[i]].status == PREFLIGHT_FOLDER;
    }
    if (files < 2 && !is_folder)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (is_file(preflight, order[i]))
            mark(&preflight->members[order[i]], files > 1 && !preflight->last_counts);
    }
}

static void free_order(uint32_t **order)
{
    free(*order);
}

bool same_path_mark(struct preflight *preflight, struct error *err)
{
    CLEANUP(free_order)
    uint32_t *order = calloc(preflight->count + (size_t)1, sizeof(*order));
    const struct preflight_member *members = preflight->members;
    uint32_t count = preflight->count, end;

    if (!order)
        return error_memory(err);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    if (count)
        qsort_r(order, count, sizeof(*order), compare_members, preflight->members);
    for (uint32_t i = 0; i < count; i = end) {
        const char *name = members[order[i]].name;

        end = i + 1;
        while (end < count && same_path_compare(members[order[end]].name, name) == 0)
            end++;
        judge(preflight, order + i, end - i,
                end < count && is_below(members[order[end]].name, name));
    }
    return true;
}
