#include "engine/workpaper/replacement_match.h"

#include <stdlib.h>
#include <string.h>

struct named {
    const char *name;
    uint32_t place;
};

struct matching {
    struct arena *arena;
    struct replacement_plan *plan;
    const struct bundle_member *members; /* of the new bundle */
    size_t count;
    struct named *names; /* theirs, sorted */
    size_t name_count;
    bool *used; /* those that stand for one already */
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = strcmp(a->name, b->name);

    return order ? order : (a->place > b->place) - (a->place < b->place);
}

static bool sort_names(struct matching *matching, struct error *err)
{
    if (!arena_allocate(matching->arena, (matching->count + 1) * sizeof(struct named),
                &matching->names, err) ||
            !arena_allocate(matching->arena, matching->count + 1, &matching->used, err))
        return false;
    for (size_t i = 0; i < matching->count; i++) {
        if (!replacement_is_passed_over(&matching->members[i]))
            matching->names[matching->name_count++] =
                    (struct named){matching->members[i].name, (uint32_t)i};
    }
    qsort(matching->names, matching->name_count, sizeof(*matching->names), compare_named);
    return true;
}

/* The first of the name; none where that stands for another already. */
static uint32_t find_place(const struct matching *matching, const char *name)
{
    size_t low = 0, high = matching->name_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(matching->names[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == matching->name_count || strcmp(matching->names[low].name, name) != 0 ||
            matching->used[matching->names[low].place])
        return REPLACEMENT_NONE;
    return matching->names[low].place;
}

/* The only file that stands for none yet: for a container a file as delivered, else one
 * that may be inside a container. */
static uint32_t find_only(const struct matching *matching,
        const struct bundle_member *replaced)
{
    uint32_t found = REPLACEMENT_NONE;

    for (size_t i = 0; i < matching->count; i++) {
        const struct bundle_member *member = &matching->members[i];
        bool is_file = replaced->status == BUNDLE_OPENED
                ? member->holder == 0
                : member->status != BUNDLE_OPENED;

        if (!is_file || matching->used[i] || replacement_is_passed_over(member))
            continue;
        if (found != REPLACEMENT_NONE)
            return REPLACEMENT_NONE;
        found = (uint32_t)i;
    }
    return found;
}

static bool refuse_unmatched(const struct replacement_target *target, struct error *err)
{
    return error_set(err, ERROR_USAGE,
            TR("--replaces: the new bundle has no '%s', and more than one other file could be meant; have it delivered under that name, or alone",
                    "--replaces: 新しい提供物に「%s」がなく、どのファイルが差し替えるものか決められません。同じ名前で、又は単独で提供してもらってください"),
            target->member->name);
}

/* Of one name before of the only one left, whatever the order they were named in. */
static bool place_all(struct matching *matching, struct error *err)
{
    struct replacement_plan *plan = matching->plan;

    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < plan->count; i++) {
            struct replacement_target *target = &plan->targets[i];

            if (!target->member || (round == 1 && target->place != REPLACEMENT_NONE))
                continue;
            target->place = REPLACEMENT_NONE;
            if (round == 0)
                target->place = find_place(matching, target->member->name);
            else if (!target->is_listed)
                target->place = find_only(matching, target->member);
            if (target->place != REPLACEMENT_NONE)
                matching->used[target->place] = true;
            else if (round == 1 && !target->is_listed)
                return refuse_unmatched(target, err);
        }
    }
    return true;
}

/* ---- what is inside ---- */

/* A bundle of which members are replaced. */
struct inside {
    struct matching *matching;
    const struct bundle *bundle;
    const struct bundle_member *members; /* all of it */
    bool *is_replaced;
    uint32_t *places;                   /* of the new ones, where they are replaced */
    uint32_t *only, *new_only;          /* inside each container; NONE: no, or several */
    struct replacement_target *targets; /* with room for all */
    size_t count;
};

/* The only member read inside each container of a bundle. */
static bool find_all_only(const struct bundle_member *members, size_t count,
        struct arena *arena, uint32_t **ret_only, struct error *err)
{
    bool *is_met;

    if (!arena_allocate(arena, (count + 1) * sizeof(**ret_only), ret_only, err) ||
            !arena_allocate(arena, count + 1, &is_met, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t holder = (size_t)members[i].holder;

        (*ret_only)[i] = REPLACEMENT_NONE;
        if (holder == 0 || members[i].status != BUNDLE_READ)
            continue;
        (*ret_only)[holder - 1] = is_met[holder - 1] ? REPLACEMENT_NONE : (uint32_t)i;
        is_met[holder - 1] = true;
    }
    return true;
}

/* The member in its place, its container being replaced. */
static bool find_inside(const struct inside *inside, uint32_t index, uint32_t *ret_place,
        struct error *err)
{
    const struct matching *matching = inside->matching;
    const struct bundle_member *old = &inside->members[index];
    const struct bundle_member *from = &inside->members[old->holder - 1];
    uint32_t container = inside->places[old->holder - 1];
    bool is_only = inside->only[old->holder - 1] == index;
    size_t prefix = strlen(from->name);
    const char *name;
    uint32_t only;

