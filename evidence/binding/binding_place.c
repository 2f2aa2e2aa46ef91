#include "evidence/binding/binding_place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/binding_field.h"

#define SHOWN_MAX ((size_t)64 * 1024)
#define HINT_MAX ((size_t)64 * 1024)

bool binding_place_fail(struct binding_place *place, const char *problem, bool is_told)
{
    if (is_told)
        place->problem = problem;
    return false;
}

bool binding_place_hint(struct binding_place *place, unsigned line, const char *format,
        ...)
{
    char hint[HINT_MAX];
    va_list values;

    if (!arena_printf(place->arena, &place->problem_place, place->err, "%s:%u",
                place->item->file, line))
        return false;
    if (!format)
        return true;
    va_start(values, format);
    vsnprintf(hint, sizeof(hint), format, values);
    va_end(values);
    hint[text_find_invalid(hint, strlen(hint))] = '\0'; /* cut at a character's edge */
    return arena_text(place->arena, hint, &place->problem_hint, place->err);
}

const char *binding_place_shown(struct binding_place *place, const char *name)
{
    CLEANUP(buf_clear) struct buf shown = BUF_INIT(SHOWN_MAX);
    const char *copy = NULL;

    if (!text_append_visible(&shown, name, strlen(name), place->err) ||
            !arena_text(place->arena, buf_text(&shown), &copy, place->err))
        return NULL;
    return copy;
}

static const struct binding_column *find_bound(const struct binding_source *source,
        const char *name)
{
    for (uint32_t i = 0; i < source->column_count; i++) {
        if (strcmp(source->columns[i].name, name) == 0)
            return &source->columns[i];
    }
    return NULL;
}

static const struct layout_column *find_by_name(const struct layout *layout,
        const char *name)
{
    for (uint32_t i = 0; layout && i < layout->column_count; i++) {
        if (strcmp(layout->columns[i].name, name) == 0)
            return &layout->columns[i];
    }
    return NULL;
}

static const struct layout_column *find_by_field(const struct layout *layout,
        const char *field)
{
    for (uint32_t i = 0; layout && i < layout->column_count; i++) {
        if (strcmp(layout->columns[i].from, field) == 0)
            return &layout->columns[i];
    }
    return NULL;
}

static bool fail_type(struct binding_place *place, const struct program_column *expected,
        const char *whose, const char *type, unsigned line)
{
    return binding_place_fail(place, "type-contradicts",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("column '%s': the procedure says %s, %s says %s",
                            "列「%s」の型が、手続では%s、%sでは%sである"),
                    expected->name, program_type_name(expected->type), whose, type) &&
                    binding_place_hint(place, line, NULL));
}

/* Text stands for any type: it is what was delivered. */
static bool check_layout_type(struct binding_place *place,
        const struct program_column *expected, const struct layout_column *delivered,
        unsigned line)
{
    if (delivered->type == expected->type || delivered->type == PROGRAM_TEXT ||
            expected->type == PROGRAM_TEXT)
        return true;
    return fail_type(place, expected, place->layout->id,
            program_type_name(delivered->type), line);
}

static bool fail_vital(struct binding_place *place, const struct program_column *expected,
        unsigned line)
{
    return binding_place_fail(place, "column-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    expected->key
                            ? TR("column '%s' is a key and cannot be missing",
                                      "列「%s」はキーであり、欠けたままでは読み取れない")
                            : TR("column '%s' says which record it is (it is shown with each exception) and cannot be missing",
                                      "列「%s」はどのレコードかを示す列（例外とともに表示）であり、欠けたままでは読み取れない"),
                    expected->name) &&
                    binding_place_hint(place, line,
                            TR("give it a <constant>, or bind another source",
                                    "<constant> で値を与えるか、別のファイルを指定してください")));
}

static bool fail_path(struct binding_place *place, const struct binding_column *bound,
        const struct binding_member *member)
{
    const char *name = binding_place_shown(place, member->name);

    if (!name)
        return false;
    return binding_place_fail(place, "path-no-match",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("column '%s': the pattern gives nothing for member '%s'",
                            "列「%s」: パターンからファイル「%s」の値が得られない"),
                    bound->name, name) &&
                    binding_place_hint(place, bound->line, NULL));
}

/* The pattern over a member's name must say something for every member. One that needs
 * too many attempts on a name says nothing: that is no reason to end the run. */
static bool check_paths(struct binding_place *place, const struct binding_column *bound)
{
    CLEANUP(regex_freep) struct regex *regex = NULL;
    struct slice groups[2];
    bool matched;

    if (!regex_compile(bound->from, &regex, place->err))
        return false;
    for (size_t i = 0; i < place->member_count; i++) {
        const char *name = place->members[i]->name;

        if (!regex_match(regex, name, strlen(name), groups, 2, &matched, place->err)) {
            if (place->err->code != ERROR_LIMIT)
                return false;
            matched = false;
        }
        if (!matched || !groups[1].text)
            return fail_path(place, bound, place->members[i]);
    }
    return true;
}

/* A field, with what the layout knows of it and the binding does not say. */
static bool place_field(struct binding_place *place,
        const struct program_column *expected, const struct binding_column *bound,
        struct item_column *column)
{
    const struct layout_column *delivered = find_by_field(place->layout, bound->from);

    if (delivered && !bound->absent)
        column->absent = delivered->absent;
    if (delivered && !bound->normalise)
        column->normalise = delivered->normalise;
    if (bound->type && strcmp(bound->type, program_type_name(expected->type)) != 0)
        return fail_type(place, expected, TR("the binding", "対応付け"), bound->type,
                bound->line);
    /* A map makes other values of the delivered ones. */
    if (delivered && !bound->map_count &&
            !check_layout_type(place, expected, delivered, bound->line))
        return false;
    return binding_field_require(place, bound->from, program_column_is_vital(expected),
            bound->name, bound->line);
}

