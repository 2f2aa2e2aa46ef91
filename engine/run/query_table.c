#include "engine/run/query_table.h"

#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/run/query_column.h"
#include "engine/run/query_layout.h"
#include "engine/run/query_name.h"
#include "engine/run/reading.h"

#include <string.h>

/* Of a table of several members, before all others. */
#define MEMBER_COLUMN "member"

#define BUNDLES_TOLD 5u

#define WAY_LIMIT ((size_t)1 << 20)

/* What pointers call a reading that somebody named: its words. */
static bool find_way(const struct bundle_member *receipt,
        const struct record_format *format, struct arena *arena, const char **ret_way,
        struct error *err)
{
    CLEANUP(buf_clear) struct buf words = BUF_INIT(WAY_LIMIT);
    struct record_format received;

    evidence_set_format(receipt, &received);
    if (reading_is_alike(&received, format))
        return true;
    return reading_write(format, &words, err) &&
            arena_text(arena, buf_text(&words), ret_way, err);
}

static bool fill_source(const struct query_source *source,
        const struct query_chosen *chosen, struct arena *arena,
        struct item_source *ret_source, struct error *err)
{
    const struct bundle_member *member = &source->members[chosen->bundle][chosen->member];
    const struct layout *layout = chosen->layout;

    memset(ret_source, 0, sizeof(*ret_source));
    if (!arena_allocate(arena, sizeof(*ret_source->members), &ret_source->members, err))
        return false;
    ret_source->archive = (uint32_t)chosen->bundle;
    ret_source->members[0] = chosen->member;
    ret_source->member_count = 1;
    ret_source->zone = layout ? layout->stamp_zone : NULL;
    ret_source->year = query_layout_is_asked(source) ? source->year : 0;
    query_layout_format(member, layout, &ret_source->format);
    if (source->receipts)
        return find_way(&source->receipts[chosen->bundle][chosen->member],
                &ret_source->format, arena, &ret_source->way, err);
    return query_layout_way(member, layout, arena, &ret_source->way, err);
}

/* Members of one form have one list of columns, as most of a glob have. */
static bool fill_columns(struct query_naming *naming, const struct query_columns *columns,
        size_t count, bool has_member, struct arena *arena, struct error *err)
{
    struct item *item = naming->item;
    uint32_t **places;

    if (!arena_allocate(arena, (count + 1) * sizeof(*places), &places, err))
        return false;
    if (has_member)
        item->columns[item->column_count++] =
                (struct program_column){.name = MEMBER_COLUMN, .type = PROGRAM_TEXT};
    for (size_t i = 0; i < count; i++) {
        if ((i == 0 || !query_column_is_alike(&columns[i], &columns[i - 1])) &&
                !query_column_add(naming, &columns[i], arena, &places[i], err))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct item_column **played = &item->sources[i].columns;

        if (i > 0 && !places[i]) {
            *played = item->sources[i - 1].columns;
            continue;
        }
        if (!arena_allocate(arena, (item->column_count + 1) * sizeof(**played), played,
                    err))
            return false;
        for (uint32_t c = 0; c < item->column_count; c++)
            (*played)[c] = (struct item_column){.origin = ITEM_NOTHING};
        if (has_member)
            **played = (struct item_column){.origin = ITEM_PATH, .from = "(?s)^(.*)$"};
        query_column_place(&columns[i], places[i], *played);
    }
    return true;
}

static bool make_room(const struct query_columns *columns, size_t count,
        struct arena *arena, struct query_naming *naming, struct error *err)
{
    struct item *item = naming->item;
    size_t most = 2;

    for (size_t i = 0; i < count; i++)
        most += columns[i].layout ? columns[i].layout->column_count
                                  : columns[i].member->column_count;
    return arena_allocate(arena, most * sizeof(*item->columns), &item->columns, err) &&
            arena_allocate(arena, most * sizeof(*naming->fields), &naming->fields, err) &&
            arena_allocate(arena, (count + 1) * sizeof(*item->sources), &item->sources,
                    err);
}

