#include "engine/run/delivery.h"

#include "engine/base/text.h"
#include "engine/run/ask.h"
#include "engine/run/delivery_column.h"
#include "engine/run/delivery_key.h"
#include "engine/run/delivery_rename.h"
#include "engine/run/evidence_set.h"
#include "engine/run/message_difference.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *delivery_change_name(enum delivery_change change)
{
    static const char *const names[] = {
            [DELIVERY_ADDED] = "added",
            [DELIVERY_GONE] = "gone",
            [DELIVERY_CHANGED] = "changed",
            [DELIVERY_SAME] = "same",
            [DELIVERY_RENAMED] = "renamed",
            [DELIVERY_UNKNOWN] = "not-comparable",
    };

    return names[change];
}

/* ---- members side by side ---- */

struct loading {
    struct store *store;
    struct arena *arena;
    struct delivery *delivery;
    struct replacement *list;
    size_t list_count;
    struct bundle_member *members; /* of the new bundle */
    size_t member_count;
    const struct bundle_member **by_name;
    size_t named_count;
    bool *used; /* members of the new bundle that have an old side */
};

static int compare_names(const void *left, const void *right)
{
    const struct bundle_member *const *a = left, *const *b = right;

    return strcmp((*a)->name, (*b)->name);
}

static int compare_lists(const void *left, const void *right)
{
    const struct replacement *a = left, *b = right;

    return a->old_member_id < b->old_member_id ? -1 : a->old_member_id > b->old_member_id;
}

static bool sort_members(struct loading *loading, struct error *err)
{
    if (!arena_allocate(loading->arena,
                (loading->member_count + 1) * sizeof(const struct bundle_member *),
                &loading->by_name, err) ||
            !arena_allocate(loading->arena, loading->member_count + 1, &loading->used,
                    err))
        return false;
    for (size_t i = 0; i < loading->member_count; i++) {
        if (!evidence_set_is_passed_over(&loading->members[i]))
            loading->by_name[loading->named_count++] = &loading->members[i];
    }
    qsort(loading->list, loading->list_count, sizeof(*loading->list), compare_lists);
    qsort(loading->by_name, loading->named_count, sizeof(*loading->by_name),
            compare_names);
    return true;
}

static const struct bundle_member *find_named(const struct loading *loading,
        const char *name)
{
    const struct bundle_member named = {.name = name}, *key = &named, *const * found;

    if (!name)
        return NULL;
    found = bsearch(&key, loading->by_name, loading->named_count,
            sizeof(*loading->by_name), compare_names);
    return found ? *found : NULL;
}

/* As recorded (0: gone), or of the same name, or that of what the old one stood for. */
static const struct bundle_member *find_new(const struct loading *loading,
        const struct bundle_member *old)
{
    const struct replacement key = {.old_member_id = old->member_id};
    const struct replacement *replaced = bsearch(&key, loading->list, loading->list_count,
            sizeof(*loading->list), compare_lists);
    const struct bundle_member *first = loading->members, *found;

    if (replaced)
        return replaced->member_id ? first + (replaced->member_id - first->member_id)
                                   : NULL;
    found = find_named(loading, old->name);
    return found ? found : find_named(loading, old->stands_for);
}

static void set_side(struct delivery_member *member, size_t side,
        const struct bundle *bundle, const struct bundle_member *of)
{
    member->sides[side] = of;
    member->indexes[side] = (uint32_t)(of->member_id - bundle->first_member);
}

static const char *name_inside(const struct bundle_member *member,
        const struct bundle_member *container)
{
    size_t size = strlen(container->name);

    return strncmp(member->name, container->name, size) == 0 ? member->name + size
                                                             : member->name;
}

/* What has no digest of its own, as an encrypted member of a zip inside the bundle: the
 * containers it is in may have one. */
static bool is_in_the_same(const struct bundle_member *old_list,
        const struct bundle_member *old, const struct bundle_member *new_list,
        const struct bundle_member *new)
{
    while (old->holder && new->holder) {
        const struct bundle_member *from = &old_list[old->holder - 1];
        const struct bundle_member *in = &new_list[new->holder - 1];

        if (strcmp(name_inside(old, from), name_inside(new, in)) != 0)
            return false;
        if (from->sha256 && text_is_equal(from->sha256, in->sha256))
            return true;
        old = from;
        new = in;
    }
    return false;
}

