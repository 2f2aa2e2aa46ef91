#include "engine/commands/take_twin.h"

#include "engine/workpaper/bundle.h"

#include <stdlib.h>
#include <string.h>

#define TOLD_MAX 5u

/* A member in force, by its name or by that of what it took the place of. */
struct named {
    const char *name;
    const struct bundle_member *member;
};

struct twins {
    struct command_call *call;
    const struct bundle *bundle; /* the new one */
    const char *file;
    struct named *names; /* of what is in force of it, sorted */
    size_t name_count;
    size_t told, more;       /* warnings; those left unsaid */
    const struct bundle *in; /* of the last one */
};

static bool is_in_force(const struct bundle_member *member)
{
    return member->status == BUNDLE_READ && !member->superseded_by;
}

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left, *b = right;

    return strcmp(a->name, b->name);
}

static bool list_names(struct twins *twins, const struct bundle_member *members,
        size_t count, struct error *err)
{
    if (!arena_allocate(&twins->call->arena, (2 * count + 1) * sizeof(*twins->names),
                &twins->names, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_in_force(&members[i]))
            continue;
        twins->names[twins->name_count++] = (struct named){members[i].name, &members[i]};
        if (members[i].stands_for)
            twins->names[twins->name_count++] = (struct named){members[i].stands_for,
                    &members[i]};
    }
    qsort(twins->names, twins->name_count, sizeof(*twins->names), compare_named);
    return true;
}

static const struct bundle_member *find_twin(const struct twins *twins, const char *name)
{
    const struct named key = {.name = name}, *found;

    if (!name)
        return NULL;
    found = bsearch(&key, twins->names, twins->name_count, sizeof(*twins->names),
            compare_named);
    return found ? found->member : NULL;
}

static void warn(struct twins *twins, const struct bundle *in,
        const struct bundle_member *old, const struct bundle_member *new)
{
    twins->in = in;
    if (twins->told == TOLD_MAX) {
        twins->more++;
        return;
    }
    twins->told++;
    command_say(
            TR("warning: '%1$s' is in force twice: of %3$s, where it was not replaced (records: %2$lld), and of %5$s (%4$lld); bindings and queries by name read both. Where the new one takes its place, name it, too: chosho take %6$s --replaces '%7$s:%8$s' --reason ...",
                    "警告: 「%1$s」が二重に有効です。%3$s のもの（レコード%2$lld件）は差し替えられておらず、%5$s のもの（%4$lld件）と合わせて読まれます（名前による対応付けと検索）。差替えであれば、これも指定してください: chosho take %6$s --replaces '%7$s:%8$s' --reason ..."),
            new->name, (long long)old->record_count, in->short_id,
            (long long)new->record_count, twins->bundle->short_id, twins->file,
            in->short_id, old->name);
}

static bool compare_bundle(struct twins *twins, struct store *store,
        const struct bundle *in, struct error *err)
{
    struct bundle_member *members;
    size_t count;

    if (!bundle_members(store, in->bundle_id, &twins->call->arena, &members, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct bundle_member *twin = NULL;

        if (is_in_force(&members[i]))
            twin = find_twin(twins, members[i].name);
        if (is_in_force(&members[i]) && !twin)
            twin = find_twin(twins, members[i].stands_for);
        if (twin)
            warn(twins, in, &members[i], twin);
    }
    return true;
}

bool take_twin_warn(struct command_call *call, struct store *store, int64_t bundle_id,
        const char *file, struct error *err)
{
    struct twins twins = {.call = call, .file = file};
    struct bundle_member *members;
    struct bundle *bundles;
    size_t count, member_count;

    if (!bundle_list(store, &call->arena, &bundles, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (bundles[i].bundle_id == bundle_id)
            twins.bundle = &bundles[i];
    }
    if (!twins.bundle)
        return true;
    if (!bundle_members(store, bundle_id, &call->arena, &members, &member_count, err) ||
            !list_names(&twins, members, member_count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (bundles[i].bundle_id != bundle_id && bundles[i].is_current &&
                strcmp(bundles[i].name, twins.bundle->name) == 0 &&
                !compare_bundle(&twins, store, &bundles[i], err))
            return false;
    }
    if (twins.more > 0)
        command_say(
                TR("warning: %zu more files are in force twice; all of them: chosho take %s --replaces '%s:**' --reason ...",
                        "警告: ほかに%zu件のファイルが二重に有効です。すべてを指定するには: chosho take %s --replaces '%s:**' --reason ..."),
                twins.more, file, twins.in->short_id);
    return true;
}
