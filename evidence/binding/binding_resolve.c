#include "evidence/binding/binding_resolve.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/binding_format.h"
#include "evidence/binding/binding_lack.h"
#include "evidence/binding/binding_match.h"
#include "evidence/binding/binding_place.h"
#include "evidence/binding/binding_remark.h"
#include "evidence/zip/member_name.h"
#include "evidence/zip/preflight.h"
#include "evidence/zip/similar_name.h"

#define NAME_MAX_FOLDED ((size_t)1024 * 1024)

/* One item while it is being resolved. */
struct resolving {
    const struct program_item *expected;
    const struct binding_item *bound;
    const char *zone;
    const struct layout *layouts;
    size_t layout_count;
    const struct binding_member *members;
    size_t member_count;
    struct item *item;
};

const char *binding_resolve_delivery(const char *bundle,
        const struct binding_member *members, size_t member_count)
{
    const char *newest = NULL;

    for (size_t i = 0; i < member_count; i++) {
        if (strcmp(members[i].bundle_id, bundle) == 0)
            return members[i].bundle_id;
        if (members[i].is_current && strcmp(members[i].bundle, bundle) == 0)
            newest = members[i].bundle_id;
    }
    return newest;
}

bool binding_resolve_is_of(const char *bundle, const char *delivery,
        const struct binding_member *member)
{
    return strcmp(bundle, delivery) == 0
            ? strcmp(member->bundle_id, delivery) == 0
            : member->is_current && strcmp(member->bundle, bundle) == 0;
}

/* A '!' in a name that a receipt has stands between container and member. */
static bool is_former_matched(const char *glob, const char *former)
{
    return former && binding_match_name(glob, former, strchr(former, '!') != NULL);
}

/* By its own name, or that of what it was delivered in place of. */
static bool is_matched(const char *glob, const struct binding_member *member)
{
    return binding_match(glob, member) || is_former_matched(glob, member->stands_for) ||
            is_former_matched(glob, member->short_stands_for);
}

/* What exactly is wrong was said at the receipt, once and in one language; the fact is
 * all that a report needs. */
static bool fail_member(struct binding_place *place, const struct binding_member *member)
{
    const char *name = binding_place_shown(place, member->name);
    const char *problem = preflight_reason_text(
            member->problem ? member->problem : "kind");
    const char *named;

    /* Some sentences name bundle and member themselves: said once is enough. */
    if (!name ||
            !arena_printf(place->arena, &named, place->err,
                    TR("%s, member '%s': ", "%s、ファイル「%s」: "), member->bundle_id,
                    member_name_show(member->name).text))
        return false;
    if (text_starts_with(problem, named))
        problem += strlen(named);
    return binding_place_fail(place, "member-unreadable",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("%s, member '%s' cannot be read",
                            "%s のファイル「%s」は読み取れない"),
                    member->bundle_id, name) &&
                    binding_place_hint(place, place->source->line,
                            member->is_over_limit
                                    ? TR("%s; ask the client for it in smaller parts or records, or narrow the pattern '%s'",
                                              "%s。小さく分けたファイルまたはレコードでの再提出を依頼するか、パターン「%s」を絞ってください")
                                    : TR("%s; ask the client for it again, or narrow the pattern '%s'",
                                              "%s。再提出を依頼するか、パターン「%s」を絞ってください"),
                            problem, place->source->member));
}

static bool fail_encoding(struct binding_place *place,
        const struct binding_member *member)
{
    const char *name = binding_place_shown(place, member->name);

    if (!name)
        return false;
    return binding_place_fail(place, "encoding-uncertain",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("%s, member '%s': its encoding is uncertain",
                            "%s のファイル「%s」の文字コードが判別できない"),
                    member->bundle_id, name) &&
                    binding_place_hint(place, place->source->line, "%s",
                            TR("ask the client which it is, and name it in the <source> (encoding=\"cp932\" or encoding=\"euc-jp\")",
                                    "被監査会社に確認し、<source> に指定してください（encoding=\"cp932\" または encoding=\"euc-jp\"）")));
}

/* Where the binding names another encoding than the receipt has, what the receipt says is
 * no longer to the point: reading will show. */