static enum delivery_change compare_sides(const struct bundle_member *old_list,
        const struct bundle_member *old, const struct bundle_member *new_list,
        const struct bundle_member *new)
{
    if (old->sha256 && new->sha256)
        return strcmp(old->sha256, new->sha256) == 0 ? DELIVERY_SAME : DELIVERY_CHANGED;
    return is_in_the_same(old_list, old, new_list, new) ? DELIVERY_SAME
                                                        : DELIVERY_UNKNOWN;
}

static void add_old(struct loading *loading, const struct bundle *bundle,
        const struct bundle_member *list, const struct bundle_member *old)
{
    struct delivery *delivery = loading->delivery;
    struct delivery_member *member = &delivery->members[delivery->count++];
    const struct bundle_member *new = find_new(loading, old);

    memset(member, 0, sizeof(*member));
    member->old_bundle = bundle;
    member->change = DELIVERY_GONE;
    set_side(member, 0, bundle, old);
    if (!new)
        return;
    set_side(member, 1, &delivery->bundle, new);
    loading->used[member->indexes[1]] = true;
    member->change = compare_sides(list, old, loading->members, new);
}

/* Room for `more` members behind those there are. */
static bool make_room(struct loading *loading, size_t more, struct error *err)
{
    struct delivery *delivery = loading->delivery;
    struct delivery_member *members;

    if (!arena_allocate(loading->arena, (delivery->count + more + 1) * sizeof(*members),
                &members, err))
        return false;
    if (delivery->count)
        memcpy(members, delivery->members, delivery->count * sizeof(*members));
    delivery->members = members;
    return true;
}

/* What this delivery replaced of an earlier one; what others did is theirs. */
static bool load_old(struct loading *loading, const char *short_id, struct error *err)
{
    struct delivery *delivery = loading->delivery;
    struct bundle *bundle;
    struct bundle_member *members;
    size_t count;

    if (!arena_allocate(loading->arena, sizeof(*bundle), &bundle, err) ||
            !bundle_find(loading->store, short_id, loading->arena, bundle, err) ||
            !bundle_members(loading->store, bundle->bundle_id, loading->arena, &members,
                    &count, err) ||
            !make_room(loading, count, err))
        return false;
    delivery->old_bundles[delivery->old_count++] = bundle;
    delivery->lists[delivery->old_count] = members;
    for (size_t i = 0; i < count; i++) {
        if (!evidence_set_is_passed_over(&members[i]) &&
                text_is_equal(members[i].superseded_by, delivery->bundle.short_id))
            add_old(loading, bundle, members, &members[i]);
    }
    return true;
}

static bool is_loaded(const struct delivery *delivery, int64_t bundle_id)
{
    for (size_t i = 0; i < delivery->old_count; i++) {
        if (delivery->old_bundles[i]->bundle_id == bundle_id)
            return true;
    }
    return false;
}

static bool load_all_old(struct loading *loading, struct error *err)
{
    struct delivery *delivery = loading->delivery;

    if (!arena_allocate(loading->arena,
                (loading->list_count + 1) * sizeof(struct bundle *),
                &delivery->old_bundles, err) ||
            !arena_allocate(loading->arena,
                    (loading->list_count + 2) * sizeof(*delivery->lists),
                    &delivery->lists, err))
        return false;
    delivery->lists[0] = loading->members;
    for (size_t i = 0; i < loading->list_count; i++) {
        if (!is_loaded(delivery, loading->list[i].old_bundle_id) &&
                !load_old(loading, loading->list[i].old_bundle, err))
            return false;
    }
    return true;
}

static bool add_new(struct loading *loading, struct error *err)
{
    struct delivery *delivery = loading->delivery;

    if (!make_room(loading, loading->member_count, err))
        return false;
    for (size_t i = 0; i < loading->member_count; i++) {
        struct delivery_member *member = &delivery->members[delivery->count];

        if (loading->used[i] || evidence_set_is_passed_over(&loading->members[i]))
            continue;
        memset(member, 0, sizeof(*member));
        member->change = DELIVERY_ADDED;
        set_side(member, 1, &delivery->bundle, &loading->members[i]);
        delivery->count++;
    }
    return true;
}

