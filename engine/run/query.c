#include "engine/run/query.h"

#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/run/query_column.h"
#include "engine/run/query_layout.h"
#include "engine/run/query_name.h"
#include "evidence/binding/binding_match.h"
#include "evidence/zip/preflight.h"

#include <string.h>
#include <strings.h>

#define TABLES_MAX 256u
#define SQL_LIMIT ((size_t)1 << 20)

/* Of a table of several members, before all others, unless a member has such a field. */
#define MEMBER_COLUMN "member"

/* ---- tables ---- */

struct chosen {
    size_t bundle;
    uint32_t member;
    const struct layout *layout; /* whose columns the table has: the member's, or a child
                                    table of it; NULL: the file's own */
};

static struct chosen choose_member(const struct query_source *source, size_t bundle,
        uint32_t member)
{
    return (struct chosen){bundle, member,
            query_layout_of(source, &source->members[bundle][member])};
}

static bool fill_source(const struct query_source *source, const struct chosen *chosen,
        struct arena *arena, struct item_source *ret_source, struct error *err)
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
    return query_layout_way(member, layout, arena, &ret_source->way, err);
}

/* Members of one form have one list of columns, as most of a glob have. */
static bool fill_columns(struct item *item, const struct query_columns *columns,
        size_t count, bool has_member, struct arena *arena, struct error *err)
{
    if (has_member)
        item->columns[item->column_count++] =
                (struct program_column){.name = MEMBER_COLUMN, .type = PROGRAM_TEXT};
    for (size_t i = 0; i < count; i++) {
        if ((i == 0 || !query_column_is_alike(&columns[i], &columns[i - 1])) &&
                !query_column_add(item, &columns[i], arena, err))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct item_column **places = &item->sources[i].columns;

        if (i > 0 && query_column_is_alike(&columns[i], &columns[i - 1])) {
            *places = item->sources[i - 1].columns;
            continue;
        }
        if (!arena_allocate(arena, (item->column_count + 1) * sizeof(**places), places,
                    err))
            return false;
        for (uint32_t c = 0; c < item->column_count; c++)
            (*places)[c] = c == 0 && has_member
                    ? (struct item_column){.origin = ITEM_PATH, .from = "(?s)^(.*)$"}
                    : query_column_place(item, c, &columns[i]);
    }
    return true;
}

static bool make_room(const struct query_columns *columns, size_t count,
        struct arena *arena, struct item *item, struct error *err)
{
    size_t most = 2;

    for (size_t i = 0; i < count; i++)
        most += columns[i].layout ? columns[i].layout->column_count
                                  : columns[i].member->column_count;
    return arena_allocate(arena, most * sizeof(*item->columns), &item->columns, err) &&
            arena_allocate(arena, (count + 1) * sizeof(*item->sources), &item->sources,
                    err);
}

/* Whether a pattern selects it among others; else it was asked for by name. */
static bool is_by_pattern(const struct query_source *source, size_t bundle,
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
        const struct chosen *chosen, size_t count)
{
    bool is_needed = false;

    for (size_t i = 0; i < count; i++) {
        const struct bundle_member *member =
                &source->members[chosen[i].bundle][chosen[i].member];
        const struct layout *layout = chosen[i].layout;

        for (size_t c = 0; c < member->column_count; c++) {
            if (strcasecmp(member->columns[c], MEMBER_COLUMN) == 0)
                return false;
        }
        for (uint32_t c = 0; layout && c < layout->column_count; c++) {
            if (strcasecmp(layout->columns[c].name, MEMBER_COLUMN) == 0)
                return false;
        }
        is_needed = is_needed ||
                (strpbrk(name, "*?[") &&
                        is_by_pattern(source, chosen[i].bundle, chosen[i].member, name));
    }
    return is_needed;
}