static bool place_bound(struct binding_place *place,
        const struct program_column *expected, const struct binding_column *bound,
        struct item_column *column)
{
    *column = (struct item_column){bound->origin, bound->from, bound->absent,
            bound->normalise, bound->map, bound->map_count, NULL};
    switch (bound->origin) {
    case ITEM_FIELD:
        return place_field(place, expected, bound, column);
    case ITEM_PATH:
        return check_paths(place, bound);
    case ITEM_NOTHING:
        return !program_column_is_vital(expected) ||
                fail_vital(place, expected, bound->line);
    case ITEM_CONSTANT:
        break;
    }
    return true;
}

static bool place_by_layout(struct binding_place *place,
        const struct program_column *expected, const struct layout_column *delivered,
        struct item_column *column)
{
    unsigned line = place->source->line;

    *column = layout_column_how(delivered, true);
    if (!check_layout_type(place, expected, delivered, line))
        return false;
    /* Which paths a source's records may leave out is the layout's business, keys apart.
     */
    if (record_kind_is_open(place->format.kind) && !expected->key)
        return true;
    return binding_field_require(place, delivered->from, true, expected->name, line);
}

/* The binding's column that is none of the item's and may have been meant for this one.
 */
static const struct binding_column *find_misspelt(const struct binding_place *place,
        const char *name)
{
    const char *candidates[] = {name, NULL};

    for (uint32_t i = 0; i < place->source->column_count; i++) {
        const struct binding_column *bound = &place->source->columns[i];
        bool is_known = false;

        for (uint32_t k = 0; k < place->expected->column_count; k++)
            is_known |= strcmp(place->expected->columns[k].name, bound->name) == 0;
        if (!is_known && text_find_nearest(bound->name, candidates))
            return bound;
    }
    return NULL;
}

static bool fail_misspelt(struct binding_place *place, const struct binding_column *bound,
        const char *name)
{
    return binding_place_fail(place, "column-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("'%s' has no column '%s'", "「%s」に列「%s」はない"),
                    place->item->evidence, bound->name) &&
                    binding_place_hint(place, bound->line,
                            TR("did you mean '%s'?", "「%s」のことですか。"), name));
}

static bool fail_unplaced(struct binding_place *place,
        const struct binding_member *member, const char *name)
{
    const char *advice = binding_field_advise(place, member, name);
    const char *shown = binding_place_shown(place, member->name);

    if (!advice || !shown)
        return false;
    return binding_place_fail(place, "column-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("nothing plays column '%s' (%s, member '%s')",
                            "列「%s」に当たるものがない（%s のファイル「%s」）"),
                    name, member->bundle_id, shown) &&
                    binding_place_hint(place, place->source->line,
                            TR("write <column name=\"%s\" from=\"...\"/>, or <missing name=\"%s\"/>; %s",
                                    "<column name=\"%s\" from=\"...\"/> か <missing name=\"%s\"/> を書いてください。%s"),
                            name, name, advice));
}

/* A field of the column's own name: in every member for CSV and lines, seen in one for
 * JSON and XML. */
static bool place_by_name(struct binding_place *place,
        const struct program_column *expected, struct item_column *column)
{
    const char *name = expected->name;
    const struct binding_member *without = NULL;
    bool is_seen = false;

    *column = (struct item_column){.origin = ITEM_FIELD, .from = name};
    for (size_t i = 0; i < place->member_count; i++) {
        if (binding_field_is_ambiguous(place, place->members[i], name))
            return binding_field_fail_ambiguous(place, place->members[i], name, name,
                    place->source->line);
        if (binding_field_find(place, place->members[i], name) != BINDING_PRESENCE_ABSENT)
            is_seen = true;
        else if (!without)
            without = place->members[i];
    }
    if (!without || (is_seen && record_kind_is_open(place->format.kind)))
        return true;
    if (is_seen)
        return binding_field_fail(place, without, name, name, place->source->line);
    return fail_unplaced(place, without, name);
}

static bool place_column(struct binding_place *place,
        const struct program_column *expected, struct item_column *column)
{
    const struct binding_column *bound = find_bound(place->source, expected->name);
    const struct layout_column *delivered;

    if (bound)
        return place_bound(place, expected, bound, column);
    bound = find_misspelt(place, expected->name);
    if (bound)
        return fail_misspelt(place, bound, expected->name);
    delivered = find_by_name(place->layout, expected->name);
    if (!delivered)
        delivered = find_by_field(place->layout, expected->name);
    if (delivered)
        return place_by_layout(place, expected, delivered, column);
    return place_by_name(place, expected, column);
}

bool binding_place_columns(struct binding_place *place, struct item_column **ret_columns)
{
    uint32_t count = place->expected->column_count;
    struct item_column *columns = NULL;

    if (count > 0 &&
            !arena_allocate(place->arena, count * sizeof(*columns), &columns, place->err))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!place_column(place, &place->expected->columns[i], &columns[i]))
            return false;
    }
    *ret_columns = columns;
    return true;
}

bool binding_place_where(struct binding_place *place)
{
    for (uint32_t i = 0; i < place->source->where_count; i++) {
        const char *field = place->source->where[i].field;

        if (!binding_field_require(place, field, false, "<where>", place->source->line))
            return false;
    }
    return true;
}

/* The document's says of files in general what the layout says of this source's. */
const char *binding_place_zone(const struct binding_place *place)
{
    const struct binding_source *source = place->source;

    if (!source->is_zone_own && place->layout && place->layout->stamp_zone)
        return place->layout->stamp_zone;
    return source->zone;
}