static int compare_members(const void *left, const void *right)
{
    const struct delivery_member *a = left, *b = right;
    const struct bundle_member *x = a->sides[1] ? a->sides[1] : a->sides[0];
    const struct bundle_member *y = b->sides[1] ? b->sides[1] : b->sides[0];

    if (!a->sides[1] != !b->sides[1])
        return a->sides[1] ? -1 : 1;
    return x->member_id < y->member_id ? -1 : x->member_id > y->member_id;
}

bool delivery_load(struct store *store, const struct bundle *bundle, struct arena *arena,
        struct delivery *ret_delivery, struct error *err)
{
    struct delivery delivery = {.bundle = *bundle};
    struct loading loading = {.store = store, .arena = arena, .delivery = &delivery};

    if (!replacement_list(store, bundle->bundle_id, arena, &loading.list,
                &loading.list_count, err))
        return false;
    if (loading.list_count > 0) {
        if (!replacement_reasons(loading.list, loading.list_count, arena,
                    &delivery.reason, err) ||
                !bundle_members(store, bundle->bundle_id, arena, &loading.members,
                        &loading.member_count, err) ||
                !sort_members(&loading, err) || !load_all_old(&loading, err) ||
                !add_new(&loading, err) || !delivery_rename_find(&delivery, arena, err))
            return false;
        qsort(delivery.members, delivery.count, sizeof(*delivery.members),
                compare_members);
    }
    *ret_delivery = delivery;
    return true;
}

/* ---- records ---- */

struct comparing {
    struct store *store;
    struct delivery *delivery;
    const struct delivery_options *options;
    struct arena *arena;
    struct arena said; /* texts of one message */
    struct delivery_member **pairs;
    uint32_t pair_count;
    struct item *items;
    struct job_archive *archives; /* the new bundle, then the old ones */
    int *fds;
    uint32_t archive_count;
};

static void end(struct comparing *comparing)
{
    for (uint32_t i = 0; i < comparing->archive_count; i++)
        close(comparing->fds[i]);
    arena_clear(&comparing->said);
}

static bool is_comparable(const struct delivery_member *member)
{
    return member->change == DELIVERY_CHANGED &&
            member->sides[0]->status == BUNDLE_READ &&
            member->sides[1]->status == BUNDLE_READ;
}

static bool open_bundle(struct comparing *comparing, const struct bundle *bundle,
        struct error *err)
{
    uint32_t i = comparing->archive_count;

    if (!bundle_file_open(comparing->store, bundle->short_id, bundle->bytes,
                bundle->sha256, &comparing->fds[i], err))
        return false;
    comparing->archive_count++;
    return evidence_set_archive(bundle, comparing->delivery->lists[i], i,
            comparing->items, 2 * (size_t)comparing->pair_count, comparing->arena,
            &comparing->archives[i], err);
}

static bool open_bundles(struct comparing *comparing, struct error *err)
{
    const struct delivery *delivery = comparing->delivery;
    size_t room = delivery->old_count + 1;

    if (!arena_allocate(comparing->arena, room * sizeof(*comparing->fds), &comparing->fds,
                err) ||
            !arena_allocate(comparing->arena, room * sizeof(*comparing->archives),
                    &comparing->archives, err) ||
            !open_bundle(comparing, &delivery->bundle, err))
        return false;
    for (size_t i = 0; i < delivery->old_count; i++) {
        if (!open_bundle(comparing, delivery->old_bundles[i], err))
            return false;
    }
    return true;
}

static uint32_t find_archive(const struct comparing *comparing,
        const struct delivery_member *member)
{
    uint32_t i = 0;

    while (comparing->delivery->old_bundles[i] != member->old_bundle)
        i++;
    return i + 1;
}

/* One side as the worker takes it. */
static bool make_item(struct comparing *comparing, const struct delivery_member *member,
        size_t side, struct item *ret_item, struct error *err)
{
    struct item item = {.name = "member",
            .column_count = (uint32_t)member->field_count,
            .source_count = 1};
    struct item_source *source;
    struct arena *arena = comparing->arena;
    size_t room = member->field_count + 1;

    if (!arena_allocate(arena, sizeof(*source), &item.sources, err) ||
            !arena_allocate(arena, room * sizeof(*item.columns), &item.columns, err) ||
            !arena_allocate(arena, room * sizeof(*source->columns),
                    &item.sources->columns, err) ||
            !arena_allocate(arena, sizeof(*source->members), &item.sources->members, err))
        return false;
    source = item.sources;
    source->archive = side ? 0 : find_archive(comparing, member);
    source->members[0] = member->indexes[side];
    source->member_count = 1;
    source->zone = store_engagement(comparing->store)->zone;
    evidence_set_format(member->sides[side], &source->format);
    delivery_column_place(member, side, &item);
    *ret_item = item;
    return true;
}