static bool make_table(const struct query_source *source, const char *name,
        const struct chosen *chosen, size_t count, struct arena *arena,
        struct item *ret_item, struct error *err)
{
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
    if (!make_room(columns, count, arena, ret_item, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!fill_source(source, &chosen[i], arena, &ret_item->sources[i], err))
            return false;
    }
    if (!fill_columns(ret_item, columns, count, needs_member(source, name, chosen, count),
                arena, err) ||
            !query_column_tell(source, ret_item, columns, count, err))
        return false;
    ret_item->source_count = (uint32_t)count;
    item_merge_alike(ret_item, all);
    return true;
}

bool query_table_of(const struct query_source *source, size_t bundle, uint32_t member,
        struct arena *arena, struct item *ret_item, bool *ret_is_table, struct error *err)
{
    const struct chosen chosen = choose_member(source, bundle, member);
    const struct bundle_member *found = &source->members[bundle][member];

    *ret_is_table = found->status == BUNDLE_READ;
    return !*ret_is_table ||
            make_table(source, found->name, &chosen, 1, arena, ret_item, err);
}

/* ---- names in SQL ---- */

static bool is_named(const struct query_source *source, size_t bundle, uint32_t member,
        const char *name)
{
    const struct bundle_member *found = &source->members[bundle][member];
    bool is_inside;
    const char *other;

    if (strcmp(name, found->name) == 0 ||
            binding_match_name(name, found->name, found->holder != 0))
        return true;
    other = evidence_set_short_name(&source->bundles[bundle], source->members[bundle],
            member, &is_inside);
    return other &&
            (strcmp(name, other) == 0 || binding_match_name(name, other, is_inside));
}

bool query_is_named(const struct query_source *source, size_t bundle, uint32_t member,
        const char *name)
{
    const char *inner = query_name_in_bundle(&source->bundles[bundle], name);

    return is_named(source, bundle, member, name) ||
            (inner != name && is_named(source, bundle, member, inner));
}

/* A name selects by the member's name, that of the one it took the place of, or by
 * "BUNDLE:" in front of it. What is superseded only answers to a delivery's short id. */
static bool is_selected(const struct query_source *source, size_t bundle, uint32_t member,
        const char *name)
{
    const struct bundle *of = &source->bundles[bundle];
    const struct bundle_member *choice = &source->members[bundle][member];
    const char *inner = query_name_in_bundle(of, name);

    if (query_name_has_bundle(name, of->short_id))
        return is_named(source, bundle, member, inner);
    return of->is_current && !choice->superseded_by &&
            (is_named(source, bundle, member, name) ||
                    text_is_equal(name, choice->stands_for) ||
                    (inner != name &&
                            (is_named(source, bundle, member, inner) ||
                                    text_is_equal(inner, choice->stands_for))));
}

/* A container that is opened is what is in it: its own name says something where that is
 * one member, and a glob passes over it. */
static bool refuse_container(const struct query_source *source, size_t bundle,
        uint32_t member, struct error *err)
{
    const struct bundle_member *members = source->members[bundle];
    uint32_t inside = member;

    while (inside < source->bundles[bundle].member_count &&
            (members[inside].holder != (int64_t)member + 1 ||
                    members[inside].status != BUNDLE_READ))
        inside++;
    if (inside == source->bundles[bundle].member_count)
        return error_set(err, ERROR_UNREADABLE,
                TR("nothing in '%s' is read as records; chosho query --tables lists what it holds",
                        "「%s」の中にレコードとして読み取るものはありません。中身は chosho query --tables で一覧できます"),
                members[member].name);
    return error_set(err, ERROR_MISSING,
            TR("'%s' holds several members: name one, as in \"%s\", or all with \"%s!**\"",
                    "「%s」には複数のファイルがあります。\"%s\" のように一つを、または \"%s!**\" ですべてを指定してください"),
            members[member].name, members[inside].name, members[member].name);
}

static bool fail_unread(const struct bundle_member *member, struct error *err)
{
    return error_set(err, ERROR_UNREADABLE,
            TR("member '%s' is kept, but not read as records: %s",
                    "ファイル「%s」は保管していますが、レコードとして読み取っていません: %s"),
            member->name,
            member->reason ? preflight_reason_text(member->reason)
                           : bundle_status_name(member->status));
}

/* What a pattern selects and is not read is told, member by member; where nothing is read
 * the answer would be one from nothing. */
