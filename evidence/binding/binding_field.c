#include "evidence/binding/binding_field.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/text.h"
#include "evidence/limits.h"
#include "evidence/spreadsheet/spreadsheet_text.h"

#define ADVICE_MAX ((size_t)64 * 1024)
#define LISTED_MAX 12u

/* Whether the receipt saw the same header as the binding's reading will. */
static bool is_header_known(const struct binding_place *place,
        const struct binding_member *member)
{
    const struct record_format *ours = &place->format, *theirs = &member->format;

    if (member->column_count == 0 || theirs->kind != RECORD_CSV)
        return false;
    if (ours->delimiter && ours->delimiter != theirs->delimiter)
        return false;
    if (ours->header_line || (ours->quote == '\'') != (theirs->quote == '\'') ||
            (theirs->headerless && !ours->headerless))
        return false;
    if (ours->encoding == ENCODING_AUTO || ours->encoding == theirs->encoding)
        return true;
    for (size_t i = 0; i < member->column_count; i++) {
        if (!text_is_ascii(member->columns[i], strlen(member->columns[i])))
            return false;
    }
    return true;
}

/* "_3": the third column. */
static bool is_place(const char *field, size_t count)
{
    size_t digits = strspn(field + 1, "0123456789");
    unsigned long number;

    if (field[0] != '_' || digits == 0 || digits > 5 || field[1 + digits])
        return false;
    number = strtoul(field + 1, NULL, 10);
    return number >= 1 && number <= count;
}

static bool is_listed(const struct binding_member *member, const char *field)
{
    for (size_t i = 0; i < member->column_count; i++) {
        if (strcmp(member->columns[i], field) == 0)
            return true;
    }
    return false;
}

/* The place, from 1, of the first column called "field#number" with this number or a
 * higher one; 0: there is none. */
static size_t find_numbered(const struct binding_member *member, const char *field,
        size_t number)
{
    size_t size = strlen(field);
    char *end;

    for (size_t i = 0; i < member->column_count; i++) {
        const char *name = member->columns[i];

        if (strncmp(name, field, size) == 0 && name[size] == '#' &&
                name[size + 1] > '0' && name[size + 1] <= '9' &&
                strtoul(name + size + 1, &end, 10) >= number && !*end)
            return i + 1;
    }
    return 0;
}

/* "name#1": the first of several. */
static bool is_listed_first(const struct binding_member *member, const char *field)
{
    size_t size = strlen(field);

    for (size_t i = 0; size > 2 && i < member->column_count; i++) {
        const char *name = member->columns[i];

        if (strlen(name) == size - 2 && strncmp(name, field, size - 2) == 0)
            return strcmp(field + size - 2, "#1") == 0;
    }
    return false;
}

static enum binding_presence find_in_csv(const struct binding_place *place,
        const struct binding_member *member, const char *field)
{
    if (!is_header_known(place, member))
        return BINDING_PRESENCE_UNKNOWN;
    if (is_place(field, member->column_count))
        return BINDING_PRESENCE_THERE;
    if (place->format.headerless ||
            (!is_listed(member, field) && !is_listed_first(member, field)))
        return BINDING_PRESENCE_ABSENT;
    return BINDING_PRESENCE_THERE;
}

/* Letters name a column, too, where it is in use. */
static enum binding_presence find_in_sheet(const struct binding_place *place,
        const struct binding_member *member, const char *field)
{
    uint32_t column;

    if (member->format.kind != RECORD_SHEET || place->format.header_line ||
            place->format.headerless || member->column_count == 0)
        return BINDING_PRESENCE_UNKNOWN;
    if (is_listed(member, field) || is_listed_first(member, field) ||
            is_place(field, member->column_count))
        return BINDING_PRESENCE_THERE;
    return spreadsheet_text_column(field, strlen(field), &column)
            ? BINDING_PRESENCE_UNKNOWN
            : BINDING_PRESENCE_ABSENT;
}

/* Scalars are listed; an object or element is there when something in it is. */
static bool is_shown(const struct binding_member *member, const char *path)
{
    const char *more = member->format.kind == RECORD_XML ? "/[" : ".[";
    size_t size = strlen(path);

    for (size_t i = 0; i < member->column_count; i++) {
        const char *shown = member->columns[i];

        if (strncmp(shown, path, size) == 0 &&
                (shown[size] == '\0' || strchr(more, shown[size])))
            return true;
    }
    return false;
}

/* Paths into arrays and far down are not listed even where they are; in XML what is
 * chosen, counted or outside of the record. */
