#include "evidence/binding/binding_lack.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/binding_match.h"

#define LIST_MAX ((size_t)16 * 1024)

/* The names of the deliveries that could have been meant. */
static bool list_deliveries(const struct binding_member *members, size_t member_count,
        struct buf *list, struct error *err)
{
    const char *last = "";

    for (size_t i = 0; i < member_count; i++) {
        const struct binding_member *member = &members[i];

        if (!member->is_current || strcmp(member->bundle_id, last) == 0)
            continue;
        last = member->bundle_id;
        if (list->size > LIST_MAX / 2)
            return true;
        if (!buf_printf(list, err, list->size ? ", %s" : "%s", member->bundle))
            return false;
    }
    return list->size > 0 || buf_append_text(list, TR("none", "なし"), err);
}

bool binding_lack_bundle(struct binding_place *place,
        const struct binding_member *members, size_t member_count)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(LIST_MAX);

    if (!list_deliveries(members, member_count, &list, place->err))
        return false;
    return binding_place_fail(place, "evidence-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("no delivery is called '%s'",
                            "「%s」という提供物は受領していない"),
                    place->source->bundle) &&
                    binding_place_hint(place, place->source->line,
                            TR("taken in: %s", "受領済み: %s"), buf_text(&list)));
}

/* The newest other delivery of the source's name that has what the glob selects, and how
 * much of it. NULL where there is none, or the source pins its delivery. */
static const char *find_earlier(const struct binding_source *source, const char *delivery,
        const struct binding_member *members, size_t member_count, unsigned *ret_count)
{
    const char *earlier = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < member_count; i++) {
        const struct binding_member *member = &members[i];
        size_t size = strlen(member->name);

        if (strcmp(member->bundle, source->bundle) != 0 ||
                strcmp(member->bundle_id, delivery) == 0 ||
                (size > 0 && member->name[size - 1] == '/') ||
                !binding_match(source->member, member))
            continue;
        if (!earlier || strcmp(earlier, member->bundle_id) != 0)
            *ret_count = 0;
        earlier = member->bundle_id;
        ++*ret_count;
    }
    return strcmp(source->bundle, delivery) == 0 ? NULL : earlier;
}

static bool advise_member(struct binding_place *place, const char *earlier,
        unsigned count)
{
    unsigned line = place->source->line;

    if (!earlier)
        return binding_place_hint(place, line, "%s",
                TR("correct the pattern, or ask the client for the file",
                        "パターンを直すか、ファイルを依頼してください"));
    return binding_place_hint(place, line,
            TR(count == 1 ? "%s, received before under the name '%s', has %u such member: to go on reading that one, write <source bundle=\"%s\" ...>, which names one delivery; otherwise correct the pattern, or ask the client for the file"
                          : "%s, received before under the name '%s', has %u such members: to go on reading those, write <source bundle=\"%s\" ...>, which names one delivery; otherwise correct the pattern, or ask the client for the file",
                    "先に同じ名前で受領した %1$s（名前は「%2$s」）には %3$u件あります。そちらを読むなら <source bundle=\"%4$s\" ...> と書いて提供物を一つに決めてください。そうでなければパターンを直すか、ファイルを依頼してください"),
            earlier, place->source->bundle, count, earlier);
}

/* The source names an archive that was opened, and holds several files. */
static bool is_archive(const struct binding_source *source, const char *delivery,
        const struct binding_member *members, size_t member_count)
{
    size_t size = strlen(source->member);

    for (size_t i = 0; i < member_count; i++) {
        if (members[i].is_inside && strcmp(members[i].bundle_id, delivery) == 0 &&
                strncmp(members[i].name, source->member, size) == 0 &&
                members[i].name[size] == '!')
            return true;
    }
    return false;
}

static bool advise_archive(struct binding_place *place)
{
    return binding_place_hint(place, place->source->line,
            TR("'%s' is an archive of several files: write member=\"%s!**\" for all of them, or the name of one behind the !",
                    "「%s」は複数のファイルを含む圧縮ファイルです。すべてなら member=\"%s!**\"、一つなら ! の後にその名前を書いてください"),
            place->source->member, place->source->member);
}

bool binding_lack_member(struct binding_place *place, const char *delivery,
        const struct binding_member *members, size_t member_count)
{
    unsigned count;
    const char *earlier = find_earlier(place->source, delivery, members, member_count,
            &count);

    return binding_place_fail(place, "evidence-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("no member of %s is called '%s'",
                            "%s に「%s」に当たるファイルがない"),
                    delivery, place->source->member) &&
                    (is_archive(place->source, delivery, members, member_count)
                                    ? advise_archive(place)
                                    : advise_member(place, earlier, count)));
}

/* The layouts whose id has the word in it. */
static bool list_layouts(const struct layout *layouts, size_t layout_count,
        const char *part, struct buf *list, struct error *err)
{
    for (size_t i = 0; i < layout_count && list->size < LIST_MAX / 2; i++) {
        if (strstr(layouts[i].id, part) &&
                !buf_printf(list, err, list->size ? ", %s" : "%s", layouts[i].id))
            return false;
    }
    return true;
}