    *ret_place = REPLACEMENT_NONE;
    if (container == REPLACEMENT_NONE)
        return true;
    if (matching->members[container].status != BUNDLE_OPENED) {
        *ret_place = is_only ? container : REPLACEMENT_NONE;
        return true;
    }
    if (strncmp(old->name, from->name, prefix) == 0) {
        if (!arena_printf(matching->arena, &name, err, "%s%s",
                    matching->members[container].name, old->name + prefix))
            return false;
        *ret_place = find_place(matching, name);
    }
    only = inside->new_only[container];
    if (*ret_place == REPLACEMENT_NONE && is_only && only != REPLACEMENT_NONE &&
            !matching->used[only])
        *ret_place = only;
    return true;
}

/* A container stands before what is inside it. */
static bool add_inside(struct inside *inside, struct error *err)
{
    for (uint32_t i = 0; i < inside->bundle->member_count; i++) {
        const struct bundle_member *member = &inside->members[i];
        uint32_t place;

        if (inside->is_replaced[i] || member->holder == 0 ||
                !inside->is_replaced[member->holder - 1] || member->superseded_by ||
                replacement_is_passed_over(member))
            continue;
        if (!find_inside(inside, i, &place, err))
            return false;
        inside->is_replaced[i] = true;
        inside->places[i] = place;
        if (place != REPLACEMENT_NONE)
            inside->matching->used[place] = true;
        inside->targets[inside->count++] =
                (struct replacement_target){.bundle = inside->bundle,
                        .member = member,
                        .place = place};
    }
    return true;
}

/* The targets of one bundle, and what is inside them, behind those there are. */
static bool expand_bundle(struct inside *inside, const struct replacement_plan *plan,
        size_t first, struct error *err)
{
    const struct replacement_target *target = &plan->targets[first];
    struct arena *arena = inside->matching->arena;
    size_t count = target->bundle->member_count;

    inside->bundle = target->bundle;
    inside->targets[inside->count] = *target;
    if (!target->member) {
        inside->count++;
        return true;
    }
    inside->members = target->member -
            (target->member->member_id - target->bundle->first_member);
    if (!arena_allocate(arena, count + 1, &inside->is_replaced, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(uint32_t), &inside->places,
                    err) ||
            !find_all_only(inside->members, count, arena, &inside->only, err))
        return false;
    for (size_t i = first; i < plan->count; i++) {
        const struct replacement_target *other = &plan->targets[i];
        int64_t index;

        if (other->bundle->bundle_id != target->bundle->bundle_id)
            continue;
        index = other->member->member_id - target->bundle->first_member;
        inside->is_replaced[index] = true;
        inside->places[index] = other->place;
        inside->targets[inside->count] = *other;
        inside->targets[inside->count++].bundle = target->bundle;
    }
    return add_inside(inside, err);
}

static bool is_first(const struct replacement_plan *plan, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (plan->targets[i].bundle->bundle_id == plan->targets[index].bundle->bundle_id)
            return false;
    }
    return true;
}

static bool expand(struct matching *matching, struct error *err)
{
    struct replacement_plan *plan = matching->plan;
    struct inside inside = {.matching = matching};
    size_t room = 1;

    for (size_t i = 0; i < plan->count; i++) {
        if (is_first(plan, i))
            room += plan->targets[i].bundle->member_count + 1;
    }
    if (!arena_allocate(matching->arena, room * sizeof(*inside.targets), &inside.targets,
                err) ||
            !find_all_only(matching->members, matching->count, matching->arena,
                    &inside.new_only, err))
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        if (is_first(plan, i) && !expand_bundle(&inside, plan, i, err))
            return false;
    }
    plan->targets = inside.targets;
    plan->count = inside.count;
    return true;
}

bool replacement_match(struct replacement_plan *plan, const struct bundle_member *members,
        size_t count, struct arena *arena, struct error *err)
{
    struct matching matching = {.arena = arena,
            .plan = plan,
            .members = members,
            .count = count};
    size_t kept = 0;

    if (!sort_names(&matching, err) || !place_all(&matching, err))
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        if (!plan->targets[i].member || plan->targets[i].place != REPLACEMENT_NONE)
            plan->targets[kept++] = plan->targets[i];
    }
    if (kept == 0 && plan->count > 0)
        return error_set(err, ERROR_USAGE,
                TR("--replaces: no member of the new bundle has the name of one in force in %s",
                        "--replaces: 新しい提供物に、%s の有効なファイルと同じ名前のものがありません"),
                plan->targets[0].bundle->short_id);
    plan->count = kept;
    return expand(&matching, err);
}