static bool make_pairs(struct comparing *comparing, struct error *err)
{
    CLEANUP(delivery_key_freep) struct delivery_key *key = NULL;
    struct delivery *delivery = comparing->delivery;
    const struct delivery_options *options = comparing->options;
    uint32_t at = 0;

    if (!delivery_key_new(comparing->store, &key, err) ||
            !arena_allocate(comparing->arena,
                    (delivery->count + 1) * sizeof(*comparing->pairs), &comparing->pairs,
                    err) ||
            !arena_allocate(comparing->arena,
                    2 * (delivery->count + 1) * sizeof(*comparing->items),
                    &comparing->items, err))
        return false;
    for (size_t i = 0; i < delivery->count; i++) {
        struct delivery_member *member = &delivery->members[i];

        if (!is_comparable(member))
            continue;
        if (!delivery_key_choose(key, delivery, member, options->keys, options->key_count,
                    comparing->arena, err) ||
                !delivery_column_choose(member, comparing->arena, err) ||
                !make_item(comparing, member, 0, &comparing->items[2 * at], err) ||
                !make_item(comparing, member, 1, &comparing->items[2 * at + 1], err))
            return false;
        comparing->pairs[at++] = member;
    }
    comparing->pair_count = at;
    return delivery_key_check(comparing->pairs, at, options->keys, options->key_count,
            err);
}

static bool take_row(struct comparing *comparing, struct unpack *content,
        struct error *err)
{
    struct message_difference_row message;
    bool ok;

    if (!message_difference_unpack_row(content, &comparing->said, &message, err))
        return false;
    if (message.pair >= comparing->pair_count)
        return error_set(err, ERROR_LOST, "the worker told of members it was not given");
    ok = !comparing->options->emit ||
            comparing->options->emit(comparing->options->owner,
                    comparing->pairs[message.pair], &message.row, err);
    arena_clear(&comparing->said);
    return ok;
}

static bool take_counts(struct comparing *comparing, struct unpack *content,
        struct error *err)
{
    struct message_difference_counts message;
    struct delivery_member *member;

    if (!message_difference_unpack_counts(content, comparing->arena, &message, err))
        return false;
    if (message.pair >= comparing->pair_count)
        return error_set(err, ERROR_LOST, "the worker told of members it was not given");
    member = comparing->pairs[message.pair];
    member->counts = message.counts;
    member->problem = message.problem;
    member->is_compared = !message.problem;
    return true;
}

static bool receive(void *owner, const struct protocol_frame *frame, struct error *err)
{
    struct unpack content = frame->content;

    if (frame->type == PROTOCOL_CHANGE)
        return take_row(owner, &content, err);
    if (frame->type == PROTOCOL_COUNTS)
        return take_counts(owner, &content, err);
    return error_set(err, ERROR_LOST, "the worker sent a message of another job");
}

bool delivery_compare(struct store *store, struct delivery *delivery,
        const struct delivery_options *options, struct arena *arena, struct error *err)
{
    CLEANUP(end)
    struct comparing comparing = {.store = store,
            .delivery = delivery,
            .options = options,
            .arena = arena,
            .said = ARENA_INIT(ARENA_MODEL_LIMIT)};
    struct job job = {.kind = JOB_DIFFER,
            .language = text_language(),
            .zone = store_engagement(store)->zone,
            .period_start = "",
            .period_end = "",
            .as_of = ""};

    if (!make_pairs(&comparing, err) || comparing.pair_count == 0)
        return err->code == ERROR_NONE;
    if (!open_bundles(&comparing, err))
        return false;
    job.archives = comparing.archives;
    job.archive_count = comparing.archive_count;
    job.items = comparing.items;
    job.item_count = 2 * comparing.pair_count;
    return ask_worker(&job, comparing.fds, comparing.archive_count, &options->schedule,
            receive, &comparing, err);
}
