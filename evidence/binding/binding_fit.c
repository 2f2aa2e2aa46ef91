#include "evidence/binding/binding_fit.h"

#include <string.h>

#include "engine/base/text.h"

/* What XML cannot carry would not come back as it was. */
static bool is_carried(const char *text)
{
    uint32_t character = 0;
    size_t size = strlen(text);

    for (size_t at = 0, length; at < size; at += length) {
        length = text_decode(text + at, size - at, &character);
        if (length == 0 || character < 0x20 || character == 0xFFFE || character == 0xFFFF)
            return false;
    }
    return size > 0;
}

/* "name#2" where "name" is there too: readers number the second column of a name. Its own
 * size, or the name's. */
static size_t size_unnumbered(const char *name)
{
    const char *hash = strrchr(name, '#');

    if (!hash || hash[1] == '\0' || hash[1 + strspn(hash + 1, "0123456789")])
        return strlen(name);
    return (size_t)(hash - name);
}

static bool is_repeated(const struct binding_member *member, size_t at)
{
    const char *name = member->columns[at];
    size_t size = size_unnumbered(name);

    if (member->format.kind != RECORD_CSV)
        return false;
    for (size_t i = 0; i < member->column_count; i++) {
        if (i != at && size_unnumbered(member->columns[i]) == size &&
                strncmp(member->columns[i], name, size) == 0)
            return true;
    }
    return false;
}

static bool is_layouts(const struct layout *layout, const char *from)
{
    for (uint32_t i = 0; layout && i < layout->column_count; i++) {
        if (strcmp(layout->columns[i].from, from) == 0)
            return true;
    }
    return false;
}

static bool has_column(const struct binding_member *member, const char *name)
{
    for (size_t i = 0; i < member->column_count; i++) {
        if (strcmp(member->columns[i], name) == 0)
            return true;
    }
    return false;
}

/* What reading a candidate needs. */
struct reading {
    const struct synonyms *synonyms;
    struct arena *arena;
    struct error *err;
};

static bool add_field(const struct reading *reading,
        struct binding_fit_candidate *candidate, struct binding_fit_field field,
        const char *name)
{
    if (!synonyms_name_understand(reading->synonyms, name, reading->arena, &field.name,
                reading->err) ||
            !synonyms_name_understand(reading->synonyms, field.delivered, reading->arena,
                    &field.delivered_name, reading->err))
        return false;
    candidate->fields[candidate->field_count++] = field;
    return true;
}

/* The layout's columns, as far as the member has them. */
static bool add_layout_fields(const struct reading *reading,
        struct binding_fit_candidate *candidate)
{
    const struct layout *layout = candidate->group->layout;
    const struct binding_member *member = candidate->group->members[0];

    for (uint32_t i = 0; layout && i < layout->column_count; i++) {
        const struct layout_column *column = &layout->columns[i];
        const struct binding_fit_field field = {.from = column->from,
                .delivered = column->from};

        if (layout->format.kind == RECORD_CSV && !has_column(member, column->from))
            continue;
        if (!add_field(reading, candidate, field, column->name))
            return false;
    }
    return true;
}

static bool add_delivered_field(const struct reading *reading,
        struct binding_fit_candidate *candidate, size_t at)
{
    const struct binding_member *member = candidate->group->members[0];
    struct binding_fit_field field = {.from = member->columns[at],
            .delivered = member->columns[at],
            .is_ambiguous = is_repeated(member, at)};

    if (!is_carried(field.from)) {
        if (member->format.kind != RECORD_CSV)
            return true;
        if (!arena_printf(reading->arena, &field.from, reading->err, "_%zu", at + 1))
            return false;
    }
    return add_field(reading, candidate, field, field.delivered);
}

/* What the member delivers besides. */
static bool add_delivered_fields(const struct reading *reading,
        struct binding_fit_candidate *candidate)
{
    const struct layout *layout = candidate->group->layout;
    const struct binding_member *member = candidate->group->members[0];

    if (layout && layout->format.kind == RECORD_LINES)
        return true;
    for (size_t i = 0; i < member->column_count; i++) {
        if (!is_layouts(layout, member->columns[i]) &&
                !add_delivered_field(reading, candidate, i))
            return false;
    }
    return true;
}

