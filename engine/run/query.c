#include "engine/run/query.h"

#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/run/query_layout.h"
#include "engine/run/query_name.h"
#include "evidence/binding_match.h"
#include "evidence/preflight.h"

#include <string.h>

#define TABLES_MAX 256u
#define SQL_LIMIT ((size_t)1 << 20)
#define COLUMNS_MAX \
    1900u /* SQLite takes 2,000; what is beyond is still in field(_text, path) */

/* ---- columns ---- */

/* SQL does not tell names apart by case: a field that another has but for case becomes
 * "name#2". */
#define CASE_TWIN "#2"

static bool add_column(struct item *item, const char *name, enum program_type type,
        struct arena *arena, struct error *err)
{
    bool is_twin = false;

    for (uint32_t c = 0; c < item->column_count; c++) {
        size_t size = strlen(name);

        if (strcmp(item->columns[c].name, name) == 0)
            return true;
        if (strncasecmp(item->columns[c].name, name, size) == 0) {
            is_twin = is_twin || !item->columns[c].name[size];
            if (strcmp(item->columns[c].name + size, CASE_TWIN) == 0)
                return true;
        }
    }
    if (item->column_count == COLUMNS_MAX)
        return true;
    item->columns[item->column_count].type = type;
    return arena_printf(arena, &item->columns[item->column_count++].name, err, "%s%s",
            name, is_twin ? CASE_TWIN : "");
}

static bool is_field_of_column(const char *field, const char *column)
{
    size_t size = strlen(field);

    return strncmp(field, column, size) == 0 &&
            (!column[size] || strcmp(column + size, CASE_TWIN) == 0);
}

static bool has_field(const struct bundle_member *member, const char *field)
{
    for (size_t c = 0; c < member->column_count; c++) {
        if (strcmp(member->columns[c], field) == 0)
            return true;
    }
    return false;
}

/* A CSV need not have every column of its layout; a path or a group is always to be had.
 */
static bool is_there(const struct bundle_member *member, const struct layout *layout,
        const struct layout_column *column)
{
    return layout->format.kind != RECORD_CSV || has_field(member, column->from);
}

static struct item_column place_column(const struct query_source *source,
        const struct bundle_member *member, const struct layout *layout, const char *name)
{
    for (uint32_t c = 0; layout && c < layout->column_count; c++) {
        const struct layout_column *column = &layout->columns[c];

        if (strcmp(column->name, name) == 0 && is_there(member, layout, column))
            return layout_column_how(column, query_layout_is_asked(source));
    }
    if (!layout && has_field(member, name))
        return (struct item_column){.origin = ITEM_FIELD, .from = name};
    for (size_t c = 0; !layout && c < member->column_count; c++) {
        if (is_field_of_column(member->columns[c], name))
            return (struct item_column){.origin = ITEM_FIELD, .from = member->columns[c]};
    }
    return (struct item_column){.origin = ITEM_NOTHING};
}

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

static bool add_columns_of(const struct query_source *source, struct item *item,
        const struct chosen *chosen, struct arena *arena, struct error *err)
{
    const struct bundle_member *member = &source->members[chosen->bundle][chosen->member];
    const struct layout *layout = chosen->layout;

    for (uint32_t c = 0; layout && c < layout->column_count; c++) {
        const struct layout_column *column = &layout->columns[c];

        if (is_there(member, layout, column) &&
                !add_column(item, column->name,
                        query_layout_is_asked(source) ? column->type : PROGRAM_TEXT,
                        arena, err))
            return false;
    }
    for (size_t c = 0; !layout && c < member->column_count; c++) {
        if (!add_column(item, member->columns[c], PROGRAM_TEXT, arena, err))
            return false;
    }
    return true;
}

static bool fill_source(const struct query_source *source, const struct chosen *chosen,
        const struct item *item, struct arena *arena, struct item_source *ret_source,
        struct error *err)
{
    const struct bundle_member *member = &source->members[chosen->bundle][chosen->member];
    const struct layout *layout = chosen->layout;

    memset(ret_source, 0, sizeof(*ret_source));
    if (!arena_allocate(arena, sizeof(*ret_source->members), &ret_source->members, err) ||
            !arena_allocate(arena,
                    (item->column_count + 1) * sizeof(*ret_source->columns),
                    &ret_source->columns, err))
        return false;
    ret_source->archive = (uint32_t)chosen->bundle;
    ret_source->members[0] = chosen->member;
    ret_source->member_count = 1;
    ret_source->zone = layout ? layout->stamp_zone : NULL;
    ret_source->year = query_layout_is_asked(source) ? source->year : 0;
    for (uint32_t c = 0; c < item->column_count; c++)
        ret_source->columns[c] = place_column(source, member, layout,
                item->columns[c].name);
    query_layout_format(member, layout, &ret_source->format);
    return query_layout_way(member, layout, arena, &ret_source->way, err);
}

