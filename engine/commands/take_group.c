#include "engine/commands/take_group.h"

#include "engine/base/text.h"

#include <string.h>

#define MEMBERS_SHOWN 10 /* of a run, one by one */
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

static bool is_alike(const struct bundle_member *a, const struct bundle_member *b)
{
    size_t size = folder_size(a->name);

    return b->status == BUNDLE_READ && b->unreadable_count <= 0 &&
            folder_size(b->name) == size && memcmp(a->name, b->name, size) == 0 &&
            text_is_equal(a->layout, b->layout) && text_is_equal(a->kind, b->kind) &&
            take_remark_is_dated(a) == take_remark_is_dated(b) &&
            !a->first_time == !b->first_time;
}

static bool has_remark(const struct take_remark *with, const struct bundle_member *member,
        bool *ret_has, struct error *err)
{
    CLEANUP(buf_clear) struct buf remark = BUF_INIT(REMARK_LIMIT);

    if (!take_remark_write(with, member, false, &remark, err))
        return false;
    *ret_has = remark.size > 0;
    return true;
}

/* Stamps without a year have no order: the last of the last member it is. */
static void add(struct take_group *group, const struct bundle_member *member)
{
    struct bundle_member *total = &group->total;
    bool is_dated = take_remark_is_dated(member);

    total->size += member->size;
    total->record_count += member->record_count > 0 ? member->record_count : 0;
    if (is_dated && strcmp(member->first_time, total->first_time) < 0)
        total->first_time = member->first_time;
    if (member->last_time &&
            (!is_dated || strcmp(member->last_time, total->last_time) > 0))
        total->last_time = member->last_time;
    if (!text_is_equal(total->encoding, member->encoding))
        total->encoding = NULL;
    if (strcmp(group->ending, ending_of(member->name)) != 0)
        group->ending = "";
    group->count++;
}

bool take_group_find(const struct take_remark *with, const struct bundle_member *members,
        size_t count, size_t at, struct take_group *ret_group, struct error *err)
{
    struct take_group group = {.ending = ending_of(members[at].name),
            .total = members[at]};
    bool is_remarked;

    group.total.size = 0;
    group.total.record_count = 0;
    group.total.sha256 = NULL;
    for (size_t i = at; i < count && is_alike(&members[at], &members[i]); i++) {
        if (!has_remark(with, &members[i], &is_remarked, err))
            return false;
        if (is_remarked)
            break;
        add(&group, &members[i]);
    }
    if (group.count <= MEMBERS_SHOWN)
        group.count = 0;
    *ret_group = group;
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