/* Whether a pattern selects it among others; else it was asked for by name. */
bool query_table_is_by_pattern(const struct query_source *source, size_t bundle,
        uint32_t member, const char *name)
{
    const struct bundle_member *found = &source->members[bundle][member];
    const char *other;
    bool is_inside;

    name = query_name_in_bundle(&source->bundles[bundle], name);
    other = evidence_set_short_name(&source->bundles[bundle], source->members[bundle],
            member, &is_inside);
    return strcmp(name, found->name) != 0 && !text_is_equal(name, other) &&
            !text_is_equal(name, found->stands_for);
}

/* Whether the table's records are to say which member they are of. */
static bool needs_member(const struct query_source *source, const char *name,
        const struct query_chosen *chosen, size_t count)
{
    for (size_t i = 0; i < count && strpbrk(name, "*?["); i++) {
        if (query_table_is_by_pattern(source, chosen[i].bundle, chosen[i].member, name))
            return true;
    }
    return false;
}

static bool write_bundles(const struct query_source *source,
        const struct query_chosen *chosen, size_t count, struct buf *buf, size_t *bundles,
        struct error *err)
{
    *bundles = 0;
    for (size_t i = 0; i < count; i++) {
        if (i && chosen[i].bundle == chosen[i - 1].bundle)
            continue;
        if ((*bundles)++ >= BUNDLES_TOLD)
            continue;
        if (!buf_printf(buf, err, *bundles > 1 ? TR(", %s", "、%s") : "%s",
                    source->bundles[chosen[i].bundle].short_id))
            return false;
    }
    return *bundles <= BUNDLES_TOLD || buf_append_text(buf, " …", err);
}

/* A member's name may be one in several bundles: what looks like one file is then
 * several. chosen: in the order of bundles. */
static bool tell_bundles(const struct query_source *source, const char *name,
        const struct query_chosen *chosen, size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(WAY_LIMIT);
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * WAY_LIMIT);
    const struct bundle *first = &source->bundles[chosen[0].bundle];
    size_t bundles;

    if (!source->note)
        return true;
    if (!write_bundles(source, chosen, count, &list, &bundles, err))
        return false;
    if (bundles < 2)
        return true;
    if (!buf_printf(&sentence, err,
                TR("\"%s\" is read from %zu bundles: %s; the column _bundle tells them apart, and \"%s:%s\" is one of them",
                        "\"%s\" は %zu 件の提供物から読んでいます: %s。列 _bundle で区別でき、\"%s:%s\" と書けばその一つだけを読みます"),
                name, bundles, buf_text(&list), first->short_id,
                query_name_in_bundle(first, name)))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_table_make(const struct query_source *source, const char *name,
        const struct query_chosen *chosen, size_t count, struct arena *arena,
        struct item *ret_item, struct error *err)
{
    struct query_naming naming = {.item = ret_item};
    const bool has_member = needs_member(source, name, chosen, count);
    struct query_columns *columns;
    uint32_t *all;

    memset(ret_item, 0, sizeof(*ret_item));
    ret_item->name = name;
    if (!arena_allocate(arena, (count + 1) * sizeof(*columns), &columns, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*all), &all, err))
        return false;
    for (size_t i = 0; i < count; i++)
        columns[i] = (struct query_columns){&source->members[chosen[i].bundle]
                                                            [chosen[i].member],
                chosen[i].layout, query_layout_is_asked(source)};
    if (!make_room(columns, count, arena, &naming, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!fill_source(source, &chosen[i], arena, &ret_item->sources[i], err))
            return false;
    }
    if (!fill_columns(&naming, columns, count, has_member, arena, err) ||
            (!has_member && !tell_bundles(source, name, chosen, count, err)) ||
            !query_column_tell_renamed(source, &naming, err) ||
            !query_column_tell_later(source, ret_item, columns, count, err) ||
            !query_column_tell(source, ret_item, columns, count, err))
        return false;
    ret_item->source_count = (uint32_t)count;
    if (!query_column_tell_beyond(source, ret_item, &naming.beyond, err))
        return false;
    item_merge_alike(ret_item, all);
    return true;
}