/* A list of systems is a table; a log of events names systems, too. */
static bool find_log(const struct reading *reading,
        struct binding_fit_candidate *candidate)
{
    const struct binding_member *member = candidate->group->members[0];
    struct synonyms_name time;

    candidate->is_log = candidate->group->layout ||
            (member->format.kind != RECORD_CSV && member->format.kind != RECORD_SHEET);
    if (!synonyms_name_understand(reading->synonyms, "at", reading->arena, &time,
                reading->err))
        return false;
    for (size_t i = 0; i < candidate->field_count; i++)
        candidate->is_log |= synonyms_name_compare(&time,
                                     &candidate->fields[i].delivered_name) !=
                SYNONYMS_APART;
    return true;
}

bool binding_fit_read_candidate(const struct synonyms *synonyms,
        const struct binding_group *group, struct arena *arena,
        struct binding_fit_candidate *ret_candidate, struct error *err)
{
    const struct reading reading = {synonyms, arena, err};
    struct binding_fit_candidate candidate = {.group = group};
    size_t most = group->members[0]->column_count +
            (group->layout ? group->layout->column_count : 0);

    if (!arena_allocate(arena, (most + 1) * sizeof(*candidate.fields), &candidate.fields,
                err) ||
            !add_layout_fields(&reading, &candidate) ||
            !add_delivered_fields(&reading, &candidate) ||
            !find_log(&reading, &candidate))
        return false;
    *ret_candidate = candidate;
    return true;
}

bool binding_fit_read_columns(const struct synonyms *synonyms,
        const struct program_item *item, struct arena *arena,
        struct binding_fit_columns *ret_columns, struct error *err)
{
    struct binding_fit_columns columns = {.item = item};
    size_t count = (size_t)item->column_count + 1;

    if (!arena_allocate(arena, count * sizeof(*columns.names), &columns.names, err) ||
            !arena_allocate(arena, count * sizeof(*columns.fields), &columns.fields,
                    err) ||
            !arena_allocate(arena, count * sizeof(*columns.claims), &columns.claims,
                    err) ||
            !arena_allocate(arena, count * sizeof(*columns.nearness), &columns.nearness,
                    err))
        return false;
    for (uint32_t i = 0; i < item->column_count; i++) {
        if (!synonyms_name_understand(synonyms, item->columns[i].name, arena,
                    &columns.names[i], err))
            return false;
    }
    *ret_columns = columns;
    return true;
}

static enum synonyms_nearness compare(const struct synonyms_name *column,
        const struct binding_fit_field *field)
{
    enum synonyms_nearness a = synonyms_name_compare(column, &field->name);
    enum synonyms_nearness b = synonyms_name_compare(column, &field->delivered_name);

    return a > b ? a : b;
}

/* The one field that is nearest to the column; BINDING_FIT_NONE where there is none, or
 * two are as near. */
static size_t find_nearest(const struct binding_fit_candidate *candidate,
        const struct synonyms_name *column, enum synonyms_nearness *ret_nearness)
{
    enum synonyms_nearness best = SYNONYMS_APART, nearness;
    size_t found = BINDING_FIT_NONE;

    for (size_t i = 0; i < candidate->field_count; i++) {
        nearness = compare(column, &candidate->fields[i]);
        if (nearness == SYNONYMS_APART || nearness < best)
            continue;
        found = nearness == best || candidate->fields[i].is_ambiguous ? BINDING_FIT_NONE
                                                                      : i;
        best = nearness;
    }
    *ret_nearness = best;
    return found;
}

/* Whether no other column is as near to the field that this one claims. */
static bool is_undisputed(const struct binding_fit_columns *columns, uint32_t at)
{
    for (uint32_t i = 0; i < columns->item->column_count; i++) {
        if (i != at && columns->claims[i] == columns->claims[at] &&
                columns->nearness[i] >= columns->nearness[at])
            return false;
    }
    return columns->claims[at] != BINDING_FIT_NONE;
}

static bool is_counted(const struct binding_fit_candidate *candidate,
        const struct binding_fit_columns *columns, uint32_t at)
{
    return candidate->counted &&
            strcmp(candidate->counted, columns->item->columns[at].name) == 0;
}