static bool tell_unread(const struct query_source *source, const struct chosen *unread,
        size_t unread_count, size_t chosen_count, struct error *err)
{
    for (size_t i = 0; i < unread_count; i++) {
        struct error failure = {0};

        fail_unread(&source->members[unread[i].bundle][unread[i].member], &failure);
        if (!chosen_count) {
            *err = failure;
            return false;
        }
        if (source->warn)
            source->warn(failure.message);
    }
    return true;
}

static bool choose(const struct query_source *source, const char *name,
        struct arena *arena, struct chosen **ret_chosen, size_t *ret_count,
        struct error *err)
{
    struct chosen *chosen, *unread;
    size_t total = 1, count = 0, unread_count = 0;

    for (size_t b = 0; b < source->count; b++)
        total += source->bundles[b].member_count;
    if (!arena_allocate(arena, total * sizeof(*chosen), &chosen, err) ||
            !arena_allocate(arena, total * sizeof(*unread), &unread, err))
        return false;
    for (size_t b = 0; b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            const struct bundle_member *member = &source->members[b][m];

            if (member->status == BUNDLE_FOLDER || !is_selected(source, b, m, name))
                continue;
            if (member->status == BUNDLE_OPENED ||
                    preflight_is_passed_over(member->reason))
                continue;
            if (member->status == BUNDLE_READ)
                chosen[count++] = choose_member(source, b, m);
            else if (is_by_pattern(source, b, m, name))
                unread[unread_count++] = (struct chosen){b, m, NULL};
            else
                return fail_unread(member, err);
        }
    }
    *ret_chosen = chosen;
    *ret_count = count;
    return tell_unread(source, unread, unread_count, count, err);
}

/* Takes out what the layout asked for does not fit, with a warning; that nothing of a
 * table is left is an error. */
static bool keep_fitting(const struct query_source *source, struct chosen *chosen,
        size_t *count, struct error *err)
{
    size_t kept = 0, total = *count;

    for (size_t i = 0; source->layout && i < total; i++) {
        const struct bundle_member *member =
                &source->members[chosen[i].bundle][chosen[i].member];
        struct error misfit = {0};

        if (query_layout_fits(source, member, &misfit))
            chosen[kept++] = chosen[i];
        else if (kept == 0 && i + 1 == total)
            return error_set(err, misfit.code, "%s", misfit.message);
        else if (source->warn)
            source->warn(misfit.message);
    }
    *count = source->layout ? kept : total;
    for (size_t i = 0; i < kept; i++) {
        if (!query_layout_tell_lacking(source,
                    &source->members[chosen[i].bundle][chosen[i].member],
                    chosen[i].layout, err))
            return false;
    }
    return true;
}

/* What a member's layout has instead of the table. */
static bool refuse_table(const struct bundle_member *member, const struct layout *layout,
        const char *table, struct error *err)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(SQL_LIMIT);

    for (uint32_t i = 0; layout && i < layout->table_count; i++)
        if (!buf_printf(&list, err, i ? ", %s" : "%s", layout->tables[i].table))
            return false;
    if (!list.size &&
            (!buf_append_text(&list, TR("none", "なし"), err) ||
                    (text_is_equal(member->format, "json") &&
                            !query_name_tell_elements(member->name, table, &list, err))))
        return false;
    return error_set(err, ERROR_MISSING,
            TR("member '%s', recognised as %s, has no child table '%s'; there are: %s",
                    "ファイル「%s」（%s）に子表「%s」はありません。あるのは: %s"),
            member->name, layout ? layout->id : TR("no layout", "レイアウト不明"), table,
            buf_text(&list));
}

static const struct layout *parent_of(const struct query_source *source,
        const struct bundle_member *member)
{
    return query_layout_named(source->layout ? source->layout : member->layout);
}

/* "MEMBER#TABLE": a child table of the layout that the member was recognised by. */
static bool choose_child(const struct query_source *source, const char *name,
        struct arena *arena, struct chosen **ret_chosen, size_t *ret_count,
        struct error *err)
{
    const char *hash = strrchr(name, '#'), *member;

