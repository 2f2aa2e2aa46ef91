#include "engine/commands/take_group.h"

#include "engine/base/digest.h"
#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

#define MEMBERS_SHOWN 10 /* alike, one by one */
#define REMARK_LIMIT ((size_t)4 << 20)

/* Up to and with the last / or !. */
static size_t folder_size(const char *name)
{
    size_t size = strlen(name);

    while (size && name[size - 1] != '/' && name[size - 1] != '!')
        size--;
    return size;
}

static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name + folder_size(name), '.');

    return dot ? dot : "";
}

/* The days of its records: before the engagement's period, behind it, or neither. */
static int side_of(const struct take_remark *with, const struct bundle_member *member)
{
    /* had the period begun long ago, only what is behind it would be outside */
    const struct take_remark endless = {with->words, with->zone, "", with->period_end};

    return take_remark_is_outside(with, member)
            ? take_remark_is_outside(&endless, member) ? 1 : -1
            : 0;
}

static bool append_key(struct buf *key, const char *text, struct error *err)
{
    return text ? buf_append(key, text, strlen(text) + 1, err)
                : buf_append(key, "\1", 2, err);
}

/* What members of one group have in common. The remark's days stand apart from it. */
static bool write_key(const struct take_remark *with, const struct bundle_member *member,
        struct buf *key, struct error *err)
{
    struct bundle_member timeless = *member;

    timeless.first_time = timeless.last_time = NULL;
    return buf_append(key, member->name, folder_size(member->name), err) &&
            append_key(key, "", err) && append_key(key, member->layout, err) &&
            append_key(key, member->kind, err) &&
            buf_printf(key, err, "%d %d %d %d ", (int)member->status,
                    side_of(with, member), take_remark_is_dated(member),
                    member->first_time != NULL) &&
            take_remark_write(with, &timeless, false, key, err);
}

struct keyed {
    struct digest key;
    size_t index;
};

static int compare_keyed(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    int order = memcmp(a->key.bytes, b->key.bytes, sizeof(a->key.bytes));

    return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* Those that may be in a group, those of one key side by side and in their order. */
static bool list_keyed(const struct take_remark *with,
        const struct bundle_member *members, size_t count, struct keyed *keyed,
        size_t *ret_count, struct error *err)
{
    CLEANUP(buf_clear) struct buf key = BUF_INIT(REMARK_LIMIT);

    *ret_count = 0;
    for (size_t m = 0; m < count; m++) {
        if (members[m].status == BUNDLE_FOLDER || members[m].unreadable_count > 0)
            continue;
        buf_reset(&key);
        keyed[*ret_count].index = m;
        if (!write_key(with, &members[m], &key, err) ||
                !digest_of(buf_text(&key), key.size, &keyed[*ret_count].key, err))
            return false;
        ++*ret_count;
    }
    qsort(keyed, *ret_count, sizeof(*keyed), compare_keyed);
    return true;
}

/* Stamps without a year have no order: the last of the last member it is. */
static void add(struct take_group *group, const struct bundle_member *member)
{
    struct bundle_member *total = &group->total;
    bool is_dated = take_remark_is_dated(member);

    total->size += member->size;
    if (member->record_count >= 0)
        total->record_count += member->record_count + (total->record_count < 0);
    if (is_dated && strcmp(member->first_time, total->first_time) < 0)
        total->first_time = member->first_time;
    if (member->last_time &&
            (!is_dated || strcmp(member->last_time, total->last_time) > 0))
        total->last_time = member->last_time;
    if (!total->assumed_zone)
        total->assumed_zone = member->assumed_zone;
    if (!text_is_equal(total->encoding, member->encoding))
        total->encoding = NULL;
    if (strcmp(group->ending, ending_of(member->name)) != 0)
        group->ending = "";
    group->count++;
}

static struct take_group begin(const struct bundle_member *members, size_t first)
{
    struct take_group group = {.first = first,
            .ending = ending_of(members[first].name),
            .total = members[first]};

    group.total.size = 0;
    group.total.record_count = members[first].record_count < 0 ? -1 : 0;
    group.total.sha256 = NULL;
    return group;
}

static bool make_group(const struct bundle_member *members, const struct keyed *keyed,
        size_t count, struct arena *arena, struct take_group **groups, struct error *err)
{
    struct take_group *group;

    if (!arena_allocate(arena, sizeof(*group), &group, err))
        return false;
    *group = begin(members, keyed[0].index);
    for (size_t i = 0; i < count; i++) {
        add(group, &members[keyed[i].index]);
        groups[keyed[i].index] = group;
    }
    group->remarked = members[group->first];
    group->remarked.first_time = group->total.first_time;
    group->remarked.last_time = group->total.last_time;
    return true;
}

bool take_group_find(const struct take_remark *with, const struct bundle_member *members,
        size_t count, struct arena *arena, struct take_group ***ret_groups,
        struct error *err)
{
    struct take_group **groups;
    struct keyed *keyed;
    size_t keyed_count;

    if (!arena_allocate(arena, (count + 1) * sizeof(*groups), &groups, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*keyed), &keyed, err) ||
            !list_keyed(with, members, count, keyed, &keyed_count, err))
        return false;
    for (size_t i = 0, size; i < keyed_count; i += size) {
        for (size = 1; i + size < keyed_count &&
                digest_is_equal(&keyed[i].key, &keyed[i + size].key);)
            size++;
        if (size > MEMBERS_SHOWN &&
                !make_group(members, keyed + i, size, arena, groups, err))
            return false;
    }
    *ret_groups = groups;
    return true;
}

bool take_group_write_name(const struct take_group *group, struct buf *name,
        struct error *err)
{
    const char *first = group->total.name;

    return buf_append(name, first, folder_size(first), err) &&
            buf_printf(name, err, TR("*%s (%zu files)", "*%s（%zuファイル）"),
                    group->ending, group->count);
}