static bool is_listable(enum record_kind kind, const char *path)
{
    unsigned dots = 0;

    if (kind == RECORD_XML)
        return path[0] != '.' && !strpbrk(path, "[(*:");

    for (; *path; path++) {
        if (*path == '[')
            return false;
        dots += *path == '.';
    }
    return dots < RECORD_COLUMN_DEPTH;
}

static bool same_records(const char *ours, const char *theirs)
{
    return !ours || text_is_equal(ours, theirs);
}

static enum binding_presence find_path(const struct binding_place *place,
        const struct binding_member *member, const char *path)
{
    if (member->column_count == 0 || member->format.kind != place->format.kind)
        return BINDING_PRESENCE_UNKNOWN;
    if (!same_records(place->format.records, member->format.records))
        return BINDING_PRESENCE_UNKNOWN;
    if (is_shown(member, path))
        return BINDING_PRESENCE_THERE;
    return is_listable(place->format.kind, path) ? BINDING_PRESENCE_ABSENT
                                                 : BINDING_PRESENCE_UNKNOWN;
}

/* Keys beyond the first records are not listed even where they are, so that one in none
 * of the list may be there, but not in every record. */
static enum binding_presence find_in_keys(const struct binding_place *place,
        const struct binding_member *member, const char *field)
{
    if (member->column_count == 0 || member->format.kind != place->format.kind)
        return BINDING_PRESENCE_UNKNOWN;
    return is_listed(member, field) || is_listed_first(member, field)
            ? BINDING_PRESENCE_THERE
            : BINDING_PRESENCE_ABSENT;
}

static enum binding_presence find_in_lines(const struct binding_place *place,
        const char *field)
{
    bool is_there = place->pattern ? regex_find_group(place->pattern, field) > 0
                                   : strcmp(field, "line") == 0;

    return is_there ? BINDING_PRESENCE_THERE : BINDING_PRESENCE_ABSENT;
}

enum binding_presence binding_field_find(const struct binding_place *place,
        const struct binding_member *member, const char *field)
{
    if (strcmp(field, "_text") == 0)
        return BINDING_PRESENCE_THERE;
    switch (place->format.kind) {
    case RECORD_CSV:
        return find_in_csv(place, member, field);
    case RECORD_JSON:
    case RECORD_XML:
        return find_path(place, member, field);
    case RECORD_LINES:
        return find_in_lines(place, field);
    case RECORD_SHEET:
        return find_in_sheet(place, member, field);
    case RECORD_PAIRS:
    case RECORD_W3C:
    case RECORD_BLOCKS:
        return find_in_keys(place, member, field);
    case RECORD_UNREAD:
    case RECORD_KIND_COUNT:
        break;
    }
    return BINDING_PRESENCE_UNKNOWN;
}

/* What the member has, ended by NULL. */
static const char *const *list_fields(struct binding_place *place,
        const struct binding_member *member)
{
    size_t count = place->pattern ? regex_group_count(place->pattern)
                                  : member->column_count;
    const char **list = NULL;
    size_t at = 0;

    if (!arena_allocate(place->arena, (count + 1) * sizeof(*list), &list, place->err))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *name = place->pattern ? regex_group_name(place->pattern, (unsigned)i)
                                          : member->columns[i];

        if (name)
            list[at++] = name;
    }
    return list;
}

static bool append_list(struct binding_place *place, const char *const *list,
        struct buf *advice)
{
    if (!list[0])
        return buf_append_text(advice,
                TR("the member shows none", "このファイルにはフィールドがありません"),
                place->err);
    if (!buf_append_text(advice, TR("there are:", "あるもの:"), place->err))
        return false;
    for (size_t i = 0; list[i]; i++) {
        if (i == LISTED_MAX)
            return buf_append_text(advice, ", …", place->err);
        if (!buf_printf(advice, place->err, i ? ", %s" : " %s", list[i]))
            return false;
    }
    return true;
}

/* "did you mean ...", or what there is; NULL: no memory. */
const char *binding_field_advise(struct binding_place *place,
        const struct binding_member *member, const char *field)
{
    CLEANUP(buf_clear) struct buf advice = BUF_INIT(ADVICE_MAX);
    const char *const *list = list_fields(place, member);
    const char *nearest;

    if (!list)
        return NULL;
    nearest = text_find_nearest(field, list);
    if (nearest ? !buf_printf(&advice, place->err,
                          TR("did you mean '%s'?", "「%s」のことですか。"), nearest)
                : !append_list(place, list, &advice))
        return NULL;
    return binding_place_shown(place, buf_text(&advice));
}