    if (!hash)
        return true;
    if (!arena_copy(arena, name, (size_t)(hash - name), &member, err) ||
            !choose(source, member, arena, ret_chosen, ret_count, err))
        return false;
    for (size_t i = 0; i < *ret_count; i++) {
        struct chosen *chosen = &(*ret_chosen)[i];
        const struct bundle_member *found =
                &source->members[chosen->bundle][chosen->member];
        const struct layout *layout = parent_of(source, found);

        chosen->layout = layout ? layout_find_table(layout, hash + 1) : NULL;
        if (!chosen->layout)
            return refuse_table(found, layout, hash + 1, err);
    }
    return true;
}

bool query_child_table_of(const struct query_source *source, size_t bundle,
        uint32_t member, uint32_t table, struct arena *arena, struct item *ret_item,
        bool *ret_is_table, struct error *err)
{
    const struct bundle_member *found = &source->members[bundle][member];
    const struct layout *layout = parent_of(source, found);
    struct chosen chosen = {bundle, member, NULL};
    const char *name;

    *ret_is_table = found->status == BUNDLE_READ && layout && table < layout->table_count;
    if (!*ret_is_table)
        return true;
    chosen.layout = &layout->tables[table];
    return arena_printf(arena, &name, err, "%s#%s", found->name, chosen.layout->table) &&
            make_table(source, name, &chosen, 1, arena, ret_item, err);
}

static bool is_known(const struct item *items, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(items[i].name, name) == 0)
            return true;
    }
    return false;
}

bool query_refuse_name(const struct query_source *source, const char *name,
        struct arena *arena, struct error *err)
{
    const char **names;
    const char *nearest;
    size_t total = 1, count = 0;

    for (size_t b = 0; b < source->count; b++)
        total += source->bundles[b].member_count;
    if (!arena_allocate(arena, total * sizeof(*names), &names, err))
        return false;
    for (size_t b = 0; b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            if (source->members[b][m].status == BUNDLE_READ &&
                    !source->members[b][m].superseded_by)
                names[count++] = source->members[b][m].name;
            else if (source->members[b][m].status == BUNDLE_OPENED &&
                    is_selected(source, b, m, name))
                return refuse_container(source, b, m, err);
        }
    }
    nearest = text_find_nearest(name, names);
    return error_set(err, ERROR_MISSING,
            TR("no member is named '%s'%s%s%s; chosho query --tables lists them",
                    "「%s」というファイルはありません%s%s%s。chosho query --tables で一覧できます"),
            name, nearest ? TR("; did you mean '", "（「") : "", nearest ? nearest : "",
            nearest ? TR("'?", "」のことですか）") : "");
}

bool query_tables(const struct query_source *source, const char *sql, struct arena *arena,
        struct item **ret_items, uint32_t *ret_count, struct error *err)
{
    const char *at = sql, *missing = NULL;
    uint32_t count = 0;

    if (!arena_allocate(arena, TABLES_MAX * sizeof(**ret_items), ret_items, err))
        return false;
    for (;;) {
        struct chosen *chosen;
        const char *text;
        size_t chosen_count;

        if (!query_name_next(&at, arena, &text, err))
            return false;
        if (!text)
            break;
        if (is_known(*ret_items, count, text))
            continue;
        if (!choose(source, text, arena, &chosen, &chosen_count, err) ||
                (chosen_count == 0 &&
                        !choose_child(source, text, arena, &chosen, &chosen_count,
                                err)) ||
                !keep_fitting(source, chosen, &chosen_count, err))
            return false;
        if (chosen_count == 0) {
            missing = !missing && query_name_is_member(text) ? text : missing;
            continue;
        }
        if (count == TABLES_MAX)
            return error_set(err, ERROR_LIMIT,
                    TR("more than %u tables in one query",
                            "一つの問い合わせの表が %u を超えています"),
                    TABLES_MAX);
        if (!make_table(source, text, chosen, chosen_count, arena, &(*ret_items)[count++],
                    err))
            return false;
    }
    *ret_count = count;
    return count || !missing || query_refuse_name(source, missing, arena, err);
}
