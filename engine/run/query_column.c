#include "engine/run/query_column.h"

#include "engine/base/text.h"
#include "evidence/zip/member_name.h"

#include <string.h>
#include <strings.h>

#define TOLD_MAX 10u /* columns in a sentence */
#define TEXT_LIMIT ((size_t)1 << 16)

/* ---- the names of a member ---- */

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
static bool is_there(const struct query_columns *of, const struct layout_column *column)
{
    return of->layout->format.kind != RECORD_CSV || has_field(of->member, column->from);
}

static size_t count_names(const struct query_columns *of)
{
    return of->layout ? of->layout->column_count : of->member->column_count;
}

/* NULL: the member does not have it. */
static const char *name_at(const struct query_columns *of, size_t i)
{
    if (!of->layout)
        return of->member->columns[i];
    return is_there(of, &of->layout->columns[i]) ? of->layout->columns[i].name : NULL;
}

/* ---- the columns ---- */

/* What every table has by itself, so that no column is called so. */
static bool is_own_name(const char *name)
{
    static const char *const own[] = {"record_id", "_bundle", "_member", "_record",
            "_line", "_offset", "_length", "_text", "_pointer"};

    for (size_t i = 0; i < ARRAY_LENGTH(own); i++) {
        if (strcasecmp(own[i], name) == 0)
            return true;
    }
    return false;
}

static bool is_column(const struct item *item, const char *name)
{
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (strcasecmp(item->columns[c].name, name) == 0)
            return true;
    }
    return false;
}

/* Of a field that still needs a column. */
static bool is_field(const struct query_columns *of, const uint32_t *places,
        const char *name)
{
    for (size_t i = 0; i < count_names(of); i++) {
        if (name_at(of, i) && places[i] == QUERY_COLUMN_NONE &&
                strcasecmp(name_at(of, i), name) == 0)
            return true;
    }
    return false;
}

/* The field's own name, else it with the first number that makes it another than all that
 * the table and the member have. */
static bool choose_name(const struct query_naming *naming, const struct query_columns *of,
        const uint32_t *places, const char *field, struct arena *arena,
        const char **ret_name, struct error *err)
{
    const char *name = field;

    for (unsigned number = 2; is_own_name(name) || is_column(naming->item, name) ||
            (name != field && is_field(of, places, name));
            number++) {
        if (!arena_printf(arena, &name, err, "%s#%u", field, number))
            return false;
    }
    *ret_name = name;
    return true;
}

/* How alike a field and the one a column is named after must be. */
enum likeness {
    LIKE_EXACTLY,
    LIKE_DELIVERED, /* as they stand in the file, before its reader numbered them */
    LIKE_IN_SQL,    /* but for the case of ASCII letters */
    LIKENESS_COUNT
};

/* Without "#2". */
static size_t delivered_size(const char *field)
{
    const char *hash = strrchr(field, '#');

    if (!hash || hash == field || !hash[1] || hash[1 + strspn(hash + 1, "0123456789")])
        return strlen(field);
    return (size_t)(hash - field);
}

static bool is_like(const char *field, const char *other, enum likeness likeness)
{
    size_t size = delivered_size(field);

    if (likeness == LIKE_EXACTLY)
        return strcmp(field, other) == 0;
    if (likeness == LIKE_IN_SQL)
        return strcasecmp(field, other) == 0;
    return size == delivered_size(other) && memcmp(field, other, size) == 0;
}

/* The columns that are there already; each plays one field of the member. */
static void play_known(const struct query_naming *naming, const struct query_columns *of,
        enum likeness likeness, bool *is_played, uint32_t *places)
{
    for (size_t i = 0; i < count_names(of); i++) {
        const char *field = name_at(of, i);

        for (uint32_t c = 0;
                field && places[i] == QUERY_COLUMN_NONE && c < naming->item->column_count;
                c++) {
            if (!naming->fields[c] || is_played[c] ||
                    !is_like(field, naming->fields[c], likeness))
                continue;
            places[i] = c;
            is_played[c] = true;
        }
    }
}

