#include "engine/run/evidence_set.h"

#include "engine/base/text.h"

#include <string.h>

void evidence_set_format(const struct bundle_member *member,
        struct record_format *ret_format)
{
    memset(ret_format, 0, sizeof(*ret_format));
    if (!member->format)
        return;
    ret_format->kind = record_kind_find(member->format);
    if (member->encoding && !encoding_find(member->encoding, &ret_format->encoding))
        ret_format->encoding = ENCODING_AUTO;
    ret_format->delimiter = member->delimiter;
    ret_format->headerless = member->is_headerless;
    ret_format->records = member->records_path;
}

static void describe(const struct bundle *bundle, uint32_t archive, uint32_t index,
        const struct bundle_member *member, struct binding_member *ret_choice)
{
    memset(ret_choice, 0, sizeof(*ret_choice));
    ret_choice->bundle = bundle->name;
    ret_choice->bundle_id = bundle->short_id;
    ret_choice->archive = archive;
    ret_choice->index = index;
    ret_choice->name = member->name;
    ret_choice->is_current = bundle->is_current;
    ret_choice->is_readable = member->status == BUNDLE_READ && !member->damage;
    ret_choice->is_received = member->status == BUNDLE_READ;
    ret_choice->problem = member->damage ? member->damage : member->reason;
    evidence_set_format(member, &ret_choice->format);
    ret_choice->columns = member->columns;
    ret_choice->column_count = member->column_count;
    ret_choice->layout = member->layout;
}

static bool load_members(struct store *store, struct arena *arena,
        struct evidence_set *set, size_t total, struct error *err)
{
    if (!arena_allocate(arena, (total + 1) * sizeof(*set->choices), &set->choices, err))
        return false;
    for (size_t b = 0; b < set->bundle_count; b++) {
        size_t count;

        if (!bundle_members(store, set->bundles[b].bundle_id, arena, &set->members[b],
                    &count, err))
            return false;
        if (count != set->bundles[b].member_count)
            return error_set(err, ERROR_INTEGRITY,
                    TR("bundle %s: its receipt lists %zu of %u members",
                            "提供物 %1$s: 受領書にあるファイルは %3$u 件中 %2$zu 件です"),
                    set->bundles[b].short_id, count, set->bundles[b].member_count);
        for (size_t m = 0; m < count; m++) {
            if (set->members[b][m].status != BUNDLE_FOLDER)
                describe(&set->bundles[b], (uint32_t)b, (uint32_t)m, &set->members[b][m],
                        &set->choices[set->choice_count++]);
        }
    }
    return true;
}

bool evidence_set_load(struct store *store, struct arena *arena,
        struct evidence_set *ret_set, struct error *err)
{
    size_t total = 0;

    memset(ret_set, 0, sizeof(*ret_set));
    if (!bundle_list(store, arena, &ret_set->bundles, &ret_set->bundle_count, err) ||
            !arena_allocate(arena,
                    (ret_set->bundle_count + 1) * sizeof(*ret_set->members),
                    &ret_set->members, err))
        return false;
    for (size_t b = 0; b < ret_set->bundle_count; b++)
        total += ret_set->bundles[b].member_count;
    return load_members(store, arena, ret_set, total, err);
}
