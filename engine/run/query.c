#include "engine/run/query.h"

#include "engine/base/text.h"
#include "engine/run/evidence_set.h"
#include "engine/run/query_layout.h"
#include "engine/run/query_name.h"
#include "engine/run/query_table.h"
#include "evidence/binding/binding_match.h"
#include "evidence/zip/preflight.h"

#include <string.h>

#define SQL_LIMIT ((size_t)1 << 20)
#define UNREAD_TOLD 20u /* of a pattern, one by one */
#define OPENED_TOLD 5u  /* likewise */

/* ---- tables ---- */

static struct query_chosen choose_member(const struct query_source *source, size_t bundle,
        uint32_t member)
{
    return (struct query_chosen){bundle, member,
            query_layout_of(source, &source->members[bundle][member])};
}

bool query_table_of(const struct query_source *source, size_t bundle, uint32_t member,
        struct arena *arena, struct item *ret_item, bool *ret_is_table, struct error *err)
{
    const struct query_chosen chosen = choose_member(source, bundle, member);
    const struct bundle_member *found = &source->members[bundle][member];

    *ret_is_table = found->status == BUNDLE_READ;
    return !*ret_is_table ||
            query_table_make(source, found->name, &chosen, 1, arena, ret_item, err);
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

static bool is_former(const struct query_source *source, size_t bundle, uint32_t member,
        const char *name)
{
    return text_is_equal(name, source->members[bundle][member].stands_for) ||
            text_is_equal(name,
                    evidence_set_short_stands_for(&source->bundles[bundle],
                            source->members[bundle], member));
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
                    is_former(source, bundle, member, name) ||
                    (inner != name &&
                            (is_named(source, bundle, member, inner) ||
                                    is_former(source, bundle, member, inner))));
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
static bool tell_unread(const struct query_source *source,
        const struct query_chosen *unread, size_t unread_count, size_t chosen_count,
        struct error *err)
{
    for (size_t i = 0; i < unread_count; i++) {
        struct error failure = {0};

        fail_unread(&source->members[unread[i].bundle][unread[i].member], &failure);
        if (!chosen_count) {
            *err = failure;
            return false;
        }
        if (!source->warn)
            continue;
        if (i == UNREAD_TOLD) {
            error_set(&failure, ERROR_UNREADABLE,
                    TR("%zu more members, not read either; .tables '**' names them all",
                            "ほかに読み取っていないファイルが %zu 個あります。.tables '**' ですべて示します"),
                    unread_count - i);
            source->warn(failure.message);
            break;
        }
        source->warn(failure.message);
    }
    return true;
}

static bool is_selected_by(const struct query_source *source, size_t bundle,
        uint32_t member, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_selected(source, bundle, member, names[i]))
            return true;
    }
    return false;
}

/* Whether something in the container, at any depth, is selected as well, or nothing in it
 * is read. */
static bool is_read_inside(const struct query_source *source, size_t bundle,
        uint32_t container, const char *const *names, size_t name_count)
{
    const struct bundle_member *members = source->members[bundle];
    bool is_any = false;

    for (uint32_t m = container + 1; m < source->bundles[bundle].member_count; m++) {
        int64_t holder = members[m].holder;

        while (holder > (int64_t)container + 1)
            holder = members[holder - 1].holder;
        if (holder != (int64_t)container + 1 || members[m].status != BUNDLE_READ)
            continue;
        is_any = true;
        if (is_selected_by(source, bundle, m, names, name_count))
            return true;
    }
    return !is_any;
}

static void tell_container(const struct query_source *source, const char *name,
        const char *container)
{
    struct error sentence = {0};

    error_set(&sentence, ERROR_UNREADABLE,
            TR("what '%s' holds, an archive or workbook that \"%s\" matches and that was opened; \"%s!**\" selects it",
                    "「%s」の中のファイルやシート（\"%s\" に合う書庫又はブックで、開いてあります）。\"%s!**\" で選べます"),
            container, name, container);
    source->warn(sentence.message);
}

/* The first name, a pattern, that selects a container and nothing in it; or NULL. */
static const char *find_passed_over(const struct query_source *source, size_t bundle,
        uint32_t member, const char *const *names, size_t count)
{
    if (source->members[bundle][member].status != BUNDLE_OPENED)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (is_selected(source, bundle, member, names[i]) &&
                query_table_is_by_pattern(source, bundle, member, names[i]))
            return is_read_inside(source, bundle, member, names, count) ? NULL : names[i];
    }
    return NULL;
}

void query_tell_opened(const struct query_source *source, const char *const *names,
        size_t count)
{
    size_t told = 0;

    for (size_t b = 0; source->warn && b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            const char *name = find_passed_over(source, b, m, names, count);

            if (name && told++ < OPENED_TOLD)
                tell_container(source, name, source->members[b][m].name);
        }
    }
    if (told > OPENED_TOLD) {
        struct error sentence = {0};

        error_set(&sentence, ERROR_UNREADABLE,
                TR("what %zu more such archives and workbooks hold",
                        "ほかの書庫やブック %zu 件の中のファイルやシート"),
                told - OPENED_TOLD);
        source->warn(sentence.message);
    }
}