static void place_columns(const struct binding_fit_candidate *candidate,
        struct binding_fit_columns *columns, struct binding_fit *fit)
{
    uint32_t count = columns->item->column_count;

    for (uint32_t i = 0; i < count; i++)
        columns->claims[i] = find_nearest(candidate, &columns->names[i],
                &columns->nearness[i]);
    for (uint32_t i = 0; i < count; i++) {
        columns->fields[i] = BINDING_FIT_NONE;
        if (is_counted(candidate, columns, i)) {
            columns->fields[i] = BINDING_FIT_NUMBER;
            fit->placed++;
        }
        if (columns->fields[i] != BINDING_FIT_NONE || !is_undisputed(columns, i))
            continue;
        columns->fields[i] = columns->claims[i];
        fit->placed++;
        fit->nearness += columns->nearness[i];
    }
}

static uint32_t count_keys(const struct binding_fit_columns *columns)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < columns->item->column_count; i++)
        count += program_column_is_vital(&columns->item->columns[i]) &&
                columns->fields[i] != BINDING_FIT_NONE;
    return count;
}

/* One column, of another name, of a log: any log names a system or a person somewhere. */
static bool is_of_log(const struct binding_fit_candidate *candidate,
        const struct binding_fit *fit)
{
    return fit->placed == 1 && fit->nearness < SYNONYMS_SAME && candidate->is_log;
}

static enum binding_fit_doubt find_doubt(const struct binding_fit_candidate *candidate,
        const struct program_item *item, const struct binding_fit *fit)
{
    uint32_t keys = 0;

    for (uint32_t i = 0; i < item->column_count; i++)
        keys += program_column_is_vital(&item->columns[i]);
    if (fit->keys < keys)
        return BINDING_FIT_KEYLESS;
    if (fit->hints > 0 && is_of_log(candidate, fit))
        return BINDING_FIT_LOG;
    if (fit->hints > 0 ||
            (fit->placed > 1 &&
                    (fit->placed == item->column_count ||
                            (fit->is_recognised &&
                                    fit->placed * 2 > item->column_count))))
        return BINDING_FIT_SURE;
    return BINDING_FIT_UNSPOKEN;
}

static bool is_enough(uint32_t placed, uint32_t all)
{
    return (uint64_t)placed * 2 >= all && placed > (all > 1 ? 1 : 0);
}

/* What the members of "shared:leavers" may be called after. */
static const char *subject_of(const struct program_item *item)
{
    const char *colon = strchr(item->source, ':');

    return colon ? colon + 1 : item->source;
}

bool binding_fit_try(const struct synonyms *synonyms,
        const struct binding_fit_candidate *candidate,
        struct binding_fit_columns *columns, struct binding_fit *ret_fit,
        struct error *err)
{
    struct binding_fit fit = {.is_recognised = candidate->group->layout != NULL};

    place_columns(candidate, columns, &fit);
    fit.keys = count_keys(columns);
    fit.is_fit = is_enough(fit.placed, columns->item->column_count);
    if (fit.is_fit &&
            !synonyms_name_count_hints(synonyms, subject_of(columns->item),
                    candidate->group->members[0]->name, &fit.hints, err))
        return false;
    fit.doubt = find_doubt(candidate, columns->item, &fit);
    *ret_fit = fit;
    return true;
}

int binding_fit_compare(const struct binding_fit *a, const struct binding_fit *b)
{
    if (a->is_fit != b->is_fit)
        return a->is_fit ? 1 : -1;
    if ((a->doubt == BINDING_FIT_SURE) != (b->doubt == BINDING_FIT_SURE))
        return a->doubt == BINDING_FIT_SURE ? 1 : -1;
    if (a->keys != b->keys)
        return a->keys > b->keys ? 1 : -1;
    if (a->placed != b->placed)
        return a->placed > b->placed ? 1 : -1;
    if (a->hints != b->hints)
        return a->hints > b->hints ? 1 : -1;
    if (a->nearness != b->nearness)
        return a->nearness > b->nearness ? 1 : -1;
    return (int)a->is_recognised - (int)b->is_recognised;
}
