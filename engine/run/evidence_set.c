#include "engine/run/evidence_set.h"

#include "engine/base/text.h"
#include "evidence/zip/preflight.h"

#include <stdlib.h>
#include <string.h>

void evidence_set_format(const struct bundle_member *member,
        struct record_format *ret_format)
{
    memset(ret_format, 0, sizeof(*ret_format));
    if (!member->format)
        return;
    ret_format->kind = record_kind_find(member->format);
    if (!member->encoding || !encoding_find(member->encoding, &ret_format->encoding))
        ret_format->encoding = ENCODING_AUTO;
    ret_format->delimiter = member->delimiter;
    ret_format->headerless = member->is_headerless;
    ret_format->records = member->records_path;
}

bool evidence_set_is_passed_over(const struct bundle_member *member)
{
    return member->status == BUNDLE_FOLDER || preflight_is_passed_over(member->reason);
}

/* A sheet that nobody sees, or without a value: a workbook's name does not mean it. */
static bool is_aside(const struct bundle_member *member)
{
    return text_is_equal(member->format, record_kind_name(RECORD_SHEET)) &&
            (strstr(member->kind, ", hidden") || strstr(member->kind, ", very hidden") ||
                    strstr(member->kind, ", empty"));
}

/* Itself, or in what it holds. */
static bool has_records(const struct bundle_member *member)
{
    return member->status == BUNDLE_OPENED ||
            (member->status == BUNDLE_READ && !is_aside(member));
}

const char *evidence_set_short_name(const struct bundle *bundle,
        const struct bundle_member *members, uint32_t index, bool *ret_is_inside)
{
    const struct bundle_member *member = &members[index], *container;

    if (!member->holder || member->status != BUNDLE_READ || is_aside(member))
        return NULL;
    for (uint32_t i = index; i-- > 0 && members[i].holder == member->holder;) {
        if (has_records(&members[i]))
            return NULL;
    }
    for (uint32_t i = index + 1;
            i < bundle->member_count && members[i].holder == member->holder; i++) {
        if (has_records(&members[i]))
            return NULL;
    }
    container = &members[member->holder - 1];
    *ret_is_inside = container->holder != 0;
    return container->name;
}

const char *evidence_set_short_stands_for(const struct bundle *bundle,
        const struct bundle_member *members, uint32_t index)
{
    bool is_inside;

    return evidence_set_short_name(bundle, members, index, &is_inside)
            ? members[members[index].holder - 1].stands_for
            : NULL;
}

/* What is wrong with a container: what is missing of it might be of the same name, or
 * belong to what a glob selects. */
static const char *find_damage(const struct bundle_member *members,
        const struct bundle_member *member)
{
    while (!text_said(&member->damage) && member->holder)
        member = &members[member->holder - 1];
    return !text_said(&member->damage) && text_is_equal(member->encoding, "uncertain")
            ? text_said(&member->undecodable)
            : text_said(&member->damage);
}

static void describe(const struct bundle *bundle, uint32_t archive, uint32_t index,
        const struct bundle_member *members, struct binding_member *ret_choice)
{
    const struct bundle_member *member = &members[index];
    const char *damage = find_damage(members, member);

    memset(ret_choice, 0, sizeof(*ret_choice));
    ret_choice->bundle = bundle->name;
    ret_choice->bundle_id = bundle->short_id;
    ret_choice->archive = archive;
    ret_choice->index = index;
    ret_choice->name = member->name;
    ret_choice->is_inside = member->holder != 0;
    ret_choice->short_name = evidence_set_short_name(bundle, members, index,
            &ret_choice->is_short_inside);
    ret_choice->is_current = bundle->is_current && !member->superseded_by;
    ret_choice->stands_for = member->stands_for;
    ret_choice->short_stands_for = evidence_set_short_stands_for(bundle, members, index);
    ret_choice->is_readable = member->status == BUNDLE_READ && !damage;
    ret_choice->is_received = member->status == BUNDLE_READ;
    ret_choice->is_over_limit = damage && member->notice &&
            strstr(member->notice, PREFLIGHT_OVER_LIMIT) != NULL;
    ret_choice->problem = damage ? damage : member->reason;
    evidence_set_format(member, &ret_choice->format);
    ret_choice->columns = member->columns;
    ret_choice->column_count = member->column_count;
    ret_choice->layout = member->layout;
    ret_choice->has_total = member->notice && strstr(member->notice, "total-row");
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
            if (set->members[b][m].status != BUNDLE_FOLDER &&
                    set->members[b][m].status != BUNDLE_OPENED &&
                    !preflight_is_passed_over(set->members[b][m].reason))
                describe(&set->bundles[b], (uint32_t)b, (uint32_t)m, set->members[b],
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

/* ---- for jobs ---- */

/* The containers around a member. */
static void mark_holders(const struct bundle_member *members, uint32_t member,
        bool *is_needed)
{
    while (members[member].holder) {
        member = (uint32_t)members[member].holder - 1;
        is_needed[member] = true;
    }
}

static void mark_needed(const struct bundle *bundle, const struct bundle_member *members,
        uint32_t archive, const struct item *items, size_t item_count, bool *is_needed)
{
    for (uint32_t m = 0; !items && m < bundle->member_count; m++)
        mark_holders(members, m, is_needed);
    for (size_t i = 0; i < item_count; i++) {
        for (uint32_t s = 0; s < items[i].source_count; s++) {
            const struct item_source *source = &items[i].sources[s];

            for (uint32_t m = 0; source->archive == archive && m < source->member_count;
                    m++)
                mark_holders(members, source->members[m], is_needed);
        }
    }
}

/* Adds what is inside each container to it; members of one stand together. */
static void add_up(const struct bundle *bundle, const struct bundle_member *members,
        const bool *is_needed, struct container *list, uint32_t *ret_count)
{
    uint32_t count = 0;

    for (uint32_t m = 0; m < bundle->member_count; m++) {
        uint32_t holder = (uint32_t)members[m].holder;

        if (holder == 0 || !is_needed[holder - 1])
            continue;
        if (count == 0 || list[count - 1].member != holder - 1) {
            list[count] = (struct container){.member = holder - 1, .first = m};
            if (!container_find_name(members[holder - 1].container, &list[count].kind))
                continue; /* a newer receipt's: the job will say that it is not there */
            count++;
        }
        list[count - 1].count++;
        list[count - 1].size += members[m].size;
    }
    *ret_count = count;
}

static void free_marks(bool **marks)
{
    free(*marks);
}

bool evidence_set_archive(const struct bundle *bundle,
        const struct bundle_member *members, uint32_t archive, const struct item *items,
        size_t item_count, struct arena *arena, struct job_archive *ret_archive,
        struct error *err)
{
    CLEANUP(free_marks) bool *is_needed = calloc(bundle->member_count + (size_t)1, 1);
    struct container *list;
    size_t needed = 0;

    if (!is_needed)
        return error_memory(err);
    mark_needed(bundle, members, archive, items, item_count, is_needed);
    for (uint32_t m = 0; m < bundle->member_count; m++)
        needed += is_needed[m];
    if (!arena_allocate(arena, (needed + 1) * sizeof(*list), &list, err))
        return false;
    *ret_archive = (struct job_archive){.label = bundle->short_id,
            .first_member = (uint64_t)bundle->first_member,
            .size = (uint64_t)bundle->bytes,
            .containers = list};
    add_up(bundle, members, is_needed, list, &ret_archive->container_count);
    return true;
}