/* Whether it is beside the one member that is read in a container, whose name, selected
 * by the pattern, means that member. */
static bool is_beside_selected(const struct query_source *source, size_t bundle,
        uint32_t member, const char *name)
{
    const struct bundle_member *members = source->members[bundle];
    int64_t holder = members[member].holder;
    uint32_t at = member;
    bool is_inside;

    if (!holder || !is_selected(source, bundle, (uint32_t)(holder - 1), name) ||
            !query_table_is_by_pattern(source, bundle, (uint32_t)(holder - 1), name))
        return false;
    while (at > 0 && members[at - 1].holder == holder)
        at--;
    for (; at < source->bundles[bundle].member_count && members[at].holder == holder;
            at++) {
        if (evidence_set_short_name(&source->bundles[bundle], members, at, &is_inside))
            return true;
    }
    return false;
}

bool query_choose(const struct query_source *source, const char *name,
        struct arena *arena, struct query_chosen **ret_chosen, size_t *ret_count,
        struct error *err)
{
    struct query_chosen *chosen, *unread;
    size_t total = 1, count = 0, unread_count = 0;

    for (size_t b = 0; b < source->count; b++)
        total += source->bundles[b].member_count;
    if (!arena_allocate(arena, total * sizeof(*chosen), &chosen, err) ||
            !arena_allocate(arena, total * sizeof(*unread), &unread, err))
        return false;
    for (size_t b = 0; b < source->count; b++) {
        for (uint32_t m = 0; m < source->bundles[b].member_count; m++) {
            const struct bundle_member *member = &source->members[b][m];

            if (member->status == BUNDLE_FOLDER ||
                    (!is_selected(source, b, m, name) &&
                            (member->status == BUNDLE_READ ||
                                    !is_beside_selected(source, b, m, name))))
                continue;
            if (member->status == BUNDLE_OPENED ||
                    preflight_is_passed_over(member->reason))
                continue;
            if (member->status == BUNDLE_READ)
                chosen[count++] = choose_member(source, b, m);
            else if (query_table_is_by_pattern(source, b, m, name))
                unread[unread_count++] = (struct query_chosen){b, m, NULL};
            else
                return fail_unread(member, err);
        }
    }
    *ret_chosen = chosen;
    *ret_count = count;
    if (count)
        query_tell_opened(source, &name, 1);
    return tell_unread(source, unread, unread_count, count, err);
}

/* Takes out what the layout asked for does not fit, with a warning; that nothing of a
 * table is left is an error. */
static bool keep_fitting(const struct query_source *source, struct query_chosen *chosen,
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
        struct arena *arena, struct query_chosen **ret_chosen, size_t *ret_count,
        struct error *err)
{
    const char *hash = strrchr(name, '#'), *member;

    if (!hash)
        return true;
    if (!arena_copy(arena, name, (size_t)(hash - name), &member, err) ||
            !query_choose(source, member, arena, ret_chosen, ret_count, err))
        return false;
    for (size_t i = 0; i < *ret_count; i++) {
        struct query_chosen *chosen = &(*ret_chosen)[i];
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
    struct query_chosen chosen = {bundle, member, NULL};
    const char *name;

    *ret_is_table = found->status == BUNDLE_READ && layout && table < layout->table_count;
    if (!*ret_is_table)
        return true;
    chosen.layout = &layout->tables[table];
    return arena_printf(arena, &name, err, "%s#%s", found->name, chosen.layout->table) &&
            query_table_make(source, name, &chosen, 1, arena, ret_item, err);
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

bool query_has_room(uint32_t count, struct error *err)
{
    return count < QUERY_TABLES_MAX ||
            error_set(err, ERROR_LIMIT,
                    TR("more than %u tables in one query",
                            "一つの問い合わせの表が %u を超えています"),
                    QUERY_TABLES_MAX);
}

bool query_tables(const struct query_source *source, const char *sql, struct arena *arena,
        struct item **ret_items, uint32_t *ret_count, struct error *err)
{
    const char *at = sql, *missing = NULL;
    uint32_t count = 0;

    if (!arena_allocate(arena, QUERY_TABLES_MAX * sizeof(**ret_items), ret_items, err))
        return false;
    for (;;) {
        struct query_chosen *chosen;
        const char *text;
        size_t chosen_count;

        if (!query_name_next(&at, arena, &text, err))
            return false;
        if (!text)
            break;
        if (is_known(*ret_items, count, text))
            continue;
        if (!query_choose(source, text, arena, &chosen, &chosen_count, err) ||
                (chosen_count == 0 &&
                        !choose_child(source, text, arena, &chosen, &chosen_count,
                                err)) ||
                !keep_fitting(source, chosen, &chosen_count, err))
            return false;
        if (chosen_count == 0) {
            missing = !missing && query_name_is_member(text) ? text : missing;
            continue;
        }
        if (!query_has_room(count, err) ||
                !query_table_make(source, text, chosen, chosen_count, arena,
                        &(*ret_items)[count++], err))
            return false;
    }
    *ret_count = count;
    return count || !missing || query_refuse_name(source, missing, arena, err);
}