/* Of the first member the number of columns; of others that there are some. */
static void note_beyond(const struct query_columns *of, const char *name,
        struct query_beyond *beyond)
{
    if (!beyond->count) {
        beyond->member = of->member;
        beyond->first = name;
    }
    beyond->count += of->member == beyond->member;
    beyond->is_more |= of->member != beyond->member;
}

static bool add_field(struct query_naming *naming, const struct query_columns *of,
        size_t i, struct arena *arena, uint32_t *places, struct error *err)
{
    struct item *item = naming->item;
    struct program_column *column = &item->columns[item->column_count];
    const char *field = name_at(of, i);

    if (!field || places[i] != QUERY_COLUMN_NONE)
        return true;
    if (item->column_count == QUERY_COLUMN_MAX) {
        note_beyond(of, field, &naming->beyond);
        return true;
    }
    if (!choose_name(naming, of, places, field, arena, &column->name, err))
        return false;
    column->type = of->layout && of->is_typed ? of->layout->columns[i].type
                                              : PROGRAM_TEXT;
    naming->fields[item->column_count] = field;
    places[i] = item->column_count++;
    return true;
}

bool query_column_add(struct query_naming *naming, const struct query_columns *of,
        struct arena *arena, uint32_t **ret_places, struct error *err)
{
    size_t count = count_names(of);
    bool *is_played;
    uint32_t *places;

    if (!arena_allocate(arena, (count + 1) * sizeof(*places), &places, err) ||
            !arena_allocate(arena, (naming->item->column_count + 1) * sizeof(*is_played),
                    &is_played, err))
        return false;
    for (size_t i = 0; i < count; i++)
        places[i] = QUERY_COLUMN_NONE;
    for (int likeness = 0; likeness < LIKENESS_COUNT; likeness++)
        play_known(naming, of, (enum likeness)likeness, is_played, places);
    for (size_t i = 0; i < count; i++) {
        if (!add_field(naming, of, i, arena, places, err))
            return false;
    }
    *ret_places = places;
    return true;
}

/* How the field is wanted of its reader, to which "_text" is the whole record. */
static const char *field_of(const struct query_columns *of, size_t i)
{
    const char *field = of->member->columns[i];

    if (strcmp(field, "_text") != 0)
        return field;
    return record_kind_find(of->member->format) == RECORD_XML ? "_text[1]" : "_text#1";
}

void query_column_place(const struct query_columns *of, const uint32_t *places,
        struct item_column *columns)
{
    for (size_t i = 0; i < count_names(of); i++) {
        if (places[i] == QUERY_COLUMN_NONE)
            continue;
        columns[places[i]] = of->layout
                ? layout_column_how(&of->layout->columns[i], of->is_typed)
                : (struct item_column){.origin = ITEM_FIELD, .from = field_of(of, i)};
    }
}

bool query_column_is_alike(const struct query_columns *one,
        const struct query_columns *other)
{
    if (one->layout != other->layout ||
            one->member->column_count != other->member->column_count)
        return false;
    for (size_t c = 0; c < one->member->column_count; c++) {
        if (strcmp(one->member->columns[c], other->member->columns[c]) != 0)
            return false;
    }
    return true;
}

/* ---- what is to be told ---- */

/* All records of these have all their columns; a field of JSON may be in few records, so
 * that many members lack it. */
static bool is_whole(const struct query_columns *of)
{
    enum record_kind kind = record_kind_find(of->member->format);

    return kind == RECORD_CSV || kind == RECORD_SHEET;
}

static bool is_letter(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Whether the SQL has the name as a word. A name that it only has in a text is told of in
 * vain. */
static bool is_in_sql(const char *sql, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = sql ? strcasestr(sql, name) : NULL; at;
            at = strcasestr(at + 1, name)) {
        if ((at == sql || !is_letter(at[-1])) && !is_letter(at[size]))
            return true;
    }
    return false;
}

