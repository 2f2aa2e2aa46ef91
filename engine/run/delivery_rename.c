#include "engine/run/delivery_rename.h"

#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>

/* A member that has one side alone. */
struct single {
    struct delivery_member *member;
    const struct bundle_member *of;
    const char *base; /* its name behind the last folder; "" where that does not matter */
};

static const char *base_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 : name;
}

static int compare_alike(const struct single *a, const struct single *b)
{
    int order = strcmp(a->of->sha256, b->of->sha256);

    return order ? order : strcmp(a->base, b->base);
}

/* What is alike side by side, what is gone first. */
static int compare_singles(const void *left, const void *right)
{
    const struct single *a = left, *b = right;
    int order = compare_alike(a, b);

    if (order)
        return order;
    if (!a->member->sides[0] != !b->member->sides[0])
        return a->member->sides[0] ? -1 : 1;
    return a->member < b->member ? -1 : a->member > b->member;
}

static size_t list_singles(struct delivery *delivery, bool by_base,
        struct single *singles)
{
    size_t count = 0;

    for (size_t i = 0; i < delivery->count; i++) {
        struct delivery_member *member = &delivery->members[i];
        const struct bundle_member *of = member->sides[member->sides[0] ? 0 : 1];

        if ((member->change == DELIVERY_GONE || member->change == DELIVERY_ADDED) && of &&
                of->sha256 && of->size > 0)
            singles[count++] = (struct single){member, of,
                    by_base ? base_of(of->name) : ""};
    }
    qsort(singles, count, sizeof(*singles), compare_singles);
    return count;
}

/* The added one gives its side away; without one it is none any more. */
static void join(struct delivery_member *gone, struct delivery_member *added)
{
    gone->sides[1] = added->sides[1];
    gone->indexes[1] = added->indexes[1];
    gone->change = DELIVERY_RENAMED;
    added->sides[1] = NULL;
}

/* So many singles are alike, what is gone first. */
static void join_alike(struct single *alike, size_t count)
{
    size_t gone = 0;

    while (gone < count && alike[gone].member->sides[0])
        gone++;
    for (size_t i = 0; i < gone && gone + i < count; i++)
        join(alike[i].member, alike[gone + i].member);
}

static void join_all(struct delivery *delivery, bool by_base, struct single *singles)
{
    size_t count = list_singles(delivery, by_base, singles);

    for (size_t i = 0, size; i < count; i += size) {
        for (size = 1;
                i + size < count && compare_alike(&singles[i], &singles[i + size]) == 0;)
            size++;
        join_alike(singles + i, size);
    }
}

static bool is_renamed(const struct delivery_member *member)
{
    return member->change == DELIVERY_SAME && member->sides[0]->sha256 &&
            text_is_equal(member->sides[0]->sha256, member->sides[1]->sha256) &&
            strcmp(member->sides[0]->name, member->sides[1]->name) != 0;
}

bool delivery_rename_find(struct delivery *delivery, struct arena *arena,
        struct error *err)
{
    struct single *singles;
    size_t kept = 0;

    if (!arena_allocate(arena, (delivery->count + 1) * sizeof(*singles), &singles, err))
        return false;
    join_all(delivery, true, singles);
    join_all(delivery, false, singles);
    for (size_t i = 0; i < delivery->count; i++) {
        struct delivery_member *member = &delivery->members[i];

        if (!member->sides[0] && !member->sides[1])
            continue;
        if (is_renamed(member))
            member->change = DELIVERY_RENAMED;
        delivery->members[kept++] = *member;
    }
    delivery->count = kept;
    return true;
}