static bool is_read_anew(const struct binding_source *source,
        const struct binding_member *member)
{
    enum encoding named;

    return member->is_received && source->encoding &&
            encoding_find(source->encoding, &named) && named != member->format.encoding;
}

static bool check_readable(struct binding_place *place,
        const struct binding_member *member)
{
    if (member->is_readable || is_read_anew(place->source, member))
        return true;
    if (member->format.encoding == ENCODING_UNCERTAIN)
        return fail_encoding(place, member);
    return fail_member(place, member);
}

static bool is_folder(const char *name)
{
    return *name && name[strlen(name) - 1] == '/';
}

static bool fail_similar(struct binding_place *place, const struct binding_member *member)
{
    const char *name = binding_place_shown(place, member->name);

    if (!name)
        return false;
    return binding_place_fail(place, "member-similar",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("the pattern '%s' passes over member '%s' of %s, whose name differs only in case, width or how its characters are composed",
                            "パターン「%s」は、大文字・小文字、全角・半角または濁点の表し方だけが異なるファイル「%s」（%s）を選ばない"),
                    place->source->member, name, member->bundle_id) &&
                    binding_place_hint(place, place->source->line,
                            TR("widen the pattern (? for the character), or add a <source> for it",
                                    "パターンを広げるか（その文字を ? に）、そのファイルの <source> を加えてください")));
}

/* Whether some source of the item takes the member. */
static bool is_selected(const struct resolving *resolving,
        const struct binding_member *member)
{
    for (uint32_t i = 0; i < resolving->bound->source_count; i++) {
        const struct binding_source *source = &resolving->bound->sources[i];
        const char *delivery;

        if (!is_matched(source->member, member))
            continue;
        delivery = binding_resolve_delivery(source->bundle, resolving->members,
                resolving->member_count);
        if (delivery && binding_resolve_is_of(source->bundle, delivery, member))
            return true;
    }
    return false;
}

/* No member may be passed over for a spelling that nobody sees. */
static bool check_similar(const struct resolving *resolving, struct binding_place *place,
        const char *delivery)
{
    CLEANUP(buf_clear) struct buf glob = BUF_INIT(NAME_MAX_FOLDED);
    CLEANUP(buf_clear) struct buf name = BUF_INIT(NAME_MAX_FOLDED);

    if (!similar_name_fold(place->source->member, &glob, place->err))
        return false;
    for (size_t i = 0; i < resolving->member_count; i++) {
        const struct binding_member *member = &resolving->members[i];

        if (is_folder(member->name) ||
                !binding_resolve_is_of(place->source->bundle, delivery, member) ||
                is_matched(place->source->member, member))
            continue;
        buf_reset(&name);
        if (!similar_name_fold(binding_match_handle(member), &name, place->err))
            return false;
        if (binding_match_name(buf_text(&glob), buf_text(&name),
                    member->short_name ? member->is_short_inside : member->is_inside) &&
                !is_selected(resolving, member))
            return fail_similar(place, member);
    }
    return true;
}

/* The members of the delivery that the glob selects, into `selected`, which has room for
 * all. */
static bool select_members(const struct resolving *resolving, struct binding_place *place,
        const struct binding_member **selected)
{
    const char *delivery = binding_resolve_delivery(place->source->bundle,
            resolving->members, resolving->member_count);
    const char *glob = place->source->member;
    size_t count = 0;

    if (!delivery)
        return binding_lack_bundle(place, resolving->members, resolving->member_count);
    for (size_t i = 0; i < resolving->member_count; i++) {
        const struct binding_member *member = &resolving->members[i];

        if (is_folder(member->name) ||
                !binding_resolve_is_of(place->source->bundle, delivery, member) ||
                !is_matched(glob, member))
            continue;
        if (!check_readable(place, member))
            return false;
        selected[count++] = member;
    }
    if (!check_similar(resolving, place, delivery))
        return false;
    if (count == 0)
        return binding_lack_member(place, delivery, resolving->members,
                resolving->member_count);
    place->members = selected;
    place->member_count = count;
    return true;
}

static bool choose_table(struct binding_place *place)
{
    const struct layout *table = layout_find_table(place->layout, place->source->table);

    if (!table)
        return binding_lack_table(place);
    place->layout = table;
    return true;
}