static bool make_table(const struct query_source *source, const char *name,
        const struct chosen *chosen, size_t count, struct arena *arena,
        struct item *ret_item, struct error *err)
{
    uint32_t *all;
    size_t most = 1;

    memset(ret_item, 0, sizeof(*ret_item));
    ret_item->name = name;
    for (size_t i = 0; i < count; i++) {
        const struct bundle_member *member =
                &source->members[chosen[i].bundle][chosen[i].member];
        const struct layout *layout = chosen[i].layout;

        most += member->column_count + (layout ? layout->column_count : 0);
    }
    if (!arena_allocate(arena, most * sizeof(*ret_item->columns), &ret_item->columns,
                err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*ret_item->sources),
                    &ret_item->sources, err) ||
            !arena_allocate(arena, (count + 1) * sizeof(*all), &all, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!add_columns_of(source, ret_item, &chosen[i], arena, err))
            return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!fill_source(source, &chosen[i], ret_item, arena, &ret_item->sources[i], err))
            return false;
    }
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

bool query_is_named(const struct query_source *source, size_t bundle, uint32_t member,
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

/* A name selects by the member's name, that of the one it took the place of, or by
 * "BUNDLE:" in front of it. What is superseded only answers to that. */
static bool is_selected(const struct query_source *source, size_t bundle, uint32_t member,
        const char *name)
{
    const struct bundle_member *choice = &source->members[bundle][member];
    const char *short_id = source->bundles[bundle].short_id;
    size_t size = strlen(short_id);

    if (strncmp(name, short_id, size) == 0 && name[size] == ':')
        return query_is_named(source, bundle, member, name + size + 1);
    return source->bundles[bundle].is_current && !choice->superseded_by &&
            (query_is_named(source, bundle, member, name) ||
                    text_is_equal(name, choice->stands_for));
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

static bool choose(const struct query_source *source, const char *name,
        struct arena *arena, struct chosen **ret_chosen, size_t *ret_count,
        struct error *err)
{
    struct chosen *chosen;
    size_t total = 1, count = 0;

    for (size_t b = 0; b < source->count; b++)
        total += source->bundles[b].member_count;
    if (!arena_allocate(arena, total * sizeof(*chosen), &chosen, err))
        return false;
    for (size_t b = 0; b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            const struct bundle_member *member = &source->members[b][m];

            if (member->status == BUNDLE_FOLDER || !is_selected(source, b, m, name))
                continue;
            if (member->status == BUNDLE_OPENED)
                continue;
            if (member->status != BUNDLE_READ)
                return error_set(err, ERROR_UNREADABLE,
                        TR("member '%s' is kept, but not read as records: %s",
                                "ファイル「%s」は保管していますが、レコードとして読み取っていません: %s"),
                        member->name,
                        member->reason ? preflight_reason_text(member->reason)
                                       : bundle_status_name(member->status));
            chosen[count++] = choose_member(source, b, m);
        }
    }
    *ret_chosen = chosen;
    *ret_count = count;
    return true;
}

/* Takes out what the layout asked for does not fit, with a warning; that nothing of a
 * table is left is an error. */
static bool keep_fitting(const struct query_source *source, struct chosen *chosen,
        size_t *count, struct error *err)
{
    size_t kept = 0, total = *count;

    for (size_t i = 0; source->layout && i < total; i++) {
        struct error misfit = {0};

        if (query_layout_fits(source,
                    &source->members[chosen[i].bundle][chosen[i].member], &misfit))
            chosen[kept++] = chosen[i];
        else if (kept == 0 && i + 1 == total)
            return error_set(err, misfit.code, "%s", misfit.message);
        else if (source->warn)
            source->warn(misfit.message);
    }
    *count = source->layout ? kept : total;
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
    return error_set(err, ERROR_MISSING,
            TR("member '%s', recognised as %s, has no child table '%s'; there are: %s",
                    "ファイル「%s」（%s）に子表「%s」はありません。あるのは: %s"),
            member->name, layout ? layout->id : TR("no layout", "レイアウト不明"), table,
            list.size ? buf_text(&list) : TR("none", "なし"));
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
                !keep_fitting(source, chosen, &chosen_count, err) ||
                (chosen_count == 0 &&
                        !choose_child(source, text, arena, &chosen, &chosen_count, err)))
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
