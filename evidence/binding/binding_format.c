#include "evidence/binding/binding_format.h"

#include <string.h>

#include "engine/base/text.h"
#include "evidence/binding/layout.h"

/* Whether all members were found to be alike in what the binding leaves open. */
static bool is_encoding_common(const struct binding_place *place)
{
    for (size_t i = 1; i < place->member_count; i++) {
        if (place->members[i]->format.encoding != place->members[0]->format.encoding)
            return false;
    }
    return true;
}

static bool is_dialect_common(const struct binding_place *place)
{
    const struct record_format *first = &place->members[0]->format, *format;

    for (size_t i = 0; i < place->member_count; i++) {
        format = &place->members[i]->format;
        if (format->kind != RECORD_CSV || format->delimiter != first->delimiter ||
                format->headerless != first->headerless)
            return false;
    }
    return true;
}

static bool are_records_common(const struct binding_place *place)
{
    const struct record_format *first = &place->members[0]->format, *format;

    for (size_t i = 0; i < place->member_count; i++) {
        format = &place->members[i]->format;
        if (format->kind != place->format.kind ||
                !text_is_equal(format->records, first->records))
            return false;
    }
    return true;
}

/* What the members were found to be, as far as they agree; the rest is found anew for
 * each. */
static void take_found(struct binding_place *place)
{
    const struct record_format *found = &place->members[0]->format;
    struct record_format *format = &place->format;

    if (is_encoding_common(place))
        format->encoding = found->encoding;
    if (format->kind == RECORD_CSV && is_dialect_common(place)) {
        format->delimiter = found->delimiter;
        format->headerless = found->headerless;
    }
    if (record_kind_has_paths(format->kind) && are_records_common(place))
        format->records = found->records;
}

/* A record that stands by itself where the layout's stand in a document: the receipt knew
 * the layout by it. */
static bool is_bare(const struct binding_place *place,
        const struct binding_member *member)
{
    return member->format.kind == RECORD_JSON &&
            text_is_equal(member->format.records, "") &&
            text_is_equal(member->layout, place->layout->id);
}

const struct binding_member *binding_format_find_bare(const struct binding_place *place)
{
    if (!place->layout || !place->layout->bare_records || place->source->records)
        return NULL;
    for (size_t i = 0; i < place->member_count; i++) {
        if (is_bare(place, place->members[i]))
            return place->members[i];
    }
    return NULL;
}

const struct binding_member *binding_format_find_document(
        const struct binding_place *place)
{
    for (size_t i = 0; i < place->member_count; i++) {
        if (place->members[i]->format.kind == RECORD_JSON &&
                !is_bare(place, place->members[i]))
            return place->members[i];
    }
    return NULL;
}

static void take_layout(struct binding_place *place)
{
    const struct record_format *said = &place->layout->format;
    struct record_format *format = &place->format;

    if (said->encoding != ENCODING_AUTO)
        format->encoding = said->encoding;
    if (said->delimiter)
        format->delimiter = said->delimiter;
    if (said->records)
        format->records = binding_format_find_bare(place) ? place->layout->bare_records
                                                          : said->records;
    if (said->headerless)
        format->headerless = true;
    if (said->quote)
        format->quote = said->quote;
    if (said->header_line)
        format->header_line = said->header_line;
    format->pattern = said->pattern;
}

static void take_binding(struct binding_place *place)
{
    const struct binding_source *said = place->source;
    struct record_format *format = &place->format;

    /* binding_parse() has let only known names through. */
    if (said->encoding && !encoding_find(said->encoding, &format->encoding))
        format->encoding = ENCODING_AUTO;
    if (said->delimiter && !layout_find_delimiter(said->delimiter, &format->delimiter))
        format->delimiter = 0;
    if (said->header)
        format->headerless = strcmp(said->header, "no") == 0;
    if (said->quote)
        format->quote = strcmp(said->quote, "single") == 0 ? '\'' : 0;
    if (said->header_line)
        format->header_line = layout_header_line(said->header_line);
    if (said->records)
        format->records = said->records;
    if (said->pattern)
        format->pattern = said->pattern;
}

void binding_format_take(struct binding_place *place)
{
    take_found(place);
    if (place->layout)
        take_layout(place);
    take_binding(place);
}