/* The layout the binding names, or the one that all members were recognised by. */
static bool choose_layout(const struct resolving *resolving, struct binding_place *place)
{
    const char *id = place->source->layout;

    if (!id)
        id = place->members[0]->layout;
    for (size_t i = 0; !place->source->layout && i < place->member_count; i++) {
        if (!text_is_equal(place->members[i]->layout, id))
            return true;
    }
    if (!id)
        return true;
    place->layout = layout_find(resolving->layouts, resolving->layout_count, id);
    if (!place->layout)
        return !place->source->layout ||
                binding_lack_layout(place, resolving->layouts, resolving->layout_count);
    return !place->source->table || choose_table(place);
}

/* The kind that the binding's own words imply, RECORD_UNREAD where they imply none. A
 * records path is one into JSON unless XML is what there is, a header a CSV's unless a
 * sheet is. */
static enum record_kind implied_kind(const struct binding_place *place)
{
    const struct binding_source *source = place->source;
    enum record_kind found = place->layout ? place->layout->format.kind
                                           : place->members[0]->format.kind;

    if (source->pattern)
        return RECORD_LINES;
    if (source->records)
        return found == RECORD_XML ? RECORD_XML : RECORD_JSON;
    if (source->delimiter || source->quote)
        return RECORD_CSV;
    if (!source->header && !source->header_line)
        return RECORD_UNREAD;
    return found == RECORD_SHEET ? RECORD_SHEET : RECORD_CSV;
}

/* Whether a member found to be of one kind may be read as another: any text as lines;
 * what begins badly, or has one column only, was taken for lines. A sheet is a sheet. */
static bool may_be_read_as(enum record_kind found, enum record_kind kind)
{
    if (found == RECORD_SHEET || kind == RECORD_SHEET)
        return found == kind;
    return found == kind || kind == RECORD_LINES || found == RECORD_LINES;
}

/* What the binding says, else the layout, else what the members were found to be: then
 * all the same. */
static bool choose_kind(struct binding_place *place)
{
    enum record_kind implied = implied_kind(place), kind = implied, found;
    bool is_said = place->layout || implied != RECORD_UNREAD;

    if (place->layout)
        kind = place->layout->format.kind;
    else if (!is_said)
        kind = place->members[0]->format.kind;
    if (kind == RECORD_UNREAD)
        return fail_member(place, place->members[0]);
    if (implied != RECORD_UNREAD && implied != kind)
        return binding_lack_kind(place, place->members[0], implied);
    for (size_t i = 0; i < place->member_count; i++) {
        found = place->members[i]->format.kind;
        if (is_said ? !may_be_read_as(found, kind) : found != kind)
            return binding_lack_kind(place, place->members[i], kind);
    }
    place->format.kind = kind;
    return true;
}

/* One source is read in one way. */
static bool fail_mixed(struct binding_place *place, const struct binding_member *bare,
        const struct binding_member *document)
{
    const char *bare_name = binding_place_shown(place, bare->name);
    const char *name = binding_place_shown(place, document->name);

    if (!bare_name || !name)
        return false;
    return binding_place_fail(place, "format-differs",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("member '%s' has a record of '%s' a line, and member '%s' is not built so",
                            "ファイル「%s」は「%s」のレコードを1行に1件もつが、ファイル「%s」はそうではない"),
                    bare_name, place->layout->id, name) &&
                    binding_place_hint(place, place->source->line,
                            TR("give them a <source> each",
                                    "それぞれに <source> を書いてください")));
}

static bool choose_format(struct binding_place *place)
{
    const struct binding_member *bare, *document;

    if (!choose_kind(place))
        return false;
    bare = binding_format_find_bare(place);
    document = bare ? binding_format_find_document(place) : NULL;
    if (document)
        return fail_mixed(place, bare, document);
    binding_format_take(place);
    return true;
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return a < b ? -1 : a > b;
}