/* *told counts those that some lack; the first of them are named. */
static bool tell_column(const struct item *item, uint32_t c,
        const struct query_columns *members, size_t count, size_t *told, struct buf *text,
        struct error *err)
{
    const char *name = item->columns[c].name, *first = NULL;
    size_t lacking = 0;

    for (size_t i = 0; i < count; i++) {
        if (item->sources[i].columns[c].origin != ITEM_NOTHING)
            continue;
        first = first ? first : members[i].member->name;
        lacking++;
    }
    *told += lacking > 0;
    if (lacking == 0 || *told > TOLD_MAX)
        return true;
    return buf_append_text(text, text->size ? TR("; ", "、") : "", err) &&
            text_append_visible(text, name, strlen(name), err) &&
            (lacking == 1 ? buf_append_text(text, TR(" in ", "（"), err)
                          : buf_printf(text, err,
                                    TR(" in %zu of %zu, first in ",
                                            "（%2$zu 件中 %1$zu 件、最初は "),
                                    lacking, count)) &&
            text_append_visible(text, first, strlen(first), err) &&
            buf_append_text(text, TR("", "）"), err);
}

bool query_column_tell(const struct query_source *source, const struct item *item,
        const struct query_columns *members, size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * TEXT_LIMIT);
    bool is_all = true;
    size_t told = 0;

    if (!source->note || count < 2)
        return true;
    for (size_t i = 0; i < count; i++)
        is_all &= is_whole(&members[i]);
    for (uint32_t c = 0; c < item->column_count; c++) {
        if (!is_all && !is_in_sql(source->sql, item->columns[c].name))
            continue;
        if (!tell_column(item, c, members, count, &told, &text, err))
            return false;
    }
    if (told == 0)
        return true;
    if (told > TOLD_MAX &&
            !buf_printf(&text, err, TR(" … (%zu columns)", " …（全%zu列）"), told))
        return false;
    if (!buf_printf(&sentence, err,
                TR("columns of \"%s\" that some members lack (NULL there): %s",
                        "\"%s\" の列のうち、ないファイルがあるもの（そこでは NULL）: %s"),
                item->name, buf_text(&text)))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_column_tell_renamed(const struct query_source *source,
        const struct query_naming *naming, struct error *err)
{
    CLEANUP(buf_clear) struct buf text = BUF_INIT(TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * TEXT_LIMIT);
    const struct item *item = naming->item;
    size_t told = 0;

    for (uint32_t c = 0; source->note && c < item->column_count; c++) {
        const char *field = naming->fields[c], *name = item->columns[c].name;

        if (!field || strcmp(field, name) == 0 || ++told > TOLD_MAX)
            continue;
        if (!buf_append_text(&text, told > 1 ? TR(", ", "、") : "", err) ||
                !text_append_visible(&text, field, strlen(field), err) ||
                !buf_append_text(&text, TR(" is \"", " は \""), err) ||
                !text_append_visible(&text, name, strlen(name), err) ||
                !buf_append_text(&text, "\"", err))
            return false;
    }
    if (told == 0)
        return true;
    if (told > TOLD_MAX &&
            !buf_printf(&text, err, TR(" … (%zu columns)", " …（全%zu列）"), told))
        return false;
    if (!buf_printf(&sentence, err,
                TR("columns of \"%s\" whose names SQL does not tell apart (letter case), or which every table has: %s",
                        "\"%s\" の列のうち、SQL が区別しない名前（大文字・小文字）か、どの表にもある名前のもの: %s"),
                item->name, buf_text(&text)))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_column_write_later(enum record_kind kind, const char *column, struct buf *buf,
        struct error *err)
{
    if (kind == RECORD_JSON)
        return buf_printf(buf, err,
                TR("field(_text, '%s') reads a field that first appears later",
                        "それより後に初めて現れる項目は field(_text, '%s') で読めます"),
                column);
    if (kind == RECORD_XML)
        return buf_append_text(buf,
                TR("a binding, or a layout of one's own, reads a path that first appears later",
                        "それより後に初めて現れる項目は、対応付けか独自のレイアウトにパスを書けば読めます"),
                err);
    return buf_append_text(buf,
            TR("match_group(_text, '\\bKEY=(\\S+)', 1), or a binding that names it, reads a key that first appears later",
                    "それより後に初めて現れる項目は match_group(_text, '\\b項目=(\\S+)', 1) か、その項目を書いた対応付けで読めます"),
            err);
}

/* Whether the receipt has the columns of the member's beginning only. */
static bool is_part(const struct query_columns *of)
{
    return !of->layout && of->member->notice &&
            strstr(of->member->notice, "more-columns");
}

bool query_column_tell_later(const struct query_source *source, struct item *item,
        const struct query_columns *members, size_t count, struct error *err)
{
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(TEXT_LIMIT);
    const struct bundle_member *first = NULL;
    size_t later = 0;

    for (size_t i = 0; i < count; i++) {
        if (!is_part(&members[i]))
            continue;
        first = first ? first : members[i].member;
        later++;
    }
    item->is_part = later > 0;
    if (!later || !source->note)
        return true;
    if (!buf_printf(&sentence, err,
                TR("the columns of \"%s\" are those of the first %u MiB of %s%s (at most 2,000 of them); ",
                        "\"%s\" の列は先頭 %u MiB の分（最大 2,000 個）です（%s%s）。"),
                item->name,
                (unsigned)((first->record_count < 0 ? RECORD_LOOK_AT_BRIEF
                                                    : RECORD_LOOK_AT) >>
                        20),
                member_name_show(first->name).text,
                later > 1 ? TR(" and other members", "ほか") : "") ||
            !query_column_write_later(record_kind_find(first->format), TR("PATH", "パス"),
                    &sentence, err))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_column_tell_beyond(const struct query_source *source, const struct item *item,
        const struct query_beyond *beyond, struct error *err)
{
    CLEANUP(buf_clear) struct buf sentence = BUF_INIT(2 * TEXT_LIMIT);
    CLEANUP(buf_clear) struct buf first = BUF_INIT(TEXT_LIMIT);

    if (!beyond->count || !source->note)
        return true;
    if (!text_append_visible(&first, beyond->first, strlen(beyond->first), err) ||
            !buf_printf(&sentence, err,
                    TR("warning: a table of a query has at most %u columns, and member '%s' has more: table \"%s\" lacks %zu of them, from '%s' on%s; ",
                            "警告: 問い合わせの表の列は %u 個までで、ファイル「%s」の列はこれを超えます。表 \"%s\" には、そのうち %zu 列（最初は「%s」）がありません%s。"),
                    QUERY_COLUMN_MAX, beyond->member->name, item->name, beyond->count,
                    buf_text(&first),
                    beyond->is_more
                            ? TR(", and columns of other members",
                                      "。ほかのファイルの列にも、ないものがあります")
                            : "") ||
            !query_column_write_beyond(item, beyond->first, &sentence, err))
        return false;
    source->note(buf_text(&sentence));
    return true;
}

bool query_column_write_beyond(const struct item *item, const char *column,
        struct buf *buf, struct error *err)
{
    if (item->source_count && item->sources[0].format.kind == RECORD_JSON &&
            !strpbrk(column, "'\""))
        return buf_printf(buf, err,
                TR("field(_text, '%s') reads such a one",
                        "field(_text, '%s') のようにすれば読めます"),
                column);
    return buf_append_text(buf,
            TR("a binding, or a layout of one's own, reads those that it names",
                    "対応付けか独自のレイアウトで列を指定すれば読めます"),
            err);
}