/* Those of any source: a whole list would be told for every item. */
static bool list_general(const struct layout *layouts, size_t layout_count,
        struct buf *list, struct error *err)
{
    for (size_t i = 0; i < layout_count; i++) {
        if (record_kind_find(layouts[i].id) != RECORD_UNREAD &&
                !buf_printf(list, err, list->size ? ", %s" : "%s", layouts[i].id))
            return false;
    }
    return true;
}

/* What people call a sheet. */
static bool is_sheet(const char *id)
{
    return strcmp(id, "xlsx") == 0 || strcmp(id, "xls") == 0 || strcmp(id, "excel") == 0;
}

static bool advise_layout(struct binding_place *place, const struct layout *layouts,
        size_t layout_count)
{
    CLEANUP(buf_clear) struct buf list = BUF_INIT(LIST_MAX);
    const char *id = place->source->layout, *nearest;
    const char **names;

    if (!arena_allocate(place->arena, (layout_count + 1) * sizeof(*names), &names,
                place->err))
        return false;
    for (size_t i = 0; i < layout_count; i++)
        names[i] = layouts[i].id;
    nearest = is_sheet(id) ? "sheet" : text_find_nearest(id, names);
    if (nearest ? !buf_append_text(&list, nearest, place->err)
                : *id && !list_layouts(layouts, layout_count, id, &list, place->err))
        return false;
    if (list.size)
        return binding_place_hint(place, place->source->line,
                TR("did you mean %s?", "%s のことですか"), buf_text(&list));
    return list_general(layouts, layout_count, &list, place->err) &&
            binding_place_hint(place, place->source->line,
                    TR("for any source there are: %s; the README names the others, and without the attribute the content decides",
                            "どのファイルにも使えるのは %s です。ほかはREADMEにあります。属性を省けば内容から判別します"),
                    buf_text(&list));
}

bool binding_lack_layout(struct binding_place *place, const struct layout *layouts,
        size_t layout_count)
{
    return binding_place_fail(place, "layout-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("there is no layout '%s'", "レイアウト「%s」がない"),
                    place->source->layout) &&
                    advise_layout(place, layouts, layout_count));
}

/* The kinds' names are layouts, too, of any source. */
static bool advise_kind(struct binding_place *place, enum record_kind found)
{
    if (!place->source->layout || !place->layout || place->source->pattern)
        return binding_place_hint(place, place->source->line,
                TR("correct the pattern or the layout",
                        "パターンかレイアウトを直してください"));
    return binding_place_hint(place, place->source->line,
            TR("write layout=\"%s\" instead of \"%s\"",
                    "layout=\"%s\" としてください（今は \"%s\"）"),
            record_kind_name(found), place->source->layout);
}

bool binding_lack_kind(struct binding_place *place, const struct binding_member *member,
        enum record_kind kind)
{
    const char *name = binding_place_shown(place, member->name);

    if (!name)
        return false;
    return binding_place_fail(place, "format-differs",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("%s, member '%s' was received as %s, but is to be read as %s",
                            "%s のファイル「%s」は %s として受領したが、%s として読む指定である"),
                    member->bundle_id, name, record_kind_name(member->format.kind),
                    record_kind_name(kind)) &&
                    advise_kind(place, member->format.kind));
}

bool binding_lack_table(struct binding_place *place)
{
    const struct layout *layout = place->layout;
    CLEANUP(buf_clear) struct buf list = BUF_INIT(LIST_MAX);

    for (uint32_t i = 0; i < layout->table_count; i++) {
        if (!buf_printf(&list, place->err, i ? ", %s" : "%s", layout->tables[i].table))
            return false;
    }
    return binding_place_fail(place, "layout-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("the layout '%s' has no table '%s'",
                            "レイアウト「%s」に子表「%s」はない"),
                    layout->id, place->source->table) &&
                    binding_place_hint(place, place->source->line,
                            TR("there are: %s", "あるのは: %s"),
                            list.size ? buf_text(&list) : TR("none", "なし")));
}

bool binding_lack_binding(const struct program_item *expected, bool any_received,
        struct arena *arena, struct item *item, struct error *err)
{
    if (expected->optional)
        return true;
    item->problem = "binding-missing";
    item->problem_place = expected->source;
    item->problem_hint = any_received
            ? TR("`chosho bind --propose` drafts one where something received fits; otherwise ask for it",
                      "受領したものに合うファイルがあれば `chosho bind --propose` で案を作れます。なければ提出を依頼してください")
            : TR("nothing has been received yet: `chosho take BUNDLE.zip` takes it in",
                      "まだ何も受領していません。`chosho take 提供物.zip` で受け取ってください");
    return arena_printf(arena, &item->problem_text, err,
            TR("no binding says which files are '%s'",
                    "「%s」に当たるファイルが対応付けられていない"),
            program_item_title(expected));
}