bool binding_field_fail(struct binding_place *place, const struct binding_member *member,
        const char *field, const char *column, unsigned line)
{
    const char *advice = binding_field_advise(place, member, field);
    const char *name = binding_place_shown(place, member->name);

    if (!advice || !name)
        return false;
    return binding_place_fail(place, "column-missing",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("%s, member '%s': there is no field '%s' (for column '%s')",
                            "%s のファイル「%s」にフィールド「%s」がない（列「%s」用）"),
                    member->bundle_id, name, field, column) &&
                    binding_place_hint(place, line, "%s", advice));
}

/* The receipt gave the second column of a name as "name#2"; it is asked even where the
 * binding reads the member otherwise, since bytes that look alike then still do. */
bool binding_field_is_ambiguous(const struct binding_place *place,
        const struct binding_member *member, const char *field)
{
    return (place->format.kind == RECORD_CSV || place->format.kind == RECORD_SHEET) &&
            place->format.kind == member->format.kind && !place->format.header_line &&
            !place->format.headerless && is_listed(member, field) &&
            find_numbered(member, field, 2) > 0;
}

bool binding_field_fail_ambiguous(struct binding_place *place,
        const struct binding_member *member, const char *field, const char *column,
        unsigned line)
{
    const char *name = binding_place_shown(place, member->name);
    size_t first = 0, second = find_numbered(member, field, 2);

    while (first < member->column_count && strcmp(member->columns[first], field) != 0)
        first++;
    if (!name)
        return false;
    return binding_place_fail(place, "column-ambiguous",
            arena_printf(place->arena, &place->problem_text, place->err,
                    TR("%s, member '%s' has the field '%s' more than once (for column '%s')",
                            "%s のファイル「%s」には「%s」という見出しの列が複数ある（列「%s」用）"),
                    member->bundle_id, name, field, column) &&
                    binding_place_hint(place, line,
                            TR("bind from=\"%s#1\" or from=\"%s\" (by place: _%zu or _%zu)",
                                    "from=\"%s#1\" か from=\"%s\"（列の位置なら _%zu か _%zu）を指定してください"),
                            field, member->columns[second - 1], first + 1, second));
}

/* CSV and lines: the field must be in every member that is known. */
static bool require_everywhere(struct binding_place *place, const char *field,
        const char *column, unsigned line)
{
    for (size_t i = 0; i < place->member_count; i++) {
        if (binding_field_find(place, place->members[i], field) ==
                BINDING_PRESENCE_ABSENT)
            return binding_field_fail(place, place->members[i], field, column, line);
        if (binding_field_is_ambiguous(place, place->members[i], field))
            return binding_field_fail_ambiguous(place, place->members[i], field, column,
                    line);
    }
    return true;
}

/* JSON, XML and keys: the path must be in one of the members, unless that is not known of
 * one of them.
 */
static bool require_somewhere(struct binding_place *place, const char *field,
        const char *column, unsigned line)
{
    for (size_t i = 0; i < place->member_count; i++) {
        if (binding_field_find(place, place->members[i], field) !=
                BINDING_PRESENCE_ABSENT)
            return true;
    }
    return binding_field_fail(place, place->members[0], field, column, line);
}

/* Letters and digits alone, in lower case. */
static bool is_like(const char *a, const char *b)
{
    for (;;) {
        while (*a && strchr("_-. ", *a))
            a++;
        while (*b && strchr("_-. ", *b))
            b++;
        if (!*a || !*b)
            return *a == *b;
        if ((*a | (*a >= 'A' && *a <= 'Z' ? 0x20 : 0)) !=
                (*b | (*b >= 'A' && *b <= 'Z' ? 0x20 : 0)))
            return false;
        a++;
        b++;
    }
}

/* A path that no member shows, but for its case or punctuation: a slip of the pen. */
static const struct binding_member *find_slip(const struct binding_place *place,
        const char *path)
{
    const struct binding_member *found = NULL;

    for (size_t i = 0; i < place->member_count; i++) {
        const struct binding_member *member = place->members[i];

        if (binding_field_find(place, member, path) != BINDING_PRESENCE_ABSENT)
            return NULL;
        for (size_t k = 0; !found && k < member->column_count; k++) {
            if (is_like(member->columns[k], path))
                found = member;
        }
    }
    return found;
}

/* Whether the field that plays a column may be relied on. is_certain: a JSON path, too,
 * must be there. */
bool binding_field_require(struct binding_place *place, const char *field,
        bool is_certain, const char *column, unsigned line)
{
    const struct binding_member *slip;

    if (!record_kind_is_open(place->format.kind))
        return require_everywhere(place, field, column, line);
    if (is_certain)
        return require_somewhere(place, field, column, line);
    slip = find_slip(place, field);
    return !slip || binding_field_fail(place, slip, field, column, line);
}