/* The members of one delivery, from `first` on: a source reads one archive. */
static bool take_members(const struct binding_place *place, size_t first, size_t count,
        struct item_source *source)
{
    if (!arena_allocate(place->arena, count * sizeof(*source->members), &source->members,
                place->err))
        return false;
    source->archive = place->members[first]->archive;
    source->member_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        source->members[i] = place->members[first + i]->index;
    qsort(source->members, count, sizeof(*source->members), compare_numbers);
    return true;
}

/* Room for one more. */
static bool grow_sources(const struct resolving *resolving, struct binding_place *place)
{
    struct item *item = resolving->item;
    struct item_source *more;

    /* Doubled at the powers of two. */
    if (item->source_count & (item->source_count - 1))
        return true;
    if (!arena_allocate(place->arena, 2 * (item->source_count + 1) * sizeof(*more), &more,
                place->err))
        return false;
    if (item->source_count)
        memcpy(more, item->sources, item->source_count * sizeof(*more));
    item->sources = more;
    return true;
}

/* One source for each delivery that the members are of. */
static bool add_sources(const struct resolving *resolving, struct binding_place *place,
        const struct item_source *like)
{
    size_t end;

    for (size_t first = 0; first < place->member_count; first = end) {
        struct item_source source = *like;

        for (end = first + 1; end < place->member_count &&
                place->members[end]->archive == place->members[first]->archive;)
            end++;
        if (!take_members(place, first, end - first, &source) ||
                !grow_sources(resolving, place))
            return false;
        resolving->item->sources[resolving->item->source_count++] = source;
    }
    return true;
}

static void free_selected(const struct binding_member ***selected)
{
    free(*selected);
}

static bool resolve_source(const struct resolving *resolving, struct binding_place *place)
{
    struct item_source source = {0};
    CLEANUP(free_selected)
    const struct binding_member **selected = calloc(resolving->member_count + 1,
            sizeof(*selected));
    CLEANUP(regex_freep) struct regex *regex = NULL;

    if (!selected)
        return error_memory(place->err);
    if (!select_members(resolving, place, selected) || !choose_layout(resolving, place) ||
            !choose_format(place))
        return false;
    if (place->format.pattern &&
            !regex_compile(place->format.pattern, &regex, place->err))
        return false;
    place->pattern = regex;
    if (!binding_place_columns(place, &source.columns) || !binding_place_where(place))
        return false;
    source.format = place->format;
    source.zone = binding_place_zone(place);
    source.is_zone_assumed = !source.zone;
    source.zone = source.zone ? source.zone : resolving->zone;
    source.year = place->source->year;
    source.where = place->source->where;
    source.where_count = place->source->where_count;
    return add_sources(resolving, place, &source);
}

static void take_problem(const struct binding_place *place, struct item *item)
{
    item->problem = place->problem;
    item->problem_text = place->problem_text;
    item->problem_place = place->problem_place;
    item->problem_hint = place->problem_hint;
    item->sources = NULL;
    item->source_count = 0;
}

/* false: the item has a problem, or else err is set. */
static bool resolve_sources(const struct resolving *resolving, struct arena *arena,
        struct error *err)
{
    const struct binding_item *bound = resolving->bound;
    struct item *item = resolving->item;

    for (uint32_t i = 0; i < bound->source_count; i++) {
        struct binding_place place = {.expected = resolving->expected,
                .item = bound,
                .source = &bound->sources[i],
                .arena = arena,
                .err = err};

        if (!resolve_source(resolving, &place)) {
            take_problem(&place, item);
            return false;
        }
    }
    return true;
}

bool binding_resolve(const struct program_item *expected,
        const struct binding_item *bound, const char *zone, const struct layout *layouts,
        size_t layout_count, const struct binding_member *members, size_t member_count,
        struct arena *arena, struct item *ret_item, struct error *err)
{
    struct item item = {.name = expected->id,
            .columns = expected->columns,
            .column_count = expected->column_count};
    struct resolving resolving = {expected, bound, zone, layouts, layout_count, members,
            member_count, &item};

    if (!bound) {
        if (!binding_lack_binding(expected, member_count > 0, arena, &item, err))
            return false;
    } else if (!resolve_sources(&resolving, arena, err) && !item.problem) {
        return false;
    }
    if (!binding_remark_find(members, member_count, arena, &item, err))
        return false;
    *ret_item = item;
    return true;
}
